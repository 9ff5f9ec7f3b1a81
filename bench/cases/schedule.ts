/** Records that wait: taken in, kept by the million, and let go in time. */
import type { Bench } from "../bench.ts";
import { acceptRates } from "./schedule/accept.ts";
import { herd } from "./schedule/herd.ts";
import { indexAlone } from "./schedule/index-alone.ts";
import { lateness } from "./schedule/lateness.ts";
import { reads } from "./schedule/reads.ts";
import { restarts } from "./schedule/restart.ts";
import { Standing } from "./schedule/standing.ts";

export async function schedule(bench: Bench): Promise<void> {
  await acceptRates(bench);
  await indexAlone(bench);
  // From here on millions wait in the same broker, whatever else is measured.
  const standing = await Standing.start(bench);
  try {
    await standing.fill();
    await reads(standing);
    await lateness(standing);
    await herd(standing);
    await restarts(standing);
  } finally {
    await standing.stop();
  }
}
