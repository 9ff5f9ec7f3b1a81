/** How late records come that fall due at a steady rate, while others produce and millions wait. */
import { writeFileSync } from "node:fs";
import { sleep } from "../../clock.ts";
import { latenessSvg, latenessText } from "../../lateness.ts";
import type { Standing } from "./standing.ts";

const RATE = 20_000;
const RECORD_BYTES = 100;
const WARM_MS = 1_000;

export async function lateness(standing: Standing): Promise<void> {
  const spanMs = standing.quick ? 3_000 : 20_000;
  const { address } = standing.broker;
  const recordBytes = RECORD_BYTES;
  const [due, live] = [await standing.topic(), await standing.topic()];
  const produce = { address, topic: live, recordBytes, durationMs: standing.quick ? 500 : 3_000 };
  const { perSecond: most } = await standing.run(standing.sender, "produce", produce);

  const count = (RATE * spanMs) / 1_000;
  await standing.run(standing.follower, "startDue", { address, topic: due, count });
  const timing = { leadMs: standing.leadMs(count), spanMs };
  const input = { address, topic: due, recordBytes, count, ...timing };
  const { firstDueMs } = await standing.run(standing.sender, "scheduleAt", input);
  await sleep(Math.max(0, firstDueMs - WARM_MS - Date.now()));
  const rate = most / 2;
  const durationMs = spanMs + 2 * WARM_MS;
  const sending = standing.run(standing.sender, "sendSteadily", {
    address,
    topic: live,
    recordBytes,
    rate,
    durationMs,
  });
  const [sent, result] = await Promise.all([
    sending,
    standing.run(standing.follower, "stopDue", {}),
  ]);

  const { p50, p99, p999, max } = result.lateness;
  standing.add(`lateness of ${count} records due over ${spanMs / 1000} s, p50`, "ms", true, {
    value: p50,
    details: {
      p99,
      "p99.9": p999,
      max,
      early: result.early,
      "out of order": result.outOfOrder,
      "pending beside": standing.bench.options.pending,
      "produced beside/s": (sent * 1000) / durationMs,
      "produced alone/s": most,
    },
  });
  const pending = standing.bench.options.pending.toLocaleString("en");
  const title = `${RATE.toLocaleString("en")} releases/s, ${pending} pending, produce at half speed`;
  const picture = { title, ...result };
  const file = standing.bench.report.beside("lateness.svg");
  writeFileSync(file, latenessSvg(picture));
  process.stderr.write(`\n${latenessText(picture)}\nplot: ${file}\n\n`);
}
