/**
 * One seed of a set of replicas: records of every kind, cancellations, elections right and wrong, crashes
 * that lose what was not synced, cut links, lost stores, deletions; then all heal, and the books are read.
 */
import { TidemarkError } from "../../../src/model/errors.ts";
import { HEADER_MESSAGE_ID, HEADER_SCHEDULE_ID } from "../../../src/model/headers.ts";
import { buildBatch, type RecordToBuild } from "../../../src/record/build.ts";
import { SCHEDULED } from "../../../src/record/layout.ts";
import { cleanPartition } from "../../../src/replication/clean-partition.ts";
import type { AppendOutcome, Replica } from "../../../src/replication/replica.ts";
import { buildCancelBatch, buildRescheduleBatch } from "../../../src/schedule/control-payload.ts";
import { BROKERS, ReplicaSet } from "./replica-set.ts";
import { isStreamDefect, plant, type StreamDefect } from "./set-defects.ts";

export interface SetRun {
  readonly committed: number;
  readonly acknowledged: number;
  readonly released: number;
  readonly elections: number;
  readonly crashes: number;
  readonly startedAnew: number;
  readonly virtualMs: number;
  readonly faults: Readonly<Record<string, number>>;
}

const STEPS = 60;
/** A client gives an answer up after that. */
const PATIENCE_MS = 400;
const DUE_WITHIN_MS = 1_500;
const BURST = 8;
const BURST_MS = 60;

/** How often each is done, of all that is done; each seed prefers some. */
const WEIGHTS = {
  plain: 25,
  idempotent: 15,
  withId: 10,
  schedule: 15,
  change: 7,
  crash: 5,
  powerCut: 0.4,
  boot: 8,
  fence: 3,
  unfence: 5,
  cutLink: 2,
  healLinks: 3,
  lose: 0.4,
  fillDisk: 1.5,
  delete: 0.4,
  clean: 0.4,
  armCrash: 2,
};
type Action = keyof typeof WEIGHTS;
/** Of all that is done, what goes wrong. */
const FAULTS: ReadonlySet<string> = new Set<Action>([
  "crash",
  "powerCut",
  "fence",
  "cutLink",
  "lose",
  "fillDisk",
  "armCrash",
]);
const RARE: readonly Action[] = ["powerCut", "lose", "fillDisk", "delete", "clean", "cutLink"];
/** In some seeds leaders clean all the time, while followers are away and old records pin the start. */
const CLEANING_CHANCE = 0.25;
const CLEANING: Partial<Record<Action, number>> = {
  schedule: 40,
  clean: 12,
  cutLink: 8,
  healLinks: 2,
  lose: 0,
  delete: 0,
};

interface Producer {
  readonly id: number;
  sequence: number;
  /** Sent and not acknowledged: sent again before anything else. */
  unanswered: { readonly values: readonly string[] } | undefined;
  busy: boolean;
}

class Run {
  readonly set: ReplicaSet;
  readonly producers: Producer[];
  acknowledged = 0;
  crashes = 0;
  readonly faults: Record<string, number> = {};
  #values = 0;
  readonly #impatient: boolean;
  readonly #weights: Record<Action, number> = { ...WEIGHTS };
  readonly #cleaning: boolean;
  /** Whoever acknowledges something next dies of it. */
  #armed = false;
  /** Ids whose record was not acknowledged yet, with its value. */
  readonly #ids = new Map<string, string>();

  constructor(seed: number, defect: StreamDefect | undefined) {
    this.set = new ReplicaSet(seed, defect);
    const { random } = this.set;
    this.#cleaning = random.chance(CLEANING_CHANCE);
    this.#impatient = this.#cleaning || random.chance(0.5);
    for (const action of RARE) if (random.chance(0.25)) this.#weights[action] *= 15;
    if (this.#cleaning) Object.assign(this.#weights, CLEANING);
    this.producers = [0, 1].map((id) => ({ id, sequence: 0, unanswered: undefined, busy: false }));
  }

  async step(): Promise<void> {
    const { set } = this;
    const { random } = set;
    const action = this.#pick();
    if (FAULTS.has(action)) this.faults[action] = (this.faults[action] ?? 0) + 1;
    await this.#act(action, random.pick(BROKERS));
    await set.advance(random.float() * (random.chance(0.2) ? 300 : 30));
    if (random.chance(0.3)) await set.check();
  }

  #pick(): Action {
    const entries = Object.entries(this.#weights) as [Action, number][];
    let left = this.set.random.float() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    return entries.find(([, weight]) => (left -= weight) < 0)![0];
  }

  async #act(action: Action, id: number): Promise<void> {
    const { set } = this;
    switch (action) {
      case "plain":
        return this.#plain();
      case "idempotent":
        return this.#idempotent(set.random.pick(this.producers));
      case "withId":
        return this.#withId();
      case "schedule":
        return this.#schedule();
      case "change":
        return this.#change();
      case "crash":
        return this.#crash(id);
      case "powerCut":
        return BROKERS.forEach((one) => this.#crash(one, "power"));
      case "boot":
        return set.schedule.run(set.boot(id));
      case "fence":
        return set.fence(id);
      case "unfence":
        return set.unfence(id);
      case "cutLink":
        return set.cutLink(id, set.random.pick(BROKERS));
      case "healLinks":
        return set.healLinks();
      case "lose":
        return this.#lose(id);
      case "fillDisk":
        return this.#fillDisk(id);
      case "delete":
        return this.#delete();
      case "clean":
        return this.#clean(this.#cleaning ? (set.roles.leader ?? id) : id);
      case "armCrash":
        this.#armed = true;
        return;
    }
  }

  #value(): string {
    return `v${(this.#values += 1)}`;
  }

