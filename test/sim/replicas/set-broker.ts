/**
 * One broker of a simulated set of replicas: a disk, a store and a clock that outlive its processes, and
 * one replica with the loop that releases. It does what it was told last, as a broker follows its image.
 */
import { DedupBudget } from "../../../src/dedup/dedup-budget.ts";
import { DURABLE_MARKS_FILE, DurableMarks } from "../../../src/log/durable-marks.ts";
import type { LogOptions } from "../../../src/log/log-options.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { type PartitionId, partitionKey, topicId } from "../../../src/model/ids.ts";
import { openReplica } from "../../../src/replication/open-replica.ts";
import { ReleaseLoop } from "../../../src/replication/release-loop.ts";
import type { Replica } from "../../../src/replication/replica.ts";
import type { PartitionRoles } from "../../../src/replication/replica-role.ts";
import { silentLog } from "../../server/routes/harness.ts";
import { diskOf } from "../broker/world.ts";
import { SimClock } from "../platform/sim-clock.ts";
import { SimDisk } from "../platform/sim-disk.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import type { SimSchedule } from "../platform/sim-schedule.ts";
import { SimStore } from "../platform/sim-store.ts";

export const PARTITION: PartitionId = {
  topicId: topicId("0123456789abcdef0123456789abcdef"),
  partition: 0,
};
const FOLDER = `topics/${partitionKey(PARTITION)}`;
const CHECKPOINT_MS = 1_000;

/** One run of its process: what belongs to an earlier one never happens any more. */
export interface Life {
  dead: boolean;
}

export interface BrokerHooks {
  /** Of a leader, once they are visible. */
  released(brokerId: number, dueMs: readonly number[], visibleAtMs: number): void;
  failed(brokerId: number, what: unknown): void;
  /** The high watermark moved, or the role changed. */
  moved(broker: SetBroker): void;
}

export class SetBroker {
  readonly id: number;
  disk: SimDisk;
  readonly schedule: SimSchedule;
  readonly random: SimRandom;
  readonly #hooks: BrokerHooks;
  readonly #options: LogOptions;
  clock: SimClock;
  store: SimStore;
  life: Life = { dead: true };
  /** The controller has not heard of it yet. */
  lostDisk = false;
  minInsyncReplicas = 2;
  /** Its log goes, and an empty one takes its place: nobody can read what there was. */
  beginsAnew = false;
  /** While it runs and has opened. */
  replica: Replica | undefined;
  #loop: ReleaseLoop | undefined;
  /** What it was told last. */
  #roles: PartitionRoles | undefined;
  #boots = 0;

  constructor(
    id: number,
    schedule: SimSchedule,
    random: SimRandom,
    options: LogOptions,
    hooks: BrokerHooks,
  ) {
    this.id = id;
    this.schedule = schedule;
    this.random = random;
    this.#options = options;
    this.#hooks = hooks;
    this.disk = this.#newDisk();
    this.clock = new SimClock(schedule);
    this.store = this.#newStore();
  }

  /** Starts its process and opens the replica. */
  async boot(roles: PartitionRoles, alone = roles.replicas.length === 1): Promise<void> {
    const life = { dead: false };
    this.life = life;
    this.beginsAnew = false;
    this.#roles = roles;
    this.#boots += 1;
    const disk = diskOf(life, this.disk);
    await disk.makeDirectory("topics");
    await disk.syncDirectory(".");
    const marks = await DurableMarks.load(disk, DURABLE_MARKS_FILE);
    await marks.start(this.clock);
    const dependencies = {
      disk,
      clock: this.clock,
      store: this.store,
      logger: silentLog,
      random: this.random.stream(`boot ${this.#boots}`),
      brokerId: this.id,
      dedup: new DedupBudget(() => undefined),
      fatal: (reason: string, cause?: unknown): never => {
        this.#hooks.failed(this.id, new Error(`fatal: ${reason}`, { cause }));
        throw new Error(`fatal: ${reason}`, { cause });
      },
    };
    const opening = await openReplica(dependencies, {
      id: PARTITION,
      directory: FOLDER,
      options: this.#options,
      marks,
      alone,
      settings: () => ({
        maxRecordBytes: 1 << 20,
        scheduleDelayMaxMs: 1e12,
        dedupWindowMs: 7 * 86_400_000,
        producerIdEnd: 1_000,
        minInsyncReplicas: Math.min(roles.replicas.length, this.minInsyncReplicas),
        replicaLagMaxMs: 300,
      }),
    });
    const replica = await opening.finish(() => undefined);
    if (life.dead) return;
    this.replica = replica;
    replica.onAdvance(() => this.#hooks.moved(this));
    this.#loop = new ReleaseLoop(replica, this.clock, {
      released: (dueMs, visibleAtMs) => this.#hooks.released(this.id, dueMs, visibleAtMs),
      recurred: () => undefined,
      failed: (error) => {
        // What was due goes back, and is tried again.
        const isFull = error instanceof TidemarkError && error.code === "STORAGE_FULL";
        if (!isFull) this.#hooks.failed(this.id, error);
      },
    });
    this.#checkpointSoon();
    this.told(this.#roles);
  }

  told(roles: PartitionRoles): void {
    this.#roles = roles;
    if (roles.leader === this.id) this.replica?.lead(roles);
    else this.replica?.follow(roles);
  }

  /** The process is gone, and with it what disk and store had not finished. */
  die(how: "power" | "process"): void {
    const wallMs = this.clock.wallMs();
    this.life.dead = true;
    this.clock.halt();
    if (how === "power") this.disk.crash();
    else this.disk.kill();
    this.store = this.store.crash();
    this.clock = new SimClock(this.schedule, wallMs);
    this.replica = undefined;
    this.#loop = undefined;
  }

  async stop(reason: TidemarkError): Promise<void> {
    await this.#loop?.stop();
    await this.replica?.close(reason);
    this.die("process");
  }

  /** While it is down: another disk, an empty one. */
  loseDisk(): void {
    this.disk = this.#newDisk();
    this.lostDisk = true;
    this.loseStore();
  }

  /** The next batches find no room. */
  fillDisk(writes: number): void {
    this.disk.inject({ operation: "write", path: /\.log$/, kind: "FULL", times: writes });
  }

  /** Everything in the store is a view, and all of it is gone. */
  loseStore(): void {
    this.store = this.#newStore();
  }

  #checkpointSoon(): void {
    this.clock.setTimer(CHECKPOINT_MS, () => {
      this.replica?.checkpoint();
      this.#checkpointSoon();
    });
  }

  /** In some seeds syncs are slow: then there is always something that is not flushed. */
  #newDisk(): SimDisk {
    const { schedule } = this;
    const random = this.random.stream(`disk ${schedule.nowMs}`);
    const syncLatencyMs = [0.1, random.pick([1, 1, 40])] as const;
    return new SimDisk({ schedule, random, syncLatencyMs });
  }

  #newStore(): SimStore {
    const latency = this.random.stream("store");
    return new SimStore({
      defer: (end) => void this.schedule.after(latency.float() * 3, end),
    });
  }
}
