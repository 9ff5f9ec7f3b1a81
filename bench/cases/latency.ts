/** How long an acknowledgement takes, and how long a record takes to its consumer. */
import type { Bench } from "../bench.ts";
import type { Round } from "../results.ts";
import { type Percentiles, percentiles } from "../statistics.ts";

const RECORD_BYTES = 100;
/** Records a second that trouble nobody. */
const LOW_RATE = 1_000;

const named = ({ p99, p999, max }: Percentiles): Record<string, number> => ({
  p99,
  "p99.9": p999,
  max,
});

export async function acks(bench: Bench): Promise<void> {
  const { client, broker, barePort: port } = bench;
  const durationMs = bench.options.durationMs * 2;
  await bench.rounds(
    async () =>
      percentiles(await client.run("bareAcks", { port, recordBytes: RECORD_BYTES, durationMs })),
    [
      {
        head: {
          case: "acks",
          name: "acknowledgement of one record at a time, p50",
          unit: "ms",
          lowerIsBetter: true,
        },
        run: (bare) =>
          bench.withTopic(1, async (topic): Promise<Round> => {
            const { address } = broker;
            const input = { address, topic, recordBytes: RECORD_BYTES, durationMs };
            const ours = percentiles(await client.run("acks", input));
            return {
              value: ours.p50,
              ceilings: { path: bare.p50 },
              details: { ...named(ours), "path p99": bare.p99, "path p99.9": bare.p999 },
            };
          }),
      },
    ],
  );
}

export async function latency(bench: Bench): Promise<void> {
  let fullRate = 0;
  const through = (rate: number | null) =>
    bench.withTopic(4, async (topic) => {
      const { address } = bench.broker;
      const durationMs = bench.options.durationMs * 2;
      await bench.second.run("startTail", { address, topic });
      const input = { address, topic, recordBytes: RECORD_BYTES, rate, durationMs };
      const count = await bench.client.run("sendSteadily", input);
      return await bench.second.run("stopTail", { count });
    });
  await bench.rounds(
    () => Promise.resolve(),
    [
      {
        head: { case: "latency", name: "sent and followed, at full load", unit: "records/s" },
        run: async (): Promise<Round> => {
          const { rate, latency: times } = await through(null);
          fullRate = rate;
          return { value: rate, details: { "p50 ms": times.p50, "p99 ms": times.p99 } };
        },
      },
      {
        head: head(`${LOW_RATE} records/s`),
        run: async (): Promise<Round> => {
          const { latency: times } = await through(LOW_RATE);
          return { value: times.p50, details: named(times) };
        },
      },
      {
        head: head("half of full load"),
        run: async (): Promise<Round> => {
          const { latency: times } = await through(fullRate / 2);
          const details = { ...named(times), "records/s": fullRate / 2 };
          return { value: times.p50, details };
        },
      },
    ],
  );
}

const head = (load: string) => ({
  case: "latency",
  name: `from send to consumer at ${load}, p50`,
  unit: "ms",
  lowerIsBetter: true,
});