  #records(count: number, more: Partial<RecordToBuild> = {}): RecordToBuild[] {
    const timestamp = this.set.anyLeader?.log === undefined ? 0 : this.#nowMs();
    return Array.from({ length: count }, () => ({
      timestamp,
      value: Buffer.from(this.#value().padEnd(this.set.random.int(1, 120), ".")),
      ...more,
    }));
  }

  #nowMs(): number {
    return this.set.broker(1).clock.wallMs();
  }

  #plain(): void {
    const records = this.#records(this.set.random.int(1, 4));
    void this.#send(buildBatch(records), valuesOf(records));
  }

  #schedule(): void {
    const { random } = this.set;
    const far = this.#cleaning && random.chance(0.2) ? DUE_WITHIN_MS : 0;
    const timestamp = this.#nowMs() + far + random.int(0, DUE_WITHIN_MS);
    const headers = random.chance(0.3)
      ? [{ key: HEADER_SCHEDULE_ID, value: Buffer.from(`s${random.int(0, 5)}`) }]
      : [];
    const records = this.#records(headers.length > 0 ? 1 : random.int(1, 4), {
      timestamp,
      headers,
    });
    const batch = buildBatch(records, { attributes: SCHEDULED, baseTimestamp: this.#nowMs() });
    void this.#send(batch, valuesOf(records));
  }

  #withId(): void {
    const { random } = this.set;
    const known = [...this.#ids.keys()];
    const id = known.length > 0 && random.chance(0.6) ? random.pick(known) : `m${this.#values}`;
    const value = this.#ids.get(id) ?? this.#value();
    this.#ids.set(id, value);
    const headers = [{ key: HEADER_MESSAGE_ID, value: Buffer.from(id) }];
    const records = [{ timestamp: this.#nowMs(), value: Buffer.from(value), headers }];
    void this.#send(buildBatch(records), [value]);
  }

  #idempotent(producer: Producer): void {
    if (producer.busy) return;
    producer.unanswered ??= { values: Array.from({ length: 2 }, () => this.#value()) };
    const { values } = producer.unanswered;
    const timestamp = this.#nowMs();
    const records = values.map((value) => ({ timestamp, value: Buffer.from(value) }));
    const options = { producerId: producer.id, producerEpoch: 0, baseSequence: producer.sequence };
    producer.busy = true;
    void this.#send(buildBatch(records, options), values).then((sent) => {
      producer.busy = false;
      if (sent === undefined) return;
      producer.sequence += values.length;
      producer.unanswered = undefined;
    });
  }

  /** Cancels or moves something that waits. */
  #change(): void {
    const { random, anyLeader } = this.set;
    if (anyLeader === undefined) return;
    const { entries } = anyLeader.schedule.list({});
    if (entries.length === 0) return;
    const { offset, firings } = random.pick(entries);
    // As one who changes it does: decided and appended in one turn, against the end of the log.
    if (anyLeader.schedule.pendingAt(offset) === undefined) return;
    const dueMs = this.#nowMs() + random.int(0, DUE_WITHIN_MS);
    const batch = random.chance(0.5)
      ? buildCancelBatch([offset], this.#nowMs())
      : buildRescheduleBatch([{ offset, dueMs, firings }], this.#nowMs());
    anyLeader.append(batch);
  }

  /** Under load: what follows may be on its way already when the first is not taken. */
  #fillDisk(id: number): void {
    const { random, schedule } = this.set;
    this.set.broker(id).fillDisk(random.int(1, 4));
    for (let left = BURST; left > 0; left -= 1) {
      schedule.after(random.float() * BURST_MS, () => this.#plain());
    }
  }

  #crash(id: number, how?: "power" | "process"): void {
    if (this.set.broker(id).life.dead) return;
    this.crashes += 1;
    this.set.crash(id, how ?? (this.set.random.chance(0.5) ? "power" : "process"));
    // Its broken streams are noticed, or it only goes silent for a while.
    const { schedule, random } = this.set;
    const { life } = this.set.broker(id);
    schedule.after(random.float() * 200, () => {
      if (this.set.broker(id).life === life) this.set.fence(id);
    });
  }

  /** Of a broker that is down the store, or all; never where nobody else has what is committed. */
  #lose(id: number): void {
    const { set } = this;
    const broker = set.broker(id);
    if (!broker.life.dead) return;
    const { inSync, eligible } = set.roles;
    const others = [...inSync, ...eligible].filter((one) => one !== id && set.isSound(one));
    if (set.random.chance(0.5)) broker.loseStore();
    else if (!inSync.includes(id) && others.length > 0) broker.loseDisk();
  }

  /** One pass of a cleaner, on a leader or a follower. */
  async #clean(id: number): Promise<void> {
    const { set } = this;
    const broker = set.broker(id);
    const { replica, clock, life } = broker;
    if (replica === undefined) return;
    await set.check();
    // As after an hour: nobody is waited for that is behind.
    if (this.#impatient) {
      const get = (): number => replica.highWatermark;
      Object.defineProperty(replica, "cleanableOffset", { get, configurable: true });
    }
    const cleaning = cleanPartition(replica, {
      policy: { retentionMs: -1, retentionBytes: set.random.int(300, 3_000), segmentMs: 500 },
      nowMs: clock.wallMs(),
      hashKey: () => [1, 2, 3, 4],
      pace: () => Promise.resolve(),
      stopped: () => life.dead || replica.closed !== undefined,
      nextTurn: () => clock.nextTurn(),
    }).catch(() => undefined);
    const giveUp = new Promise((resolve) =>
      set.schedule.after(PATIENCE_MS, () => resolve(undefined)),
    );
    await set.schedule.run(Promise.race([cleaning, giveUp]));
  }

  async #delete(): Promise<void> {
    const { leader, random, schedule } = this.set;
    if (leader === undefined) return;
    await this.set.check();
    const { logStartOffset } = leader.log;
    if (leader.highWatermark <= logStartOffset) return;
    const before = random.int(logStartOffset, leader.highWatermark);
    const deleting = leader.deleteRecords(before).catch(() => undefined);
    const giveUp = new Promise((resolve) => schedule.after(PATIENCE_MS, () => resolve(undefined)));
    await schedule.run(Promise.race([deleting, giveUp]));
  }

  /** Undefined: refused, or nobody knows. */
  async #send(batch: Buffer, values: readonly string[]): Promise<AppendOutcome | undefined> {
    const replica = this.set.anyLeader;
    if (replica === undefined) return undefined;
    let outcome: AppendOutcome;
    try {
      outcome = replica.produce(batch);
    } catch (error) {
      if (!(error instanceof TidemarkError)) this.set.fail(error);
      return undefined;
    }
    if (!(await this.#committed(replica, outcome.answerAfter))) return undefined;
    this.#acknowledge(outcome, values);
    this.#crashArmed(replica);
    return outcome;
  }

  disarm(): void {
    this.#armed = false;
  }

  #crashArmed(replica: Replica): void {
    if (!this.#armed) return;
    this.#armed = false;
    const id = BROKERS.find((one) => this.set.broker(one).replica === replica);
    if (id !== undefined) this.#crash(id);
  }

  #committed(replica: Replica, offset: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.set.schedule.after(PATIENCE_MS, () => resolve(false));
      replica.whenCommitted(offset, (error) => resolve(error === undefined));
    });
  }

  #acknowledge({ baseOffset, exclusions }: AppendOutcome, values: readonly string[]): void {
    for (const [index, value] of values.entries()) {
      const excluded = exclusions.find((one) => one.index === index);
      if (excluded !== undefined && excluded.keptOffset === undefined) continue;
      this.acknowledged += 1;
      try {
        this.set.oracle.acknowledged(excluded?.keptOffset ?? baseOffset + index, value);
      } catch (error) {
        this.set.fail(error);
      }
    }
  }
}

