/** A coordinator in virtual time, over a log and topics that live in memory. */
import type {
  LogRecord,
  MemberSink,
  Membership,
  OffsetsLog,
  QueueSource,
  ReadRecords,
  TopicsView,
} from "../../src/coordination/group-coordinator.ts";
import { GroupCoordinator } from "../../src/coordination/group-coordinator.ts";
import type { JoinOptions } from "../../src/coordination/join-options.ts";
import type { QueuePlace, StockRecord } from "../../src/group/queue-entry.ts";
import type { Burial, LoadedRecord } from "../../src/group/queue-events.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import type { ErrorCode } from "../../src/model/errors.ts";
import type { TopicId } from "../../src/model/ids.ts";
import type { PartitionOffset, Position, TopicPartition } from "../../src/model/records.ts";
import { FakeCatalogue } from "../group/group-fixture.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";

/** Appends take virtual time and may fail. Once its clock is halted nothing more is written. */
export class FakeLog implements OffsetsLog {
  readonly durable: LogRecord[];
  readonly #clock: SimClock;
  /** How long the next append takes. */
  delayMs: () => number = () => 1;
  failure: () => ErrorCode | undefined = () => undefined;
  appends = 0;

  constructor(clock: SimClock, durable: LogRecord[] = []) {
    this.#clock = clock;
    this.durable = durable;
  }

  append(records: readonly LogRecord[]): Promise<void> {
    this.appends++;
    return new Promise((resolve, reject) => {
      this.#clock.setTimer(this.delayMs(), () => {
        const code = this.failure();
        if (code !== undefined) return reject(new TidemarkError(code, "not written"));
        this.durable.push(...records);
        resolve();
      });
    });
  }

  async replay(visit: (record: LogRecord) => void): Promise<void> {
    for (const record of this.durable) visit(record);
  }
}

export class FakeTopics extends FakeCatalogue implements TopicsView {
  readonly #listeners = new Set<() => void>();
  /** Set: positions cannot be found. */
  failure: ErrorCode | undefined;

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(apply: () => void): void {
    apply();
    for (const listener of this.#listeners) listener();
  }

  async resolve(topicId: TopicId, partition: number, position: Position): Promise<number> {
    if (this.failure !== undefined) throw new TidemarkError(this.failure, "cannot be read");
    return this.startOf({ topic: "", topicId, partition, sinceGeneration: 0, position });
  }
}

/** Records of every partition by offset, of 10 bytes each; reads and dead letters take virtual time. */
export class FakeSource implements QueueSource {
  clock: SimClock;
  readonly #advances = new Map<string, Set<(end: number) => void>>();
  readonly #ends = new Map<string, number>();
  /** `topic/partition:offset` of each that was written. */
  readonly buried: string[] = [];
  failure: ErrorCode | undefined;

  constructor(clock: SimClock) {
    this.clock = clock;
  }

  /** The broker died, and nobody of it listens any more. */
  restart(clock: SimClock): void {
    this.clock = clock;
    this.#advances.clear();
  }

  publish(place: string, count: number): void {
    this.#ends.set(place, (this.#ends.get(place) ?? 0) + count);
    for (const advanced of this.#advances.get(place) ?? []) advanced(this.#ends.get(place)!);
  }

  follow({ topic, partition }: QueuePlace, advanced: (end: number) => void): () => void {
    const place = `${topic}/${partition}`;
    this.#check();
    const all = this.#advances.get(place) ?? new Set();
    this.#advances.set(place, all.add(advanced));
    advanced(this.#ends.get(place) ?? 0);
    return () => all.delete(advanced);
  }

  read(place: QueuePlace, from: number): ReadRecords {
    this.#check();
    const end = Math.min(this.#ends.get(`${place.topic}/${place.partition}`) ?? 0, from + 100);
    const stock = Array.from({ length: end - from }, (_, each) => stockOf(place, from + each));
    return { stock, nextOffset: end, expired: 0 };
  }

  async load(place: QueuePlace, offsets: readonly number[]): Promise<readonly LoadedRecord[]> {
    await this.#delay();
    return offsets.map((offset) => ({ offset, stock: stockOf(place, offset) }));
  }

  async bury(_group: string, { place, offset }: Burial): Promise<"written" | "gone"> {
    await this.#delay();
    this.buried.push(`${place.topic}/${place.partition}:${offset}`);
    return "written";
  }

  async #delay(): Promise<void> {
    await new Promise<void>((resolve) => this.clock.setTimer(1, resolve));
    this.#check();
  }

  #check(): void {
    if (this.failure !== undefined) throw new TidemarkError(this.failure, "cannot be read");
  }
}

function stockOf({ topic, partition }: QueuePlace, offset: number): StockRecord {
  const plain = { topic, partition, offset, timestamp: 0, key: undefined, headers: [] };
  return { record: { ...plain, value: undefined }, sizeBytes: 10, keyHash: undefined };
}

export class World {
  clock = new SimClock();
  readonly topics = new FakeTopics();
  log = new FakeLog(this.clock);
  source = new FakeSource(this.clock);
  readonly random: SimRandom;
  coordinator!: GroupCoordinator;

