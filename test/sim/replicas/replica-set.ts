/**
 * Three replicas of one partition, wired directly, with a controller of a few lines: whoever reads this
 * knows all that may happen between brokers. What the controller decides is heard late and in order.
 */
import {
  alterInSync,
  elect,
  leaderStartedAnew,
  lostDisk,
  type PartitionLeadership,
} from "../../../src/controller/partition-election.ts";
import type { LogOptions } from "../../../src/log/log-options.ts";
import type { Replica } from "../../../src/replication/replica.ts";
import { SimRandom } from "../platform/sim-random.ts";
import { SimSchedule } from "../platform/sim-schedule.ts";
import { SetBroker } from "./set-broker.ts";
import type { StreamDefect } from "./set-defects.ts";
import { follow } from "./set-link.ts";
import { SetOracle } from "./set-oracle.ts";

export const BROKERS = [1, 2, 3] as const;
const MIN_INSYNC = 2;
const TICK_MS = 20;
/** Between two brokers: in some seeds everything is late. */
const DELAYS_MAX_MS = [3, 3, 30];
const OPTIONS: LogOptions = {
  segmentBytes: 1_500,
  segmentMs: 3_600_000,
  indexIntervalBytes: 200,
  groupCommitBytes: 1 << 20,
  cacheBytes: 2_000,
  flush: { mode: "sync" },
};

export class ReplicaSet {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly oracle = new SetOracle();
  readonly brokers: ReadonlyMap<number, SetBroker>;
  /** As the controller knows it: registered, and heard of. */
  readonly alive = new Set<number>();
  readonly #cut = new Set<string>();
  readonly #told = new Map<number, PartitionLeadership[]>();
  roles: PartitionLeadership;
  /** The first thing that went wrong. */
  failure: unknown;
  elections = 0;
  startedAnew = 0;

  readonly #defect: StreamDefect | undefined;
  readonly #delayMaxMs: number;

  constructor(seed: number, defect?: StreamDefect, options: Partial<LogOptions> = {}) {
    this.#defect = defect;
    this.random = new SimRandom(seed);
    this.#delayMaxMs = this.random.stream("delay").pick(DELAYS_MAX_MS);
    const hooks = {
      released: (_: number, dueMs: readonly number[], visibleAtMs: number) =>
        this.#noted(() => this.oracle.released(dueMs, visibleAtMs)),
      failed: (id: number, what: unknown) => this.fail(new Error(`broker ${id}`, { cause: what })),
      moved: (broker: SetBroker) => this.#noted(() => checkReplica(broker)),
    };
    this.brokers = new Map(
      BROKERS.map((id) => {
        const random = this.random.stream(`broker ${id}`);
        return [id, new SetBroker(id, this.schedule, random, { ...OPTIONS, ...options }, hooks)];
      }),
    );
    this.roles = {
      replicas: BROKERS,
      inSync: BROKERS,
      eligible: [],
      leader: 1,
      leaderEpoch: 0,
      partitionEpoch: 0,
    };
  }

  fail(failure: unknown): void {
    this.failure ??= failure;
  }

  broker(id: number): SetBroker {
    return this.brokers.get(id)!;
  }

  /** The replica that takes records now, if the controller and it agree on that. */
  get leader(): Replica | undefined {
    const { leader } = this.roles;
    const replica = leader === undefined ? undefined : this.broker(leader).replica;
    return replica?.refusal === undefined ? replica : undefined;
  }

  /** Any replica that takes records, by its own lights: also one that was deposed and has not heard. */
  get anyLeader(): Replica | undefined {
    const serving = [...this.brokers.values()].filter(
      ({ replica }) => replica !== undefined && replica.refusal === undefined,
    );
    return serving.length === 0 ? undefined : this.random.pick(serving).replica;
  }

