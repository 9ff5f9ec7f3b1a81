/** Message ids: produced with a broker, and remembered by the million without one. */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Bench, type ProduceCeilings, produceCeilings, type Variant } from "../bench.ts";
import { roundOf } from "../cost.ts";
import { resultOf } from "../results.ts";

export async function dedup(bench: Bench): Promise<void> {
  const variants = [false, true].map(
    (ids): Variant<ProduceCeilings> => ({
      head: {
        case: "dedup",
        name: `produce 100 B, 1 partition, ${ids ? "each with a message id" : "without ids"}`,
        unit: "records/s",
      },
      run: (ceilings) =>
        bench.withTopic(1, async (topic) => {
          const { durationMs } = bench.options;
          const input = { address: bench.broker.address, topic, recordBytes: 100, durationMs, ids };
          return roundOf(await bench.ours(bench.client.run("produce", input)), ceilings);
        }),
    }),
  );
  await bench.rounds(() => produceCeilings(bench, 100), variants);
  await alone(bench);
}

async function alone(bench: Bench): Promise<void> {
  const count = bench.options.quick ? 500_000 : 10_000_000;
  const path = mkdtempSync(join(bench.folder, "ids-"));
  const found = await bench.second.run("idTurns", { path, count });
  rmSync(path, { recursive: true, force: true });
  const { newPerSecond, duplicatesPerSecond, pieceMs } = found;
  const details = {
    "duplicates/s": duplicatesPerSecond,
    "bytes of memory an id": (found.memoryMiB * 2 ** 20) / count,
    "bytes on disk an id": (found.diskMiB * 2 ** 20) / count,
    "open, ms": found.openMs,
    "piece p99.9, ms": pieceMs.p999,
    "longest piece, ms": pieceMs.max,
    "pieces above 2 ms": found.longPieces,
  };
  const head = {
    case: "dedup",
    name: `remember ${count / 1e6} M ids, no broker`,
    unit: "ids/s",
    brokerRssAnonMiB: 0,
  };
  bench.report.add(resultOf(head, [{ value: newPerSecond, details }]));
}
