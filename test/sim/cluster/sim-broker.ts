/**
 * One broker of a simulated cluster, over all its lives: its disk, its index and its clock outlive its
 * process, which may be killed, stopped for a while, robbed of power, or given an empty disk.
 */
import { type Broker, startBroker } from "../../../src/broker/broker.ts";
import type { Config } from "../../../src/config/settings.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { DiskError, type Disk } from "../../../src/platform/disk.ts";
import type { Platform } from "../../../src/platform/platform.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import { SimClock } from "../platform/sim-clock.ts";
import { SimDisk } from "../platform/sim-disk.ts";
import { diskOf, SimLife, storeOf } from "../platform/sim-life.ts";
import { SimNetwork } from "../platform/sim-network.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import type { SimSchedule } from "../platform/sim-schedule.ts";
import { SimStore } from "../platform/sim-store.ts";

export interface SimBrokerParts {
  readonly id: number;
  readonly clusterId: string;
  readonly schedule: SimSchedule;
  readonly network: SimNetwork;
  readonly random: SimRandom;
  readonly config: Config;
  /** A disk that is broken in a way that planted defects stand for. */
  readonly wrapDisk?: ((disk: Disk) => Disk) | undefined;
  readonly note: (event: string, tell?: boolean) => void;
  /** It ended itself, or did not start, for a reason that no fault explains. */
  readonly onDied: (error: Error) => void;
}

/** Somebody starts a process again that did not start. */
const START_AGAIN_MS = 200;

export class SimBroker {
  readonly id: number;
  disk: SimDisk;
  life = new SimLife();
  readonly #parts: SimBrokerParts;
  #clock: SimClock;
  #store: SimStore;
  #broker: Broker | undefined;
  #directoryId: string;
  #running = false;
  #boots = 0;
  #wipes = 0;

  constructor(parts: SimBrokerParts) {
    this.id = parts.id;
    this.#parts = parts;
    this.#clock = new SimClock(parts.schedule);
    this.disk = this.#newDisk();
    this.#store = this.#newStore();
    this.#directoryId = this.#newDirectoryId();
  }

  get broker(): Broker {
    if (this.#broker === undefined) throw new Error(`broker ${this.id} is not up`);
    return this.#broker;
  }

  /** It answers: its process has started and is not stopped. */
  get up(): boolean {
    return this.#broker !== undefined && !this.life.stopped;
  }

  /** There is a process, be it starting or stopped. */
  get running(): boolean {
    return this.#running;
  }

  get wallMs(): number {
    return this.#clock.wallMs();
  }

  boot(): void {
    const life = new SimLife();
    this.life = life;
    this.#running = true;
    this.#boots += 1;
    this.#note(`boot ${this.#boots}`);
    this.#start(life).then(
      (broker) => {
        if (life.dead) return;
        this.#note("is up");
        this.#broker = broker;
      },
      (error: unknown) => this.#notStarted(life, error),
    );
  }

