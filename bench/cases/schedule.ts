/** Records that wait: taken in, and let go in time. */
import { type Bench, type ProduceCeilings, produceCeilings, type Variant } from "../bench.ts";
import { roundOf } from "../cost.ts";
import type { Round } from "../results.ts";

const RECORD_BYTES = 100;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export async function schedule(bench: Bench): Promise<void> {
  await accept(bench);
  await release(bench);
}

async function accept(bench: Bench): Promise<void> {
  const variant = (
    name: string,
    fromDelayMs: number,
    toDelayMs: number,
  ): Variant<ProduceCeilings> => ({
    head: { case: "schedule", name: `schedule 100 B, ${name}`, unit: "records/s" },
    run: (ceilings) =>
      bench.withTopic(1, async (topic) => {
        const { address } = bench.broker;
        const { durationMs } = bench.options;
        const delays = { fromDelayMs, toDelayMs };
        const input = { address, topic, recordBytes: RECORD_BYTES, ...delays, durationMs };
        return roundOf(await bench.ours(bench.client.run("acceptScheduled", input)), ceilings);
      }),
  });
  await bench.rounds(
    () => produceCeilings(bench, RECORD_BYTES),
    [
      variant("due within minutes", MINUTE_MS, 5 * MINUTE_MS),
      variant("due within a month", DAY_MS, 30 * DAY_MS),
    ],
  );
}

async function release(bench: Bench): Promise<void> {
  const count = bench.options.quick ? 20_000 : 100_000;
  const variant = (name: string, spanMs: number): Variant<void> => ({
    head: {
      case: "schedule",
      name: `${name}, lateness at the consumer, p50`,
      unit: "ms",
      lowerIsBetter: true,
    },
    run: () =>
      bench.withTopic(1, async (topic): Promise<Round> => {
        const { address } = bench.broker;
        await bench.second.run("startTail", { address, topic });
        const timing = { leadMs: 3_000, spanMs };
        const input = { address, topic, recordBytes: RECORD_BYTES, count, ...timing };
        await bench.client.run("scheduleAt", input);
        const { lateness, rate } = await bench.second.run("stopTail", { count });
        const { p50, p99, p999, max } = lateness;
        return { value: p50, details: { p99, "p99.9": p999, max, "records/s": rate } };
      }),
  });
  await bench.rounds(
    () => Promise.resolve(),
    [
      variant(`${count} records due over 5 s`, 5_000),
      variant(`${count} records due in one millisecond`, 0),
    ],
  );
}
