/** Partitions get from their leaders to their followers, whatever happens to the streams (P1, P2, P5). */
import { expect, test } from "vitest";
import { partitionKey } from "../../../src/model/ids.ts";
import {
  REPLICATION_CREDIT_BYTES,
  REPLICATION_NEWS_DELAY_MS,
  REPLICATION_READS_MAX,
} from "../../../src/model/cluster-limits.ts";
import { StreamWorld } from "./stream-world.ts";

async function started(partitions = 1, seed = 1): Promise<StreamWorld> {
  const world = new StreamWorld(seed, partitions);
  world.nameAll();
  await world.schedule.advance(20);
  return world;
}

function expectSame(world: StreamWorld, ids: readonly number[], partition = 0): void {
  const [first, ...others] = ids.map((id) => world.replica(id, partition));
  for (const other of others) {
    expect(other.flushedOffset).toBe(first!.endOffset);
    expect(Buffer.concat(other.entries).equals(Buffer.concat(first!.entries))).toBe(true);
  }
}

test("what the leader appends is on every follower's disk before it is committed (P1)", async () => {
  const world = await started(3);
  for (let count = 0; count < 50; count++) {
    world.replica(1, count % 3).append(3);
    await world.schedule.advance(1);
    for (let partition = 0; partition < 3; partition++) {
      const { highWatermark } = world.replica(1, partition);
      for (const id of [2, 3]) {
        expect(world.replica(id, partition).flushedOffset).toBeGreaterThanOrEqual(highWatermark);
      }
    }
  }
  await world.schedule.advance(25 + REPLICATION_NEWS_DELAY_MS);
  for (let partition = 0; partition < 3; partition++) {
    expectSame(world, [1, 2, 3], partition);
    const { endOffset, highWatermark } = world.replica(1, partition);
    expect(highWatermark).toBe(endOffset);
    expect(world.replica(2, partition).highWatermark).toBe(endOffset);
  }
});

test("an empty follower catches up from the disk, one read at a time, within its credit (P5)", async () => {
  const world = new StreamWorld(2);
  world.kill(3);
  const key = [...world.states.keys()][0]!;
  world.name(key, { ...world.states.get(key)!, inSync: [1, 2], leaderEpoch: 1, partitionEpoch: 1 });
  await world.schedule.advance(20);
  const leader = world.replica(1);
  for (let count = 0; count < 400; count++) leader.append(1, 100_000);
  await world.schedule.advance(200);
  leader.coldBelow = leader.endOffset - 5;
  world.replica(3).flushMs = 20;
  world.restart(3);
  await world.schedule.advance(3_000);
  expectSame(world, [1, 2, 3]);
  expect(leader.readsMost).toBeLessThanOrEqual(REPLICATION_READS_MAX);
  expect(world.replica(3).unflushedMost).toBeLessThan(REPLICATION_CREDIT_BYTES + 1_000_000);
  expect(world.replica(3).unflushedMost).toBeGreaterThan(REPLICATION_CREDIT_BYTES / 4);
  // It has everything: the leader asks for it, and the controller agrees.
  expect(world.states.get(key)!.inSync).toEqual([1, 2, 3]);
});

test("no partition keeps others waiting for its turn", async () => {
  const world = new StreamWorld(3, 2);
  world.kill(2);
  world.kill(3);
  const [big, small] = [...world.node(1).replicas.values()];
  for (const replica of [big!, small!]) {
    replica.lead({ leader: 1, leaderEpoch: 0, partitionEpoch: 0, inSync: [1, 2, 3] });
  }
  for (let count = 0; count < 500; count++) big!.append(1, 50_000);
  small!.append(1);
  await world.schedule.advance(10);
  world.restart(2);
  const [bigCopy, smallCopy] = [world.replica(2, 0), world.replica(2, 1)];
  bigCopy.flushMs = smallCopy.flushMs = 5;
  while (smallCopy.endOffset < small!.endOffset && (await world.schedule.step()));
  expect(bigCopy.endOffset).toBeLessThan(big!.endOffset / 4);
});

test("streams that break are opened again, and nothing is missing or twice (P2)", async () => {
  const world = await started(2, 4);
  const random = world.random.stream("test");
  for (let count = 0; count < 300; count++) {
    world.replica(1, random.int(0, 2)).append(random.int(1, 5), random.int(61, 5_000));
    if (random.chance(0.1)) world.network.breakBetween(1, random.int(2, 4));
    await world.schedule.advance(random.float() * 4);
  }
  await world.schedule.advance(2_000);
  expectSame(world, [1, 2, 3], 0);
  expectSame(world, [1, 2, 3], 1);
});

