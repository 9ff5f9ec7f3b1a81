/**
 * One broker in virtual time: its disk, store and clocks outlive it, so it can be killed, robbed of
 * power and started again. Everything that happens is a function of the seed (P10).
 *
 * Fault model: see the simulated disk, store and clock. Power loss keeps any part of what was not
 * synced; a kill keeps all that was written. The wall clock may step either way.
 */
import { createHash } from "node:crypto";
import { type Broker, startBroker } from "../../../src/broker/broker.ts";
import { resolveConfig } from "../../../src/config/resolve.ts";
import type { Disk } from "../../../src/platform/disk.ts";
import type { Platform } from "../../../src/platform/platform.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import { SimClock } from "../platform/sim-clock.ts";
import { SimDisk } from "../platform/sim-disk.ts";
import { SimRandom } from "../platform/sim-random.ts";
import { SimSchedule } from "../platform/sim-schedule.ts";
import { SimStore } from "../platform/sim-store.ts";

export interface WorldOptions {
  readonly seed: number;
  /** A broken disk that a planted defect stands for. */
  readonly wrapDisk?: (disk: Disk) => Disk;
  /** Called as the broker begins and ends to start. */
  readonly onBoot?: (booting: boolean) => void;
}

/** Thrown where a broker ended itself: a broken invariant, or a disk that lied. */
export class BrokerDied extends Error {
  override readonly name = "BrokerDied";
}

export class World {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly disk: SimDisk;
  readonly #options: WorldOptions;
  readonly #trace = createHash("sha256");
  #store: SimStore;
  #clock: SimClock;
  #wallOffsetMs = 0;
  #broker: Broker | undefined;
  /** The last lines of the run, for whoever reads a failure. */
  readonly story: string[] = [];
  died: BrokerDied | undefined;
  boots = 0;
  /** The process that runs now. Code of a dead one may go on in the turn of its death, unheard. */
  #process = { dead: false };

  constructor(options: WorldOptions) {
    this.#options = options;
    this.random = new SimRandom(options.seed);
    const { schedule } = this;
    this.disk = new SimDisk({ schedule, random: this.random.stream("disk") });
    this.disk.onOperation = (operation, path) => this.note(`${operation} ${path}`, false);
    const latency = this.random.stream("store");
    this.#store = new SimStore({
      defer: (end) => void schedule.after(latency.float() * 3, end),
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

  async boot(): Promise<void> {
    this.boots += 1;
    this.note(`boot ${this.boots}`);
    const starting = startBroker({
      platform: this.#platform(),
      config: resolveConfig([]),
      identity: { clusterId: "c".repeat(32), brokerId: 1 },
      log: createLog({
        format: "text",
        level: () => "warn",
        wallMs: () => this.wallMs,
        write: (line) => this.note(line.trim()),
      }),
      telemetry: { metrics: createMetrics() },
    });
    this.#options.onBoot?.(true);
    try {
      this.#broker = await this.schedule.run(starting);
    } finally {
      this.#options.onBoot?.(false);
    }
  }

  /** The process is gone in the middle of whatever it did. */
  crash(how: "power" | "kill"): void {
    this.note(`crash by ${how}`);
    this.#broker = undefined;
    this.#wallOffsetMs = this.#clock.wallMs() - this.schedule.nowMs;
    this.#clock.halt();
    this.#process.dead = true;
    if (how === "power") this.disk.crash();
    else this.disk.kill();
    this.#store = this.#store.crash();
    this.#clock = new SimClock(this.schedule, this.schedule.nowMs + this.#wallOffsetMs);
  }

  async stop(): Promise<void> {
    this.note("stop");
    const { broker } = this;
    this.#broker = undefined;
    await this.schedule.run(broker.stop());
    this.#clock.halt();
    this.#clock = new SimClock(this.schedule, this.wallMs);
  }

  stepWall(byMs: number): void {
    this.note(`wall clock steps by ${byMs} ms`);
    this.#clock.stepWall(byMs);
  }

  #platform(): Platform {
    const { wrapDisk } = this.#options;
    const process = { dead: false };
    this.#process = process;
    const disk = diskOf(process, this.disk);
    return {
      clock: this.#clock,
      disk: wrapDisk === undefined ? disk : wrapDisk(disk),
      random: this.random.stream(`broker ${this.boots}`),
      openStore: () => Promise.resolve(this.#store),
      fatal: (reason, cause) => {
        this.died = new BrokerDied(reason, { cause });
        throw this.died;
      },
    };
  }
}

/** The disk as one process has it: whatever it asks for after its death never happens. */
function diskOf(process: { readonly dead: boolean }, disk: Disk): Disk {
  return new Proxy(disk, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...parameters: unknown[]): unknown =>
        process.dead ? new Promise(() => undefined) : Reflect.apply(value, target, parameters);
    },
  });
}
