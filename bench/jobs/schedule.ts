/** Records that wait: how fast they are accepted, and sent for a burst that falls due together. */
import { randomBytes } from "node:crypto";
import { Tidemark } from "@tidemark/client";
import { type Measured, Stopwatch } from "../stopwatch.ts";

const LIST_RECORDS = 10_000;
const LISTS_UNDER_WAY = 4;

/**
 * Accepts scheduled records, each due at a random time between the two delays, until `durationMs` have
 * passed or `count` are sent.
 */
export async function acceptScheduled(input: {
  readonly address: string;
  readonly topic: string;
  readonly recordBytes: number;
  readonly fromDelayMs: number;
  readonly toDelayMs: number;
  readonly durationMs?: number;
  readonly count?: number;
  /** With a schedule id each, `order-` and a number. */
  readonly ids?: boolean;
}): Promise<Measured> {
  await using tidemark = new Tidemark({ brokers: input.address });
  const producer = tidemark.producer();
  const value = randomBytes(input.recordBytes);
  const { fromDelayMs, toDelayMs, topic, ids = false } = input;
  const { durationMs = Number.POSITIVE_INFINITY, count = Number.POSITIVE_INFINITY } = input;
  const dueAt = (): number => {
    return Date.now() + Math.round(fromDelayMs + Math.random() * (toDelayMs - fromDelayMs));
  };
  await producer.send({ topic, value, deliverAt: dueAt() });
  const watch = new Stopwatch();
  let sent = 1;
  const caller = async (): Promise<void> => {
    const list = Array.from({ length: LIST_RECORDS }, () => ({
      value,
      deliverAt: 0,
      scheduleId: undefined as string | undefined,
    }));
    while (watch.elapsedMs < durationMs && sent < count) {
      const records = list.slice(0, Math.min(LIST_RECORDS, count - sent));
      for (const record of records) {
        record.deliverAt = dueAt();
        if (ids) record.scheduleId = `order-${sent}`;
        sent++;
      }
      await producer.sendMany(topic, records);
    }
  };
  await Promise.all(Array.from({ length: LISTS_UNDER_WAY }, caller));
  return watch.read(sent);
}

export interface Scheduled extends Measured {
  /** Wall clock. */
  readonly firstDueMs: number;
}

/** Schedules `count` records, due evenly over `spanMs` from `leadMs` after now. */
export async function scheduleAt(input: {
  readonly address: string;
  readonly topic: string;
  readonly recordBytes: number;
  readonly count: number;
  readonly leadMs: number;
  readonly spanMs: number;
}): Promise<Scheduled> {
  await using tidemark = new Tidemark({ brokers: input.address });
  const producer = tidemark.producer();
  const value = randomBytes(input.recordBytes);
  const { count, spanMs } = input;
  const list = Array.from({ length: count }, () => ({ value, deliverAt: 0 }));
  const firstDueMs = Date.now() + input.leadMs;
  for (const [index, record] of list.entries()) {
    record.deliverAt = Math.floor(firstDueMs + (index * spanMs) / count);
  }
  const watch = new Stopwatch();
  await producer.sendMany(input.topic, list);
  const measured = watch.read(count);
  if (Date.now() > firstDueMs) {
    throw new Error("The first record fell due before the last was accepted: give more lead.");
  }
  return { ...measured, firstDueMs };
}
