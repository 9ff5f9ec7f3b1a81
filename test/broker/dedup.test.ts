/** P2, P4: one message id is one record, whatever is in flight, dies, waits or is lost meanwhile. */
import { afterEach, describe, expect, it } from "vitest";
import type { ProduceBatchResult, RecordInput, RecordResult } from "../../src/model/records.ts";
import { HEADER_MESSAGE_ID } from "../../src/model/headers.ts";
import { MESSAGE_ID_BYTES_MAX } from "../../src/model/limits.ts";
import { BatchBuilder, type BatchOptions } from "../../src/record/build.ts";
import { World } from "../sim/broker/world.ts";
import { CONTEXT, readAll } from "./read-all.ts";

const DAY_MS = 86_400_000;

let world: World;

afterEach(() => world.stop());

async function start(config: Readonly<Record<string, unknown>> = {}): Promise<void> {
  world = new World({ seed: 1 });
  await world.boot();
  const { topics } = world.broker.api;
  await world.schedule.run(topics.create(CONTEXT, { name: "t", partitions: 1, config }));
}

const publishing = (...records: RecordInput[]): Promise<readonly RecordResult[]> =>
  world.broker.api.records.publish(CONTEXT, { topic: "t", records });

const publish = (...records: RecordInput[]) => world.schedule.run(publishing(...records));

function batchOf(ids: readonly string[], options: BatchOptions = {}): Buffer {
  const builder = new BatchBuilder(options);
  for (const id of ids) {
    const headers = [{ key: HEADER_MESSAGE_ID, value: Buffer.from(id) }];
    builder.append({ timestamp: world.wallMs, value: Buffer.from(`of ${id}`), headers });
  }
  return builder.build();
}

const sending = (batch: Buffer): Promise<ProduceBatchResult> =>
  world.broker.api.records.produceBatch(CONTEXT, {
    topic: "t",
    partition: 0,
    batch: Buffer.from(batch),
    acks: "all",
  });

const record = (messageId: string, more: RecordInput = {}): RecordInput => ({
  value: Buffer.from(`of ${messageId}`),
  messageId,
  ...more,
});

const offsetsOf = async () => (await readAll(world, "t")).map(({ offset }) => offset);

