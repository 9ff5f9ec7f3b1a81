/** Producing by the list: sizes, partitions, and records that are spread over them. */
import { type Bench, type ProduceCeilings, produceCeilings, type Variant } from "../bench.ts";
import { roundOf } from "../cost.ts";

const SIZES = [100, 256, 1024, 16 * 1024];
const PARTITIONS = [1, 4, 16];
const MANY_PARTITIONS = 256;

const sizeName = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${bytes / 1024} KiB`);

export async function produce(bench: Bench): Promise<void> {
  for (const recordBytes of SIZES) {
    const counts = recordBytes === 100 ? [...PARTITIONS, MANY_PARTITIONS] : PARTITIONS;
    await bench.rounds(
      () => produceCeilings(bench, recordBytes),
      counts.map((partitions) => variant(bench, recordBytes, partitions, false)),
    );
  }
}

/** Every partition gets its share of every list: batches are as small as the load makes them. */
export async function spread(bench: Bench): Promise<void> {
  await bench.rounds(
    () => produceCeilings(bench, 100),
    [1, 16, MANY_PARTITIONS].map((partitions) => variant(bench, 100, partitions, true)),
  );
}

function variant(
  bench: Bench,
  recordBytes: number,
  partitions: number,
  spreads: boolean,
): Variant<ProduceCeilings> {
  const over = `${partitions} ${partitions === 1 ? "partition" : "partitions"}`;
  return {
    head: {
      case: spreads ? "spread" : "produce",
      name: `produce ${sizeName(recordBytes)}, ${spreads ? "spread over " : ""}${over}`,
      unit: "records/s",
    },
    run: (ceilings) =>
      bench.withTopic(partitions, async (topic) => {
        const job = bench.client.run("produce", {
          address: bench.broker.address,
          topic,
          recordBytes,
          durationMs: bench.options.durationMs,
          ...(spreads ? { spreadOver: partitions } : {}),
        });
        const ours = await bench.ours(job);
        return roundOf(ours, ceilings, { "MB/s": (ours.perSecond * recordBytes) / 1e6 });
      }),
  };
}

/** Each record's promise awaited. */
export async function send(bench: Bench): Promise<void> {
  const variants = [1, 16].map(
    (partitions): Variant<ProduceCeilings> => ({
      head: {
        case: "send",
        name: `awaited send 100 B, ${partitions} ${partitions === 1 ? "partition" : "partitions"}`,
        unit: "records/s",
      },
      run: (ceilings) =>
        bench.withTopic(partitions, async (topic) => {
          const { durationMs } = bench.options;
          const { address } = bench.broker;
          const input = { address, topic, recordBytes: 100, durationMs };
          return roundOf(await bench.ours(bench.client.run("send", input)), ceilings);
        }),
    }),
  );
  await bench.rounds(() => produceCeilings(bench, 100), variants);
}
