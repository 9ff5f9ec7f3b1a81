/**
 * One run of a cluster: clients publish, schedule, produce, cancel, reschedule and read at any broker
 * that is up, while brokers die, stop and are cut off; then everything heals and the books must close.
 */
import type { FetchSession } from "../../../src/broker/api.ts";
import type { Config } from "../../../src/config/settings.ts";
import type { Disk } from "../../../src/platform/disk.ts";
import { audit, cancel, cancelMany, reschedule } from "../broker/changes.ts";
import { CONTEXT, Ground, PARTITIONS, TOPIC } from "../broker/ground.ts";
import { Member } from "../broker/member.ts";
import { PromiseBroken } from "../broker/oracle.ts";
import { SimProducer } from "../broker/producer.ts";
import { publish } from "../broker/publisher.ts";
import { follow, readAll } from "../broker/reader.ts";
import { Swarm } from "../broker/swarm.ts";
import type { SimLife } from "../platform/sim-life.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import { ASK_AGAIN_MS, Asking, LIVELY_MS } from "./asking.ts";
import { type ClusterFault, ClusterFaults } from "./cluster-faults.ts";
import { ClusterWorld } from "./cluster-world.ts";
import { SimTopic } from "./sim-topic.ts";
import {
  checkOneLeaderPerEpoch,
  checkReplicasEqual,
  type ReplicatedFolder,
  replicasDiffer,
} from "./replica-logs.ts";

export interface ClusterSimulation {
  readonly seed: number;
  readonly steps?: number;
  readonly brokers?: number;
  readonly controllers?: number;
  readonly settings?: Partial<Config>;
  readonly wrapDisk?: (disk: Disk) => Disk;
  /** Nothing goes wrong. */
  readonly calm?: boolean;
}

export interface ClusterResult {
  readonly hash: string;
  readonly events: number;
  readonly virtualMs: number;
  readonly acknowledged: number;
  readonly released: number;
  readonly cancelled: number;
  readonly topicsReplaced: number;
  readonly faults: Readonly<Record<ClusterFault, number>>;
}

export class ClusterFailed extends Error {
  override readonly name = "ClusterFailed";
}

const WAIT_MAX_MS = 300;
const LOOK_AGAIN_MS = 250;
/** After the last due time: members that were turned away have come again, replicas have caught up. */
const QUIET_MAX_MS = 15_000;
/** For as long nothing is left to come. */
const QUIET_MS = 1_500;
const STEPS = 80;
const REPLICAS = 3;
const REPLACED_CHANCE = 0.3;
const LOAD = 8;
const LOAD_MS = 300;
const UNDER_WAY_MS = 4_000;
const MEMBERS = ["one", "two"];
const ONE_CONTROLLER_EVERY = 4;
const LOST_DISK_CHANCE = 0.25;
const LOST_EARLY_CHANCE = 0.2;
const DISK_AWAY_MAX_MS = 8_000;

export async function simulateCluster(options: ClusterSimulation): Promise<ClusterResult> {
  const { seed, settings = {}, wrapDisk } = options;
  // Now and then one controller for all brokers, which need it less then.
  const alone = seed % ONE_CONTROLLER_EVERY === 0;
  const { brokers = alone ? REPLICAS + 1 : REPLICAS } = options;
  const { controllers = alone ? 1 : Math.min(3, brokers) } = options;
  const world = new ClusterWorld({ seed, brokers, controllers, settings, wrapDisk });
  try {
    return await new ClusterRun(world, { ...options, controllers }).all();
  } catch (error) {
    const story = world.story.slice(-Number(process.env["STORY"] ?? 120)).join("\n");
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new ClusterFailed(`seed ${seed}: ${what}\n${story}`, { cause: error });
  }
}