describe("a message id", () => {
  it("that comes twice is answered with the first one's offset, in one call and across calls", async () => {
    await start();
    expect(
      await publish(record("a"), record("b"), record("a"), { value: Buffer.from("x") }),
    ).toEqual([
      { partition: 0, offset: 0 },
      { partition: 0, offset: 1 },
      { partition: 0, offset: 0, duplicate: true },
      { partition: 0, offset: 3 },
    ]);
    expect(await publish(record("b"))).toEqual([{ partition: 0, offset: 1, duplicate: true }]);
    expect(await publish(record("c"))).toEqual([{ partition: 0, offset: 4 }]);
    expect(await offsetsOf()).toEqual([0, 1, 3, 4]);
  });

  it("is a duplicate of one in flight, and is answered when that one is committed", async () => {
    await start();
    const order: string[] = [];
    const first = publishing(record("a")).then(() => order.push("first"));
    const second = publishing(record("a")).then((results) => {
      order.push("second");
      return results;
    });
    const [, results] = await world.schedule.run(Promise.all([first, second]));
    expect(order).toEqual(["first", "second"]);
    expect(results).toEqual([{ partition: 0, offset: 0, duplicate: true }]);
  });

  it.each(["kill", "power", "index lost", "stop"] as const)(
    "is remembered after a restart (%s)",
    async (how) => {
      await start();
      await publish(...Array.from({ length: 20 }, (_, number) => record(`id-${number}`)));
      if (how === "stop") await world.stop();
      else if (how === "index lost") world.crash("kill", "lost");
      else world.crash(how);
      await world.boot();
      expect(await publish(record("id-7"), record("new"))).toEqual([
        { partition: 0, offset: 7, duplicate: true },
        { partition: 0, offset: 21 },
      ]);
    },
  );

  it("is forgotten when its window is over, and not before", async () => {
    await start({ dedupWindowMs: DAY_MS });
    await publish(record("a"));
    world.stepWall(DAY_MS - 10_000);
    expect(await publish(record("a"))).toEqual([{ partition: 0, offset: 0, duplicate: true }]);
    world.stepWall(DAY_MS / 32);
    expect(await publish(record("a"))).toEqual([{ partition: 0, offset: 1 }]);
    expect(await publish(record("a"))).toEqual([{ partition: 0, offset: 1, duplicate: true }]);
  });

  it("means nothing where the topic remembers none", async () => {
    await start({ dedupWindowMs: 0 });
    await publish(record("a"), record("a"));
    expect(await offsetsOf()).toEqual([0, 1]);
  });

  it("of a scheduled record is a duplicate while that waits and after its release", async () => {
    await start();
    const deliverAt = world.wallMs + 5_000;
    const wanted = record("a", { deliverAt, scheduleId: "s" });
    const scheduled = { id: "s", deliverAt };
    expect(await publish(wanted)).toEqual([{ partition: 0, offset: 0, scheduled }]);
    expect(await publish(wanted)).toEqual([
      { partition: 0, offset: 0, duplicate: true, scheduled },
    ]);
    expect(await publish(record("a"))).toEqual([
      { partition: 0, offset: 0, duplicate: true, scheduled: { id: "0:0", deliverAt } },
    ]);
    await world.schedule.advance(6_000);
    expect(await publish(wanted)).toEqual([{ partition: 0, offset: 0, duplicate: true }]);
    world.crash("power", "lost");
    await world.boot();
    expect(await publish(wanted)).toEqual([{ partition: 0, offset: 0, duplicate: true }]);
    expect(await readAll(world, "t")).toHaveLength(1);
  });

  it("of a batch that comes again says which of its records were duplicates (P7)", async () => {
    await start();
    await world.schedule.run(world.broker.api.records.initProducer(CONTEXT, {}));
    await publish(record("a"));
    const options = { producerId: 0, producerEpoch: 0, baseSequence: 0 };
    const batch = batchOf(["b", "a", "c", "b"], options);
    const exceptions = [
      { index: 1, duplicateOf: 0 },
      { index: 3, duplicateOf: 1 },
    ];
    const first = await world.schedule.run(sending(batch));
    expect(first).toEqual({ baseOffset: 1, duplicate: false, exceptions });
    world.crash("power");
    await world.boot();
    const again = await world.schedule.run(sending(batch));
    expect(again).toEqual({ baseOffset: 1, duplicate: true, exceptions });
    const next = batchOf(["a", "b"], { ...options, baseSequence: 4 });
    const nothingNew = await world.schedule.run(sending(next));
    expect(nothingNew.exceptions.map(({ duplicateOf }) => duplicateOf)).toEqual([0, 1]);
    expect(await offsetsOf()).toEqual([0, 1, 3]);
  });

  it("is found in compressed batches too", async () => {
    await start();
    for (const compression of ["gzip", "snappy", "lz4", "zstd"] as const) {
      await world.schedule.run(sending(batchOf(["a", compression], { compression })));
    }
    expect((await readAll(world, "t")).map(({ value }) => value?.toString())).toEqual(
      ["a", "gzip", "snappy", "lz4", "zstd"].map((id) => `of ${id}`),
    );
  });

  it("that is none refuses its record alone", async () => {
    await start();
    const { exceptions } = await world.schedule.run(
      sending(batchOf(["a", "", "x".repeat(MESSAGE_ID_BYTES_MAX + 1)])),
    );
    expect(exceptions.map(({ index, error }) => [index, error?.code])).toEqual([
      [1, "INVALID_RECORD"],
      [2, "INVALID_RECORD"],
    ]);
    expect(await offsetsOf()).toEqual([0]);
  });

  it("whose first record is cut is free again, and its duplicate hears of it", async () => {
    await start();
    await publish(record("a"));
    world.disk.capacityBytes = 0;
    const refused = await world.schedule.run(
      Promise.all([publishing(record("b")), publishing(record("b"))]),
    );
    const codes = refused.map(([result]) =>
      result !== undefined && "error" in result ? result.error.code : "none",
    );
    expect(codes).toEqual(["STORAGE_FULL", "STORAGE_FULL"]);
    world.disk.capacityBytes = Number.POSITIVE_INFINITY;
    await world.schedule.advance(5_000);
    expect(await publish(record("b"))).toEqual([{ partition: 0, offset: 1 }]);
    expect(await publish(record("a"))).toEqual([{ partition: 0, offset: 0, duplicate: true }]);
  });
});
