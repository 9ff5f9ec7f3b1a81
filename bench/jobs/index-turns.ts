/**
 * The pending index alone, on the store it runs on: what it costs, and how long it holds the event
 * loop at once. No broker is in it, so nothing else can be what took the time.
 */
import { openLmdbStore } from "../../src/host/lmdb-store.ts";
import { buildBatch } from "../../src/record/build.ts";
import { SCHEDULED } from "../../src/record/layout.ts";
import { stampBatch } from "../../src/record/stamp.ts";
import { BatchView } from "../../src/record/view.ts";
import { PartitionSchedule } from "../../src/schedule/partition-schedule.ts";
import { sharedMs } from "../clock.ts";
import { type Percentiles, percentiles } from "../statistics.ts";
import { Turns } from "../turns.ts";

const RECORDS_PER_BATCH = 2_000;
const RECORD_BYTES = 100;
/** As the broker does: above it producers wait. */
const TAIL_MAX = 262_144;
const CHECKPOINT_TURNS = 500;

export interface IndexTurns {
  readonly acceptPerSecond: number;
  readonly releasePerSecond: number;
  /** One piece of work, from one callback to the next. */
  readonly pieceMs: Percentiles;
  /** Pieces above 2 ms. */
  readonly longPieces: number;
  /** Once around the event loop, with all the pieces that were due in it. */
  readonly roundMs: Percentiles;
}

/** Folds `count` records into an empty index at `path`, then takes what is due of them. */
export async function indexTurns(input: {
  readonly path: string;
  readonly count: number;
  readonly spanMs: number;
  readonly ids: boolean;
}): Promise<IndexTurns> {
  const { path, count, spanMs, ids } = input;
  const store = await openLmdbStore(path, { suspect: false });
  const turns = new Turns();
  const failures: unknown[] = [];
  const schedule = PartitionSchedule.open({
    store,
    prefix: Buffer.from("index-turns/"),
    partition: 0,
    nextTurn: () => turns.next(),
    onFailed: (error) => failures.push(error),
    hashKey: [1, 2],
  });
  const value = Buffer.alloc(RECORD_BYTES);
  const firstMs = Date.now();
  let offset = 0;
  let turn = 0;
  const startMs = sharedMs();
  await turns.next();
  while (offset < count) {
    // The client's work.
    const batch = turns.apart(() => scheduledBatch(offset, value, firstMs, spanMs, ids));
    const place = { segmentBaseOffset: 0, position: (offset * RECORD_BYTES) % 1e9 };
    schedule.stageBatch(new BatchView(batch), place);
    await turns.next();
    offset += RECORDS_PER_BATCH;
    schedule.commit(offset);
    if (++turn % CHECKPOINT_TURNS === 0) schedule.checkpoint();
    do await turns.next();
    while (schedule.overlayCount > TAIL_MAX && failures.length === 0);
  }
  await turns.until(schedule.flush());
  const acceptMs = sharedMs() - startMs;
  const releasePerSecond = await release(schedule, turns, offset, firstMs + spanMs, count / 4);
  turns.stop();
  await schedule.close();
  await store.close();
  if (failures.length > 0) throw failures[0];
  return {
    acceptPerSecond: (offset * 1000) / acceptMs,
    releasePerSecond,
    pieceMs: percentiles(turns.piecesMs),
    longPieces: turns.piecesMs.filter((ms) => ms > 2).length,
    roundMs: percentiles(turns.roundsMs),
  };
}

/** Takes and settles what is due by the index's own means; no record is read. */
async function release(
  schedule: PartitionSchedule,
  turns: Turns,
  endOffset: number,
  nowMs: number,
  count: number,
): Promise<number> {
  const startMs = sharedMs();
  let end = endOffset;
  let released = 0;
  while (released < count) {
    const due = schedule.takeDue(nowMs, 1_000, 1 << 20);
    await turns.next();
    const events = due.map(({ offset }, index) => {
      return { kind: "released", position: end + index, offset } as const;
    });
    schedule.stage(events, end + due.length, 0);
    end += due.length;
    schedule.commit(end);
    released += due.length;
    await turns.next();
  }
  return (released * 1000) / (sharedMs() - startMs);
}

function scheduledBatch(
  offset: number,
  value: Buffer,
  firstMs: number,
  spanMs: number,
  ids: boolean,
): Buffer {
  const records = Array.from({ length: RECORDS_PER_BATCH }, (_, index) => {
    const id = Buffer.from(`order-${offset + index}`);
    const timestamp = firstMs + Math.floor(Math.random() * spanMs);
    const headers = ids ? [{ key: "tidemark-schedule-id", value: id }] : undefined;
    return { timestamp, value, headers };
  });
  const batch = buildBatch(records, { attributes: SCHEDULED, baseTimestamp: firstMs });
  stampBatch(batch, 0, offset, 0);
  return batch;
}
