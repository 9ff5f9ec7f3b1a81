/** A reader of everything without a group: it sees what becomes visible, and when. */
import type { Delivery, FetchPartition, FetchSession } from "../../../src/broker/api.ts";
import { CONTEXT, type Ground, PARTITIONS, TOPIC } from "./ground.ts";
import { PromiseBroken, type Seen, type Sent } from "./oracle.ts";

/** More than any run needs. */
export const CREDIT_RECORDS = 1_000_000;
export const CREDIT_BYTES = 60_000_000;

/** How often a reader tries again where a partition is out of service, and for how long that lasts. */
const AGAIN_MS = 100;
const REOPENED_MAX_MS = 1_200;

/** From the beginning, as long as this broker and this topic live. */
export function follow(ground: Ground): FetchSession {
  ground.reached = new Map();
  const { oracle, punctuality } = ground.books;
  /** Partitions whose reader has caught up: from then on it is there when something appears. */
  const live = new Set<number>();
  return read(ground, false, (delivery) => {
    const { partition, nextOffset, highWatermark } = delivery;
    const { nowMs, world } = ground;
    for (const seen of seenIn(delivery)) {
      const fresh = seen.scheduledOffset !== undefined && !oracle.wasSeen(seen.value);
      oracle.see(seen);
      if (!fresh || !live.has(partition)) continue;
      punctuality.released(seen, nowMs, world.wallMs, waiting(ground));
    }
    ground.reached.set(partition, nextOffset);
    if (nextOffset === highWatermark) live.add(partition);
    ground.note(`read ${partition} to ${nextOffset}`);
  });
}

/** All there is now, in the order in which it came. */
export function readAll(ground: Ground): Promise<readonly Seen[]> {
  const all: Seen[] = [];
  return new Promise((resolve) => {
    read(
      ground,
      true,
      (delivery) => all.push(...seenIn(delivery)),
      () => resolve(all),
    );
  });
}

/** Whole batches: released records lie in them by due time, then scheduled offset. */
export function readBatches(ground: Ground): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = [];
  return new Promise((resolve) => {
    read(
      ground,
      true,
      (delivery) => all.push(...delivery.batches),
      () => resolve(all),
      "batch",
    );
  });
}

function read(
  ground: Ground,
  untilEnd: boolean,
  see: (delivery: Delivery) => void,
  ended: () => void = () => undefined,
  encoding: "records" | "batch" = "records",
): FetchSession {
  const highWatermarks = new Map<number, number>();
  const { life } = ground.world;
  const { books } = ground;
  const heard = (tell: () => void): void => {
    if (!life.dead && books === ground.books) ground.guard(tell);
  };
  const session = ground.api.records.openFetch(
    CONTEXT,
    { encoding, untilEnd, anywhere: ground.world.clustered },
    {
      deliver: (delivery) =>
        heard(() => {
          books.oracle.wall(ground.world.wallMs);
          checkWatermark(delivery, highWatermarks);
          see(delivery);
        }),
      partitionError: (_topic, partition, error) =>
        heard(() => {
          if (ground.deleting) return;
          if (!error.retriable) throw new Error(`partition ${partition}: ${error.message}`);
          // It could not be opened on a full disk, and will be.
          ground.books.punctuality.slow(ground.nowMs + REOPENED_MAX_MS);
          ground.world.schedule.after(AGAIN_MS, () => heard(() => session.assign(at(partition))));
        }),
      needed: () => undefined,
      end: ended,
    },
  );
  session.credit(CREDIT_RECORDS, CREDIT_BYTES);
  for (let partition = 0; partition < PARTITIONS; partition += 1) session.assign(at(partition));
  return session;
}

const at = (partition: number): FetchPartition[] => [
  { topic: TOPIC, partition, position: "earliest" },
];

function waiting({ oracle }: Ground): Sent[] {
  return [...oracle.sent.values()].filter((sent) => oracle.isWaiting(sent));
}

function checkWatermark(delivery: Delivery, seen: Map<number, number>): void {
  const { partition, highWatermark, nextOffset } = delivery;
  if (highWatermark < (seen.get(partition) ?? 0)) {
    throw new PromiseBroken("P3: the high watermark went back");
  }
  if (nextOffset > highWatermark) throw new PromiseBroken("P3: read beyond the high watermark");
  seen.set(partition, highWatermark);
}

export function seenIn({ records }: Delivery): Seen[] {
  return records.map((record) => ({
    partition: record.partition,
    offset: record.offset,
    value: Buffer.from(record.value ?? []).toString(),
    scheduledOffset: record.scheduled?.offset,
    dueMs: record.scheduled?.deliverAt,
  }));
}
