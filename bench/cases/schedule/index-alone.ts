/** The pending index without a broker: what it could do, and how long it holds the event loop. */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../../bench.ts";
import { resultOf } from "../../results.ts";

const MINUTES_MS = 300_000;
const YEAR_MS = 365 * 86_400_000;

export async function indexAlone(bench: Bench): Promise<void> {
  const count = bench.options.quick ? 50_000 : 1_000_000;
  for (const [name, spanMs, ids, share] of [
    ["due within minutes", MINUTES_MS, false, 1],
    ["due within a year", YEAR_MS, false, 1],
    ["due within a year, with ids", YEAR_MS, true, 1 / 2],
  ] as const) {
    const path = mkdtempSync(join(bench.folder, "index-"));
    const input = { path, count: count * share, spanMs, ids };
    const { pieceMs, longPieces, roundMs, ...rates } = await bench.client.run("indexTurns", input);
    rmSync(path, { recursive: true, force: true });
    const head = {
      case: "schedule",
      name: `longest piece of index work, ${name}`,
      unit: "ms",
      lowerIsBetter: true,
      brokerRssAnonMiB: 0,
    };
    const details = {
      pieces: pieceMs.count,
      "above 2 ms": longPieces,
      "p99.9": pieceMs.p999,
      "round p99.9": roundMs.p999,
      "round max": roundMs.max,
      "accepted/s": rates.acceptPerSecond,
      "released/s": rates.releasePerSecond,
    };
    bench.report.add(resultOf(head, [{ value: pieceMs.max, details }]));
  }
}
