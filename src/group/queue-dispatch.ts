/** Hands out what consumers have credit for, and says what is to be read so that they get more. */
import {
  QUEUE_BUFFER_BYTES_MAX,
  QUEUE_READ_BYTES,
  QUEUE_TURN_DELIVERIES,
} from "../model/limits.ts";
import type { TopicId } from "../model/ids.ts";
import type { Catalogue } from "./events.ts";
import { Handed } from "./queue-deliveries.ts";
import type { Moment, QueueEffect } from "./queue-events.ts";
import type { QueueLeases } from "./queue-leases.ts";
import type { QueueTotals } from "./queue-partition.ts";
import type { QueueTopic } from "./queue-topic.ts";

interface Parts {
  readonly topics: ReadonlyMap<TopicId, QueueTopic>;
  readonly leases: QueueLeases;
  readonly totals: QueueTotals;
  readonly catalogue: Catalogue;
}

/** True in `more`: there is more to hand out, in another turn of the event loop. */
export interface Turn {
  readonly effects: readonly QueueEffect[];
  readonly more: boolean;
}

export function dispatch(parts: Parts, now: Moment): Turn {
  const handed = new Handed(parts.catalogue);
  const others: QueueEffect[] = [];
  for (const topic of parts.topics.values()) {
    if (!topic.hasTaker) continue;
    for (const partition of topic.partitions.values()) topic.stock(partition);
    while (handed.count < QUEUE_TURN_DELIVERIES) {
      const next = topic.next(({ session }, bytes) => {
        others.push({ kind: "needed", session, bytes });
      });
      if (next === undefined) break;
      parts.leases.hold(next.entry, next.to, now);
      next.to.spend(next.stock.sizeBytes);
      handed.add(next);
    }
    supply(parts, topic, others);
  }
  const more = handed.count >= QUEUE_TURN_DELIVERIES;
  return { effects: [...handed.effects(), ...others], more };
}

/** Reads on where somebody has credit for it, within what the group may hold. */
function supply(parts: Parts, topic: QueueTopic, effects: QueueEffect[]): void {
  if (!topic.hasTaker) return;
  for (const partition of topic.inTurn()) {
    if (isFull(parts)) dropUnwanted(parts);
    if (isFull(parts)) return;
    if (partition.hasUnread) {
      // They became ready in any order, and are read as they lie in the log.
      const offsets = partition.takeUnread().map(({ offset }) => offset);
      offsets.sort((left, right) => left - right);
      if (offsets.length > 0) effects.push({ kind: "load", place: partition, offsets });
    }
    const from = partition.readFrom;
    if (from === undefined) continue;
    partition.reading = true;
    effects.push({ kind: "read", place: partition, from });
  }
}

function isFull({ totals: { bufferedBytes, reads } }: Parts): boolean {
  return bufferedBytes + reads * QUEUE_READ_BYTES >= QUEUE_BUFFER_BYTES_MAX;
}

/** What was read for consumers who take nothing any more. */
function dropUnwanted({ topics }: Parts): void {
  for (const topic of topics.values()) {
    if (topic.hasTaker) continue;
    for (const partition of topic.partitions.values()) partition.dropStock();
  }
}
