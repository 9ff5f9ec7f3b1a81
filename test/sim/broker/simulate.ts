/**
 * One run: a seeded sequence of publishing, scheduling under ids that conflict, idempotent producing,
 * cancelling, rescheduling, deleting records, waiting, clock steps, full disks, kills, power cuts and
 * restarts; then everything heals and the books must close.
 */
import type { BrokerApi, Delivery, RecordInput, RequestContext } from "../../../src/broker/api.ts";
import type { TidemarkError } from "../../../src/model/errors.ts";
import { ANONYMOUS } from "../../../src/model/principal.ts";
import { SimRandom } from "../platform/sim-random.ts";
import { Oracle, type Seen, type Sent } from "./oracle.ts";
import { SimProducer } from "./producer.ts";
import { World, type WorldOptions } from "./world.ts";

const TOPIC = "t";
const PARTITIONS = 2;
/** The least there is, so that segments are rolled by age. */
const SEGMENT_MS = 60_000;
/** Schedule ids that are used again and again. */
const SHARED_IDS = 3;
const CONTEXT: RequestContext = {
  principal: ANONYMOUS,
  signal: new AbortController().signal,
  clientId: "sim",
};
/** After these nobody knows whether the call took effect. */
const UNKNOWN_OUTCOMES: ReadonlySet<string> = new Set(["SHUTTING_DOWN", "OUTCOME_UNKNOWN"]);

export interface SimulationOptions extends WorldOptions {
  readonly steps?: number;
}

export interface SimulationResult {
  readonly hash: string;
  readonly events: number;
  readonly acknowledged: number;
  readonly released: number;
  readonly crashes: number;
}

export class SimulationFailed extends Error {
  override readonly name = "SimulationFailed";
}

export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const world = new World(options);
  const run = new Run(world);
  try {
    return await run.all(options.steps ?? 60);
  } catch (error) {
    const story = world.story.slice(-60).join("\n");
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new SimulationFailed(`seed ${options.seed}: ${what}\n${story}`, { cause: error });
  }
}