test("what an old leader appended alone is cut where the new one says (P2)", async () => {
  const world = await started(1, 5);
  const key = [...world.states.keys()][0]!;
  world.replica(1).append(5);
  await world.schedule.advance(30);
  world.network.isolate(1);
  for (let count = 0; count < 4; count++) world.replica(1).append(10);
  await world.schedule.advance(20);
  expect(world.replica(1).highWatermark).toBeLessThan(world.replica(1).endOffset);
  world.name(key, {
    ...world.states.get(key)!,
    leader: 2,
    inSync: [2, 3],
    leaderEpoch: 1,
    partitionEpoch: 9,
  });
  await world.schedule.advance(20);
  world.replica(2).append(2);
  await world.schedule.advance(50);
  expect(world.replica(2).highWatermark).toBe(world.replica(2).endOffset);
  world.network.heal();
  await world.schedule.advance(2_000);
  expectSame(world, [2, 1, 3]);
  expect(world.states.get(key)!.inSync).toEqual([1, 2, 3]);
});

test("followers reach a new leader at once, also where they waited to reach it before", async () => {
  const world = await started(1, 6);
  const key = [...world.states.keys()][0]!;
  world.kill(1);
  // Long enough for the pause between two attempts to be at its longest.
  await world.schedule.advance(5_000);
  world.name(key, {
    ...world.states.get(key)!,
    leader: 2,
    inSync: [2, 3],
    leaderEpoch: 1,
    partitionEpoch: 1,
  });
  await world.schedule.advance(20);
  expect(world.replica(2).highWatermark).toBe(world.replica(2).endOffset);
  world.restart(1);
  await world.schedule.advance(20);
  expectSame(world, [2, 1, 3]);
});

test("a slow follower leaves the in-sync set, and returns", async () => {
  const world = await started(1, 7);
  const key = [...world.states.keys()][0]!;
  const leader = world.replica(1);
  world.replica(3).flushMs = 5_000;
  const before = leader.highWatermark;
  for (let count = 0; count < 100; count++) {
    leader.append(1);
    await world.schedule.advance(30);
  }
  await world.schedule.advance(500);
  expect(world.states.get(key)!.inSync).toEqual([1, 2]);
  expect(leader.highWatermark).toBeGreaterThan(before);
  world.replica(3).flushMs = 1;
  await world.schedule.advance(6_000);
  expect(world.states.get(key)!.inSync).toEqual([1, 2, 3]);
  expectSame(world, [1, 2, 3]);
});

test("a follower whose disk is full goes on once there is room, and leaves no gap (P2)", async () => {
  const world = await started(2, 8);
  world.replica(3, 0).full = true;
  for (let count = 0; count < 20; count++) {
    world.replica(1, 0).append(1);
    world.replica(1, 1).append(1);
    await world.schedule.advance(5);
  }
  // The other partition of the same stream is not disturbed.
  expect(world.replica(3, 1).endOffset).toBeGreaterThan(15);
  world.replica(3, 0).full = false;
  await world.schedule.advance(3_000);
  expectSame(world, [1, 2, 3], 0);
  expectSame(world, [1, 2, 3], 1);
});

test("a partition whose views lag rests, and its neighbour goes on (P6)", async () => {
  const world = await started(2, 9);
  const slow = world.replica(3, 0);
  slow.congested = true;
  for (let count = 0; count < 20; count++) {
    world.replica(1, 0).append(1);
    world.replica(1, 1).append(1);
    await world.schedule.advance(2);
  }
  expect(slow.endOffset).toBeLessThan(10);
  expect(world.replica(3, 1).endOffset).toBeGreaterThan(15);
  slow.congested = false;
  await world.schedule.advance(200);
  expectSame(world, [1, 2, 3], 0);
});

test("a follower that lacks what its leader has deleted begins anew where the leader does", async () => {
  const world = await started(1, 10);
  const leader = world.replica(1);
  world.kill(3);
  for (let count = 0; count < 40; count++) leader.append(1);
  await world.schedule.advance(30);
  leader.deleteBefore(30);
  world.restart(3);
  await world.schedule.advance(300);
  expect(world.replica(3).startedAnew).toBe(1);
  expect(world.replica(3).firstOffset).toBe(30);
  expect(world.replica(3).producers).toBe("below 30");
  expectSame(world, [1, 3]);
});

test("so does one that lacks settlements which the leader's cleaner may have dropped (P4)", async () => {
  const world = await started(1, 11);
  const leader = world.replica(1);
  world.kill(3);
  for (let count = 0; count < 40; count++) leader.append(1);
  leader.cleanedOffset = 20;
  world.restart(3);
  await world.schedule.advance(300);
  expect(world.replica(3).startedAnew).toBe(1);
  // Should it lead one day, it has to know.
  expect(world.replica(3).cleanedOffset).toBe(20);
  expectSame(world, [1, 3]);
});

test("one that is empty hears below what its copy will lack entries (P4)", async () => {
  const world = await started(1, 14);
  const leader = world.replica(1);
  world.kill(3);
  for (let count = 0; count < 40; count++) leader.append(1);
  leader.cleanedOffset = 20;
  const copy = world.replica(3);
  copy.entries = [];
  copy.flushedOffset = 0;
  world.restart(3);
  await world.schedule.advance(300);
  expect([copy.startedAnew, copy.cleanedOffset, copy.producers]).toEqual([1, 20, "below 20"]);
  expectSame(world, [1, 3]);
});

