/** Reading what is there: from memory and from files, decoded and raw. */
import type { Bench, Variant } from "../bench.ts";
import { type Cost, roundOf } from "../cost.ts";

const RECORD_BYTES = 100;
/** Record and framing on the wire. */
const WIRE_BYTES = RECORD_BYTES + 9;
const MiB = 1024 * 1024;
/** Fits what the broker keeps of the newest batches, over several partitions. */
const CACHED = { from: "memory", partitions: 4, bytes: 40 * MiB };
const STORED = { from: "files", partitions: 1, bytes: 384 * MiB };

const perRecord = ({ perSecond, serverNs, clientNs }: Cost): Cost => ({
  perSecond: perSecond / WIRE_BYTES,
  serverNs: serverNs * WIRE_BYTES,
  clientNs: clientNs * WIRE_BYTES,
});

export async function consume(bench: Bench): Promise<void> {
  for (const source of [CACHED, STORED]) {
    await bench.withTopic(source.partitions, async (topic) => {
      const { address } = bench.broker;
      const { partitions } = source;
      const recordsEach = Math.floor(source.bytes / partitions / WIRE_BYTES);
      const bytes = RECORD_BYTES;
      const filling = { address, topic, recordBytes: bytes, recordsEach, partitions };
      await bench.client.run("fill", filling);
      await readers(bench, topic, source);
    });
  }
}

async function readers(bench: Bench, topic: string, source: typeof CACHED): Promise<void> {
  const { client, barePort: port, options, broker } = bench;
  const { durationMs } = options;
  const { address } = broker;
  const path = source === CACHED ? "/memory" : "/file";
  // Files are read as they lie in the page cache: no process may empty that for itself alone.
  const decoded = (each: "batch" | "record"): Variant<Cost> => ({
    head: {
      case: "consume",
      name: `consume 100 B from ${source.from}, ${each} by ${each}`,
      unit: "records/s",
    },
    run: async (bareBytes) => {
      const job = client.run("consume", { address, topic, durationMs, each });
      return roundOf(await bench.ours(job), { stream: perRecord(bareBytes) });
    },
  });
  await bench.rounds(
    () => bench.bare(client.run("bareRead", { port, path, durationMs })),
    [
      decoded("batch"),
      decoded("record"),
      {
        head: { case: "consume", name: `read raw from ${source.from}`, unit: "B/s" },
        run: async (bareBytes) => {
          const { partitions } = source;
          const job = client.run("readRaw", { address, topic, partitions, durationMs });
          return roundOf(await bench.ours(job), { stream: bareBytes });
        },
      },
    ],
  );
}
