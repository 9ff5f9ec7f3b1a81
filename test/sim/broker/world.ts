/**
 * One broker in virtual time: its disk, store and clocks outlive it, so it can be killed, robbed of
 * power and started again. Everything that happens is a function of the seed (P10).
 *
 * Fault model: see the simulated disk, store and clock. Power loss keeps any part of what was not
 * synced; a kill keeps all that was written. While the broker is down its index may get lost, be
 * damaged, or be replaced by an old copy. The wall clock may step, stop and drift.
 */
import { createHash } from "node:crypto";
import { type Broker, startBroker } from "../../../src/broker/broker.ts";
import { resolveConfig } from "../../../src/config/resolve.ts";
import type { Config } from "../../../src/config/settings.ts";
import type { Clock } from "../../../src/platform/clock.ts";
import { DiskError, type Disk } from "../../../src/platform/disk.ts";
import type { OrderedStore } from "../../../src/platform/ordered-store.ts";
import type { Platform } from "../../../src/platform/platform.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import { SimClock } from "../platform/sim-clock.ts";
import { SimDisk } from "../platform/sim-disk.ts";
import { diskOf, SimLife, storeOf } from "../platform/sim-life.ts";
import { SimNetwork } from "../platform/sim-network.ts";
import { SimRandom } from "../platform/sim-random.ts";
import { SimSchedule } from "../platform/sim-schedule.ts";
import { SimStore } from "../platform/sim-store.ts";

export { diskOf } from "../platform/sim-life.ts";

export interface WorldOptions {
  readonly seed: number;
  /** Broken parts that planted defects stand for. */
  readonly wrapDisk?: (disk: Disk) => Disk;
  readonly wrapStore?: (store: OrderedStore) => OrderedStore;
  readonly wrapClock?: (clock: Clock) => Clock;
  /** Called as the broker begins and ends to start. */
  readonly onBoot?: (booting: boolean) => void;
}

/** What becomes of the index while the broker is down. */
export type IndexFate = "kept" | "lost" | "old" | "damaged";

/** Thrown where a broker ended itself: a broken invariant, or a disk that lied. */
export class BrokerDied extends Error {
  override readonly name = "BrokerDied";
}

/** Somebody starts a broker again that ended itself, or did not start. */
const START_AGAIN_MS = 100;
/** The broker says so of an index that it cannot use. */
const INDEX_UNUSABLE = /index (of .* )?is (damaged|ahead)|message ids (of .* )?are damaged/;
const INDEX_DAMAGED = /(pending index of .* is|message ids of .* are) damaged/;

