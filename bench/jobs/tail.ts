/** Following a topic in one process while another sends to it: how long from send to receipt. */
import { type Consumer, Tidemark } from "@tidemark/client";
import { sharedMs, sleep } from "../clock.ts";
import { type Percentiles, percentiles } from "../statistics.ts";

const SAMPLES_MAX = 2_000_000;
const TICK_MS = 2;

interface Tail {
  readonly tidemark: Tidemark;
  readonly consumer: Consumer;
  readonly done: Promise<void>;
  readonly times: number[];
  /** Of due records: by how much each came after its due time. */
  readonly lateness: number[];
  /** Monotonic, of the first and the last receipt. */
  firstMs: number;
  lastMs: number;
  count: number;
  onCount: (() => void) | undefined;
}

let tail: Tail | undefined;

/** Follows `topic` from its beginning until `stopTail`. */
export async function startTail(input: {
  readonly address: string;
  readonly topic: string;
}): Promise<void> {
  const tidemark = new Tidemark({ brokers: input.address });
  const consumer = tidemark.consumer({ topic: input.topic, from: "earliest" });
  const started: Tail = {
    tidemark,
    consumer,
    done: Promise.resolve().then(() => follow(started)),
    times: [],
    lateness: [],
    firstMs: 0,
    lastMs: 0,
    count: 0,
    onCount: undefined,
  };
  tail = started;
  await sleep(100);
}

async function follow(own: Tail): Promise<void> {
  for await (const batch of own.consumer.batches()) {
    for (const record of batch) {
      const nowMs = sharedMs();
      if (own.count === 0) own.firstMs = nowMs;
      own.lastMs = nowMs;
      own.count++;
      if (own.times.length >= SAMPLES_MAX || own.lateness.length >= SAMPLES_MAX) continue;
      if (record.scheduled === undefined) own.times.push(nowMs - record.value!.readDoubleLE(0));
      else own.lateness.push(Date.now() - record.timestamp);
    }
    own.onCount?.();
  }
}

export interface TailResult {
  readonly count: number;
  /** Receipts a second from the first to the last. */
  readonly rate: number;
  readonly latency: Percentiles;
  readonly lateness: Percentiles;
}

/** Ends following once `count` records have come; fails where they do not within a minute. */
export async function stopTail(input: { readonly count: number }): Promise<TailResult> {
  const own = tail!;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`Only ${own.count} of ${input.count} records came in a minute.`)),
      60_000,
    );
    own.onCount = () => {
      if (own.count < input.count) return;
      clearTimeout(timer);
      resolve();
    };
    own.onCount();
  });
  await own.consumer.close();
  await own.done;
  await own.tidemark.close();
  tail = undefined;
  return {
    count: own.count,
    rate: (own.count * 1000) / Math.max(1, own.lastMs - own.firstMs),
    latency: percentiles(own.times),
    lateness: percentiles(own.lateness),
  };
}

/**
 * Sends at a steady rate, each record stamped with the time at which its turn was: a broker that
 * holds the sender up gets no better figures for it. Returns how many were sent.
 */
export async function sendSteadily(input: {
  readonly address: string;
  readonly topic: string;
  readonly recordBytes: number;
  /** Records a second; `null`: as fast as they are acknowledged. */
  readonly rate: number | null;
  readonly durationMs: number;
}): Promise<number> {
  await using tidemark = new Tidemark({ brokers: input.address });
  const producer = tidemark.producer();
  const perMs = (input.rate ?? 1e9) / 1000;
  const startMs = sharedMs();
  const underWay = new Set<Promise<unknown>>();
  let sent = 0;
  for (;;) {
    const elapsedMs = sharedMs() - startMs;
    const due = Math.min(Math.floor(Math.min(elapsedMs, input.durationMs) * perMs), sent + 20_000);
    const list: Buffer[] = [];
    for (; sent < due; sent++) {
      const value = Buffer.alloc(input.recordBytes);
      value.writeDoubleLE(input.rate === null ? sharedMs() : startMs + sent / perMs, 0);
      list.push(value);
    }
    if (list.length > 0) {
      const call = producer.sendMany(input.topic, list).finally(() => underWay.delete(call));
      underWay.add(call);
    }
    if (elapsedMs >= input.durationMs) break;
    if (input.rate === null && underWay.size >= 8) await Promise.race(underWay);
    else await sleep(Math.min(TICK_MS, 1 / perMs));
  }
  await Promise.all(underWay);
  return sent;
}
