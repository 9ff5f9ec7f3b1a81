/** Rebalancing, draining and removing brokers, a step at a time, over an image that decides at once. */
import { beforeEach, describe, expect, it } from "vitest";
import { ClusterChanges } from "../../src/broker/cluster-changes.ts";
import { movingIn } from "../../src/broker/moves-under-way.ts";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { type ControllerCommand, decide, type ReplyOf } from "../../src/controller/commands.ts";
import type { Rebalance } from "../../src/model/descriptions.ts";
import type { RequestContext } from "../../src/broker/api.ts";

const TOPIC = "a".repeat(32);
/** Nobody here asks who it is. */
const OWN_REQUEST = {} as RequestContext;

class World {
  readonly image = new ClusterImage();
  readonly changes = new ClusterChanges({
    metadata: {
      image: this.image,
      catchUp: () => Promise.resolve(),
      submit: (command) => Promise.resolve(this.do(command)),
    },
    moves: {
      describe: () =>
        Promise.resolve(movingIn(this.image).map((move) => ({ ...move, copies: [] }))),
    },
    losses: { accept: () => Promise.reject(new Error("nobody asks for it here")) },
  });

  do<Command extends ControllerCommand>(command: Command): ReplyOf<Command> {
    const { records, reply } = decide(this.image, command);
    for (const record of records) this.image.replay(record);
    return reply;
  }

  join(id: number): void {
    const address = `h${id}:1`;
    const { epoch } = this.do({
      type: "registerBroker",
      id,
      incarnation: `i${id}`,
      address,
      rack: "",
      roles: ["broker"],
    });
    this.do({ type: "brokerActive", id, epoch });
  }

  /** What copies is there now. */
  arrive(): void {
    for (const { partitions } of this.image.topics) {
      for (const { partition, target, leader, leaderEpoch, partitionEpoch, inSync } of partitions) {
        if (target === undefined || leader === undefined) continue;
        const change = {
          topicId: TOPIC,
          partition,
          leaderEpoch,
          partitionEpoch,
          inSync: [...new Set([...inSync, ...target])],
        };
        const brokerEpoch = this.image.broker(leader)!.epoch;
        this.do({ type: "alterInSync", brokerId: leader, brokerEpoch, changes: [change] });
      }
    }
  }

  held(id: number): number {
    return [...this.image.topics]
      .flatMap(({ partitions }) => partitions)
      .filter(({ replicas }) => replicas.includes(id)).length;
  }
}

let world: World;
beforeEach(() => {
  world = new World();
  for (const id of [1, 2, 3]) world.join(id);
  world.do({
    type: "createTopic",
    name: "orders",
    id: TOPIC,
    partitions: 12,
    replicationFactor: 3,
    config: {},
    internal: false,
  });
});

/** As the command line does it; how many requests it took. */
async function untilDone(request: Rebalance = {}): Promise<number> {
  for (let asked = 1; asked < 100; asked += 1) {
    const { planned, moving } = await world.changes.rebalance(OWN_REQUEST, {
      ...request,
      atOnce: 2,
    });
    expect(moving.length).toBeLessThanOrEqual(2);
    if (planned.length + moving.length === 0) return asked;
    world.arrive();
  }
  throw new Error("it never ends");
}

describe("rebalancing", () => {
  it("has nothing to do where every broker has its share", async () => {
    const nothing = { planned: [], started: 0, moving: [] };
    expect(await world.changes.rebalance(OWN_REQUEST, {})).toEqual(nothing);
  });

  it("says what would move, and moves nothing, as long as it is dry", async () => {
    world.join(4);
    const before = JSON.stringify(world.image.snapshot());
    const { planned, started } = await world.changes.rebalance(OWN_REQUEST, { dryRun: true });
    expect(started).toBe(0);
    expect(planned.length).toBeGreaterThan(5);
    expect(planned.every(({ topic, to }) => topic === "orders" && to.length === 3)).toBe(true);
    expect(planned.some(({ from, to }) => to.includes(4) && !from.includes(4))).toBe(true);
    expect(JSON.stringify(world.image.snapshot())).toBe(before);
  });

  it("gives a new broker its share, no more partitions at a time than asked for", async () => {
    world.join(4);
    expect(await untilDone()).toBeGreaterThan(3);
    expect([1, 2, 3, 4].map((id) => world.held(id))).toEqual([9, 9, 9, 9]);
  });

  it("goes on where another broker left off: what moves counts as planned by nobody", async () => {
    world.join(4);
    const first = await world.changes.rebalance(OWN_REQUEST, { atOnce: 2 });
    const second = await world.changes.rebalance(OWN_REQUEST, { atOnce: 2 });
    expect([first.started, second.started]).toEqual([2, 0]);
    expect(second.planned).toHaveLength(first.planned.length);
    expect(second.moving).toEqual(first.moving);
  });

  it("empties a broker that drains, so that it can be removed", async () => {
    world.join(4);
    await world.changes.drain(OWN_REQUEST, { broker: 2, drain: true });
    const early = world.changes.remove(OWN_REQUEST, { broker: 2 });
    await expect(early).rejects.toMatchObject({ code: "BROKER_NOT_EMPTY" });
    await untilDone();
    expect(world.held(2)).toBe(0);
    await world.changes.remove(OWN_REQUEST, { broker: 2 });
    expect(world.image.broker(2)).toBeUndefined();
  });

  it("gives every partition fewer replicas, or more", async () => {
    await untilDone({ replicationFactor: 1 });
    const held = (): number[] => [1, 2, 3].map((id) => world.held(id));
    expect(held().reduce((sum, count) => sum + count)).toBe(12);
    await untilDone({ replicationFactor: 3 });
    expect(held()).toEqual([12, 12, 12]);
  });

  it("leaves a broker where it is once its draining is taken back", async () => {
    await world.changes.drain(OWN_REQUEST, { broker: 2, drain: true });
    expect(world.image.broker(2)?.state).toBe("draining");
    await world.changes.drain(OWN_REQUEST, { broker: 2, drain: false });
    expect(world.image.broker(2)?.state).toBe("active");
  });

  it("names the brokers that there are where one is asked for that is not", async () => {
    const asked = world.changes.rebalance(OWN_REQUEST, { drain: [7] });
    await expect(asked).rejects.toThrow("there is no broker 7; there are 1, 2, 3");
  });
});

it("makes the first replicas leaders again", async () => {
  await world.changes.drain(OWN_REQUEST, { broker: 1, drain: true });
  const led = (id: number): number =>
    [...world.image.topics].flatMap((t) => t.partitions).filter((p) => p.leader === id).length;
  expect(led(1)).toBe(0);
  await world.changes.drain(OWN_REQUEST, { broker: 1, drain: false });
  expect(await world.changes.electPreferred(OWN_REQUEST)).toBe(4);
  expect(led(1)).toBe(4);
});
