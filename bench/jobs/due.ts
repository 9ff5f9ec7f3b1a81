/** Following what falls due, in a process of its own: how late each record came, and in what order. */
import { type Consumer, Tidemark } from "@tidemark/client";
import { fineWallClock, within } from "../clock.ts";
import { LATENESS_BOUNDS_MS, latenessBucket } from "../lateness.ts";
import { type Percentiles, percentiles } from "../statistics.ts";

const WAIT_MS = 90_000;

interface Following {
  readonly tidemark: Tidemark;
  readonly consumer: Consumer;
  readonly lateness: Float64Array;
  readonly enough: Promise<void>;
  count: number;
  early: number;
  outOfOrder: number;
  firstMs: number;
  lastMs: number;
  done: Promise<void>;
}

let following: Following | undefined;

/** Follows `topic` from its beginning until `count` records came due. */
export async function startDue(input: {
  readonly address: string;
  readonly topic: string;
  readonly count: number;
}): Promise<void> {
  const tidemark = new Tidemark({ brokers: input.address });
  const consumer = tidemark.consumer({ topic: input.topic, from: "earliest" });
  let complete = (): void => undefined;
  const enough = new Promise<void>((resolve) => {
    complete = resolve;
  });
  const lateness = new Float64Array(input.count);
  const own: Following = {
    tidemark,
    consumer,
    lateness,
    enough,
    count: 0,
    early: 0,
    outOfOrder: 0,
    firstMs: 0,
    lastMs: 0,
    done: Promise.resolve(),
  };
  own.done = follow(own, complete);
  following = own;
  await Promise.resolve();
}

async function follow(own: Following, complete: () => void): Promise<void> {
  const wallMs = fineWallClock();
  let dueBefore = 0;
  let offsetBefore = -1;
  for await (const batch of own.consumer.batches()) {
    for (const record of batch) {
      const nowMs = wallMs();
      const { timestamp, scheduled } = record;
      if (scheduled === undefined || own.count === own.lateness.length) continue;
      // By the clock that due times are of: a whole millisecond below it is before it.
      if (Date.now() < timestamp) own.early++;
      const { offset } = scheduled;
      if (timestamp < dueBefore || (timestamp === dueBefore && offset < offsetBefore)) {
        own.outOfOrder++;
      }
      dueBefore = timestamp;
      offsetBefore = offset;
      if (own.count === 0) own.firstMs = nowMs;
      own.lastMs = nowMs;
      own.lateness[own.count++] = Math.max(0, nowMs - timestamp);
    }
    if (own.count === own.lateness.length) complete();
  }
}

export interface DueResult {
  readonly count: number;
  /** Seen before the due time. */
  readonly early: number;
  /** Seen after one with a later due time, or the same and a higher scheduled offset. */
  readonly outOfOrder: number;
  /** Wall clock, of the first and the last receipt. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly lateness: Percentiles;
  /** One number for each of `LATENESS_BOUNDS_MS`. */
  readonly histogram: readonly number[];
}

/** Resolves once all have come; fails where they do not. */
export async function stopDue(_input: Record<string, never>): Promise<DueResult> {
  const own = following!;
  try {
    await within(WAIT_MS, "Waiting for what is due", own.enough);
  } catch (error) {
    throw new Error(`${own.count} of ${own.lateness.length} records came.`, { cause: error });
  } finally {
    following = undefined;
    await own.consumer.close();
    await own.done;
    await own.tidemark.close();
  }
  const histogram = LATENESS_BOUNDS_MS.map(() => 0);
  for (const ms of own.lateness) histogram[latenessBucket(ms)]!++;
  const { count, early, outOfOrder, firstMs, lastMs } = own;
  const lateness = percentiles(own.lateness);
  return { count, early, outOfOrder, firstMs, lastMs, lateness, histogram };
}
