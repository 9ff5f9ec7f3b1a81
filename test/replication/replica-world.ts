/** One partition's replica on a simulated disk and store, which outlive it. Shared by its tests. */
import { DedupBudget } from "../../src/dedup/dedup-budget.ts";
import { type PartitionId, partitionKey, topicId } from "../../src/model/ids.ts";
import type { LogOptions } from "../../src/log/log-options.ts";
import { openReplica } from "../../src/replication/open-replica.ts";
import type { Replica } from "../../src/replication/replica.ts";
import { diskOf } from "../sim/broker/world.ts";
import { silentLog } from "../server/routes/harness.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimDisk } from "../sim/platform/sim-disk.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";
import { SimStore } from "../sim/platform/sim-store.ts";

export const PARTITION: PartitionId = {
  topicId: topicId("0123456789abcdef0123456789abcdef"),
  partition: 3,
};
export const FOLDER = `topics/${partitionKey(PARTITION)}`;
export const NOW_MS = 1_767_225_600_000;

const OPTIONS: LogOptions = {
  segmentBytes: 600,
  segmentMs: 3_600_000,
  indexIntervalBytes: 200,
  groupCommitBytes: 1 << 20,
  cacheBytes: 0,
  flush: { mode: "sync" },
};

export class ReplicaWorld {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly disk: SimDisk;
  readonly options: LogOptions;
  clock: SimClock;
  store: SimStore;
  refuseNext = false;
  #process = { dead: false };

  constructor(seed: number, options: Partial<LogOptions> = {}) {
    this.options = { ...OPTIONS, ...options };
    this.random = new SimRandom(seed);
    this.disk = new SimDisk({ schedule: this.schedule, random: this.random.stream("disk") });
    this.clock = new SimClock(this.schedule, NOW_MS);
    this.store = this.#newStore();
  }

  async prepare(): Promise<this> {
    await this.run(
      (async () => {
        await this.disk.makeDirectory("topics");
        await this.disk.syncDirectory(".");
      })(),
    );
    return this;
  }

  run<T>(work: Promise<T>): Promise<T> {
    return this.schedule.run(work);
  }

  open(): Promise<Replica> {
    const dependencies = {
      disk: diskOf(this.#process, this.disk),
      clock: this.clock,
      store: this.store,
      logger: silentLog,
      random: this.random.stream("replica"),
      brokerId: 1,
      dedup: new DedupBudget(() => undefined),
      fatal: (reason: string, cause?: unknown): never => {
        throw new Error(`fatal: ${reason}`, { cause });
      },
    };
    const opening = openReplica(dependencies, {
      id: PARTITION,
      directory: FOLDER,
      options: this.options,
      marks: { get: () => 0, note: () => undefined, lower: () => Promise.resolve() },
      alone: true,
      settings: () => ({
        maxRecordBytes: 1 << 20,
        scheduleDelayMaxMs: 1e12,
        dedupWindowMs: 7 * 86_400_000,
        producerIdEnd: 1_000,
        minInsyncReplicas: 1,
        replicaLagMaxMs: 10_000,
      }),
    });
    return this.run(
      opening.then(async (opened) => {
        const replica = await opened.finish(() => undefined);
        replica.lead({ replicas: [1], inSync: [1], leader: 1, leaderEpoch: 1, partitionEpoch: 0 });
        return replica;
      }),
    );
  }

  /** The process is gone, and with it what the disk and the store had not finished. */
  die(how: "power" | "process"): void {
    const wallMs = this.clock.wallMs();
    this.clock.halt();
    this.#process.dead = true;
    this.#process = { dead: false };
    if (how === "power") this.disk.crash();
    else this.disk.kill();
    this.store = this.store.crash();
    this.clock = new SimClock(this.schedule, wallMs);
  }

  /** Everything in the store is a view, and all of it is gone. */
  loseStore(): void {
    this.store = this.#newStore();
  }

  #newStore(): SimStore {
    const latency = this.random.stream("store");
    return new SimStore({
      defer: (end) => void this.schedule.after(latency.float() * 3, end),
      refuses: () => {
        const refuses = this.refuseNext;
        this.refuseNext = false;
        return refuses;
      },
    });
  }
}
