import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { MetadataNode } from "../../src/consensus/metadata-node.ts";
import { DIRECTORY, makeTopic, SHAPE, NodeWorld, topicNames } from "./fixture.ts";

const OLD_LOG = join(import.meta.dirname, "../golden/metadata/single-broker");
const BROKER = { id: 1, incarnation: "a".repeat(32), address: "127.0.0.1:7400", rack: "" };

async function register(node: MetadataNode): Promise<void> {
  await node.submit({ type: "registerBroker", ...BROKER });
}

/** True where it had nothing left to do when it died. */
async function diesAt(haltAt: number, how: "power" | "process"): Promise<boolean> {
  const world = new NodeWorld(haltAt);
  const acknowledged: string[] = [];
  world.disk.haltAtMutation(haltAt);
  const life = (async () => {
    const node = await world.start();
    await register(node);
    for (let number = 1; number <= 4; number++) {
      await makeTopic(node, number);
      acknowledged.push(`topic-${number}`);
    }
  })();
  life.catch(() => undefined);
  await world.schedule.advance(1_000);
  expect(world.fatals).toEqual([]);
  world.die(how);
  const node = await world.open();
  await world.run(node.catchUp());
  const names = topicNames(node);
  expect(names.slice(0, acknowledged.length)).toEqual(acknowledged);
  expect(names.length - acknowledged.length).toBeLessThanOrEqual(1);
  await world.run(register(node));
  await world.run(makeTopic(node, 9));
  return acknowledged.length === 4;
}

describe("the metadata of a node alone", () => {
  it("opens the log of a single broker of an earlier version as it is, and goes on", async () => {
    const world = new NodeWorld();
    const logFile = `${DIRECTORY}/00000000000000000000.log`;
    for (const name of readdirSync(OLD_LOG)) {
      await world.run(world.put(`${DIRECTORY}/${name}`, readFileSync(join(OLD_LOG, name))));
    }
    const before = world.disk.bytesOf(logFile);
    const node = await world.open();
    await world.run(makeTopic(node, 7));
    expect(topicNames(node)).toEqual(["__group_offsets", "flights", "topic-7"]);
    const flights = node.image.topicByName("flights")!;
    expect(flights.partitions).toHaveLength(4);
    expect(flights.config).toEqual({ retentionMs: 60_000 });
    expect(node.image.nextProducerId).toBe(1_000);
    expect([...node.image.brokers][0]?.epoch).toBe(3);
    expect(world.disk.bytesOf(logFile).subarray(0, before.length).equals(before)).toBe(true);
    await world.run(node.close());
    const again = await world.open();
    await world.run(again.catchUp());
    expect(topicNames(again)).toEqual(["__group_offsets", "flights", "topic-7"]);
  });

  it("leads at once, in a new term with every start (P8)", async () => {
    const world = new NodeWorld();
    for (let life = 1; life <= 3; life++) {
      const node = await world.open();
      const leads: boolean[] = [];
      node.onLeadership((now) => void leads.push(now));
      await world.run(register(node));
      expect(node.activeController).toBe(1);
      expect(node.controllers).toMatchObject({ voters: [1], learners: [], term: life });
      await world.run(node.close());
    }
    expect(world.schedule.nowMs).toBeLessThan(100);
  });

  it("sets no timer where nothing happens", async () => {
    const world = new NodeWorld();
    const node = await world.open();
    await world.run(register(node));
    expect(world.clock.timersSet).toBe(0);
  });

  it("answers once the listeners have followed, and tells them everything in order", async () => {
    const world = new NodeWorld();
    const node = await world.open();
    const told: string[] = [];
    node.onReplayed(async (records) => {
      await world.clock.nextTurn();
      for (const record of records) if (record.type === "topic") told.push(record.name);
    });
    await world.run(register(node));
    const making = [1, 2, 3].map(async (number) => {
      await makeTopic(node, number);
      return [...told];
    });
    const seen = await world.run(Promise.all(making));
    expect(seen.map((names) => names.at(-1))).toEqual(["topic-1", "topic-2", "topic-3"]);
  });

  it("does once what is asked twice, tells who asks what was refused, and goes on", async () => {
    const world = new NodeWorld();
    const node = await world.open();
    await world.run(register(node));
    await world.run(makeTopic(node, 1));
    await world.run(makeTopic(node, 1));
    const other = { ...SHAPE, name: "topic-1", id: "f".repeat(32) };
    await expect(world.run(node.submit({ type: "createTopic", ...other }))).rejects.toThrow(
      /exists/,
    );
    await world.run(makeTopic(node, 2));
    expect(topicNames(node)).toEqual(["topic-1", "topic-2"]);
  });

  it.each(["power", "process"] as const)(
    "keeps each acknowledged command wherever it dies, and none twice (P1): %s",
    async (how) => {
      for (let haltAt = 1; !(await diesAt(haltAt, how)); haltAt++);
    },
  );

  it("refuses commands while the disk is full, and takes them when there is room", async () => {
    const world = new NodeWorld();
    const node = await world.open();
    await world.run(register(node));
    world.disk.capacityBytes = 0;
    const first = makeTopic(node, 1);
    let answered = false;
    first.then(
      () => (answered = true),
      () => (answered = true),
    );
    await world.schedule.advance(1_000);
    // It is in the log as far as the group knows, and nobody may say that it is not.
    expect(answered).toBe(false);
    world.disk.capacityBytes = Infinity;
    await world.run(first);
    expect(topicNames(node)).toEqual(["topic-1"]);
    world.disk.capacityBytes = 0;
    const second = world.run(makeTopic(node, 2));
    await expect(second).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    const third = world.run(makeTopic(node, 3));
    await expect(third).rejects.toMatchObject({ code: "STORAGE_FULL" });
    world.disk.capacityBytes = Infinity;
    await world.schedule.advance(1_000);
    await world.run(makeTopic(node, 5));
    expect(topicNames(node)).toEqual(["topic-1", "topic-2", "topic-5"]);
  });

  it("ends the process where a sync fails", async () => {
    const world = new NodeWorld();
    const node = await world.open();
    await world.run(register(node));
    world.disk.inject({ operation: "sync", kind: "IO", path: /\.log$/, times: 1 });
    const stop = (error: unknown) => void error;
    process.on("unhandledRejection", stop);
    makeTopic(node, 1).catch(() => undefined);
    await world.schedule.advance(1_000);
    process.off("unhandledRejection", stop);
    expect(world.fatals[0]).toMatch(/sync of .* failed/);
    expect(topicNames(node)).toEqual([]);
  });

  it("votes for itself where its vote file is lost or damaged: there is nobody else", async () => {
    const world = new NodeWorld();
    const node = await world.open();
    await world.run(register(node));
    await world.run(node.close());
    world.disk.flipBit(`${DIRECTORY}/vote.json`, 20, 3);
    const again = await world.open();
    await world.run(makeTopic(again, 1));
    expect(again.controllers.term).toBe(2);
    await world.run(again.close());
    await world.run(world.disk.remove(`${DIRECTORY}/vote.json`));
    const third = await world.open();
    await world.run(makeTopic(third, 2));
    expect(third.controllers.term).toBe(3);
  });
});
