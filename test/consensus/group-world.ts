/**
 * Several nodes of one metadata group in virtual time, each with a disk of its own on one simulated
 * network. Nodes die and start again; their disks outlive them.
 */
import { MetadataNode } from "../../src/consensus/metadata-node.ts";
import { PeerCalls } from "../../src/peer/calls.ts";
import { diskOf } from "../sim/broker/world.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimDisk } from "../sim/platform/sim-disk.ts";
import { SimNetwork } from "../sim/platform/sim-network.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";
import { DIRECTORY, LOG_OPTIONS, QUIET } from "./fixture.ts";

export interface GroupOptions {
  readonly seed?: number;
  /** Whom the settings name. */
  readonly controllers: readonly number[];
  readonly snapshotEntries?: number;
}

/** One node over all its lives. */
export class GroupNode {
  readonly id: number;
  readonly #world: GroupWorld;
  disk: SimDisk;
  mark = 0;
  lives = 0;
  metadata: MetadataNode | undefined;
  /** Opening: it may die before it is open. */
  opening: Promise<void> | undefined;
  #life = { dead: true };
  #clock: SimClock;

  constructor(id: number, world: GroupWorld) {
    this.id = id;
    this.#world = world;
    this.disk = this.#newDisk();
    this.#clock = new SimClock(world.schedule);
  }

  get up(): boolean {
    return !this.#life.dead;
  }

  get clock(): SimClock {
    return this.#clock;
  }

  get leads(): boolean {
    return this.metadata?.activeController === this.id;
  }

  /** Names of the topics in the order in which they were made. */
  get topics(): string[] {
    return [...(this.metadata?.image.topics ?? [])].map(({ name }) => name);
  }

  start(controllers = this.#world.controllers): Promise<void> {
    const life = { dead: false };
    const clock = new SimClock(this.#world.schedule);
    this.lives++;
    this.#life = life;
    this.#clock = clock;
    const network = this.#world.network.start(this.id);
    const calls = new PeerCalls({ network, clock, log: QUIET });
    const targets = controllers.map((brokerId) => ({
      brokerId,
      address: SimNetwork.addressOf(brokerId),
    }));
    this.opening = MetadataNode.open({
      id: this.id,
      deps: {
        disk: diskOf(life, this.disk),
        clock,
        fatal: (reason, cause) => this.#fatal(life, reason, cause),
      },
      random: this.#world.random.stream(`node ${this.id} life ${this.lives}`),
      logger: QUIET,
      directory: DIRECTORY,
      log: LOG_OPTIONS,
      mark: {
        at: this.mark,
        lower: (endOffset) => {
          this.mark = Math.min(this.mark, endOffset);
          return Promise.resolve();
        },
        note: (endOffset) => {
          this.mark = Math.max(this.mark, endOffset);
        },
      },
      cluster: { network, calls, controllers: targets },
      snapshotEntries: this.#world.snapshotEntries,
    }).then((node) => {
      if (!life.dead) this.metadata = node;
    });
    return this.opening;
  }

  die(how: "power" | "process"): void {
    this.#life.dead = true;
    this.metadata = undefined;
    this.#clock.halt();
    this.#world.network.kill(this.id, how === "power" ? "machine" : "process");
    if (how === "power") this.disk.crash();
    else this.disk.kill();
  }

  /** It comes back with an empty disk. */
  loseDisk(): void {
    this.disk = this.#newDisk();
    this.mark = 0;
  }

  #newDisk(): SimDisk {
    const { schedule, random } = this.#world;
    return new SimDisk({ schedule, random: random.stream(`disk ${this.id} ${this.lives}`) });
  }

  #fatal(life: { dead: boolean }, reason: string, cause: unknown): never {
    if (!life.dead) {
      this.#world.fatals.push(`node ${this.id}: ${reason}: ${String(cause)}`);
    }
    throw new Error(reason, { cause });
  }
}

export class GroupWorld {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly network: SimNetwork;
  readonly controllers: readonly number[];
  readonly snapshotEntries: number;
  readonly fatals: string[] = [];
  readonly nodes = new Map<number, GroupNode>();

  constructor(options: GroupOptions) {
    this.controllers = options.controllers;
    this.snapshotEntries = options.snapshotEntries ?? 10_000;
    this.random = new SimRandom(options.seed ?? 1);
    const { schedule } = this;
    this.network = new SimNetwork({ schedule, random: this.random.stream("network") });
  }

  node(id: number): GroupNode {
    let node = this.nodes.get(id);
    if (node === undefined) {
      node = new GroupNode(id, this);
      this.nodes.set(id, node);
    }
    return node;
  }

  get leader(): GroupNode | undefined {
    const leaders = [...this.nodes.values()].filter((node) => node.leads);
    const termOf = (node: GroupNode): number => node.metadata?.controllers.term ?? 0;
    return leaders.sort((left, right) => termOf(right) - termOf(left))[0];
  }

  async start(...ids: readonly number[]): Promise<void> {
    for (const id of ids) await this.schedule.run(this.node(id).start());
  }

  run<T>(work: Promise<T>): Promise<T> {
    return this.schedule.run(work);
  }

  /** Lets time pass until it holds; fails after `mostMs`. How long it took. */
  async until(holds: () => boolean, what: string, mostMs = 30_000): Promise<number> {
    const fromMs = this.schedule.nowMs;
    while (!holds()) {
      if (this.schedule.nowMs - fromMs > mostMs)
        throw new Error(`not within ${mostMs} ms: ${what}`);
      await this.schedule.advance(5);
    }
    return this.schedule.nowMs - fromMs;
  }

  untilLed(): Promise<number> {
    return this.until(() => this.leader !== undefined, "a leader");
  }
}