export class World {
  readonly clustered = false;
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly disk: SimDisk;
  readonly #options: WorldOptions;
  readonly #trace = createHash("sha256");
  readonly #indexRandom: SimRandom;
  /** Without peers. */
  readonly #network: SimNetwork;
  #store: SimStore;
  #copy: ReadonlyMap<string, Uint8Array> | undefined;
  #clock: SimClock;
  #broker: Broker | undefined;
  /** The last lines of the run, for whoever reads a failure. */
  readonly story: string[] = [];
  died: BrokerDied | undefined;
  /** The broker ended itself because of its damaged index: it is to be started again. */
  fallen = false;
  /** Somebody damaged the index: the broker may find that it is. */
  #indexMeddled = false;
  /** How likely the store refuses a commit, now. */
  refusals = 0;
  /** What of the broker's configuration differs from the defaults. */
  settings: Partial<Config> = {};
  boots = 0;
  life = new SimLife();
  #whenFallen: () => void = () => undefined;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.random = new SimRandom(options.seed);
    const { schedule } = this;
    this.disk = new SimDisk({ schedule, random: this.random.stream("disk") });
    this.disk.onOperation = (operation, path) => this.note(`${operation} ${path}`, false);
    const latency = this.random.stream("store");
    const refusing = this.random.stream("refusals");
    this.#indexRandom = this.random.stream("index");
    this.#network = new SimNetwork({ schedule, random: this.random.stream("network") });
    this.#store = new SimStore({
      defer: (end) => void schedule.after(latency.float() * 3, end),
      refuses: () => this.refusals > 0 && refusing.chance(this.refusals),
    });
    this.#clock = new SimClock(schedule);
  }

  get broker(): Broker {
    if (this.#broker === undefined) throw new Error("the broker is down");
    return this.#broker;
  }

  get up(): boolean {
    return this.#broker !== undefined;
  }

  get wallMs(): number {
    return this.#clock.wallMs();
  }

  /** Part of the trace hash; `tell`: part of the story too. */
  note(event: string, tell = true): void {
    this.#trace.update(`${this.schedule.nowMs.toFixed(3)} ${event}\n`);
    if (!tell) return;
    this.story.push(`${this.schedule.nowMs.toFixed(1).padStart(9)} ${event}`);
    if (this.story.length > 200) this.story.shift();
  }

  hash(): string {
    return this.#trace.copy().digest("hex");
  }

  /** Started again as often as it ends itself, which a damaged index makes it do once or twice. */
  async boot(): Promise<void> {
    for (;;) {
      this.boots += 1;
      this.note(`boot ${this.boots}`);
      const life = new SimLife();
      this.life = life;
      this.fallen = false;
      const fallen = new Promise<undefined>((resolve) => {
        this.#whenFallen = () => resolve(undefined);
      });
      this.#options.onBoot?.(true);
      try {
        this.#broker = await this.schedule.run(Promise.race([this.#start(life), fallen]));
      } catch (error) {
        // What still runs of one that ended itself may fail in any way.
        if (!this.fallen && !(this.refusals > 0 && error instanceof DiskError)) throw error;
        this.note(`it did not start: ${String(error)}`);
      } finally {
        this.#options.onBoot?.(false);
      }
      if (this.#broker !== undefined && !this.fallen) return;
      this.crash("kill");
      await this.schedule.advance(START_AGAIN_MS);
    }
  }

  #start(life: SimLife): Promise<Broker> {
    return startBroker({
      platform: this.#platform(life),
      config: { ...resolveConfig([]), ...this.settings },
      identity: { clusterId: "c".repeat(32), brokerId: 1, directoryId: "d".repeat(32) },
      log: createLog({
        format: "text",
        level: () => "warn",
        wallMs: () => this.wallMs,
        write: (line) => this.#logged(line.trim()),
      }),
      telemetry: { metrics: createMetrics() },
    });
  }

  /** The process is gone in the middle of whatever it did. */
  crash(how: "power" | "kill", index: IndexFate = "kept"): void {
    this.note(`crash by ${how}, index ${index}`);
    this.#end();
    if (how === "power") this.disk.crash();
    else this.disk.kill();
    this.#store = this.#storeAfter(index);
  }

  async stop(): Promise<void> {
    this.note("stop");
    const { broker } = this;
    await this.schedule.run(
      Promise.race([broker.stop(), new Promise<void>((end) => (this.#whenFallen = end))]),
    );
    this.#end();
    this.#store = this.#store.crash();
  }

  /** A copy of the index as it is now: what an `old` one comes from. */
  copyIndex(): void {
    this.#copy = this.#store.contents();
  }

  stepWall(byMs: number): void {
    this.note(`wall clock steps by ${byMs} ms`);
    this.#clock.stepWall(byMs);
  }

  setWallRate(rate: number): void {
    this.note(`wall clock runs at ${rate}`);
    this.#clock.setWallRate(rate);
  }

  #end(): void {
    this.#broker = undefined;
    this.life.dead = true;
    const { wallRate } = this.#clock;
    const wallMs = this.#clock.wallMs();
    this.#clock.halt();
    this.#clock = new SimClock(this.schedule, wallMs);
    this.#clock.setWallRate(wallRate);
  }

  #storeAfter(fate: IndexFate): SimStore {
    const before = this.#store;
    if (fate === "lost") return before.crash([]);
    if (fate === "old" && this.#copy !== undefined) return before.crash(this.#copy);
    const after = before.crash();
    if (fate === "damaged" && after.size > 0) {
      this.#indexMeddled = true;
      const key = after.damage(
        this.#indexRandom.int(0, 1 << 20),
        this.#indexRandom.int(0, 1 << 20),
      );
      this.note(`bit flipped in ${key.toString("hex")}`);
    }
    return after;
  }

  #logged(line: string): void {
    this.note(line);
    if (this.#indexMeddled || !INDEX_UNUSABLE.test(line)) return;
    this.died ??= new BrokerDied(`nobody touched the index, and the broker says: ${line}`);
  }

  #platform(life: SimLife): Platform {
    const { wrapDisk, wrapStore, wrapClock } = this.#options;
    const disk = diskOf(life, this.disk);
    const store = storeOf(life, this.#store);
    return {
      clock: wrapClock === undefined ? this.#clock : wrapClock(this.#clock),
      disk: wrapDisk === undefined ? disk : wrapDisk(disk),
      random: this.random.stream(`broker ${this.boots}`),
      network: this.#network.start(1),
      openStore: () => Promise.resolve(wrapStore === undefined ? store : wrapStore(store)),
      fatal: (reason, cause) => this.#fatal(life, reason, cause),
    };
  }

  #fatal(life: SimLife, reason: string, cause: unknown): never {
    this.note(`fatal: ${reason}`);
    if (life.dead) return undefined as never;
    const ofIndex = INDEX_DAMAGED.test(reason);
    if (ofIndex && this.#indexMeddled) this.fallen = true;
    else this.died = new BrokerDied(reason, { cause });
    if (!ofIndex) throw this.died!;
    // Nobody waits for who finds that: what of it still runs in this turn has a disk that never answers.
    life.dead = true;
    this.#clock.halt();
    this.#whenFallen();
    return undefined as never;
  }
}
