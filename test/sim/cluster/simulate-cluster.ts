/**
 * One run of a cluster: clients publish, schedule, produce, cancel, reschedule and read at any broker
 * that is up, while brokers die, stop and are cut off; then everything heals and the books must close.
 */
import type { FetchSession } from "../../../src/broker/api.ts";
import type { Config } from "../../../src/config/settings.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
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
import { type ClusterFault, ClusterFaults } from "./cluster-faults.ts";
import { ClusterWorld } from "./cluster-world.ts";
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
  readonly faults: Readonly<Record<ClusterFault, number>>;
}

export class ClusterFailed extends Error {
  override readonly name = "ClusterFailed";
}

const WAIT_MAX_MS = 300;
/** A cluster that is whole has leaders everywhere, takes records and answers, within this. */
const LIVELY_MS = 60_000;
const ASK_AGAIN_MS = 100;
const LOOK_AGAIN_MS = 250;
const ANSWER_MAX_MS = 20_000;
/** After the last due time: members that were turned away have come again, replicas have caught up. */
const QUIET_MAX_MS = 15_000;
/** For as long nothing is left to come. */
const QUIET_MS = 1_500;
const REPLICAS = 3;
const MEMBERS = ["one", "two"];
const ONE_CONTROLLER_EVERY = 4;
const LOST_DISK_CHANCE = 0.25;
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
  readonly #members: readonly Member[];
  readonly #memberLives = new Map<Member, SimLife>();
  readonly #producers: readonly SimProducer[];
  readonly #producerLives = new Map<SimProducer, SimLife>();
  #reader: { readonly session: FetchSession; readonly life: SimLife } | undefined;
  #healing = false;
  /** Once all is healed. */
  #folders: readonly ReplicatedFolder[] = [];
  readonly #controllers: number;

  constructor(world: ClusterWorld, options: ClusterSimulation & { readonly controllers: number }) {
    this.#controllers = options.controllers;
    this.#world = world;
    this.#options = options;
    this.#ground = new Ground(world);
    this.#ground.books.punctuality.slow(Infinity);
    this.#random = this.#ground.random;
    this.#faults = new ClusterFaults(world);
    this.#members = MEMBERS.map((name) => new Member(this.#ground, name));
    this.#producers = Array.from({ length: PARTITIONS }, (_, partition) =>
      this.#producer(partition),
    );
    this.#ground.oracle.onAcknowledged = () => this.#faults.acknowledged();
    world.schedule.onEvent = () => this.#ground.check();
  }

  async all(): Promise<ClusterResult> {
    const world = this.#world;
    for (const broker of world.brokers) broker.boot();
    const replicationFactor = Math.min(REPLICAS, world.brokers.length);
    await this.#ask("create the topic", ({ topics }) =>
      topics.create(CONTEXT, { name: TOPIC, partitions: PARTITIONS, replicationFactor }),
    );
    const actions = this.#actions();
    for (let step = 0; step < (this.#options.steps ?? 80); step += 1) {
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

  /** Asked of one broker after another until one does it, as a person would. */
  async #ask<T>(
    what: string,
    call: (api: ClusterWorld["broker"]["api"]) => Promise<T>,
    within = LIVELY_MS,
  ): Promise<T> {
    const world = this.#world;
    const untilMs = world.schedule.nowMs + within;
    let last = "nobody is up";
    while (world.schedule.nowMs < untilMs) {
      if (world.pick()) {
        const answer = await this.#answerOf(call(world.broker.api));
        if ("value" in answer) return answer.value;
        if (last !== answer.failed) world.note(`${what}: ${answer.failed}`);
        last = answer.failed;
      }
      await this.#wait(ASK_AGAIN_MS);
    }
    throw new PromiseBroken(`I15: could not ${what} within ${within} ms: ${last}`);
  }

  async #answerOf<T>(
    call: Promise<T>,
  ): Promise<{ readonly value: T } | { readonly failed: string }> {
    const { schedule, life } = this.#world;
    const answers: ({ readonly value: T } | { readonly failed: string })[] = [];
    call.then(
      (value) => answers.push({ value }),
      (error: unknown) => {
        if (error instanceof TidemarkError)
          answers.push({ failed: `${error.code} ${error.message}` });
        else this.#world.died ??= error as Error;
      },
    );
    const untilMs = schedule.nowMs + ANSWER_MAX_MS;
    while (answers.length === 0 && !life.dead && (await schedule.step(untilMs)));
    return answers[0] ?? { failed: "no answer" };
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
    const seen = await this.#ask("read everything", () => readAll(ground));
    ground.check();
    ground.oracle.complete(seen);
    ground.books.group.complete(seen.map(({ value }) => value));
    const topic = await this.#ask("describe the topic", ({ topics }) =>
      topics.describe(CONTEXT, TOPIC),
    );
    if (topic.pending !== 0) throw new PromiseBroken(`P4: ${topic.pending} records still wait`);
    checkOneLeaderPerEpoch(world);
    checkReplicasEqual(world, this.#folders);
    ground.check();
  }

  async #whereReplicasAre(): Promise<readonly ReplicatedFolder[]> {
    const { id, partitions } = await this.#ask("see where replicas are", ({ topics }) =>
      topics.describe(CONTEXT, TOPIC),
    );
    return partitions.map(({ partition, replicas }) => ({
      folder: `${id}-${partition}`,
      replicas,
    }));
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
    broker.boot();
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
      await this.#ask(`write to partition ${partition}`, async ({ records }) => {
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