const valuesOf = (records: readonly RecordToBuild[]): string[] =>
  records.map(({ value }) => Buffer.from(value!).toString());

/** Throws what was broken. */
export async function simulateSet(seed: number, defect?: string): Promise<SetRun> {
  const takeOut = defect === undefined ? () => undefined : plant(defect);
  try {
    return await simulate(new Run(seed, isStreamDefect(defect) ? defect : undefined));
  } finally {
    takeOut();
  }
}

async function simulate(run: Run): Promise<SetRun> {
  const { set } = run;
  for (const id of BROKERS) await set.schedule.run(set.boot(id));
  for (let step = 0; step < STEPS; step += 1) await run.step();
  run.disarm();
  await set.heal();
  // Whatever waits becomes due, and is released.
  await set.advance(2 * DUE_WITHIN_MS);
  await set.heal();
  await set.check();
  const replicas = BROKERS.map((id) => set.broker(id).replica!);
  set.oracle.settle(replicas);
  const { released } = set.oracle.records;
  return {
    committed: set.oracle.committedEnd,
    acknowledged: run.acknowledged,
    released: released.size,
    elections: set.elections,
    crashes: run.crashes,
    startedAnew: set.startedAnew,
    virtualMs: set.schedule.nowMs,
    faults: run.faults,
  };
}