  /** The process is gone in the middle of whatever it did. With `machine` nobody is told. */
  crash(how: "kill" | "power" | "machine"): void {
    if (!this.#running) return;
    this.#note(`crash by ${how}`);
    this.#end(how === "machine" ? "machine" : "process");
    if (how === "kill") this.disk.kill();
    else this.disk.crash();
    this.#store = this.#store.crash();
  }

  /** As SIGTERM; one that does not end in time is killed. */
  async shutDown(deadlineMs: number): Promise<void> {
    const { life } = this;
    if (!this.up) return this.crash("kill");
    this.#note("shut down");
    const { broker } = this;
    this.#broker = undefined;
    const stopped = broker
      .drain()
      .then(() => broker.stop())
      .then(() => "stopped");
    const late = new Promise<string>((resolve) => {
      this.#parts.schedule.after(deadlineMs, () => resolve("late"));
    });
    const outcome = await Promise.race([stopped, late]);
    if (life.dead) return;
    this.#note(outcome);
    if (outcome === "late") return this.crash("kill");
    this.#end("process");
    this.#store = this.#store.crash();
  }

  /** As SIGSTOP. */
  stop(): void {
    this.#note("stopped");
    this.life.stop();
    this.#clock.stop();
    this.#parts.network.stop(this.id);
  }

  continue(): void {
    this.#note("continues");
    this.life.continue();
    this.#clock.continue();
    this.#parts.network.continue(this.id);
  }

  /** The process is dead, and a new, empty disk is in its place. */
  replaceDisk(): void {
    this.crash("kill");
    this.#note("has a new disk");
    this.#wipes += 1;
    this.disk = this.#newDisk();
    this.#store = this.#newStore();
    this.#directoryId = this.#newDirectoryId();
  }

  stepWall(byMs: number): void {
    this.#note(`wall clock steps by ${byMs} ms`);
    this.#clock.stepWall(byMs);
  }

  setWallRate(rate: number): void {
    this.#note(`wall clock runs at ${rate}`);
    this.#clock.setWallRate(rate);
  }

  // Inside.

  #start(life: SimLife): Promise<Broker> {
    const { id, config, clusterId } = this.#parts;
    const identity = { clusterId, brokerId: id, directoryId: this.#directoryId };
    return startBroker({
      platform: this.#platform(life),
      config,
      identity,
      address: SimNetwork.addressOf(id),
      log: createLog({
        format: "text",
        level: () => "info",
        wallMs: () => this.wallMs,
        write: (line) => this.#note(line.trim().replace(/^\S+ /, "")),
      }),
      telemetry: { metrics: createMetrics() },
    });
  }

  #platform(life: SimLife): Platform {
    const { id, network, random, wrapDisk } = this.#parts;
    const disk = diskOf(life, this.disk);
    return {
      clock: this.#clock,
      disk: wrapDisk === undefined ? disk : wrapDisk(disk),
      random: random.stream(`boot ${this.#boots}`),
      network: network.start(id),
      openStore: () => Promise.resolve(storeOf(life, this.#store)),
      fatal: (reason, cause) => {
        // What of it still runs in this turn has a disk that never answers.
        if (!life.dead) this.#parts.onDied(new Error(`broker ${id}: ${reason}`, { cause }));
        life.dead = true;
        return undefined as never;
      },
    };
  }

  #notStarted(life: SimLife, error: unknown): void {
    if (life.dead) return;
    this.#note(`did not start: ${String(error)}`);
    if (!(error instanceof TidemarkError || error instanceof DiskError)) {
      this.#parts.onDied(error as Error);
      return;
    }
    this.crash("kill");
    this.#parts.schedule.after(START_AGAIN_MS, () => {
      if (!this.#running) this.boot();
    });
  }

  #end(what: "process" | "machine"): void {
    this.#running = false;
    this.#broker = undefined;
    this.life.dead = true;
    this.life.continue();
    const { schedule, network } = this.#parts;
    network.kill(this.id, what);
    const { wallRate, wallMs } = { wallRate: this.#clock.wallRate, wallMs: this.wallMs };
    this.#clock.halt();
    this.#clock = new SimClock(schedule, wallMs);
    this.#clock.setWallRate(wallRate);
  }

  #newDisk(): SimDisk {
    const { schedule, random } = this.#parts;
    const disk = new SimDisk({ schedule, random: random.stream(`disk ${this.#wipes}`) });
    disk.onOperation = (operation, path) => this.#note(`${operation} ${path}`, false);
    return disk;
  }

  #newStore(): SimStore {
    const { schedule, random } = this.#parts;
    const latency = random.stream(`store ${this.#wipes}`);
    return new SimStore({ defer: (end) => void schedule.after(latency.float() * 3, end) });
  }

  #newDirectoryId(): string {
    const bytes = this.#parts.random.stream(`directory ${this.#wipes}`).bytes(16);
    return Buffer.from(bytes).toString("hex");
  }

  #note(event: string, tell = true): void {
    this.#parts.note(`[${this.id}] ${event}`, tell);
  }
}
