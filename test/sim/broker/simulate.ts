/**
 * One run: a seeded sequence of publishing, scheduling under names that conflict, producing,
 * cancelling, rescheduling, deleting, reading in a group, waiting, and of faults: crashes, steps of
 * the clock, full and slow disks, indexes lost; then everything heals and the books must close.
 */
import type { FetchSession } from "../../../src/broker/api.ts";
import { ScheduleIndexDamaged } from "../../../src/schedule/index-damaged.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import { audit, cancel, cancelMany, reschedule } from "./changes.ts";
import { drawSizes, restoreSizes } from "./drawn-sizes.ts";
import { type FaultKind, Faults } from "./faults.ts";
import { CONTEXT, Ground, PARTITIONS, TOPIC } from "./ground.ts";
import { Member } from "./member.ts";
import type { Seen } from "./oracle.ts";
import { SimProducer } from "./producer.ts";
import { publish } from "./publisher.ts";
import { follow, readAll, readBatches } from "./reader.ts";
import { checkProducedOrder, checkReleasedOrder } from "./release-order.ts";
import { Swarm } from "./swarm.ts";
import { World, type WorldOptions } from "./world.ts";

/** The least there is, so that segments are rolled by age. */
const SEGMENT_MS = 60_000;
const MEMBERS = ["one", "two"];
const WAIT_MAX_MS = 60;
/** Longer waits for the last due time are cut short by setting the clock right, as people do. */
const LAST_WAIT_MAX_MS = 5_000;
const JOIN_AGAIN_MS = 200;
/** After the last due time: a coordinator that met a full disk tries again after five seconds. */
const QUIET_MS = 8_000;

/** From finding that the index is damaged to the end of the process. */
const ABANDONED_MAX_MS = 100;

/** A call that is not answered by then never will be. */
const ANSWER_MAX_MS = 60_000;

export interface SimulationOptions extends WorldOptions {
  readonly steps?: number;
}

export interface SimulationResult {
  readonly hash: string;
  readonly events: number;
  readonly virtualMs: number;
  readonly acknowledged: number;
  readonly released: number;
  readonly cancelled: number;
  readonly crashes: number;
  readonly faults: Readonly<Record<FaultKind, number>>;
}

export class SimulationFailed extends Error {
  override readonly name = "SimulationFailed";
}

export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const world = new World(options);
  world.settings = drawSizes(world.random.stream("sizes"));
  const run = new Run(world);
  try {
    return await run.all(options.steps ?? 60);
  } catch (error) {
    const story = world.story.slice(-60).join("\n");
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new SimulationFailed(`seed ${options.seed}: ${what}\n${story}`, { cause: error });
  } finally {
    restoreSizes();
  }
}

class Run {
  readonly #world: World;
  readonly #random: SimRandom;
  readonly #ground: Ground<World>;
  readonly #faults: Faults;
  readonly #members: readonly Member[];
  #producers: readonly SimProducer[] = [];
  #reader: FetchSession | undefined;
  #topicId = "";
  #healing = false;
  #cancelled = 0;
  #released = 0;
  #acknowledged = 0;

  constructor(world: World) {
    this.#world = world;
    this.#ground = new Ground(world);
    this.#random = this.#ground.random;
    this.#faults = new Faults(this.#ground);
    this.#members = MEMBERS.map((name) => new Member(this.#ground, name));
    world.schedule.onEvent = () => this.#ground.check();
  }

