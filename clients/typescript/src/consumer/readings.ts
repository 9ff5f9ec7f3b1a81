/** The partitions of one reading: where each is and where it ends. Asks nobody. */
import { TidemarkError } from "../errors.ts";
import type { KnownTopic } from "../transport/topic-directory.ts";
import { PartitionPosition } from "./partition-position.ts";
import { BatchCursor } from "./record-batch.ts";
import type { ReaderSettings } from "./settings.ts";
import type { WireDelivery } from "./types.ts";

/** One partition that is read. */
export interface Reading {
  /** Where it is, once that is known as an offset. */
  position: PartitionPosition;
  /** Until then: the first record at or after this time, epoch milliseconds. */
  startTimeMs: number | undefined;
  /** Exclusive. */
  readonly untilOffset: number;
  readonly untilTimeMs: number;
  /** Where its leader is said to be; `undefined`: any broker. */
  leader: string | undefined;
}

/**
 * The batch that holds the first record at or after a time may begin with earlier ones. Once that
 * record is found, the place is an offset: what comes after it counts whatever its own time.
 */
export function leaveOutEarlier(delivery: WireDelivery, reading: Reading): void {
  const { position, startTimeMs = 0 } = reading;
  const cursor = new BatchCursor(delivery, 0, undefined);
  for (let record = cursor.next(); record !== undefined; record = cursor.next()) {
    if (record.timestamp < startTimeMs) continue;
    position.next = record.offset;
    reading.startTimeMs = undefined;
    return;
  }
  position.next = delivery.nextOffset;
}

export function readingsOf(topic: KnownTopic, settings: ReaderSettings): Map<number, Reading> {
  const wanted = settings.partitions ?? topic.partitions.map(({ partition }) => partition);
  return new Map(wanted.map((partition) => [partition, readingOf(topic, partition, settings)]));
}

function readingOf(topic: KnownTopic, partition: number, settings: ReaderSettings): Reading {
  const { from, until } = settings;
  const known = topic.partitions[partition];
  if (known === undefined) {
    const text = `Topic ${topic.name} has ${topic.partitions.length} partitions; there is no ${partition}.`;
    throw new TidemarkError("UNKNOWN_PARTITION", text);
  }
  const startTimeMs = from instanceof Date ? from.getTime() : undefined;
  let offset = known.logStartOffset;
  if (from === "latest") offset = known.highWatermark;
  else if (typeof from === "object" && !(from instanceof Date)) offset = from[partition] ?? offset;
  let untilOffset = settings.untilEnd ? known.highWatermark : Infinity;
  if (typeof until === "object" && !(until instanceof Date)) {
    untilOffset = Math.min(untilOffset, until[partition] ?? Infinity);
  }
  // A time is not yet an offset: everything that comes is at or after it.
  const first = startTimeMs === undefined ? offset : 0;
  return {
    position: new PartitionPosition(topic.name, partition, first),
    startTimeMs,
    untilOffset,
    untilTimeMs: until instanceof Date ? until.getTime() : Infinity,
    leader: known.leader,
  };
}