class ClusterRun {
  readonly #world: ClusterWorld;
  readonly #options: ClusterSimulation;
  readonly #random: SimRandom;
  readonly #ground: Ground<ClusterWorld>;
  readonly #faults: ClusterFaults;
  readonly #asking: Asking;
  readonly #members: readonly Member[];
  readonly #memberLives = new Map<Member, SimLife>();
  #producers: readonly SimProducer[] = [];
  readonly #producerLives = new Map<SimProducer, SimLife>();
  #reader: { readonly session: FetchSession; readonly life: SimLife } | undefined;
  #healing = false;
  #topicsReplaced = 0;
  /** Once all is healed. */
  #folders: readonly ReplicatedFolder[] = [];
  readonly #controllers: number;

  constructor(world: ClusterWorld, options: ClusterSimulation & { readonly controllers: number }) {
    this.#controllers = options.controllers;
    this.#world = world;
    this.#options = options;
    this.#ground = new Ground(world);
    this.#random = this.#ground.random;
    this.#faults = new ClusterFaults(world);
    this.#asking = new Asking(world);
    this.#members = MEMBERS.map((name) => new Member(this.#ground, name));
    this.#keepBooks();
    world.schedule.onEvent = () => this.#ground.check();
  }

  async all(): Promise<ClusterResult> {
    const world = this.#world;
    for (const broker of world.brokers) broker.boot();
    const topic = new SimTopic(Math.min(REPLICAS, world.brokers.length), this.#asking);
    await topic.create();
    const actions = this.#actions();
    const { steps = STEPS } = this.#options;
    const replaced = this.#drawStep("replacement", REPLACED_CHANCE, steps);
    const diskLost = this.#drawStep("disk lost early", LOST_EARLY_CHANCE, steps);
    for (let step = 0; step < steps; step += 1) {
      if (step === replaced) await this.#replace(topic);
      if (step === diskLost) this.#loseDiskUnderLoad();
      this.#ground.check();
      this.#connect();
      if (world.pick()) actions.draw(this.#random)();
      await this.#wait(this.#random.float() * WAIT_MAX_MS);
      if (step % 10 === 0) checkOneLeaderPerEpoch(world);
    }
    await this.#heal();
    const { acknowledged, released, cancelled } = this.#ground.oracle.tally();
    return {
      hash: world.hash(),
      events: world.schedule.fired,
      virtualMs: world.schedule.nowMs,
      acknowledged,
      released,
      cancelled,
      topicsReplaced: this.#topicsReplaced,
      faults: this.#faults.counts,
    };
  }

  #actions(): Swarm<() => void> {
    const ground = this.#ground;
    return new Swarm<() => void>(this.#world.random.stream("swarm"), [
      [30, () => publish(ground), "always"],
      [12, () => this.#produce()],
      [9, () => cancel(ground)],
      [8, () => reschedule(ground)],
      [1.5, () => cancelMany(ground)],
      [3, () => this.#faults.isParted || audit(ground)],
      [6, () => this.#groupActs()],
      [12, () => this.#options.calm !== true && this.#faults.draw(), "always"],
    ]);
  }

  // The topic.

  /** Of the topic that there is now. */
  #keepBooks(): void {
    const { oracle, punctuality } = this.#ground.books;
    punctuality.slow(Infinity);
    oracle.onAcknowledged = () => this.#faults.acknowledged();
    this.#producers = Array.from({ length: PARTITIONS }, (_, partition) =>
      this.#producer(partition),
    );
  }

  /** Before which step that happens once, if at all. */
  #drawStep(what: string, chance: number, steps: number): number | undefined {
    const random = this.#world.random.stream(what);
    return random.chance(chance) ? random.int(1, steps) : undefined;
  }

  /** Deleted under load, and created anew under its name. */
  async #replace(topic: SimTopic): Promise<void> {
    const ground = this.#ground;
    const { schedule } = this.#world;
    ground.note("replace the topic");
    this.#topicsReplaced += 1;
    ground.deleting = true;
    for (let left = LOAD; left > 0; left -= 1) {
      schedule.after(this.#random.float() * LOAD_MS, () => {
        if (ground.deleting && this.#world.pick()) publish(ground);
      });
    }
    await topic.delete();
    // What was under way to it by name has been refused by then.
    await this.#wait(UNDER_WAY_MS);
    this.#reader?.session.close();
    this.#reader = undefined;
    for (const producer of this.#producers) producer.disconnect();
    for (const member of this.#members) if (member.isReading) member.leave(false);
    ground.newTopicUnderLoad();
    this.#producerLives.clear();
    this.#keepBooks();
    await topic.create();
    ground.deleting = false;
  }

  // Clients.

  #producer(partition: number): SimProducer {
    const ground = this.#ground;
    const producer: SimProducer = new SimProducer({
      schedule: this.#world.schedule,
      random: this.#random,
      oracle: ground.oracle,
      topic: TOPIC,
      partition,
      context: CONTEXT,
      wallMs: () => this.#world.wallMs,
      note: (event) => ground.note(event),
      guard: (check) => ground.guard(check),
      // Another broker may lead: it connects anew at the next step.
      refused: () => this.#producerLives.delete(producer),
    });
    return producer;
  }

  /** Whoever has lost its broker goes to another one. */
  #connect(): void {
    const world = this.#world;
    for (const producer of this.#producers) {
      const life = this.#producerLives.get(producer);
      if (life?.dead === false && producer.isConnected) continue;
      producer.disconnect();
      if (!world.pick()) continue;
      this.#producerLives.set(producer, world.life);
      producer.connect(world.broker.api);
    }
    for (const member of this.#members) {
      if (member.isReading && this.#memberLives.get(member)?.dead === true) member.disconnect();
      if (!member.isReading && this.#healing && world.pick()) this.#join(member);
    }
    if (this.#reader?.life.dead === false || !world.pick()) return;
    this.#reader = { life: world.life, session: follow(this.#ground) };
  }

  #join(member: Member): void {
    this.#memberLives.set(member, this.#world.life);
    member.join();
  }

  #produce(): void {
    const producer = this.#random.pick(this.#producers);
    for (let left = this.#random.int(1, 4); left > 0; left -= 1) producer.publish();
  }

  #groupActs(): void {
    const member = this.#random.pick(this.#members);
    if (!member.isReading) this.#join(member);
    else if (this.#random.chance(0.8)) member.commit();
    else member.leave(this.#random.chance(0.5));
  }

  async #wait(ms: number): Promise<void> {
    await this.#world.schedule.advance(ms);
  }

  // The end.

  async #heal(): Promise<void> {
    const world = this.#world;
    const ground = this.#ground;
    ground.note("heal");
    this.#healing = true;
    this.#faults.heal();
    await this.#takesRecords();
    this.#folders = await this.#whereReplicasAre();
    await this.#allAreUp();
    const dues = [...ground.oracle.sent.values()].flatMap(({ dueMs }) => dueMs);
    await this.#quiet(
      Math.max(0, ...dues) - Math.min(...world.brokers.map(({ wallMs }) => wallMs)),
    );
    await this.#settled();
    await this.#allAreUp();
    await this.#loseDisk();
    if (this.#producers.some(({ isIdle }) => !isIdle)) {
      throw new PromiseBroken("I15: an idempotent producer waits for ever");
    }
    const seen = await this.#asking.ask("read everything", () => readAll(ground));
    ground.check();
    ground.oracle.complete(seen);
    ground.books.group.complete(seen.map(({ value }) => value));
    const topic = await this.#asking.ask("describe the topic", ({ topics }) =>
      topics.describe(CONTEXT, TOPIC),
    );
    if (topic.pending !== 0) throw new PromiseBroken(`P4: ${topic.pending} records still wait`);
    checkOneLeaderPerEpoch(world);
    checkReplicasEqual(world, this.#folders);
    ground.check();
  }