  /** Starts a broker that is down: it registers, opens, and hears everything decided since. */
  async boot(id: number): Promise<void> {
    const broker = this.broker(id);
    if (!broker.life.dead) return;
    if (broker.lostDisk) this.#decide(lostDisk(this.roles, id));
    else this.#decide(leaderStartedAnew(this.roles, id));
    broker.lostDisk = false;
    this.alive.add(id);
    this.#decide(elect(this.roles, MIN_INSYNC, (one) => this.alive.has(one)));
    this.#told.set(id, []);
    this.oracle.forget(broker);
    const believes = this.#defect === "takes all that is on its disk for committed when it opens";
    const opening = broker.boot(this.roles, believes);
    const { life } = broker;
    await opening;
    if (life.dead || broker.replica === undefined) return;
    this.#background(
      follow({
        follower: broker,
        leaderOf: (other) => this.broker(other),
        isCut: (from, to) => this.#cut.has(`${from} ${to}`),
        random: this.random.stream(`link ${id} ${this.schedule.nowMs}`),
        delayMaxMs: this.#delayMaxMs,
        failed: (error) => this.fail(error),
        defect: this.#defect,
        startedAnew: () => (this.startedAnew += 1),
      }),
    );
    this.#tickSoon(broker);
  }

  /** Its process dies; the controller hears of it later, by `fence`. */
  crash(id: number, how: "power" | "process"): void {
    const broker = this.broker(id);
    if (!broker.life.dead) broker.die(how);
  }

  /** The controller takes it for dead, rightly or not. */
  fence(id: number): void {
    if (!this.alive.delete(id)) return;
    this.#decide(elect(this.roles, MIN_INSYNC, (one) => this.alive.has(one)));
  }

  /** It is heard of again. */
  unfence(id: number): void {
    if (this.broker(id).life.dead || this.alive.has(id)) return;
    this.alive.add(id);
    this.#decide(elect(this.roles, MIN_INSYNC, (one) => this.alive.has(one)));
  }

  /** It has its disk. */
  isSound(id: number): boolean {
    return !this.broker(id).lostDisk;
  }

  cutLink(from: number, to: number): void {
    this.#cut.add(`${from} ${to}`);
  }

  healLinks(): void {
    this.#cut.clear();
  }

  async check(): Promise<void> {
    for (const broker of this.brokers.values()) await this.#run(this.oracle.check(broker));
    if (this.failure !== undefined) throw this.failure;
  }

  /** Lets time pass; throws the first thing that went wrong. */
  async advance(ms: number): Promise<void> {
    await this.schedule.advance(ms);
    if (this.failure !== undefined) throw this.failure;
  }

  /** Everybody is up and in sync, and nothing is above the high watermark. */
  async heal(): Promise<void> {
    this.healLinks();
    for (const id of BROKERS) if (this.broker(id).life.dead) await this.#run(this.boot(id));
    for (const id of BROKERS) this.unfence(id);
    for (let waited = 0; !this.#isWhole(); waited += 50) {
      if (waited > 20_000) throw new Error(`not whole again: ${this.describe()}`);
      await this.advance(50);
    }
  }

  describe(): string {
    const lines = [...this.brokers.values()].map(({ id, replica }) =>
      replica === undefined
        ? `${id} down`
        : `${id} ${JSON.stringify(replica.role)} end ${replica.endOffset} epoch ${replica.lastEpoch} ` +
          `flushed ${replica.flushedOffset} hw ${replica.highWatermark} in sync ` +
          `${replica.inSyncReplicas.join(" ")} ${replica.closed?.message ?? ""}`,
    );
    return [JSON.stringify(this.roles), ...lines].join("\n");
  }

  #isWhole(): boolean {
    const { leader } = this;
    if (leader === undefined || this.roles.inSync.length < BROKERS.length) return false;
    return [...this.brokers.values()].every(
      ({ replica }) =>
        replica !== undefined &&
        replica.endOffset === leader.endOffset &&
        replica.highWatermark === leader.endOffset &&
        replica.schedule.nextWakeMs() !== 0,
    );
  }

  async #run<T>(work: Promise<T>): Promise<T> {
    return this.schedule.run(work);
  }

  #noted(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.fail(error);
    }
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => this.fail(error));
  }

  #decide(next: PartitionLeadership | undefined): void {
    if (next === undefined) return;
    if (next.leader !== this.roles.leader) this.elections += 1;
    this.roles = next;
    for (const [id, queue] of this.#told) {
      const broker = this.broker(id);
      const { life } = broker;
      queue.push(next);
      // In order, each broker after a time of its own.
      this.schedule.after(this.random.float() * 60, () => {
        const state = queue.shift();
        if (!life.dead && state !== undefined) this.#noted(() => broker.told(state));
      });
    }
  }

  /** As the streams of a leader do: proposals, again and again. */
  #tickSoon(broker: SetBroker): void {
    broker.clock.setTimer(TICK_MS, () => {
      const { replica, id } = broker;
      const fenced = new Set(BROKERS.filter((one) => !this.alive.has(one)));
      const proposal = replica?.proposal(fenced);
      if (replica !== undefined && proposal !== undefined && this.alive.has(id)) {
        const { leaderEpoch } = replica;
        this.schedule.after(this.random.float() * 30, () => {
          const request = { broker: id, leaderEpoch, ...proposal };
          const isAlive = (one: number): boolean => this.alive.has(one);
          this.#decide(alterInSync(this.roles, request, MIN_INSYNC, isAlive));
        });
      }
      this.#tickSoon(broker);
    });
  }
}

/** After each move: no replica calls committed what is not on its disk. */
function checkReplica({ id, replica }: SetBroker): void {
  if (replica === undefined) return;
  if (replica.highWatermark > replica.flushedOffset) {
    throw new Error(`P3: broker ${id} has ${replica.highWatermark} committed and not flushed`);
  }
}
