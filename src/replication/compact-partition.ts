/**
 * Compacts one partition: of each key the latest visible record stays, at its offset. Reads what was
 * never compacted into a bounded map of keys, then writes all older segments anew without what the map
 * shadows, oldest first; once more with the next keys where the map was full (docs/retention.md).
 */
import { compactable, paysToCompact, tombstonesExpired } from "../log/compaction.ts";
import type { Segment } from "../log/segment.ts";
import type { RewriteJob } from "../log/rewrite-segment.ts";
import { COMPACTION_MAP_BYTES_MAX } from "../model/limits.ts";
import { visitRecords } from "../record/retain.ts";
import type { BatchView } from "../record/view.ts";
import type { CleaningWork } from "./clean-partition.ts";
import { KeyOffsets } from "./key-offsets.ts";
import { retainPinned } from "./pins.ts";
import type { Replica } from "./replica.ts";
import { Shadows } from "./shadows.ts";

/** The segments that a compaction would cover now, if it pays. */
export function toCompact(
  { log, cleanableOffset }: Replica,
  { policy, nowMs }: CleaningWork,
  folded: number = log.flushedOffset,
): Segment[] {
  const { compaction } = policy;
  if (compaction === undefined) return [];
  const until = Math.min(folded, cleanableOffset);
  const range = compactable(log.segments, log.logStartOffset, compaction, nowMs).filter(
    ({ endOffset }) => endOffset <= until,
  );
  return paysToCompact(range, compaction, nowMs) ? range : [];
}

/** Returns the bytes written. `folded`: below it the stored views need nothing of the log. */
export async function compactPartition(
  replica: Replica,
  work: CleaningWork,
  folded: number,
): Promise<number> {
  const range = toCompact(replica, work, folded);
  const last = range.at(-1);
  if (last === undefined) return 0;
  await replica.log.upkeep.willClean(last.endOffset);
  const dirty = range.find(({ cleaning }) => cleaning.kind !== "compacted");
  let from = dirty?.baseOffset ?? last.endOffset;
  let writtenBytes = 0;
  // At least once: also tombstones alone may have to go.
  for (;;) {
    const keys = new KeyOffsets(
      work.hashKey(),
      last.endOffset - from,
      work.keysBytesMax ?? COMPACTION_MAP_BYTES_MAX,
    );
    const until = await gather(replica, work, keys, from, last.endOffset);
    if (until === undefined) return writtenBytes;
    const written = await rewriteBelow(replica, work, keys, until);
    writtenBytes += written.bytes;
    if (!written.whole || until >= last.endOffset) return writtenBytes;
    from = until;
  }
}

/**
 * The latest offsets of all keys from `from` on. Returns the offset at which the map was full, or
 * `until`; undefined where it was stopped.
 */
async function gather(
  { log }: Replica,
  work: CleaningWork,
  keys: KeyOffsets,
  from: number,
  until: number,
): Promise<number | undefined> {
  let full: number | undefined;
  for (const segment of log.segments.filter(
    ({ baseOffset, endOffset }) => endOffset > from && baseOffset < until,
  )) {
    const whole = await log.upkeep.walk(segment, {
      *visit(view) {
        if (full !== undefined || !view.isVisible || view.nextOffset <= from) return false;
        yield* visitRecords(view, ({ index, key }) => {
          const offset = view.baseOffset + index;
          if (full !== undefined || offset < from || key === undefined) return;
          if (!keys.put(key, offset)) full = offset;
        });
        return false;
      },
      pace: work.pace,
      stopped: () => full !== undefined || work.stopped(),
    });
    if (full !== undefined) return full;
    if (!whole) return undefined;
  }
  return until;
}

/** Every segment that begins below `until`, the oldest first: that is what the order needs. */
async function rewriteBelow(
  replica: Replica,
  work: CleaningWork,
  keys: KeyOffsets,
  until: number,
): Promise<{ readonly bytes: number; readonly whole: boolean }> {
  const { log, schedule } = replica;
  let bytes = 0;
  for (const segment of log.segments.slice(0, -1)) {
    const { baseOffset, endOffset, cleaning, scheduledCount } = segment;
    if (baseOffset >= until) break;
    const past = endOffset <= log.logStartOffset;
    const waiting = schedule.pendingIn(baseOffset, endOffset);
    if (past && cleaning.kind === "pinned" && waiting === scheduledCount) continue;
    const job = past
      ? pinnedJob(replica, segment, work)
      : compactionJob(replica, segment, work, keys, until);
    if (!(await log.upkeep.rewrite(segment, job))) return { bytes, whole: false };
    bytes += log.segments.find((now) => now.baseOffset === baseOffset)?.sizeBytes ?? 0;
  }
  return { bytes, whole: true };
}

/** Readers are past it. */
export function pinnedJob(replica: Replica, { cleaning }: Segment, work: CleaningWork): RewriteJob {
  return {
    retain: (view) => retainPinned(replica.schedule, view),
    state: () => ({ ...cleaning, kind: "pinned", tombstones: 0 }),
    pace: work.pace,
    stopped: work.stopped,
  };
}

function compactionJob(
  replica: Replica,
  segment: Segment,
  work: CleaningWork,
  keys: KeyOffsets,
  until: number,
): RewriteJob {
  const { cleaning, endOffset } = segment;
  const { nowMs, policy } = work;
  const shadows = new Shadows({
    keys,
    untilOffset: until,
    logStartOffset: replica.log.logStartOffset,
    dropsTombstones: tombstonesExpired(segment, policy.compaction!, nowMs),
    schedule: replica.schedule,
    producers: replica.producers,
  });
  return {
    retain: (view: BatchView) => shadows.retain(view),
    state: () => {
      const { tombstones } = shadows;
      if (endOffset > until) return { ...cleaning, tombstones };
      return {
        kind: "compacted",
        compactedMs: cleaning.kind === "compacted" ? cleaning.compactedMs : nowMs,
        tombstones,
      };
    },
    pace: work.pace,
    stopped: work.stopped,
  };
}
