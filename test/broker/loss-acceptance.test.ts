/** What is given up only a person says: who has most begins, never while somebody leads. */
import { beforeEach, expect, it } from "vitest";
import type { RequestContext } from "../../src/broker/api.ts";
import { LossAcceptance } from "../../src/broker/loss-acceptance.ts";
import type { PeerRequests } from "../../src/broker/routing/peer-requests.ts";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { type ControllerCommand, decide, type ReplyOf } from "../../src/controller/commands.ts";
import type { AcceptLoss } from "../../src/model/descriptions.ts";
import { TidemarkError } from "../../src/model/errors.ts";

const TOPIC = "a".repeat(32);
const CONTEXT = {} as RequestContext;

interface End {
  readonly endOffset: number;
  readonly lastEpoch: number;
}

/** Partition 0 of `orders` is on 1 2 3; this is broker 1. */
class World {
  readonly image = new ClusterImage();
  /** By broker; the one that is missing does not answer. */
  readonly ends = new Map<number, End>();
  readonly #losses: LossAcceptance;

  constructor() {
    for (const id of [1, 2, 3]) this.join(id, `disk ${id}`);
    const topic = { name: "orders", id: TOPIC, partitions: 1, replicationFactor: 3 };
    this.do({ type: "createTopic", ...topic, config: {}, internal: false });
    const replicas = [1, 2, 3];
    this.do({ type: "reassign", changes: [{ topicId: TOPIC, partition: 0, replicas }] });
    this.do({ type: "electPreferred" });
    const ask = ({ brokerId }: { brokerId: number }): Promise<unknown> => {
      const end = this.ends.get(brokerId);
      if (end !== undefined) return Promise.resolve({ end });
      return Promise.reject(new TidemarkError("PEER_UNREACHABLE", "away"));
    };
    this.#losses = new LossAcceptance({
      brokerId: 1,
      metadata: {
        image: this.image,
        catchUp: () => Promise.resolve(),
        submit: (command) => Promise.resolve(this.do(command)),
      },
      peers: { serve: () => undefined, ask } as unknown as Pick<PeerRequests, "ask" | "serve">,
      replicas: { find: () => undefined },
    });
  }

  do<Command extends ControllerCommand>(command: Command): ReplyOf<Command> {
    const { records, reply } = decide(this.image, command);
    for (const record of records) this.image.replay(record);
    return reply;
  }

  join(id: number, disk: string): void {
    const broker = { id, incarnation: `i${id} ${disk}`, directoryId: disk, address: `h${id}:1` };
    const { epoch } = this.do({ type: "registerBroker", ...broker, rack: "", roles: ["broker"] });
    this.do({ type: "brokerActive", id, epoch });
  }

  /** 1 led alone, and lost its disk. */
  loseAll(): void {
    for (const id of [2, 3]) {
      this.do({ type: "fenceBroker", id, epoch: this.image.broker(id)!.epoch });
    }
    // The second one left while the first was enough: only 1 has everything.
    this.do({ type: "alterTopic", name: "orders", config: { minInsyncReplicas: 1 } });
    const { leaderEpoch, partitionEpoch } = this.state;
    const change = { topicId: TOPIC, partition: 0, leaderEpoch, partitionEpoch, inSync: [1] };
    this.do({ type: "alterInSync", brokerId: 1, brokerEpoch: 1, changes: [change] });
    this.join(1, "another disk");
    for (const id of [2, 3]) {
      this.do({ type: "brokerActive", id, epoch: this.image.broker(id)!.epoch });
    }
  }

  get state() {
    return this.image.partition(TOPIC, 0)!;
  }

  accept(request: Partial<AcceptLoss>) {
    return this.#losses.accept(CONTEXT, { topic: "orders", partition: 0, ...request });
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

it("has nothing to give up where somebody leads", async () => {
  const accepting = world.accept({ loseRecords: true });
  await expect(accepting).rejects.toMatchObject({ code: "PARTITION_HAS_LEADER" });
  await expect(world.accept({ topic: "no" })).rejects.toMatchObject({ code: "UNKNOWN_TOPIC" });
  const beyond = world.accept({ partition: 1 });
  await expect(beyond).rejects.toMatchObject({ code: "UNKNOWN_PARTITION" });
});

it("says who has what, and changes nothing without being told to", async () => {
  world.loseAll();
  world.ends.set(3, { endOffset: 9, lastEpoch: 4 });
  expect(world.state).toMatchObject({ leader: undefined, lost: [1] });
  expect(await world.accept({})).toEqual({
    topic: "orders",
    partition: 0,
    leader: 3,
    accepted: false,
    replicas: [
      { broker: 1, inSync: true, lostDisk: true },
      { broker: 2, inSync: false, lostDisk: false },
      { broker: 3, inSync: false, lostDisk: false, endOffset: 9, lastEpoch: 4 },
    ],
  });
  expect(world.state.leader).toBeUndefined();
});

it("lets the one begin whose last entry is the latest, then the one that has more", async () => {
  world.loseAll();
  world.ends.set(2, { endOffset: 5, lastEpoch: 5 });
  world.ends.set(3, { endOffset: 9, lastEpoch: 4 });
  expect(await world.accept({})).toMatchObject({ leader: 2 });
  world.ends.set(3, { endOffset: 6, lastEpoch: 5 });
  expect(await world.accept({ loseRecords: true })).toMatchObject({ leader: 3, accepted: true });
  const { leader, leaderEpoch, inSync, replicas, lost, lossEpoch } = world.state;
  expect({ leader, inSync, replicas, lost }).toEqual({
    leader: 3,
    inSync: [3],
    replicas: [3, 1, 2],
    lost: undefined,
  });
  expect(lossEpoch).toBe(leaderEpoch);
});

it("takes the one that a person names, if it is there", async () => {
  world.loseAll();
  world.ends.set(2, { endOffset: 1, lastEpoch: 0 });
  world.ends.set(3, { endOffset: 9, lastEpoch: 4 });
  await expect(world.accept({ leader: 1 })).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  expect(await world.accept({ leader: 2, loseRecords: true })).toMatchObject({ leader: 2 });
  expect(world.state.leader).toBe(2);
});

it("waits for somebody where no replica is there", async () => {
  world.loseAll();
  expect(await world.accept({})).toMatchObject({ leader: -1 });
  const accepting = world.accept({ loseRecords: true });
  await expect(accepting).rejects.toMatchObject({ code: "PEER_UNREACHABLE", retriable: true });
});
