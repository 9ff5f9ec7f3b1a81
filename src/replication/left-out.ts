/**
 * Tells a retry of an idempotent producer which records of its batch were left out when it first came:
 * the answer that said so was lost.
 */
import type { MessageIds } from "../dedup/message-ids.ts";
import type { PartitionLog } from "../log/partition-log.ts";
import { TidemarkError } from "../model/errors.ts";
import { HEADER_ON_CONFLICT, HEADER_SCHEDULE_ID } from "../model/headers.ts";
import type { Exclusion } from "../partition/admission.ts";
import type { RememberedBatch } from "../partition/producer-states.ts";
import { forEachRecord, type RecordView } from "../record/records.ts";
import { BatchView } from "../record/view.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";

interface Folds {
  readonly log: PartitionLog;
  readonly schedule: PartitionSchedule;
  readonly ids: MessageIds;
}

const NONE: readonly Exclusion[] = [];

/** `first`: where the committed batch lies. None where it is deleted by now: nobody can tell any more. */
export async function leftOut(
  { log, schedule, ids }: Folds,
  retry: BatchView,
  first: Pick<RememberedBatch, "baseOffset" | "lastOffset">,
  nowMs: number,
): Promise<readonly Exclusion[]> {
  const [chunk] = await log.read(first.baseOffset, first.lastOffset + 1, 1);
  if (chunk === undefined) return NONE;
  const stored = new BatchView(chunk);
  // Or cleaned since: what is not in it may have been.
  if (stored.baseOffset !== first.baseOffset || stored.isCleaned) return NONE;
  const there = new Set<number>();
  forEachRecord(stored, ({ index }) => there.add(index));
  const firsts = firstOffsets(ids, retry, nowMs);
  const exclusions: Exclusion[] = [];
  forEachRecord(retry, (record) => {
    if (there.has(record.index)) return;
    exclusions.push(leftOutAgain(record, firsts.get(record.index), schedule));
  });
  return exclusions;
}

function firstOffsets(ids: MessageIds, retry: BatchView, nowMs: number): Map<number, number> {
  const firsts = new Map<number, number>();
  const found = retry.hasIds ? ids.lookUp(retry, nowMs) : undefined;
  if (found === undefined) return firsts;
  for (let row = 0; row < found.count; row++) {
    if (found.first[row]! >= 0) firsts.set(found.indexes[row]!, found.first[row]!);
  }
  return firsts;
}

/** What the lost answer said of a record that is not in the log. */
function leftOutAgain(
  record: RecordView,
  first: number | undefined,
  schedule: PartitionSchedule,
): Exclusion {
  const { index } = record;
  const id = record.header(HEADER_SCHEDULE_ID)?.toString("utf8");
  const keeps = record.header(HEADER_ON_CONFLICT)?.toString("latin1") === "keep";
  const kept =
    first !== undefined
      ? (schedule.pendingAt(first) ?? { offset: first })
      : keeps && id !== undefined
        ? schedule.pendingById(id)
        : undefined;
  if (kept !== undefined) {
    return {
      index,
      keptOffset: kept.offset,
      ...("dueMs" in kept ? { keptDueMs: kept.dueMs } : {}),
    };
  }
  const message = "the record was left out when its batch first came; that answer was lost";
  return { index, error: new TidemarkError("INVALID_RECORD", message) };
}