  constructor(seed = 1) {
    this.random = new SimRandom(seed);
  }

  async open(): Promise<void> {
    this.coordinator = await GroupCoordinator.open({
      clock: this.clock,
      random: this.random.stream("coordinator"),
      log: this.log,
      topics: this.topics,
      source: this.source,
    });
  }

  /** The broker dies: what was being written is lost, and nobody who waits for it hears of it. */
  async crash(): Promise<void> {
    this.clock.halt();
    this.clock = new SimClock(this.clock.schedule);
    const { delayMs, failure, durable } = this.log;
    this.log = new FakeLog(this.clock, durable);
    Object.assign(this.log, { delayMs, failure });
    this.source.restart(this.clock);
    await this.open();
  }

  join(options: Partial<JoinOptions>, sink: MemberSink): Membership {
    const defaults = { group: "g", topics: ["t"], mode: undefined, address: "10.0.0.1:5" };
    return this.coordinator.join({ start: "earliest", ...defaults, ...options }, sink);
  }

  listen(options: Partial<JoinOptions> = {}): Listener {
    const listener = new Listener();
    listener.membership = this.join(options, listener);
    return listener;
  }

  /** Whether and how a promise settled, after `ms` of virtual time. */
  async outcome<T>(work: Promise<T>, ms = 50): Promise<T | string> {
    let result: T | string = "pending";
    work.then(
      (value) => (result = value),
      (error: unknown) => (result = error instanceof TidemarkError ? error.code : String(error)),
    );
    await this.clock.advance(ms);
    return result;
  }
}

/** Writes down what a member hears. */
export class Listener implements MemberSink {
  membership!: Membership;
  memberId = "";
  generation = -1;
  readonly heard: string[] = [];

  joined(memberId: string, generation: number, sessionTimeoutMs: number): void {
    this.memberId = memberId;
    this.generation = generation;
    this.heard.push(`joined ${generation} ${sessionTimeoutMs}`);
  }
  assigned(generation: number, added: readonly PartitionOffset[]): void {
    this.generation = generation;
    const places = added.map((each) => `${each.topic}/${each.partition}@${each.offset}`);
    this.heard.push(`assigned ${generation} ${places.join(" ")}`);
  }
  revoked(generation: number, partitions: readonly TopicPartition[]): void {
    const places = partitions.map((each) => `${each.topic}/${each.partition}`);
    this.heard.push(`revoked ${generation} ${places.join(" ")}`);
  }
  partitionError(topic: string, partition: number, error: TidemarkError): void {
    this.heard.push(`error ${topic}/${partition} ${error.code}`);
  }
  end(error: TidemarkError): void {
    this.heard.push(`end ${error.code}`);
  }

  commit(place: string, offset: number, generation?: number): Promise<string> {
    const [topic = "", partition] = place.split("/");
    return new Promise((resolve) => {
      const offsets = [{ topic, partition: Number(partition), offset }];
      this.membership.commit(generation, offsets, (error) => resolve(error?.code ?? "done"));
    });
  }
}