class Run {
  readonly #world: World;
  readonly #random: SimRandom;
  readonly #oracle = new Oracle();
  readonly #producers: readonly SimProducer[];
  /** By partition and schedule id. */
  readonly #byId = new Map<string, Sent[]>();
  /** Per partition: how far the present reader has read. */
  #reached = new Map<number, number>();
  #broken: unknown;
  #count = 0;
  #crashes = 0;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random.stream("client");
    this.#producers = Array.from(
      { length: PARTITIONS },
      (_, partition) =>
        new SimProducer({
          schedule: world.schedule,
          random: this.#random,
          oracle: this.#oracle,
          topic: TOPIC,
          partition,
          context: CONTEXT,
          note: (event) => world.note(event),
          guard: (check) => this.#guard(check),
        }),
    );
    world.schedule.onEvent = () => {
      this.#oracle.wall(world.wallMs);
      if (this.#broken !== undefined) throw this.#broken;
      if (world.died !== undefined) throw world.died;
    };
  }

  async all(steps: number): Promise<SimulationResult> {
    const world = this.#world;
    await this.#boot();
    await world.schedule.run(
      this.#api.topics.create(CONTEXT, {
        name: TOPIC,
        partitions: PARTITIONS,
        config: { segmentMs: SEGMENT_MS },
      }),
    );
    this.#connect();
    for (let step = 0; step < steps; step += 1) await this.#step();
    const seen = await this.#heal();
    const sent = [...this.#oracle.sent.values()];
    return {
      hash: world.hash(),
      events: world.schedule.fired,
      acknowledged: sent.filter(({ outcome }) => outcome === "acknowledged").length,
      released: seen.filter(({ scheduledOffset }) => scheduledOffset !== undefined).length,
      crashes: this.#crashes,
    };
  }

  get #api(): BrokerApi {
    return this.#world.broker.api;
  }

  async #step(): Promise<void> {
    // The broker may have released in the turn of the step before, without an event.
    this.#oracle.wall(this.#world.wallMs);
    const draw = this.#random.float();
    if (draw < 0.28) this.#publish();
    else if (draw < 0.4) this.#produce();
    else if (draw < 0.5) this.#cancel();
    else if (draw < 0.58) this.#reschedule();
    else if (draw < 0.6) this.#deleteRecords();
    else if (draw < 0.88) await this.#world.schedule.advance(this.#random.float() * 60);
    else if (draw < 0.91) this.#world.stepWall(this.#random.int(-5_000, 5_000));
    else if (draw < 0.93) this.#fillDisk();
    else if (draw < 0.95) await this.#restart();
    else await this.#crash();
  }

  async #boot(): Promise<void> {
    await this.#world.boot();
  }

  async #crash(): Promise<void> {
    this.#crashes += 1;
    this.#world.crash(this.#random.chance(0.7) ? "power" : "kill");
    this.#forgetAnswers();
    await this.#boot();
    this.#connect();
  }

  async #restart(): Promise<void> {
    await this.#world.stop();
    this.#forgetAnswers();
    await this.#boot();
    this.#connect();
  }

  #connect(): void {
    this.#follow();
    for (const producer of this.#producers) producer.connect(this.#api);
  }

  /** Whoever waited for an answer will not get one. */
  #forgetAnswers(): void {
    for (const producer of this.#producers) producer.disconnect();
    for (const sent of this.#oracle.sent.values()) {
      if (sent.outcome === "waiting") sent.outcome = "unknown";
    }
  }

  #fillDisk(): void {
    this.#world.note("disk full for a moment");
    const times = this.#random.int(1, 4);
    this.#world.disk.inject({ operation: "write", path: /topics/, kind: "FULL", times });
  }

  #publish(): void {
    const { wallMs } = this.#world;
    const count = this.#random.int(1, 5);
    const records: RecordInput[] = [];
    const sents: Sent[] = [];
    for (let index = 0; index < count; index += 1) {
      this.#count += 1;
      const value = `v${this.#count}`;
      const partition = this.#random.int(0, PARTITIONS);
      const deliverAt = this.#random.chance(0.5)
        ? wallMs + this.#random.int(-50, 1_500)
        : undefined;
      const ids = deliverAt === undefined ? {} : this.#ids(value, partition);
      records.push({ value: Buffer.from(value), partition, deliverAt, ...ids });
      const sent = this.#oracle.send(value, partition, deliverAt);
      sents.push(sent);
      if ("onConflict" in ids) this.#named(`${partition}/${ids.scheduleId}`, ids.onConflict, sent);
    }
    this.#world.note(
      `publish ${sents.map(({ value, dueMs }) => `${value} ${String(dueMs)}`).join(" ")}`,
    );
    const { boots } = this.#world;
    this.#answered(this.#api.records.publish(CONTEXT, { topic: TOPIC, records }), (results) => {
      if (this.#world.boots !== boots) return;
      for (const [index, result] of results.entries()) settle(this.#oracle, sents[index]!, result);
      this.#world.note(`answer ${sents.map(({ value, outcome }) => `${value} ${outcome}`).join()}`);
    });
  }

  /** Batches one behind the other. */
  #produce(): void {
    const producer = this.#random.pick(this.#producers);
    for (let left = this.#random.int(1, 4); left > 0; left -= 1) {
      producer.publish(this.#world.wallMs);
    }
  }

  #ids(
    value: string,
    partition: number,
  ): { scheduleId?: string; onConflict?: "replace" | "keep" | "reject" } {
    const draw = this.#random.float();
    if (draw < 0.5) return {};
    if (draw < 0.7) return { scheduleId: `id-${value}` };
    const scheduleId = `shared-${partition}-${this.#random.int(0, SHARED_IDS)}`;
    return { scheduleId, onConflict: this.#random.pick(["replace", "keep", "reject"]) };
  }

  /** Only a replacement endangers those before it. */
  #named(id: string, onConflict: "replace" | "keep" | "reject" | undefined, sent: Sent): void {
    const before = this.#byId.get(id) ?? [];
    if (onConflict === "replace") for (const other of before) other.replaced = true;
    this.#byId.set(id, [...before, sent]);
  }

  /** No further than the reader is: what was there is known, and what waits must still come. */
  #deleteRecords(): void {
    const partition = this.#random.int(0, PARTITIONS);
    const before = this.#random.int(0, (this.#reached.get(partition) ?? 0) + 1);
    this.#world.note(`delete records of ${partition} before ${before}`);
    this.#oracle.deleted(partition, before);
    this.#answered(
      this.#api.topics.deleteRecords(CONTEXT, { topic: TOPIC, partition, before }),
      () => undefined,
    );
  }

  /** A scheduled record that was acknowledged and, as far as is known, still waits. */
  #somePending(): Sent | undefined {
    const candidates = [...this.#oracle.sent.values()].filter(
      (sent) =>
        sent.scheduled &&
        sent.outcome === "acknowledged" &&
        sent.cancel === "none" &&
        !this.#oracle.wasSeen(sent.value),
    );
    return candidates.length === 0 ? undefined : this.#random.pick(candidates);
  }

  #cancel(): void {
    const sent = this.#somePending();
    if (sent === undefined) return;
    this.#world.note(`cancel ${sent.value}`);
    sent.cancel = "unknown";
    const { boots } = this.#world;
    const id = `${sent.partition}:${sent.offset}`;
    this.#answered(
      this.#api.schedules.cancel(CONTEXT, { topic: TOPIC, id }),
      () => {
        if (this.#world.boots === boots) this.#oracle.cancelled(sent);
      },
      (error) => {
        if (this.#world.boots === boots && !isUnknown(error)) sent.cancel = "none";
      },
    );
  }

  #reschedule(): void {
    const sent = this.#somePending();
    if (sent === undefined) return;
    const deliverAt = this.#world.wallMs + this.#random.int(-50, 1_500);
    this.#world.note(`reschedule ${sent.value} to ${deliverAt}`);
    const move = this.#oracle.move(sent, deliverAt);
    const { boots } = this.#world;
    const id = `${sent.partition}:${sent.offset}`;
    this.#answered(
      this.#api.schedules.reschedule(CONTEXT, { topic: TOPIC, id, deliverAt }),
      () => {
        if (this.#world.boots === boots) move.done();
      },
      (error) => {
        if (this.#world.boots === boots && !isUnknown(error)) move.refused();
      },
    );
  }

  #answered<T>(
    call: Promise<T>,
    done: (result: T) => void,
    failed: (error: TidemarkError) => void = () => undefined,
  ): void {
    call.then(
      (result) => this.#guard(() => done(result)),
      (error: TidemarkError) => this.#guard(() => failed(error)),
    );
  }

  /** A broken promise met inside a callback ends the run at the next event. */
  #guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#broken ??= error;
    }
  }

  /** A reader of everything, from the beginning, as long as this broker lives. */
  #follow(): void {
    this.#reached = new Map();
    this.#read(false, (seen) => this.#oracle.see(seen));
  }

  #read(untilEnd: boolean, see: (seen: Seen) => void, ended: () => void = () => undefined): void {
    const highWatermarks = new Map<number, number>();
    const session = this.#api.records.openFetch(
      CONTEXT,
      { encoding: "records", untilEnd },
      {
        deliver: (delivery) =>
          this.#guard(() => {
            this.#oracle.wall(this.#world.wallMs);
            checkWatermark(delivery, highWatermarks);
            for (const seen of seenIn(delivery)) see(seen);
            if (!untilEnd) this.#reached.set(delivery.partition, delivery.nextOffset);
            this.#world.note(`read ${delivery.partition} to ${delivery.nextOffset}`);
          }),
        partitionError: (_topic, partition, error) =>
          this.#guard(() => {
            throw new Error(`partition ${partition} cannot be read: ${error.message}`);
          }),
        needed: () => undefined,
        end: ended,
      },
    );
    session.credit(1_000_000, 60_000_000);
    const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({
      topic: TOPIC,
      partition,
      position: "earliest" as const,
    }));
    session.assign(partitions);
  }

  async #heal(): Promise<readonly Seen[]> {
    const world = this.#world;
    world.note("heal");
    const dues = [...this.#oracle.sent.values()].flatMap(({ dueMs }) => dueMs);
    const latest = Math.max(world.wallMs, ...dues);
    await world.schedule.advance(latest - world.wallMs + 3_000);
    const seen: Seen[] = [];
    await world.schedule.run(
      new Promise<void>((resolve) => {
        this.#read(true, (one) => seen.push(one), resolve);
      }),
    );
    if (this.#producers.some(({ isIdle }) => !isIdle)) {
      throw new Error("an idempotent producer waits for ever");
    }
    this.#oracle.complete(seen);
    checkProducedOrder(seen);
    const topic = await world.schedule.run(this.#api.topics.describe(CONTEXT, TOPIC));
    if (topic.pending !== 0) throw new Error(`P4: ${topic.pending} records still wait`);
    await world.stop();
    return seen;
  }
}

