/** Sends at a steady rate and on a beat: how long acknowledgements take, and when there are none. */
import { randomBytes } from "node:crypto";
import { Tidemark } from "@tidemark/client";
import { sharedMs, sleep } from "../clock.ts";
import { type Percentiles, percentiles } from "../statistics.ts";

const TICK_MS = 2;
const BEAT_MS = 10;
/** What a partition without a leader holds up: a quarter of a minute of beats. */
const BEATS_OPEN_MAX = 1_500;

/**
 * Acknowledgement times at `rate` records a second, each from when its turn was: a broker that holds the sender up
 * gets no better figures for it.
 */
export async function steadyAcks(input: {
  readonly addresses: readonly string[];
  readonly topic: string;
  readonly recordBytes: number;
  readonly rate: number;
  readonly durationMs: number;
}): Promise<Percentiles> {
  await using tidemark = new Tidemark({ brokers: [...input.addresses] });
  const producer = tidemark.producer({ lingerMs: 0 });
  const value = randomBytes(input.recordBytes);
  const { topic } = input;
  await producer.send({ topic, value });
  const perMs = input.rate / 1_000;
  const startMs = sharedMs();
  const times: number[] = [];
  const open = new Set<Promise<void>>();
  for (let sent = 0; ; ) {
    const elapsedMs = sharedMs() - startMs;
    for (; sent < Math.min(elapsedMs, input.durationMs) * perMs; sent++) {
      const turnMs = startMs + sent / perMs;
      const one: Promise<void> = producer
        .send({ topic, value })
        .then(() => void times.push(sharedMs() - turnMs))
        .finally(() => open.delete(one));
      open.add(one);
    }
    if (elapsedMs >= input.durationMs) break;
    await sleep(TICK_MS);
  }
  await Promise.all(open);
  return percentiles(times);
}

interface Beat {
  readonly tidemark: Tidemark;
  readonly done: Promise<void>;
  readonly acknowledged: [partition: number, sentMs: number, acknowledgedMs: number][];
  stopped: boolean;
}

let beat: Beat | undefined;

/** A record to each partition on every beat, until `stopBeat`. */
export function startBeat(input: {
  readonly addresses: readonly string[];
  readonly topic: string;
  readonly partitions: number;
}): void {
  const tidemark = new Tidemark({ brokers: [...input.addresses] });
  const started: Beat = {
    tidemark,
    acknowledged: [],
    stopped: false,
    done: Promise.resolve().then(() => sendOnBeat(started, input)),
  };
  beat = started;
}

async function sendOnBeat(own: Beat, input: { topic: string; partitions: number }): Promise<void> {
  const producer = own.tidemark.producer({ lingerMs: 0 });
  const { topic, partitions } = input;
  const open = new Set<Promise<void>>();
  while (!own.stopped) {
    for (let partition = 0; partition < partitions; partition++) {
      if (open.size >= BEATS_OPEN_MAX * partitions) break;
      const sentMs = sharedMs();
      const one: Promise<void> = producer
        .send({ topic, partition, value: "beat" })
        .then(() => void own.acknowledged.push([partition, sentMs, sharedMs()]))
        .finally(() => open.delete(one));
      open.add(one);
    }
    await sleep(BEAT_MS);
  }
  await Promise.all(open);
}

/** Everything that was acknowledged, in the order of acknowledgement. Times are shared by all processes. */
export async function stopBeat(_input: null): Promise<Beat["acknowledged"]> {
  const own = beat!;
  own.stopped = true;
  await own.done;
  await own.tidemark.close();
  beat = undefined;
  return own.acknowledged;
}
