/**
 * Any sequence of commands: what must hold after each of them. A model beside the image knows which replicas
 * have everything that can have been committed: nobody else may ever be elected (P1, P8).
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClusterImage, type PartitionState } from "../../src/controller/cluster-image.ts";
import { minInsyncReplicasOf } from "../../src/controller/cluster-state.ts";
import { type ControllerCommand, decide } from "../../src/controller/commands.ts";
import { decodeEntry, encodeEntry } from "../../src/controller/metadata-records.ts";
import { TidemarkError } from "../../src/model/errors.ts";

const idOf = (number: number): string => number.toString(16).padStart(32, "0");

/** Numbers that a step means, whatever there is by then. */
interface Step {
  readonly kind: string;
  readonly broker: number;
  readonly topic: number;
  readonly partition: number;
  readonly members: readonly number[];
  readonly flag: boolean;
}

/** What comes often stands here more often. */
const KINDS: readonly string[] = (
  "start start newDisk active active active fence fence drain take-back stop remove create grow delete " +
  "minInsync in-sync in-sync in-sync in-sync foreign prefer move move loss cancel ids"
).split(" ");

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...KINDS),
  broker: fc.integer({ min: 1, max: 5 }),
  topic: fc.integer({ min: 1, max: 2 }),
  partition: fc.integer({ min: 0, max: 1 }),
  members: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  flag: fc.boolean(),
});

class World {
  readonly image = new ClusterImage();
  readonly log: Buffer[] = [];
  /** Of each partition: who has all that was committed. */
  readonly #complete = new Map<string, Set<number>>();
  readonly #disks = new Map<number, number>();
  #incarnations = 0;
  #topics = 0;

  take(one: Step): void {
    const command = this.#command(one);
    if (command === undefined) return;
    const before = new Map(this.#partitions().map(({ key, state }) => [key, state]));
    if (one.kind === "newDisk") {
      for (const complete of this.#complete.values()) complete.delete(one.broker);
    }
    const first = this.#apply(command);
    this.#check(before, one.kind === "loss", askedBy(command));
    // Sent again, as the answer may have been lost.
    const was = JSON.stringify(this.image.snapshot());
    const second = this.#apply(command);
    if (command.type === "allocateProducerIds") return;
    if (JSON.stringify(this.image.snapshot()) !== was || second.refused !== first.refused) {
      throw new Error(`sent twice it does more: ${JSON.stringify(command)}`);
    }
  }

  #apply(command: ControllerCommand): { readonly refused: string | undefined } {
    try {
      const { records } = decide(this.image, command);
      const entry = encodeEntry(records);
      this.log.push(entry);
      for (const record of decodeEntry(entry)) this.image.replay(record);
      return { refused: undefined };
    } catch (error) {
      if (error instanceof TidemarkError) return { refused: error.code };
      throw error;
    }
  }

  #partitions(): { readonly key: string; readonly state: PartitionState; readonly min: number }[] {
    return [...this.image.topics].flatMap((topic) =>
      topic.partitions.map((state) => {
        const key = `${topic.id}-${state.partition}`;
        return { key, state, min: minInsyncReplicasOf(topic) };
      }),
    );
  }

