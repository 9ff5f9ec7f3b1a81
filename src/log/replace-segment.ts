/**
 * Puts a rewritten segment in the place of the old one, so that a crash at any step leaves one of
 * the two whole, and readers under way see the one or the other and never a mix.
 *
 *   1  the new file is synced under a temporary name: a crash leaves a leftover
 *   2  index files and digest of the old one go, durably: without a digest the file speaks for itself
 *   3  readers get the new one, by its open file; those under way keep theirs
 *   4  rename, folder synced: from here on the new one is what a start finds
 *   5  index files and digest of the new one
 */
import { DiskError, type Disk } from "../platform/disk.ts";
import type { EpochIndex } from "./epoch-index.ts";
import type { LogResources } from "./log-resources.ts";
import type { Rewritten } from "./rewrite-segment.ts";
import type { Segment } from "./segment.ts";
import { writeSegmentSidecars } from "./segment-digest.ts";
import type { SegmentList } from "./segment-list.ts";

export interface ReplaceParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly segments: SegmentList;
  readonly epochs: EpochIndex;
  readonly resources: LogResources;
}

/** Durable when it resolves. After a rejection the old segment is still the one that counts. */
export async function replaceSegment(
  parts: ReplaceParts,
  old: Segment,
  rewritten: Rewritten,
): Promise<void> {
  const { disk, directory, segments, epochs, resources } = parts;
  const { segment: fresh, file, temporaryPath } = rewritten;
  for (const kind of ["digest", "timeindex", "index"] as const) await disk.remove(old.file(kind));
  await disk.syncDirectory(directory);
  segments.replace(old, fresh);
  resources.indexes.forget(old);
  const named = resources.handles.adopt(fresh.path, file);
  try {
    await disk.rename(temporaryPath, fresh.path);
    await disk.syncDirectory(directory);
  } catch (error) {
    if (segments.at(old.baseOffset) === fresh) segments.replace(fresh, old);
    await resources.handles.drop(fresh.path);
    throw error;
  } finally {
    await named();
  }
  try {
    await writeSegmentSidecars(disk, fresh, epochs.within(fresh.baseOffset, fresh.endOffset));
  } catch (error) {
    // Without room for them the index stays in memory, and the next start reads the segment.
    if (error instanceof DiskError && error.code !== "IO") return;
    throw error;
  }
  const { index } = fresh;
  fresh.index = undefined;
  if (index !== undefined) resources.indexes.keep(fresh, index);
}