test("a copy that breaks off goes on where it was, unless the leader was cleaned again", async () => {
  const world = await started(1, 12);
  const leader = world.replica(1);
  world.kill(3);
  for (let count = 0; count < 400; count++) leader.append(1, 100_000);
  leader.cleanedOffset = 300;
  world.replica(3).flushMs = 10;
  world.restart(3);
  const copy = world.replica(3);
  const copied = async (offset: number) => {
    while (copy.startedAnew === 0 || copy.flushedOffset < offset) {
      if (!(await world.schedule.step())) throw new Error("nothing is copied");
    }
  };
  await copied(90);
  world.network.breakBetween(1, 3);
  await world.schedule.advance(1);
  await copied(100);
  expect(copy.startedAnew).toBe(1);
  expect(copy.endOffset).toBeLessThan(300);
  leader.cleanedOffset = 380;
  await world.schedule.advance(3_000);
  expect(copy.startedAnew).toBe(2);
  expectSame(world, [1, 3]);
});

test("a topic that was deleted and created again is another one", async () => {
  const world = await started(1, 13);
  const leader = world.replica(1);
  const node = world.node(1);
  node.replicas.delete(partitionKey(leader.id));
  node.leaders.changed(leader.id);
  const follower = world.replica(2);
  const before = follower.endOffset;
  node.replicas.set("again", leader);
  leader.append(1);
  await world.schedule.advance(3_000);
  expect(follower.endOffset).toBe(before);
});

test("a copy to a new broker goes no faster than it may, and says how far it is", async () => {
  const world = new StreamWorld(14);
  world.kill(3);
  const key = [...world.states.keys()][0]!;
  world.name(key, { ...world.states.get(key)!, inSync: [1, 2], leaderEpoch: 1, partitionEpoch: 1 });
  await world.schedule.advance(20);
  const leader = world.replica(1);
  const node = world.node(1);
  for (let count = 0; count < 200; count++) leader.append(1, 50_000);
  node.moving.add(3);
  node.moveBytesPerSecond = 5_000_000;
  world.restart(3);
  await world.schedule.advance(1_000);
  const { appendedBytes } = world.replica(3);
  expect(appendedBytes).toBeGreaterThan(3_500_000);
  expect(appendedBytes).toBeLessThan(7_000_000);
  const [progress] = node.leaders.moves;
  expect(progress).toMatchObject({ id: leader.id, brokerId: 3 });
  expect(progress!.ofBytes).toBeGreaterThan(10_000_000);
  expect(progress!.copiedBytes / progress!.ofBytes).toBeCloseTo(appendedBytes / 10_000_000, 1);
  await world.schedule.advance(1_500);
  expectSame(world, [1, 2, 3]);
});

test.each(Array.from({ length: 30 }, (_, seed) => seed))(
  "deaths, breaks and partitions, seed %i: what was committed stays, and all agree (P1, P2)",
  async (seed) => {
    const world = await started(2, seed);
    const random = world.random.stream("faults");
    const committed = [0, 1].map(() => 0);
    for (let step = 0; step < 150; step++) {
      for (const [partition, [, state]] of [...world.states].entries()) {
        const { leader } = state;
        if (leader === undefined || world.down.has(leader)) continue;
        const replica = world.replica(leader, partition);
        const { role } = replica;
        if (role.kind !== "leader" || role.leaderEpoch !== state.leaderEpoch) continue;
        if (random.chance(0.7)) replica.append(random.int(1, 4), random.int(61, 500));
        // A new leader may know of less for a moment; none may lack it.
        committed[partition] = Math.max(committed[partition]!, replica.highWatermark);
        expect(replica.endOffset).toBeGreaterThanOrEqual(committed[partition]);
      }
      const id = random.int(1, 4);
      if (random.chance(0.03) && world.down.size === 0) {
        world.kill(id);
        world.schedule.after(30, () => world.elect());
      } else if (random.chance(0.1) && world.down.size > 0) {
        const [dead] = world.down;
        // A process of its own life: it leads again only in an epoch that began since.
        if (![...world.states.values()].some(({ leader }) => leader === dead)) {
          world.restart(dead!);
        }
      } else if (random.chance(0.05)) world.network.breakBetween(id, random.int(1, 4));
      else if (random.chance(0.02)) world.network.partition(id, (id % 3) + 1, random.chance(0.5));
      else if (random.chance(0.1)) world.network.heal();
      await world.schedule.advance(random.float() * 30);
    }
    world.network.heal();
    for (const dead of world.down) world.restart(dead);
    world.elect();
    await world.schedule.advance(12_000);
    for (const partition of [0, 1]) {
      expectSame(world, [1, 2, 3], partition);
      const state = [...world.states.values()][partition]!;
      const { highWatermark, endOffset } = world.replica(state.leader!, partition);
      expect(highWatermark).toBe(endOffset);
      expect(highWatermark).toBeGreaterThanOrEqual(committed[partition]!);
      expect(state.inSync).toEqual([1, 2, 3]);
    }
  },
);
