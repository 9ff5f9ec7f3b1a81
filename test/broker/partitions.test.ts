/** Partitions lead, follow, come and go as the metadata says (P1, P2, P8). */
import { afterEach, expect, test } from "vitest";
import { PartitionsWorld, TOPIC } from "./partitions-world.ts";

let world: PartitionsWorld;
afterEach(() => world.stop());

async function started(seed: number, brokers: number): Promise<void> {
  world = new PartitionsWorld(seed);
  for (let id = 1; id <= brokers; id++) await world.startBroker(id);
}

const others = (leader: number): number[] => [1, 2, 3].filter((id) => id !== leader);

async function fence(id: number): Promise<void> {
  await world.decide({ type: "fenceBroker", id, epoch: world.image.broker(id)!.epoch });
  await world.schedule.advance(50);
}

test("whoever leads serves; all others say who does", async () => {
  await started(1, 3);
  await world.createTopic(3, 2);
  for (const partition of [0, 1, 2]) {
    const { leader, replicas } = world.state(partition);
    for (const id of [1, 2, 3]) {
      const held = world.node(id).replicas.held("t", partition);
      if (id === leader) {
        expect(held.kind).toBe("serving");
        continue;
      }
      expect(held).toMatchObject({ kind: "out", error: { code: "NOT_LEADER" } });
      expect(held.kind === "out" && held.error.details.leader).toBe(`broker-${leader}:9470`);
      expect(held.replica !== undefined).toBe(replicas.includes(id));
    }
  }
});

test("followers have what is committed, and one of them leads on with it (P1)", async () => {
  await started(2, 3);
  await world.createTopic(1, 3);
  for (const value of ["a", "b", "c"]) await world.produce(value);
  const { leader } = world.state();
  const before = await world.content(leader!);
  for (const id of others(leader!)) expect(await world.content(id)).toBe(before);
  await fence(leader!);
  const next = world.state();
  expect(next.leader).not.toBe(leader);
  expect(next.leaderEpoch).toBe(1);
  await world.produce("d");
  expect(await world.content(next.leader!)).toContain("d");
  await world.schedule.advance(200);
  // Who led before goes on as a follower, although nobody elects it.
  const old = world.node(leader!).replicas.held("t", 0);
  expect(old).toMatchObject({ kind: "out", error: { code: "NOT_LEADER" } });
  expect(await world.content(leader!)).toBe(await world.content(next.leader!));
});

test("a partition moves to a broker that never had it, and its folder goes where it was", async () => {
  await started(3, 3);
  await world.createTopic(1, 2);
  for (let count = 0; count < 30; count++) await world.produce(`record ${count}`);
  const { replicas, leader } = world.state();
  const [added] = [1, 2, 3].filter((id) => !replicas.includes(id));
  const stays = replicas.find((id) => id !== leader)!;
  expect(await world.folders(added!)).toEqual([]);
  await world.decide({
    type: "reassign",
    changes: [{ topicId: TOPIC, partition: 0, replicas: [added!, stays] }],
  });
  await world.schedule.advance(2_000);
  expect(world.state()).toMatchObject({ replicas: [added, stays], leader: added });
  expect(new Set(world.state().inSync)).toEqual(new Set([added, stays]));
  expect(world.state().target).toBeUndefined();
  expect(await world.folders(leader!)).toEqual([]);
  expect(world.node(leader!).replicas.held("t", 0)).toMatchObject({ elsewhere: true });
  await world.produce("after the move");
  expect(await world.content(added!)).toContain("record 29");
  expect(await world.content(stays)).toBe(await world.content(added!));
});

test("a deleted topic goes on every broker, and its name may come back", async () => {
  await started(4, 3);
  await world.createTopic(4, 3);
  expect(await world.folders(2)).toEqual(["-0", "-1", "-2", "-3"]);
  await world.decide({ type: "deleteTopic", name: "t" });
  await world.schedule.advance(100);
  for (const id of [1, 2, 3]) {
    expect(await world.folders(id)).toEqual([]);
    expect(world.node(id).replicas.has("t")).toBe(false);
  }
  const id = "fedcba9876543210fedcba9876543210";
  const request = { name: "t", id, partitions: 1, replicationFactor: 3, config: {} };
  await world.decide({ type: "createTopic", ...request, internal: false });
  await world.schedule.advance(100);
  const { leader } = world.image.partition(id, 0)!;
  expect(world.node(leader!).replicas.serving("t", 0).id.topicId).toBe(id);
});

test("one that is long in opening holds up neither the metadata nor other partitions", async () => {
  await started(5, 3);
  await world.createTopic(2, 3);
  const { leader } = world.state(1);
  const slow = others(leader!)[0]!;
  const node = world.node(slow);
  // A broker that is up already, and gets a third partition that takes half a minute to open.
  node.slowFolder = { name: `${TOPIC}-2`, ms: 30_000 };
  await world.decide({ type: "alterTopic", name: "t", partitions: 3 });
  await world.schedule.advance(400);
  expect(node.replicas.partitionCount("t")).toBe(3);
  expect(node.replicas.held("t", 2).kind).toBe("out");
  await fence(leader!);
  await world.schedule.advance(400);
  const next = world.state(1).leader!;
  expect(next).not.toBe(leader);
  await world.produce("goes on", 1);
  await world.schedule.advance(31_000);
  expect(node.replicas.held("t", 2).replica).toBeDefined();
});

test("a broker that lost its disk copies everything again, and only then is in sync", async () => {
  await started(6, 3);
  await world.createTopic(1, 3);
  for (let count = 0; count < 20; count++) await world.produce(`record ${count}`);
  const { leader } = world.state();
  const [lost] = others(leader!);
  await world.schedule.run(world.node(lost!).stop());
  world.network.kill(lost!);
  // A new run on an empty disk: nothing that the one before said counts any more.
  await world.startBroker(lost!);
  await world.schedule.advance(1_500);
  expect(world.state().inSync).toContain(lost);
  expect(await world.content(lost!)).toBe(await world.content(leader!));
});