function settle(
  oracle: Oracle,
  sent: Sent,
  result: { offset?: number; duplicate?: boolean; error?: TidemarkError },
): void {
  if (result.duplicate === true) {
    // Kept out by what was pending under its id: it must never be seen.
    sent.outcome = "refused";
    return;
  }
  if (result.error !== undefined) {
    sent.outcome = isUnknown(result.error) ? "unknown" : "refused";
    return;
  }
  oracle.acknowledged(sent, result.offset ?? -1);
}

const isUnknown = (error: TidemarkError): boolean => UNKNOWN_OUTCOMES.has(error.code);

function checkWatermark(delivery: Delivery, seen: Map<number, number>): void {
  const { partition, highWatermark, nextOffset } = delivery;
  if (highWatermark < (seen.get(partition) ?? 0))
    throw new Error("P3: the high watermark went back");
  if (nextOffset > highWatermark) throw new Error("P3: read beyond the high watermark");
  seen.set(partition, highWatermark);
}

/** A producer's records are in the order in which it sent them, whatever was sent again. */
function checkProducedOrder(all: readonly Seen[]): void {
  const last = new Map<number, string>();
  for (const { partition, value } of all) {
    if (!value.startsWith("p")) continue;
    const before = last.get(partition) ?? "";
    if (value < before) throw new Error(`P2: ${value} comes after ${before}`);
    last.set(partition, value);
  }
}

function seenIn({ records }: Delivery): Seen[] {
  return records.map((record) => ({
    partition: record.partition,
    offset: record.offset,
    value: Buffer.from(record.value ?? []).toString(),
    scheduledOffset: record.scheduled?.offset,
    dueMs: record.scheduled?.deliverAt,
  }));
}
