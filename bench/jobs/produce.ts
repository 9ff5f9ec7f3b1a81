/** Producing through the SDK: by the list, by the awaited record, one at a time. */
import { randomBytes } from "node:crypto";
import { type MessageBody, Tidemark } from "@tidemark/client";
import { sharedMs } from "../clock.ts";
import { type Measured, Stopwatch } from "../stopwatch.ts";

export interface ProduceInput {
  /** Several: with commas between them. */
  readonly address: string;
  readonly topic: string;
  readonly recordBytes: number;
  readonly durationMs: number;
  /** Set: records name their partition, all of these in turn; else the SDK chooses. */
  readonly spreadOver?: number;
  /** Every record has a message id that no other has. Not with `spreadOver`. */
  readonly ids?: boolean;
}

const LIST_BYTES = 2 * 1024 * 1024;
const LISTS_UNDER_WAY = 4;
/** Sends that one caller awaits together, and callers. */
const SENDS_TOGETHER = 1_000;
const CALLERS = 16;

/** Records a second by `sendMany`, to the last acknowledgement. */
export async function produce(input: ProduceInput): Promise<Measured> {
  await using tidemark = new Tidemark({ brokers: input.address.split(",") });
  const producer = tidemark.producer();
  const count = Math.ceil(LIST_BYTES / input.recordBytes);
  const { spreadOver, ids = false } = input;
  const run = randomBytes(6).toString("hex");
  let lastId = 0;
  const list: (Buffer | MessageBody)[] = Array.from({ length: count }, (_, index) => {
    const value = randomBytes(input.recordBytes);
    return spreadOver === undefined ? value : { value, partition: index % spreadOver };
  });
  await producer.send({ topic: input.topic, value: "first" });
  const watch = new Stopwatch();
  let sent = 0;
  const caller = async (): Promise<void> => {
    // A list of its own: what is under way must not change.
    const identified = list.map((body) => ({ value: body as Buffer, messageId: "" }));
    while (watch.elapsedMs < input.durationMs) {
      // The list of one caller is taken over before another's turn.
      if (ids) for (const record of identified) record.messageId = `${run}-${++lastId}`;
      await producer.sendMany(input.topic, ids ? identified : list);
      sent += count;
    }
  };
  await Promise.all(Array.from({ length: LISTS_UNDER_WAY }, caller));
  return watch.read(sent);
}

/** Records a second where every record's own promise is awaited. */
export async function send(input: ProduceInput): Promise<Measured> {
  await using tidemark = new Tidemark({ brokers: input.address });
  const producer = tidemark.producer();
  const value = randomBytes(input.recordBytes);
  const { topic } = input;
  await producer.send({ topic, value });
  const watch = new Stopwatch();
  let sent = 0;
  const caller = async (): Promise<void> => {
    while (watch.elapsedMs < input.durationMs) {
      const sends: Promise<unknown>[] = [];
      for (let index = 0; index < SENDS_TOGETHER; index++) {
        sends.push(producer.send({ topic, value }));
      }
      await Promise.all(sends);
      sent += SENDS_TOGETHER;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return watch.read(sent);
}

/** Acknowledgement times, the next record sent when the one before it is acknowledged. */
export async function acks(input: ProduceInput): Promise<number[]> {
  await using tidemark = new Tidemark({ brokers: input.address });
  const producer = tidemark.producer();
  const value = randomBytes(input.recordBytes);
  const { topic } = input;
  await producer.send({ topic, value });
  const times: number[] = [];
  const watch = new Stopwatch();
  while (watch.elapsedMs < input.durationMs) {
    const sentMs = sharedMs();
    await producer.send({ topic, value });
    times.push(sharedMs() - sentMs);
  }
  return times;
}
