/**
 * Takes segments off either end of a log. At the start the new beginning is durable before a file
 * goes, so that what a crash leaves there is known for a leftover. At the end files go one by one
 * from the last, each removal durable before the next, so that a crash leaves no gap.
 */
import { assert } from "../lib/assert.ts";
import type { Disk } from "../platform/disk.ts";
import { damaged } from "./damage.ts";
import { EpochIndex } from "./epoch-index.ts";
import type { LogResources } from "./log-resources.ts";
import { type LogStart, writeLogStart } from "./log-start.ts";
import { scanSegment } from "./scan-segment.ts";
import { Segment } from "./segment.ts";
import { LOG_START_FILE, SEGMENT_FILE_KINDS } from "./segment-files.ts";
import type { SegmentList } from "./segment-list.ts";

export interface CutParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly segments: SegmentList;
  readonly epochs: EpochIndex;
  readonly resources: LogResources;
}

/**
 * Readers begin at `logStartOffset` from now on; closed segments that end at or below `freeOffset`
 * go. `begun` hears the new start as soon as it is durable, before any file goes.
 */
export async function cutStart(
  parts: CutParts,
  current: LogStart,
  logStartOffset: number,
  freeOffset: number,
  begun: (start: LogStart) => void,
): Promise<void> {
  const { disk, directory, segments, epochs, resources } = parts;
  const kept = segments.all.find(
    (segment) => segment === segments.active || segment.endOffset > freeOffset,
  );
  assert(kept !== undefined, "the active segment is always kept");
  const firstOffset = kept.baseOffset;
  if (logStartOffset === current.logStartOffset && firstOffset === current.firstOffset) return;
  const version = current.version + 1;
  const cleanedOffset = Math.max(current.cleanedOffset, firstOffset);
  const start = { version, logStartOffset, firstOffset, cleanedOffset };
  await writeLogStart(disk, `${directory}/${LOG_START_FILE}`, start);
  begun(start);
  const doomed: Segment[] = [];
  while (segments.first !== kept) doomed.push(segments.removeFirst());
  epochs.dropBefore(firstOffset);
  for (const segment of doomed) await removeFiles(disk, segment, resources);
  if (doomed.length > 0) await disk.syncDirectory(directory);
}

/** The segment that will be active, as it will be: with all batches that end at or below `offset`. */
export async function findCut(parts: CutParts, offset: number): Promise<Segment> {
  const { segments, resources } = parts;
  const { directory, baseOffset, indexIntervalBytes, path, sizeBytes } = segments.holding(offset);
  const segment = new Segment(directory, baseOffset, indexIntervalBytes);
  const bad = await resources.handles.use(path, "read", (file) =>
    scanSegment({
      file,
      segment,
      sizeBytes,
      digest: undefined,
      epochs: new EpochIndex(),
      durableMark: 0,
      pause: () => Promise.resolve(),
      untilOffset: offset,
    }),
  );
  if (bad !== undefined) damaged(`${path}:${bad.position}`, bad.reason);
  return segment;
}

/** Makes `cut`, which `findCut` found, the end of the log. Durable when it resolves. */
export async function cutEnd(parts: CutParts, cut: Segment): Promise<void> {
  const { disk, directory, segments, epochs, resources } = parts;
  while (segments.active.baseOffset > cut.baseOffset) {
    const last = segments.removeLast();
    await removeFiles(disk, last, resources);
    await disk.syncDirectory(directory);
  }
  // Its digest would say afterwards that bytes are missing.
  await disk.remove(cut.file("digest"));
  await disk.syncDirectory(directory);
  await resources.handles.use(cut.path, "readwrite", async (file) => {
    // First: who reads the segment as it was finds it gone then, and not a file that ends too early.
    resources.indexes.forget(cut);
    segments.replaceActive(cut);
    epochs.truncate(cut.endOffset);
    await file.truncate(cut.sizeBytes);
    await file.sync();
  });
}

/** The `.log` goes last of a segment's files: without it the others are leftovers. */
async function removeFiles(disk: Disk, segment: Segment, resources: LogResources): Promise<void> {
  resources.indexes.forget(segment);
  await resources.handles.drop(segment.path);
  for (const kind of SEGMENT_FILE_KINDS.toReversed()) await disk.remove(segment.file(kind));
}
