/**
 * Several brokers, their disks and clocks, and the network between them, in virtual time. Everything
 * that happens is a function of the seed (P10).
 */
import { createHash } from "node:crypto";
import type { Broker } from "../../../src/broker/broker.ts";
import { resolveConfig } from "../../../src/config/resolve.ts";
import type { Config } from "../../../src/config/settings.ts";
import type { Disk } from "../../../src/platform/disk.ts";
import type { GroundWorld } from "../broker/ground.ts";
import type { SimLife } from "../platform/sim-life.ts";
import { SimNetwork } from "../platform/sim-network.ts";
import { SimRandom } from "../platform/sim-random.ts";
import { SimSchedule } from "../platform/sim-schedule.ts";
import { SimBroker } from "./sim-broker.ts";

export interface ClusterOptions {
  readonly seed: number;
  readonly brokers: number;
  /** The first so many are controllers too. */
  readonly controllers: number;
  readonly settings?: Partial<Config>;
  readonly wrapDisk?: ((disk: Disk) => Disk) | undefined;
}

const STORY_MAX = Math.max(2_000, Number(process.env["STORY"] ?? 0));

export class ClusterWorld implements GroundWorld {
  readonly clustered = true;
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly network: SimNetwork;
  readonly brokers: readonly SimBroker[];
  readonly #trace = createHash("sha256");
  readonly #picking: SimRandom;
  #asked: SimBroker;
  /** The last lines of the run, for whoever reads a failure. */
  readonly story: string[] = [];
  died: Error | undefined;

  constructor(options: ClusterOptions) {
    this.random = new SimRandom(options.seed);
    this.#picking = this.random.stream("picking");
    const { schedule } = this;
    this.network = new SimNetwork({ schedule, random: this.random.stream("network") });
    this.network.onEvent = (line) => this.note(line, false);
    const ids = Array.from({ length: options.brokers }, (_, index) => index + 1);
    const controllers = ids
      .slice(0, options.controllers)
      .map((id) => `${id}@${SimNetwork.addressOf(id)}`);
    this.brokers = ids.map(
      (id) =>
        new SimBroker({
          id,
          clusterId: "c".repeat(32),
          schedule,
          network: this.network,
          random: this.random.stream(`broker ${id}`),
          config: { ...resolveConfig([]), brokerId: id, controllers, ...options.settings },
          wrapDisk: options.wrapDisk,
          note: (event, tell) => this.note(event, tell),
          onDied: (error) => (this.died ??= error),
        }),
    );
    this.#asked = this.brokers[0]!;
  }

  /** Another one is asked from now on; false where none is up. */
  pick(): boolean {
    const up = this.brokers.filter((broker) => broker.up);
    if (up.length === 0) return false;
    this.#asked = this.#picking.pick(up);
    return true;
  }

  get asked(): SimBroker {
    return this.#asked;
  }

  get broker(): Broker {
    return this.#asked.broker;
  }

  get life(): SimLife {
    return this.#asked.life;
  }

  get wallMs(): number {
    return Math.max(...this.brokers.map(({ wallMs }) => wallMs));
  }

  /** Part of the trace hash; `tell`: part of the story too. */
  note(event: string, tell = true): void {
    this.#trace.update(`${this.schedule.nowMs.toFixed(3)} ${event}\n`);
    if (!tell) return;
    this.story.push(`${this.schedule.nowMs.toFixed(1).padStart(9)} ${event}`);
    if (this.story.length > STORY_MAX) this.story.shift();
  }

  hash(): string {
    return this.#trace.copy().digest("hex");
  }
}
