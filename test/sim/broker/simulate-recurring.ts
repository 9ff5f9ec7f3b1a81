/**
 * One run with recurring schedules alone, over minutes of virtual time: put, paused, resumed, moved,
 * cancelled and replaced, through crashes, power cuts, lost and old indexes, full disks and steps of
 * the clock by which they miss their times; then everything heals, and each goes on.
 */
import type { ConsumedRecord, PendingRecord, RecordsApi } from "../../../src/broker/api.ts";
import type { TidemarkError } from "../../../src/model/errors.ts";
import { MISFIRES, type RecurrenceInput } from "../../../src/model/recurrence.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import { CONTEXT } from "./ground.ts";
import { broken, type Made, RecurringOracle } from "./recurring-oracle.ts";
import { World, type WorldOptions } from "./world.ts";

const TOPIC = "r";
const PARTITIONS = 2;
const IDS = ["a", "b", "c"];
const WAIT_MAX_MS = 4_000;
const STEPS = 50;
const CLEANER_INTERVAL_MS = 2_000;

export interface RecurringResult {
  readonly hash: string;
  readonly fired: number;
  readonly crashes: number;
}

export async function simulateRecurring(options: WorldOptions): Promise<RecurringResult> {
  const world = new World(options);
  try {
    return await new Run(world).all();
  } catch (error) {
    const story = world.story.slice(-60).join("\n");
    throw new Error(`seed ${options.seed}: ${String(error)}\n${story}`, { cause: error });
  }
}

class Run {
  readonly #world: World;
  readonly #random: SimRandom;
  readonly #oracle = new RecurringOracle();
  readonly #cleans: boolean;
  /** By id: what was last asked for under it. */
  readonly #latest = new Map<string, Made>();
  #session: ReturnType<RecordsApi["openFetch"]> | undefined;
  #broken: unknown;
  #values = 0;
  #crashes = 0;
  readonly #puttingAgain = new Set<string>();
  #underWay = 0;
  #calls = 0;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random.stream("recurring");
    this.#cleans = this.#random.chance(0.5);
    world.schedule.onEvent = () => {
      this.#oracle.wall(world.wallMs);
      if (this.#broken !== undefined) throw this.#broken;
      if (world.died !== undefined) throw world.died;
    };
  }

  async all(): Promise<RecurringResult> {
    const world = this.#world;
    // With retention the log soon holds little but what waits, and what says how far that is.
    world.settings = { cleanerIntervalMs: CLEANER_INTERVAL_MS };
    this.#oracle.mayMiss = this.#cleans;
    await world.boot();
    const config = { segmentMs: 60_000, ...(this.#cleans ? { retentionMs: 60_000 } : {}) };
    const topic = { name: TOPIC, partitions: PARTITIONS, config };
    await world.schedule.run(this.#api.topics.create(CONTEXT, topic));
    this.#follow();
    for (let step = 0; step < STEPS; step += 1) await this.#step();
    await this.#heal();
    await world.stop();
    return { hash: world.hash(), fired: this.#oracle.count(), crashes: this.#crashes };
  }

  get #api() {
    return this.#world.broker.api;
  }

  async #step(): Promise<void> {
    const world = this.#world;
    const random = this.#random;
    this.#oracle.wall(world.wallMs);
    const draw = random.float();
    if (draw < 0.16) this.#put(random.pick(IDS));
    else if (draw < 0.2) this.#putAgain(random.pick(IDS));
    else if (draw < 0.28) this.#setPaused(random.pick(IDS), random.chance(0.5));
    else if (draw < 0.34) this.#move(random.pick(IDS));
    else if (draw < 0.38) this.#cancel(random.pick(IDS));
    else if (draw < 0.74) await world.schedule.advance(random.float() * WAIT_MAX_MS);
    else if (draw < 0.8) world.stepWall(random.int(-5_000, 5_000));
    else if (draw < 0.84) world.stepWall(random.int(0, 20 * 60_000));
    else if (draw < 0.87) world.copyIndex();
    else if (draw < 0.91) this.#fillDisk();
    else await this.#crash();
  }

  #fillDisk(): void {
    this.#world.note("disk full for a moment");
    const times = this.#random.int(1, 4);
    this.#world.disk.inject({ operation: "write", path: /topics/, kind: "FULL", times });
  }

  async #crash(): Promise<void> {
    const random = this.#random;
    this.#crashes += 1;
    this.#session = undefined;
    if (random.chance(0.2)) await this.#world.stop();
    else {
      const fate = random.chance(0.6) ? "kept" : random.pick(["lost", "old"] as const);
      this.#world.crash(random.chance(0.7) ? "power" : "kill", fate);
    }
    if (random.chance(0.4)) this.#world.stepWall(random.int(0, 10 * 60_000));
    await this.#world.boot();
    // Whoever waited for an answer will not get one.
    this.#underWay = 0;
    this.#follow();
  }

