/** I5: idempotent producers for life, whatever is lost, deleted or forgotten meanwhile. */
import { afterEach, describe, expect, it } from "vitest";
import { PRODUCER_IDLE_MS, PRODUCER_INITS_BURST } from "../../src/model/limits.ts";
import { buildBatch } from "../../src/record/build.ts";
import { CONTEXT } from "../broker/read-all.ts";
import { World } from "../sim/broker/world.ts";

let world: World;
let topic: { readonly id: string };

afterEach(() => world.stop());

async function start(): Promise<void> {
  world = new World({ seed: 1 });
  await world.boot();
  const { topics } = world.broker.api;
  // Two records a segment: what is deleted is gone from disk.
  const config = { segmentBytes: 2 ** 20 };
  topic = await world.schedule.run(topics.create(CONTEXT, { name: "t", partitions: 1, config }));
  await initProducer();
}

const initProducer = () => world.schedule.run(world.broker.api.records.initProducer(CONTEXT, {}));

/** One record by the producer's sequence. Resolves with its offset and whether it was there. */
async function send(baseSequence: number, producerEpoch = 0): Promise<[number, boolean]> {
  const records = [{ timestamp: world.wallMs, value: Buffer.alloc(600_000, baseSequence) }];
  const batch = buildBatch(records, { producerId: 0, producerEpoch, baseSequence });
  const request = { topic: "t", partition: 0, batch, acks: "all" } as const;
  const sent = await world.schedule.run(world.broker.api.records.produceBatch(CONTEXT, request));
  return [sent.baseOffset, sent.duplicate];
}

async function sendMany(from: number, until: number): Promise<void> {
  for (let sequence = from; sequence < until; sequence++) await send(sequence);
}

const deleteBefore = (before: number) =>
  world.schedule.run(
    world.broker.api.topics.deleteRecords(CONTEXT, { topic: "t", partition: 0, before }),
  );

describe("an idempotent producer", () => {
  it.each(["kept", "lost"] as const)(
    "gets the offsets of its last five batches after their records are deleted, the index %s",
    async (index) => {
      await start();
      await sendMany(0, 8);
      await deleteBefore(8);
      world.crash("power", index);
      await world.boot();
      for (let sequence = 3; sequence < 8; sequence++) {
        expect(await send(sequence)).toEqual([sequence, true]);
      }
      await expect(send(1)).rejects.toMatchObject({ code: "DUPLICATE_SEQUENCE" });
      await expect(send(9)).rejects.toMatchObject({ code: "OUT_OF_ORDER_SEQUENCE" });
      expect(await send(8)).toEqual([8, false]);
    },
  );

  it("of an old epoch stays fenced", async () => {
    await start();
    await sendMany(0, 2);
    await send(0, 1);
    await deleteBefore(3);
    world.crash("power", "lost");
    await world.boot();
    await expect(send(2)).rejects.toMatchObject({ code: "PRODUCER_FENCED" });
    expect(await send(0, 1)).toEqual([2, true]);
  });

  it("is read from the log where its snapshot is damaged and nothing is deleted", async () => {
    await start();
    await sendMany(0, 6);
    await world.stop();
    const { id } = topic;
    const path = `topics/${id}-0/producers.snapshot`;
    const file = await world.schedule.run(world.disk.open(path, "readwrite"));
    await world.schedule.run(file.write([Buffer.from("xx")], 9));
    await world.schedule.run(file.close());
    await world.boot();
    expect(await send(5)).toEqual([5, true]);
  });

  it("is forgotten when it was idle for long, and may go on", async () => {
    await start();
    await sendMany(0, 3);
    world.stepWall(PRODUCER_IDLE_MS + 1_000);
    await world.stop();
    await world.boot();
    expect(await send(3)).toEqual([3, false]);
  });
});

describe("producer ids", () => {
  it("are not handed out faster than their bound (P5)", async () => {
    await start();
    const { records } = world.broker.api;
    const wanted = Array.from({ length: 2 * PRODUCER_INITS_BURST }, () =>
      records.initProducer(CONTEXT, {}),
    );
    const results = await world.schedule.run(Promise.allSettled(wanted));
    const refused = results.filter(({ status }) => status === "rejected");
    const given = results.length - refused.length + 1;
    expect(refused[0]).toMatchObject({ reason: { code: "OVERLOADED", retriable: true } });
    expect(given).toBeGreaterThanOrEqual(PRODUCER_INITS_BURST);
    expect(given).toBeLessThan(1.1 * PRODUCER_INITS_BURST);
    await world.schedule.advance(1_000);
    expect((await initProducer()).producerId).toBe(given);
  });
});