  async #whereReplicasAre(): Promise<readonly ReplicatedFolder[]> {
    const { id, partitions } = await this.#asking.ask("see where replicas are", ({ topics }) =>
      topics.describe(CONTEXT, TOPIC),
    );
    return partitions.map(({ partition, replicas }) => ({
      folder: `${id}-${partition}`,
      replicas,
    }));
  }

  /**
   * One, in the whole run: what is acknowledged is on two disks at least. With one controller the
   * groups' topic has one replica.
   */
  #loseDiskUnderLoad(): void {
    const { brokers, schedule } = this.#world;
    if (brokers.length < 3 || this.#controllers < 3) return;
    const random = this.#world.random.stream("disk lost early");
    const broker = random.pick(brokers);
    this.#faults.counts["disk lost"] += 1;
    broker.replaceDisk();
    schedule.after(random.float() * DISK_AWAY_MAX_MS, () => {
      if (!broker.running) broker.boot();
    });
  }

  /** All replicas are in sync by now: what one of them held is on the others, and comes back to it. */
  async #loseDisk(): Promise<void> {
    const { brokers } = this.#world;
    const random = this.#world.random.stream("lost disk");
    if (brokers.length < 3 || !random.chance(LOST_DISK_CHANCE)) return;
    // What the only controller knew is nowhere else.
    const broker = random.pick(this.#controllers === 1 ? brokers.slice(1) : brokers);
    broker.replaceDisk();
    this.#faults.counts["disk lost"] += 1;
    await this.#quiet(random.float() * DISK_AWAY_MAX_MS);
    if (!broker.running) broker.boot();
    await this.#takesRecords();
    await this.#allAreUp();
    await this.#settled();
  }

  /** One that was being shut down has its deadline first. */
  async #allAreUp(): Promise<void> {
    const untilMs = this.#world.schedule.nowMs + LIVELY_MS;
    const down = () => this.#world.brokers.find((broker) => !broker.up);
    while (down() !== undefined && this.#world.schedule.nowMs < untilMs) {
      await this.#quiet(ASK_AGAIN_MS);
    }
    const left = down();
    if (left !== undefined) throw new PromiseBroken(`I15: broker ${left.id} is not up again`);
  }

  /** A write to each partition, acknowledged by all that are in sync. */
  async #takesRecords(): Promise<void> {
    const { oracle } = this.#ground;
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      await this.#asking.ask(`write to partition ${partition}`, async ({ records }) => {
        const value = this.#ground.nextValue();
        const sent = oracle.send(value, partition, undefined);
        const [result] = await records.publish(CONTEXT, {
          topic: TOPIC,
          records: [{ value: Buffer.from(value), partition }],
        });
        if (result === undefined || "error" in result) {
          sent.outcome = "unknown";
          throw result?.error ?? new Error("no result");
        }
        oracle.acknowledged(sent, result.offset);
      });
    }
  }

  /** Nothing is left to come, or enough time for it has passed: then the books say what is missing. */
  async #settled(): Promise<void> {
    const { nowMs } = this.#world.schedule;
    const untilMs = nowMs + QUIET_MAX_MS;
    for (let sinceMs = nowMs; this.#world.schedule.nowMs < untilMs; ) {
      await this.#quiet(LOOK_AGAIN_MS);
      if (!this.#isSettled()) sinceMs = this.#world.schedule.nowMs;
      else if (this.#world.schedule.nowMs - sinceMs >= QUIET_MS) return;
    }
  }

  #isSettled(): boolean {
    const { oracle, group } = this.#ground.books;
    if (!this.#producers.every(({ isIdle }) => isIdle) || !oracle.isSettled) return false;
    const met = [...oracle.sent.values()].every(
      ({ value }) => !oracle.wasSeen(value) || group.hasMet(value),
    );
    return met && replicasDiffer(this.#world, this.#folders) === undefined;
  }

  async #quiet(ms: number): Promise<void> {
    const untilMs = this.#world.schedule.nowMs + ms;
    while (this.#world.schedule.nowMs < untilMs) {
      this.#connect();
      await this.#wait(Math.min(ASK_AGAIN_MS, untilMs - this.#world.schedule.nowMs));
    }
  }
}
