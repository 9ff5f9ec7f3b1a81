/** How fast records are accepted that are due soon, far away, or have ids. */
import { type Bench, type ProduceCeilings, produceCeilings, type Variant } from "../../bench.ts";
import { roundOf } from "../../cost.ts";

const RECORD_BYTES = 100;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Longer than the index may lag behind: a rate that it cannot keep up with is none. */
const TIMES_LONGER = 3;

export async function acceptRates(bench: Bench): Promise<void> {
  const variant = (
    name: string,
    fromDelayMs: number,
    toDelayMs: number,
    ids: boolean,
  ): Variant<ProduceCeilings> => ({
    head: { case: "schedule", name: `schedule 100 B, ${name}`, unit: "records/s" },
    run: (ceilings) =>
      bench.withTopic(1, async (topic) => {
        const { address } = bench.broker;
        const durationMs = bench.options.durationMs * TIMES_LONGER;
        const input = { address, topic, recordBytes: RECORD_BYTES, durationMs, ids };
        const job = bench.client.run("acceptScheduled", { ...input, fromDelayMs, toDelayMs });
        return roundOf(await bench.ours(job), ceilings);
      }),
  });
  await bench.rounds(
    () => produceCeilings(bench, RECORD_BYTES),
    [
      variant("due within minutes", MINUTE_MS, 5 * MINUTE_MS, false),
      variant("due within a year", DAY_MS, 365 * DAY_MS, false),
      variant("due within a year, with ids", DAY_MS, 365 * DAY_MS, true),
    ],
  );
}
