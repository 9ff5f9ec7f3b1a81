/** Records that wait: how fast they are accepted, and sent for a burst that falls due together. */
import { randomBytes } from "node:crypto";
import { Tidemark } from "@tidemark/client";
import { type Measured, Stopwatch } from "../stopwatch.ts";

const LIST_RECORDS = 10_000;
const LISTS_UNDER_WAY = 4;

/** Scheduled records accepted a second, due between the two delays. */
export async function acceptScheduled(input: {
  readonly address: string;
  readonly topic: string;
  readonly recordBytes: number;
  readonly fromDelayMs: number;
  readonly toDelayMs: number;
  readonly durationMs: number;
}): Promise<Measured> {
  await using tidemark = new Tidemark({ brokers: input.address });
  const producer = tidemark.producer();
  const value = randomBytes(input.recordBytes);
  const { fromDelayMs, toDelayMs, topic } = input;
  const list = Array.from({ length: LIST_RECORDS }, () => {
    return { value, delayMs: Math.round(fromDelayMs + Math.random() * (toDelayMs - fromDelayMs)) };
  });
  await producer.send({ topic, ...list[0]! });
  const watch = new Stopwatch();
  let sent = 0;
  const caller = async (): Promise<void> => {
    while (watch.elapsedMs < input.durationMs) {
      await producer.sendMany(topic, list);
      sent += list.length;
    }
  };
  await Promise.all(Array.from({ length: LISTS_UNDER_WAY }, caller));
  return watch.read(sent);
}

/** Schedules `count` records, due evenly over `spanMs` from `leadMs` after now. */
export async function scheduleAt(input: {
  readonly address: string;
  readonly topic: string;
  readonly recordBytes: number;
  readonly count: number;
  readonly leadMs: number;
  readonly spanMs: number;
}): Promise<void> {
  await using tidemark = new Tidemark({ brokers: input.address });
  const producer = tidemark.producer();
  const value = randomBytes(input.recordBytes);
  const firstMs = Date.now() + input.leadMs;
  const list = Array.from({ length: input.count }, (_, index) => {
    return { value, deliverAt: Math.floor(firstMs + (index * input.spanMs) / input.count) };
  });
  await producer.sendMany(input.topic, list);
  if (Date.now() > firstMs) {
    throw new Error("The first record fell due before the last was accepted: give more lead.");
  }
}