  #check(
    before: ReadonlyMap<string, PartitionState>,
    mayLose: boolean,
    asked: readonly number[],
  ): void {
    for (const { key, state, min } of this.#partitions()) {
      const { leader, inSync, eligible, replicas, lost = [] } = state;
      const was = before.get(key);
      const of = (ids: readonly number[]) => ids.join(" ");
      const must = (holds: boolean, what: string): void => {
        if (!holds) throw new Error(`${key}: ${what}: ${JSON.stringify({ was, state })}`);
      };
      must(new Set(replicas).size === replicas.length, "a replica twice");
      must(inSync.length > 0, "nobody is in sync");
      must(new Set(inSync).size === inSync.length, "in sync twice");
      must(
        [...inSync, ...eligible].every((id) => replicas.includes(id)),
        "no replica",
      );
      must(!inSync.some((id) => eligible.includes(id)), "in sync and eligible");
      if (was !== undefined && JSON.stringify(was) !== JSON.stringify(state)) {
        must(state.partitionEpoch > was.partitionEpoch, "a change without an epoch");
        must(state.leaderEpoch >= was.leaderEpoch, "an epoch goes back");
      }
      if (was !== undefined && was.leader !== leader) {
        must(state.leaderEpoch > was.leaderEpoch, "another leader without an epoch");
      }
      const complete = this.#complete.get(key) ?? new Set(inSync);
      // A leader asks for what has all that it has; what is granted may lead at once, where the leader leaves.
      const granted = was === undefined ? [] : asked.filter((id) => inSync.includes(id));
      for (const id of granted) complete.add(id);
      if (leader !== undefined) {
        must(inSync.includes(leader), "a leader that is not in sync");
        must(!lost.includes(leader), "a leader without its disk");
        must(this.image.broker(leader)?.state !== "fenced", "a leader that is not there");
        if (was !== undefined && was.leader !== leader) {
          // A person said so: what only others had is given up.
          const given = mayLose && was.leader === undefined;
          if (given && !complete.has(leader)) complete.clear();
          const could = [...was.inSync, ...was.eligible, ...granted];
          must(given || could.includes(leader), `none of ${of(could)} is elected`);
          must(given || complete.has(leader), `only ${of([...complete])} have all`);
        }
        // Whoever is taken in has all that the leader has; what is committed then, the others do not have.
        if (inSync.length >= min) complete.clear();
        for (const id of inSync) complete.add(id);
      }
      this.#complete.set(key, complete);
    }
  }

  #command(one: Step): ControllerCommand | undefined {
    const { kind, broker, flag, members } = one;
    const { image } = this;
    const epoch = image.broker(broker)?.epoch ?? 0;
    const topic = [...image.topics][one.topic - 1];
    const state = topic?.partitions[one.partition % Math.max(topic.partitions.length, 1)];
    const ref = { topicId: topic?.id ?? idOf(99), partition: state?.partition ?? 0 };
    switch (kind) {
      case "start":
      case "newDisk": {
        if (kind === "newDisk") this.#disks.set(broker, (this.#disks.get(broker) ?? 0) + 1);
        const directoryId = `d${this.#disks.get(broker) ?? 0}`;
        const said = { address: `h${broker}:1`, rack: flag ? "" : `r${broker % 2}` };
        const incarnation = `i${++this.#incarnations}`;
        return { type: "registerBroker", id: broker, incarnation, directoryId, ...said };
      }
      case "active":
        return { type: "brokerActive", id: broker, epoch };
      case "fence":
        return { type: "fenceBroker", id: broker, epoch };
      case "drain":
      case "take-back":
        return { type: "drainBroker", id: broker, drain: kind === "drain" };
      case "stop":
        return { type: "drainBroker", id: broker, drain: true, epoch };
      case "remove":
        return { type: "removeBroker", id: broker };
      case "create": {
        const name = `t${one.topic}`;
        const factor = Math.min(members.length, 3);
        const shape = { partitions: 1 + one.partition, replicationFactor: factor, config: {} };
        return { type: "createTopic", name, id: idOf(++this.#topics), ...shape, internal: false };
      }
      case "grow":
        return { type: "alterTopic", name: topic?.name ?? "none", partitions: 2 };
      case "delete":
        // Rarely, or there would be nothing to look at.
        return flag && topic && one.partition === 1 && members.length > 2
          ? { type: "deleteTopic", name: topic.name, id: topic.id }
          : undefined;
      case "minInsync": {
        const config = { minInsyncReplicas: flag ? null : members.length };
        return { type: "alterTopic", name: topic?.name ?? "none", config };
      }
      case "in-sync":
        return state?.leader === undefined ? undefined : this.#inSync(one, state, ref.topicId);
      case "foreign": {
        const { leaderEpoch = 0, partitionEpoch = 0 } = state ?? {};
        const change = { ...ref, leaderEpoch, partitionEpoch: partitionEpoch - (flag ? 0 : 1) };
        const changes = [{ ...change, inSync: members }];
        return { type: "alterInSync", brokerId: broker, brokerEpoch: epoch, changes };
      }
      case "prefer":
        return { type: "electPreferred" };
      case "move":
      case "loss":
        return {
          type: "reassign",
          changes: [{ ...ref, replicas: members, acceptLoss: kind === "loss" }],
        };
      case "cancel":
        return flag ? { type: "cancelReassign" } : { type: "cancelReassign", partitions: [ref] };
      default:
        return { type: "allocateProducerIds" };
    }
  }

  /** As a leader asks: it knows its replicas and who of them has everything. */
  #inSync(one: Step, state: PartitionState, topicId: string): ControllerCommand {
    const { partition, leaderEpoch, partitionEpoch, replicas } = state;
    const leader = state.leader!;
    const inSync = replicas.filter((id) => id === leader || one.flag || one.members.includes(id));
    const change = { topicId, partition, leaderEpoch, partitionEpoch, inSync };
    const brokerEpoch = this.image.broker(leader)!.epoch;
    return { type: "alterInSync", brokerId: leader, brokerEpoch, changes: [change] };
  }
}

const askedBy = (command: ControllerCommand): readonly number[] =>
  command.type === "alterInSync" ? (command.changes[0]?.inSync ?? []) : [];

describe("commands", () => {
  test("whatever comes, in-sync sets, leaders and epochs stay right, twice is once, and replay is all", () => {
    const runs = Number(process.env["CONTROLLER_RUNS"] ?? 400);
    let led = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
        const world = new World();
        for (const id of [1, 2, 3, 4]) {
          const base = { broker: id, topic: 1, partition: 0, members: [1, 2, 3], flag: true };
          world.take({ ...base, kind: "start" });
          world.take({ ...base, kind: "active" });
        }
        for (const one of steps) world.take(one);
        const again = new ClusterImage();
        for (const record of world.log.flatMap(decodeEntry)) again.replay(record);
        expect(again.snapshot()).toEqual(world.image.snapshot());
        const restored = new ClusterImage();
        restored.restore(JSON.parse(JSON.stringify(world.image.snapshot())));
        expect(restored.snapshot()).toEqual(world.image.snapshot());
        expect(restored.partitionCount).toBe(world.image.partitionCount);
        for (const { partitions } of world.image.topics) {
          led += partitions.filter(({ leader }) => leader !== undefined).length;
        }
      }),
      { numRuns: runs },
    );
    // Else nothing was tried.
    expect(led).toBeGreaterThan(runs / 10);
  });
});
