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
  const start = { version: current.version + 1, logStartOffset, firstOffset };
  await writeLogStart(disk, `${directory}/${LOG_START_FILE}`, start);
  begun(start);
  const doomed: Segment[] = [];
  while (segments.first !== kept) doomed.push(segments.removeFirst());
  epochs.dropBefore(firstOffset);
  for (const segment of doomed) await removeFiles(disk, segment, resources);
  if (doomed.length > 0) await disk.syncDirectory(directory);
}

/**
 * Keeps the batches that end at or below `offset`. Durable when it resolves. The segment that is
 * active then has its index in memory.
 */
export async function cutEnd(parts: CutParts, offset: number): Promise<void> {
  const { disk, directory, segments, epochs, resources } = parts;
  assert(offset >= segments.first.baseOffset, `cut at ${offset}, below all segments`);
  const target = segments.holding(offset);
  while (segments.active !== target) {
    const last = segments.removeLast();
    await removeFiles(disk, last, resources);
    await disk.syncDirectory(directory);
  }
  // Its digest would say afterwards that bytes are missing.
  await disk.remove(target.file("digest"));
  await disk.syncDirectory(directory);
  const { baseOffset, sizeBytes, indexIntervalBytes } = target;
  const kept = new Segment(directory, baseOffset, indexIntervalBytes);
  await resources.handles.use(target.path, "readwrite", async (file) => {
    const bad = await scanSegment({
      file,
      segment: kept,
      sizeBytes,
      digest: undefined,
      epochs: new EpochIndex(),
      pause: () => Promise.resolve(),
      untilOffset: offset,
    });
    if (bad !== undefined) damaged(`${target.path}:${bad.position}`, bad.reason);
    await file.truncate(kept.sizeBytes);
    await file.sync();
  });
  resources.indexes.forget(target);
  segments.replaceActive(kept);
  epochs.truncate(kept.endOffset);
}

/** The `.log` goes last of a segment's files: without it the others are leftovers. */
async function removeFiles(disk: Disk, segment: Segment, resources: LogResources): Promise<void> {
  resources.indexes.forget(segment);
  await resources.handles.drop(segment.path);
  for (const kind of SEGMENT_FILE_KINDS.toReversed()) await disk.remove(segment.file(kind));
}
