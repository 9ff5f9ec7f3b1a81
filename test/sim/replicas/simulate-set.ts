/**
 * One seed of a set of replicas: records of every kind, cancellations, elections right and wrong, crashes
 * that lose what was not synced, cut links, lost stores, deletions; then all heal, and the books are read.
 */
import { TidemarkError } from "../../../src/model/errors.ts";
import { HEADER_MESSAGE_ID, HEADER_SCHEDULE_ID } from "../../../src/model/headers.ts";
import { buildBatch, type RecordToBuild } from "../../../src/record/build.ts";
import { SCHEDULED } from "../../../src/record/layout.ts";
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
}

const STEPS = 60;
/** A client gives an answer up after that. */
const PATIENCE_MS = 400;
const DUE_WITHIN_MS = 1_500;

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
  #values = 0;
  /** Ids whose record was not acknowledged yet, with its value. */
  readonly #ids = new Map<string, string>();

  constructor(seed: number, defect: StreamDefect | undefined) {
    this.set = new ReplicaSet(seed, defect);
    this.producers = [0, 1].map((id) => ({ id, sequence: 0, unanswered: undefined, busy: false }));
  }

  async step(): Promise<void> {
    const { set } = this;
    const { random } = set;
    const id = random.pick(BROKERS);
    const what = random.float() * 100;
    if (what < 25) this.#plain();
    else if (what < 40) this.#idempotent(random.pick(this.producers));
    else if (what < 50) this.#withId();
    else if (what < 65) this.#schedule();
    else if (what < 72) this.#change();
    else if (what < 77) this.#crash(id);
    else if (what < 85) await set.schedule.run(set.boot(id));
    else if (what < 88) set.fence(id);
    else if (what < 93) set.unfence(id);
    else if (what < 95) set.cutLink(id, random.pick(BROKERS));
    else if (what < 98) set.healLinks();
    else if (what < 98.2) this.#lose(id);
    else if (what < 98.6) for (const one of BROKERS) this.#crash(one, "power");
    else if (what < 99.5) set.broker(id).fillDisk(random.int(1, 4));
    else await this.#delete();
    await set.advance(random.float() * (random.chance(0.2) ? 300 : 30));
    if (random.chance(0.3)) await set.check();
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
    const timestamp = this.#nowMs() + random.int(0, DUE_WITHIN_MS);
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
    return outcome;
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
  };
}
