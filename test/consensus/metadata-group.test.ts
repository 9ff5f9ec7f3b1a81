import { describe, expect, it } from "vitest";
import { makeTopic } from "./fixture.ts";
import { type GroupNode, GroupWorld } from "./group-world.ts";

async function led(seed = 1, controllers = [1, 2, 3]): Promise<GroupWorld> {
  const world = new GroupWorld({ seed, controllers });
  await world.start(...controllers);
  await world.untilLed();
  return world;
}

const register = (world: GroupWorld, node: GroupNode): Promise<unknown> =>
  world.run(
    node.metadata!.submit({
      type: "registerBroker",
      id: node.id,
      incarnation: `${node.id}${node.lives}`.padStart(32, "0"),
      address: `broker-${node.id}:9470`,
      rack: "",
    }),
  );

const make = (world: GroupWorld, node: GroupNode, number: number): Promise<unknown> =>
  world.run(makeTopic(node.metadata!, number));

async function begun(seed = 1): Promise<GroupWorld> {
  const world = await led(seed);
  for (const node of world.nodes.values()) await register(world, node);
  return world;
}

const isVoter = (world: GroupWorld, id: number): boolean =>
  world.leader?.metadata?.controllers.voters.includes(id) === true;

describe("the metadata of several nodes", () => {
  it("begins when all its voters are there, and takes commands at any of them", async () => {
    const world = new GroupWorld({ controllers: [1, 2, 3] });
    await world.start(1, 2);
    await world.schedule.advance(10_000);
    expect(world.leader).toBeUndefined();
    await world.start(3);
    await world.untilLed();
    for (const node of world.nodes.values()) await register(world, node);
    for (const [at, node] of [...world.nodes.values()].entries()) {
      await make(world, node, at + 1);
      // Whoever asked has replayed what came of it.
      expect(node.topics).toContain(`topic-${at + 1}`);
    }
    expect(world.leader!.metadata!.controllers.voters).toEqual([1, 2, 3]);
  });

  it("goes on within some 200 ms where the leader dies, with all that was acknowledged (P1)", async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const world = await begun(seed);
      const old = world.leader!;
      await make(world, old, 1);
      old.die("process");
      const tookMs = await world.untilLed();
      expect(tookMs).toBeLessThan(400);
      const next = world.leader!;
      expect(next.id).not.toBe(old.id);
      await make(world, next, 2);
      expect(next.topics).toEqual(["topic-1", "topic-2"]);
      await world.start(old.id);
      await world.run(old.metadata!.catchUp());
      expect(old.topics).toEqual(["topic-1", "topic-2"]);
    }
  });

  it("goes on after an election timeout where the leader's machine falls silent", async () => {
    const world = await begun();
    const old = world.leader!;
    old.die("power");
    const tookMs = await world.untilLed();
    expect(tookMs).toBeGreaterThan(500);
    expect(tookMs).toBeLessThan(5_000);
    await make(world, world.leader!, 1);
  });

  it("hands over where a leader stops", async () => {
    const world = await begun();
    const old = world.leader!;
    await world.run(old.metadata!.close());
    old.die("process");
    expect(world.leader).toBeDefined();
    await make(world, world.leader!, 1);
  });

  it("lets another one lead where the leader's disk is full", async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const world = await begun(seed);
      const old = world.leader!;
      const other = [...world.nodes.values()].find((node) => node !== old)!;
      old.disk.capacityBytes = 0;
      await make(world, other, 1);
      await make(world, other, 2);
      expect(world.leader).not.toBe(old);
      old.disk.capacityBytes = Infinity;
      await world.run(old.metadata!.catchUp());
      expect(old.topics).toEqual(["topic-1", "topic-2"]);
      expect(world.fatals).toEqual([]);
    }
  });

  it("answers a command whose leader died under it", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const world = await begun(seed);
      const old = world.leader!;
      const other = [...world.nodes.values()].find((node) => node !== old)!;
      const making = makeTopic(other.metadata!, 1);
      await world.schedule.advance(world.random.float() * 3);
      old.die("process");
      await world.run(making);
      expect(other.topics).toEqual(["topic-1"]);
    }
  });

  it("refuses nothing and promises nothing without a majority, and goes on with one", async () => {
    const world = await begun();
    const old = world.leader!;
    const others = [...world.nodes.values()].filter((node) => node !== old);
    for (const node of others) node.die("process");
    await expect(world.run(makeTopic(old.metadata!, 1))).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    expect(old.topics).toEqual([]);
    expect(world.leader).toBeUndefined();
    await world.start(...others.map(({ id }) => id));
    await world.untilLed();
    await make(world, old, 2);
    await make(world, others[0]!, 3);
    expect(old.topics).toEqual(expect.arrayContaining(["topic-2", "topic-3"]));
  });

  it("lets a broker that is no controller learn, and forgets one that was removed", async () => {
    const world = await begun();
    await world.start(7);
    const broker = world.node(7);
    await register(world, broker);
    expect(world.leader!.metadata!.controllers.learners).toEqual([7]);
    await make(world, broker, 1);
    expect(broker.topics).toEqual(["topic-1"]);
    const { metadata } = world.leader!;
    await world.run(metadata!.submit({ type: "fenceBroker", id: 7, epoch: 1 }));
    await world.run(metadata!.submit({ type: "removeBroker", id: 7 }));
    await world.until(() => metadata!.controllers.learners.length === 0, "no learners");
  });

  it("catches up to all that was acknowledged anywhere before", async () => {
    const world = await begun();
    for (let number = 1; number <= 20; number++) {
      const nodes = [...world.nodes.values()];
      const [writer, reader] = world.random.shuffle(nodes);
      await make(world, writer!, number);
      await world.run(reader!.metadata!.catchUp());
      expect(reader!.topics).toContain(`topic-${number}`);
    }
  });

  it("grows from one node to three, and keeps what the one knew", async () => {
    const world = new GroupWorld({ controllers: [1, 2, 3] });
    await world.run(world.node(1).start([]));
    await register(world, world.node(1));
    await make(world, world.node(1), 1);
    world.node(1).die("process");
    // Those that hold nothing can found nothing while one is missing.
    await world.start(2, 3);
    await world.schedule.advance(5_000);
    expect(world.leader).toBeUndefined();
    await world.start(1);
    await world.until(() => isVoter(world, 2) && isVoter(world, 3), "three voters");
    await make(world, world.node(3), 2);
    expect(world.node(3).topics).toEqual(["topic-1", "topic-2"]);
    await world.until(() => world.node(2).topics.length === 2, "node 2 follows");
    world.node(1).die("process");
    await world.untilLed();
    await make(world, world.node(2), 3);
    expect(world.node(2).topics).toEqual(["topic-1", "topic-2", "topic-3"]);
  });

  it("does not let a voter without its disk elect who lacks what was acknowledged (P1)", async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const world = await begun(seed);
      const { leader } = world;
      const [late, wiped] = [...world.nodes.values()].filter((node) => node !== leader);
      late!.die("process");
      await make(world, leader!, 1);
      wiped!.die("process");
      wiped!.loseDisk();
      leader!.die("process");
      // One that lacks topic-1 and one that lacks everything: no majority may come of them.
      await world.start(late!.id, wiped!.id);
      await world.schedule.advance(10_000);
      expect(world.leader).toBeUndefined();
      await world.start(leader!.id);
      await world.untilLed();
      await make(world, wiped!, 2);
      expect(wiped!.topics).toEqual(["topic-1", "topic-2"]);
    }
  });

  it("takes a voter that lost its disk in anew, and it votes again", async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const world = await begun(seed);
      const { leader } = world;
      const [wiped, other] = [...world.nodes.values()].filter((node) => node !== leader);
      await make(world, leader!, 1);
      wiped!.die("process");
      wiped!.loseDisk();
      await world.start(wiped!.id);
      await world.until(() => !isVoter(world, wiped!.id), "it is removed");
      await world.until(() => isVoter(world, wiped!.id), "it is a voter again");
      await world.schedule.advance(500);
      other!.die("process");
      await make(world, leader!, 2);
      await world.start(other!.id);
      await world.schedule.advance(500);
      leader!.die("process");
      await world.untilLed();
      await make(world, wiped!, 3);
      expect(wiped!.topics).toEqual(["topic-1", "topic-2", "topic-3"]);
      expect(world.fatals).toEqual([]);
    }
  });

  it("lets a learner that lost its disk copy all of it again", async () => {
    const world = await begun();
    await world.start(7);
    await register(world, world.node(7));
    await make(world, world.node(7), 1);
    world.node(7).die("process");
    world.node(7).loseDisk();
    await world.start(7);
    await world.run(world.node(7).metadata!.catchUp());
    expect(world.node(7).topics).toEqual(["topic-1"]);
  });

  it("brings a node that is far behind up with a snapshot", async () => {
    const world = new GroupWorld({ controllers: [1, 2, 3], snapshotEntries: 20 });
    await world.start(1, 2, 3);
    await world.untilLed();
    for (const node of world.nodes.values()) await register(world, node);
    const late = [...world.nodes.values()].find((node) => !node.leads)!;
    late.die("process");
    for (let number = 1; number <= 60; number++) await make(world, world.leader!, number);
    await world.start(late.id);
    await world.run(late.metadata!.catchUp());
    expect(late.topics).toEqual(world.leader!.topics);
    await make(world, late, 2_000);
    const other = [...world.nodes.values()].find((node) => node !== late)!;
    const kept = other.disk.filesBelow("metadata").filter((path) => path.includes("snapshot-"));
    expect(kept).toHaveLength(2);
    for (const node of world.nodes.values()) node.die("power");
    await world.start(1, 2, 3);
    await world.untilLed();
    await world.run(late.metadata!.catchUp());
    expect(late.topics).toHaveLength(61);
  });

  it("refuses a folder of a cluster of its own where the settings name others only", async () => {
    const world = new GroupWorld({ controllers: [2, 3] });
    await world.run(world.node(1).start([]));
    await register(world, world.node(1));
    world.node(1).die("process");
    await expect(world.run(world.node(1).start())).rejects.toMatchObject({
      code: "INVALID_CONFIG",
    });
  });
});
