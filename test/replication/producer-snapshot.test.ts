/** What a snapshot of producers keeps, and that nothing else is taken for one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProducerSnapshot } from "../../src/replication/producer-snapshot.ts";
import { SimDisk } from "../sim/platform/sim-disk.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";

const NOW_MS = 1_000_000;

/** One batch of a producer: how many sequences, and whether records were left out. */
const batches = fc.array(
  fc.record({ id: fc.nat(3), count: fc.integer({ min: 1, max: 9 }), partial: fc.boolean() }),
  { maxLength: 40, size: "max" },
);

function ground() {
  const schedule = new SimSchedule();
  const disk = new SimDisk({ schedule, random: new SimRandom(1) });
  const run = <T>(work: Promise<T>): Promise<T> => schedule.run(work);
  const open = (endOffset = 1_000): Promise<ProducerSnapshot> =>
    run(ProducerSnapshot.open(disk, ".", endOffset));
  return { disk, run, open };
}

function fill(
  { producers }: ProducerSnapshot,
  all: typeof batches extends fc.Arbitrary<infer T> ? T : never,
) {
  const next = new Map<number, number>();
  let offset = 0;
  for (const { id, count, partial } of all) {
    const baseSequence = next.get(id) ?? 0;
    const batch = { producerId: id, producerEpoch: id, baseSequence, sequenceCount: count };
    producers.record(batch, offset, offset + count - 1, offset, partial, NOW_MS);
    next.set(id, baseSequence + count);
    offset += count;
  }
  return offset;
}

describe("ProducerSnapshot", () => {
  it("gives back the last five committed batches of each producer", async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(200), async (all, some) => {
        const { run, open } = ground();
        const snapshot = await open();
        const end = fill(snapshot, all);
        const highWatermark = Math.min(some, end);
        await run(snapshot.save(highWatermark, NOW_MS));
        const again = await open();
        expect(again.savedAt).toBe(highWatermark);
        const expected = [...snapshot.producers.entries()]
          .map((entry) => {
            const kept = entry.batches.filter(({ lastOffset }) => lastOffset < highWatermark);
            return { ...entry, batches: kept.slice(-5) };
          })
          .filter((entry) => entry.batches.length > 0);
        expect([...again.producers.entries()]).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("is not believed with any bit flipped, cut, or from beyond the end of the log", async () => {
    const { disk, run, open } = ground();
    const snapshot = await open();
    const end = fill(snapshot, [
      { id: 1, count: 3, partial: false },
      { id: 2, count: 2, partial: true },
    ]);
    await run(snapshot.save(end, NOW_MS));
    expect((await open(end)).savedAt).toBe(end);
    expect((await open(end - 1)).savedAt).toBe(0);
    const whole = await run(disk.readFile("./producers.snapshot", 4_096));
    const file = await run(disk.open("./producers.snapshot", "readwrite"));
    for (let at = 0; at < whole.length; at++) {
      await run(file.write([Buffer.of(whole[at]! ^ (1 << (at % 8)))], at));
      const opened = await open();
      expect([at, opened.savedAt, opened.producers.size]).toEqual([at, 0, 0]);
      await run(file.write([whole.subarray(at, at + 1)], at));
    }
    await run(file.truncate(whole.length - 1));
    expect((await open()).savedAt).toBe(0);
    await run(file.close());
  });
});