  /** Everything from the beginning, as long as this broker lives. */
  #follow(): void {
    const session = this.#api.records.openFetch(
      CONTEXT,
      { encoding: "records", untilEnd: false },
      {
        deliver: ({ records }) => {
          this.#oracle.wall(this.#world.wallMs);
          for (const record of records) this.#guard(() => this.#see(record));
        },
        partitionError: (_topic, partition, error) =>
          this.#guard(() => broken("P3", `partition ${partition}: ${error.message}`)),
        needed: () => undefined,
        end: () => undefined,
      },
    );
    session.credit(1_000_000, 60_000_000);
    session.assign(
      Array.from({ length: PARTITIONS }, (_, partition) => ({
        topic: TOPIC,
        partition,
        position: "earliest" as const,
      })),
    );
    this.#session = session;
  }

  #see(record: ConsumedRecord): void {
    this.#world.note(
      `saw ${String(record.value)} #${record.scheduled?.firing} ${record.timestamp}`,
    );
    this.#oracle.see(record);
  }

  // Owners. An id has its partition by itself, so that one replaces the other.

  #put(id: string): void {
    if (this.#puttingAgain.has(id)) return;
    const random = this.#random;
    const everyMs = random.chance(0.7) ? random.int(1_000, 6_000) : undefined;
    const misfire = random.pick(MISFIRES);
    const maxCount = random.chance(0.2) ? random.int(1, 6) : undefined;
    const cron = everyMs === undefined ? `*/${random.int(2, 9)} * * * * *` : undefined;
    this.#values += 1;
    const value = `${id}${this.#values}`;
    const before = this.#latest.get(id);
    const made: Made = {
      id,
      value,
      everyMs,
      misfire,
      maxCount,
      firstDueMs: undefined,
      known: false,
      // A change that is under way may apply to it.
      disturbed: this.#underWay > 0,
      silentAfterMs: undefined,
    };
    this.#oracle.made.set(value, made);
    this.#latest.set(id, made);
    const recurrence = { cron, everyMs, misfire, maxCount };
    this.#world.note(`put ${value} ${JSON.stringify(recurrence)}`);
    this.#answered(this.#putCall(made, recurrence), ({ schedule }, alone) => {
      made.firstDueMs = schedule.deliverAt;
      made.known = alone;
      if (before !== undefined && alone) this.#silence(before);
    });
  }

  /** Already there, or not known to be: in neither case may it count anew. */
  #putAgain(id: string): void {
    const made = this.#latest.get(id);
    if (made === undefined || !made.known || made.everyMs === undefined || made.disturbed) return;
    // Which of two that are put at once comes last, nobody promises.
    if (this.#underWay > 0) return;
    this.#puttingAgain.add(id);
    if (made.silentAfterMs !== undefined || made.maxCount !== undefined) return;
    const { everyMs, misfire } = made;
    this.#world.note(`put ${made.value} again`);
    const call = this.#putCall(made, { everyMs, misfire });
    const over = () => void this.#puttingAgain.delete(id);
    call.then(over, over);
    this.#answered(call, ({ schedule, created }) => {
      if (created) broken("P4", `${made.value} was there and is created`);
      const fired = this.#oracle.fired.get(made.value)?.length ?? 0;
      const { firings = 0 } = schedule.recurrence ?? {};
      if (firings < fired) broken("P4", `${made.value} counts ${firings}, ${fired} were seen`);
    });
  }

  #putCall({ id, value }: Made, recurrence: RecurrenceInput) {
    const record = { value: Buffer.from(value) };
    return this.#api.schedules.put(CONTEXT, { topic: TOPIC, id, recurrence, record });
  }

  #setPaused(id: string, paused: boolean): void {
    const made = this.#latest.get(id);
    if (made === undefined) return;
    this.#disturb(id);
    if (!paused) for (const one of this.#allOf(id)) one.silentAfterMs = undefined;
    this.#world.note(`${paused ? "pause" : "resume"} ${made.value}`);
    const call = this.#api.schedules.setPaused(CONTEXT, { topic: TOPIC, id, paused });
    this.#answered(call, ({ deliverAt, recurrence }, alone) => {
      const asked = recurrence?.paused === paused && (deliverAt === undefined) === paused;
      if (!asked) broken("P4", `${made.value} is not as asked: ${JSON.stringify(recurrence)}`);
      if (paused && alone) this.#silence(made);
    });
  }

  #move(id: string): void {
    const made = this.#latest.get(id);
    if (made === undefined) return;
    this.#disturb(id);
    const deliverAt = this.#world.wallMs + this.#random.int(1, 3_000) + 0.5;
    this.#world.note(`move ${made.value}`);
    const request = { topic: TOPIC, id, deliverAt: Math.ceil(deliverAt) };
    this.#answered(this.#api.schedules.reschedule(CONTEXT, request), () => undefined);
  }

  #cancel(id: string): void {
    const made = this.#latest.get(id);
    if (made === undefined) return;
    this.#disturb(id);
    this.#world.note(`cancel ${made.value}`);
    this.#answered(this.#api.schedules.cancel(CONTEXT, { topic: TOPIC, id }), (_, alone) => {
      if (alone) this.#silence(made);
    });
  }

  /** Which of an id's definitions a call meets is not always known. */
  #disturb(id: string): void {
    for (const made of this.#allOf(id)) made.disturbed = true;
  }

  #allOf(id: string): Made[] {
    return [...this.#oracle.made.values()].filter((made) => made.id === id);
  }

  /** Whatever it is due for later than now does not fire. */
  #silence(made: Made): void {
    made.silentAfterMs = Math.ceil(this.#oracle.wallMaxMs);
  }

  /** `alone`: no other call was under way meanwhile, so that it is known which of them came last. */
  #answered<T>(call: Promise<T>, done: (result: T, alone: boolean) => void): void {
    const { boots } = this.#world;
    const begunAlone = this.#underWay === 0;
    this.#underWay += 1;
    this.#calls += 1;
    const calls = this.#calls;
    call.then(
      (result) => {
        this.#underWay -= 1;
        const alone = begunAlone && calls === this.#calls;
        if (this.#world.boots === boots) this.#guard(() => done(result, alone));
      },
      (error: TidemarkError) => {
        this.#underWay -= 1;
        this.#world.note(`refused: ${error.code}`);
      },
    );
  }

  #guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#broken ??= error;
    }
  }

  // The end.

  async #heal(): Promise<void> {
    const { schedule } = this.#world;
    this.#world.note("heal");
    await schedule.advance(15_000);
    const before = await this.#standing();
    await schedule.advance(15_000);
    const after = await this.#standing();
    for (const [place, { deliverAt, recurrence }] of after) {
      if (recurrence === undefined) broken("P4", `${place} does not recur`);
      if (recurrence.paused !== (deliverAt === undefined)) broken("P4", `${place}: due, paused`);
      const was = before.get(place)?.recurrence?.firings ?? 0;
      if (!recurrence.paused && recurrence.firings <= was) broken("P4", `${place} stands still`);
    }
    // Rebuilt from the log it is what it was.
    this.#world.crash("kill", "lost");
    await this.#world.boot();
    const rebuilt = await this.#standing();
    for (const [place, { offset, recurrence }] of after) {
      const again = rebuilt.get(place);
      const least = recurrence?.firings ?? 0;
      const same = again?.offset === offset && (again.recurrence?.firings ?? -1) >= least;
      const ended = again === undefined && recurrence?.maxCount !== undefined;
      if (!same && !ended) broken("P4", `${place} is not what it was: ${JSON.stringify(again)}`);
    }
    this.#follow();
    await schedule.advance(500);
    this.#session?.close();
    if (this.#broken !== undefined) throw this.#broken;
  }

  async #standing(): Promise<Map<string, PendingRecord>> {
    const list = this.#api.schedules.list(CONTEXT, { topic: TOPIC });
    const { schedules } = await this.#world.schedule.run(list);
    return new Map(schedules.map((one) => [`${one.id} at ${one.partition}:${one.offset}`, one]));
  }
}