  async all(steps: number): Promise<SimulationResult> {
    const world = this.#world;
    await world.boot();
    await this.#createTopic();
    this.#connect();
    const actions = this.#actions();
    for (let step = 0; step < steps; step += 1) {
      // The broker may have released in the turn of the step before, without an event.
      this.#ground.check();
      await this.#recover();
      await actions.draw(this.#random)();
    }
    await this.#heal();
    const { counts } = this.#faults;
    return {
      hash: world.hash(),
      events: world.schedule.fired,
      virtualMs: world.schedule.nowMs,
      acknowledged: this.#acknowledged,
      released: this.#released,
      cancelled: this.#cancelled,
      crashes: counts["power cut"] + counts.kill,
      faults: counts,
    };
  }

  /** By how often each comes where the seed prefers none. */
  #actions(): Swarm<() => void | Promise<void>> {
    const ground = this.#ground;
    const wait = () => this.#wait(this.#random.float() * WAIT_MAX_MS);
    return new Swarm<() => void | Promise<void>>(this.#world.random.stream("swarm"), [
      [25, () => publish(ground), "always"],
      [22, wait, "always"],
      [9, () => this.#produce()],
      [9, () => cancel(ground)],
      [8, () => reschedule(ground)],
      [1.5, () => cancelMany(ground)],
      [3, () => audit(ground)],
      [2, () => this.#deleteRecords()],
      [5, () => this.#groupActs()],
      [6, () => this.#faults.draw()],
      [5.5, () => this.#crash()],
      [2, () => this.#restart()],
      [1, () => this.#world.copyIndex()],
      [0.5, () => this.#replaceTopic()],
    ]);
  }

  // Lives of the broker.

  async #crash(): Promise<void> {
    const how = this.#random.chance(0.7) ? "power" : "kill";
    this.#faults.count(how === "power" ? "power cut" : "kill");
    this.#world.crash(how, this.#faults.drawFate());
    await this.#bootAgain();
  }

  async #restart(): Promise<void> {
    this.#faults.count("restart");
    await this.#world.stop();
    await this.#bootAgain();
  }

  /** It ended itself because of its index, and somebody starts it again. */
  async #recover(): Promise<void> {
    if (!this.#world.fallen) return;
    this.#world.crash("kill");
    await this.#bootAgain();
  }

  async #bootAgain(): Promise<void> {
    const ground = this.#ground;
    ground.forgetAnswers();
    for (const producer of this.#producers) producer.disconnect();
    for (const member of this.#members) member.disconnect();
    this.#reader = undefined;
    await this.#world.boot();
    ground.books.punctuality.slow(ground.nowMs);
    await this.#findTopic();
    if (!this.#world.fallen) this.#connect();
  }

  /** May be done already: a broker that ended itself while it was asked was started again. */
  #connect(): void {
    this.#reader?.close();
    this.#reader = follow(this.#ground);
    for (const producer of this.#producers) {
      producer.disconnect();
      producer.connect(this.#ground.api);
    }
    for (const member of this.#members)
      if (this.#healing || this.#random.chance(0.8)) member.join();
  }

  /** Virtual time passes; a broker that ends itself in it is started again at once. */
  async #wait(ms: number): Promise<void> {
    const { schedule } = this.#world;
    const untilMs = schedule.nowMs + ms;
    while (schedule.nowMs < untilMs) {
      if (!(await schedule.step(untilMs))) await schedule.advance(untilMs - schedule.nowMs);
      await this.#recover();
    }
  }

  /** The answer to a call; asked again of the next broker where one ends itself. */
  async #ask<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      const answer: { value?: T; error?: unknown; settled: boolean } = { settled: false };
      call().then(
        (value) => Object.assign(answer, { value, settled: true }),
        (error: unknown) => Object.assign(answer, { error, settled: true }),
      );
      const { schedule, boots } = this.#world;
      const untilMs = schedule.nowMs + ANSWER_MAX_MS;
      while (!answer.settled && !this.#world.fallen && (await schedule.step(untilMs)));
      // It says so, clears its index, and then it ends.
      if (answer.error instanceof ScheduleIndexDamaged) await schedule.advance(ABANDONED_MAX_MS);
      if (answer.settled && !this.#world.fallen) {
        if (answer.error !== undefined) throw answer.error;
        return answer.value as T;
      }
      await this.#recover();
      if (boots === this.#world.boots) throw new Error("no answer comes");
    }
  }

  // The topic.

  async #createTopic(): Promise<void> {
    const config = { segmentMs: SEGMENT_MS };
    const request = { name: TOPIC, partitions: PARTITIONS, config };
    const create = () => this.#ground.api.topics.create(CONTEXT, request);
    // A broker that ended itself may have made it before.
    const existing = () => this.#ground.api.topics.describe(CONTEXT, TOPIC);
    this.#topicId = (await this.#ask(() => create().catch(existing))).id;
    this.#producers = this.#newProducers();
  }

  /** Deleted under load, with a crash in the middle of it now and then, and made anew. */
  async #replaceTopic(): Promise<void> {
    const ground = this.#ground;
    ground.note("delete the topic");
    ground.deleting = true;
    const deleting = ground.api.topics.delete(CONTEXT, TOPIC);
    if (this.#random.chance(0.4)) {
      deleting.catch(() => undefined);
      await this.#world.schedule.advance(this.#random.float() * 10);
      ground.deleting = false;
      await this.#crash();
      return;
    }
    const { boots } = this.#world;
    // One that ended itself meanwhile is as one that crashed.
    await this.#ask(() => (boots === this.#world.boots ? deleting : Promise.resolve()));
    ground.deleting = false;
    if (boots !== this.#world.boots) return;
    await this.#findTopic();
    this.#connect();
  }

  /** Whole or gone: where it is gone, another one takes its name and knows nothing of it. */
  async #findTopic(): Promise<void> {
    const ground = this.#ground;
    const topics = await this.#ask(() => ground.api.topics.list(CONTEXT, { internal: false }));
    if (topics.some(({ id }) => id === this.#topicId)) return;
    this.#close();
    ground.newTopic();
    await this.#createTopic();
  }

  #close(): void {
    this.#reader?.close();
    this.#reader = undefined;
    for (const producer of this.#producers) producer.disconnect();
    for (const member of this.#members)
      if (member.isReading) member.leave(this.#random.chance(0.5));
    this.#tally();
  }

  #newProducers(): readonly SimProducer[] {
    const ground = this.#ground;
    return Array.from(
      { length: PARTITIONS },
      (_, partition) =>
        new SimProducer({
          schedule: this.#world.schedule,
          random: this.#random,
          oracle: ground.oracle,
          topic: TOPIC,
          partition,
          context: CONTEXT,
          wallMs: () => this.#world.wallMs,
          note: (event) => ground.note(event),
          guard: (check) => ground.guard(check),
        }),
    );
  }

  // Clients.

  /** Batches one behind the other. */
  #produce(): void {
    const producer = this.#random.pick(this.#producers);
    for (let left = this.#random.int(1, 4); left > 0; left -= 1) producer.publish();
  }

  /** No further than the readers are: what was there is known, and what waits must still come. */
  #deleteRecords(): void {
    const ground = this.#ground;
    const partition = this.#random.int(0, PARTITIONS);
    const { group } = ground.books;
    const readable = Math.min(ground.reached.get(partition) ?? 0, group.acknowledged(partition));
    const before = this.#random.int(0, readable + 1);
    ground.note(`delete records of ${partition} before ${before}`);
    ground.oracle.deleted(partition, before);
    const request = { topic: TOPIC, partition, before };
    ground.answered(ground.api.topics.deleteRecords(CONTEXT, request), () => undefined);
  }

  #groupActs(): void {
    const member = this.#random.pick(this.#members);
    if (!member.isReading) member.join();
    else if (this.#random.chance(0.8)) member.commit();
    else member.leave(this.#random.chance(0.5));
  }

  // The end.

  async #heal(): Promise<void> {
    const world = this.#world;
    const ground = this.#ground;
    ground.note("heal");
    this.#healing = true;
    this.#faults.heal();
    await this.#untilAllIsDue();
    await this.#quiet(QUIET_MS);
    const seen = await this.#ask(() => readAll(ground));
    if (this.#producers.some(({ isIdle }) => !isIdle)) {
      throw new Error("an idempotent producer waits for ever");
    }
    ground.check();
    ground.oracle.complete(seen);
    ground.books.group.complete(seen.map(({ value }) => value));
    checkProducedOrder(seen);
    checkReleasedOrder(await this.#ask(() => readBatches(ground)));
    const topic = await this.#ask(() => ground.api.topics.describe(CONTEXT, TOPIC));
    if (topic.pending !== 0) throw new Error(`P4: ${topic.pending} records still wait`);
    ground.check();
    this.#tally(seen);
    await world.stop();
  }

  async #untilAllIsDue(): Promise<void> {
    const { world, oracle, books, nowMs } = this.#ground;
    const dues = [...oracle.sent.values()].flatMap(({ dueMs }) => dueMs);
    const latest = Math.max(world.wallMs, ...dues);
    if (latest - world.wallMs > LAST_WAIT_MAX_MS) {
      books.punctuality.disturbed(nowMs);
      world.stepWall(latest - world.wallMs - this.#random.int(0, LAST_WAIT_MAX_MS));
    }
    await this.#quiet(latest - world.wallMs);
  }

  /** Members that were turned away, by a full disk that was, come again. */
  async #quiet(ms: number): Promise<void> {
    const { schedule } = this.#world;
    const untilMs = schedule.nowMs + ms;
    while (schedule.nowMs < untilMs) {
      for (const member of this.#members) if (!member.isReading) member.join();
      await this.#wait(Math.min(JOIN_AGAIN_MS, untilMs - schedule.nowMs));
    }
  }

  #tally(seen: readonly Seen[] = []): void {
    const { acknowledged, cancelled } = this.#ground.oracle.tally();
    this.#acknowledged += acknowledged;
    this.#cancelled += cancelled;
    this.#released += seen.filter(({ scheduledOffset }) => scheduledOffset !== undefined).length;
  }
}
