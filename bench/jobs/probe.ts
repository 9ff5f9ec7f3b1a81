/** Single records sent at a steady pace beside what else goes on: how long acknowledgements take. */
import { Tidemark } from "@tidemark/client";
import { sharedMs, sleep } from "../clock.ts";
import { type Percentiles, percentiles } from "../statistics.ts";

const EVERY_MS = 2;
const RECORD_BYTES = 100;

interface Probe {
  readonly tidemark: Tidemark;
  readonly times: number[];
  /** Of those that were not acknowledged. */
  failed: number;
  stopped: boolean;
  done: Promise<void>;
}

let probe: Probe | undefined;

export async function startProbe(input: {
  readonly address: string;
  readonly topic: string;
}): Promise<void> {
  const tidemark = new Tidemark({ brokers: input.address });
  const own: Probe = { tidemark, times: [], failed: 0, stopped: false, done: Promise.resolve() };
  const producer = tidemark.producer();
  const { topic } = input;
  const value = Buffer.alloc(RECORD_BYTES);
  await producer.send({ topic, value });
  const send = async (): Promise<void> => {
    const sentMs = sharedMs();
    try {
      await producer.send({ topic, value });
      own.times.push(sharedMs() - sentMs);
    } catch {
      own.failed++;
    }
  };
  own.done = (async () => {
    // The next one does not wait for the one before: what is slow must not hide behind itself.
    const underWay: Promise<void>[] = [];
    while (!own.stopped) {
      underWay.push(send());
      await sleep(EVERY_MS);
    }
    await Promise.all(underWay);
  })();
  probe = own;
}

export interface ProbeResult extends Percentiles {
  readonly failed: number;
}

export async function stopProbe(_input: Record<string, never>): Promise<ProbeResult> {
  const own = probe!;
  probe = undefined;
  own.stopped = true;
  await own.done;
  await own.tidemark.close();
  return { ...percentiles(own.times), failed: own.failed };
}
