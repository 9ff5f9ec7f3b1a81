/** What goes wrong in a simulated cluster while it runs; `heal` ends all of it. */
import type { InjectedFault } from "../platform/sim-disk.ts";
import type { SimRandom } from "../platform/sim-random.ts";
import { Swarm } from "../broker/swarm.ts";
import type { ClusterWorld } from "./cluster-world.ts";
import type { SimBroker } from "./sim-broker.ts";

export const CLUSTER_FAULTS = [
  "kill",
  "power cut",
  "machine gone",
  "power cut of all",
  "restart",
  "stop",
  "partition",
  "one-way partition",
  "isolated",
  "flapping link",
  "streams broken",
  "slow link",
  "lossy link",
  "slow disk",
  "disk full",
  "disk lost",
  "ambush",
  "last one",
  "wall step",
  "wall drifting",
] as const;
export type ClusterFault = (typeof CLUSTER_FAULTS)[number];

const DOWN_MAX_MS = 6_000;
const STOPPED_MAX_MS = 8_000;
const PARTED_MAX_MS = 6_000;
const FLAP_MAX_MS = 400;
/** Above a session timeout and an election. */
const HEARD_AGAIN_MS = 4_000;
const SLOW_MAX_MS = 3_000;
const SLOW_DISK_MAX_MS = 400;
const FULL_MAX_MS = 500;
const DRAIN_MS = 20_000;
const STEP_MAX_MS = 3_000;
/** How long a broker that knows what nobody else knows stays away. */
const AWAY_MS = 5_000;
const AMBUSH_MAX_MS = 2_000;
const LAST_ONE_MS = 4_000;

export class ClusterFaults {
  readonly #world: ClusterWorld;
  readonly #random: SimRandom;
  #partings = 0;
  #partedUntilMs = 0;
  readonly #swarm: Swarm<() => void>;
  readonly #open = new Set<() => void>();
  /** What happens in the moment in which a client hears that its record is kept. */
  #ambush: (() => void) | undefined;
  readonly counts: Record<ClusterFault, number>;

  constructor(world: ClusterWorld) {
    this.#world = world;
    this.#random = world.random.stream("faults");
    this.counts = Object.fromEntries(CLUSTER_FAULTS.map((kind) => [kind, 0])) as typeof this.counts;
    const random = this.#random;
    const crash = (kind: ClusterFault, how: "kill" | "power" | "machine") => () =>
      this.#crash(kind, how, this.#anyRunning());
    this.#swarm = new Swarm<() => void>(random.stream("swarm"), [
      [14, crash("kill", "kill"), "always"],
      [10, crash("power cut", "power")],
      [4, crash("machine gone", "machine")],
      [2, () => this.#cutAll()],
      [5, () => this.#restart()],
      [8, () => this.#stop()],
      [8, () => this.#part(false)],
      [6, () => this.#part(true)],
      [6, () => this.#isolate()],
      [3, () => this.#flap()],
      [10, () => this.#breakStreams()],
      [6, () => this.#slowLink("slow link", { delayMs: [20, 200], bytesPerSecond: 200_000 })],
      [5, () => this.#slowLink("lossy link", { breakChance: 0.02 })],
      [6, () => this.#slowDisk()],
      [16, () => this.#layAmbush()],
      [6, () => this.#lastOne()],
      [5, () => this.#full()],
      [6, () => this.#step()],
      [4, () => this.#drift()],
    ]);
  }

  draw(): void {
    this.#swarm.draw(this.#random)();
  }

  /** All that is broken is whole again, and who is down is started. */
  heal(): void {
    for (const end of this.#open) end();
    this.#world.network.heal();
    for (const broker of this.#world.brokers) {
      if (broker.life.stopped) broker.continue();
      if (!broker.running) broker.boot();
    }
  }

  /** A client was told just now. */
  acknowledged(): void {
    const ambush = this.#ambush;
    this.#ambush = undefined;
    // Not in the middle of the turn that says so.
    if (ambush !== undefined) this.#world.schedule.after(0, ambush);
  }

  /** Disks and links are slow, and power goes in the moment of the next acknowledgement: of all, or of some. */
  #layAmbush(): void {
    const { brokers } = this.#world;
    const slow = this.#random.shuffle(brokers).slice(0, this.#random.int(0, brokers.length));
    const victims = this.#random.shuffle(brokers).slice(0, this.#random.int(1, brokers.length + 1));
    this.#during("ambush", AMBUSH_MAX_MS, () => {
      const faults = slow.map(({ disk }) =>
        disk.inject({ operation: "sync", kind: "slow", delayMs: this.#random.int(5, 100) }),
      );
      const quicken = this.#random.chance(0.5) ? this.#slowAllLinks() : () => undefined;
      const clear = (): void => {
        clearing(faults)();
        quicken();
      };
      const ambush = (): void => {
        clear();
        for (const broker of victims) this.#crash("power cut", "power", broker);
      };
      this.#ambush = ambush;
      return () => {
        clear();
        if (this.#ambush === ambush) this.#ambush = undefined;
      };
    });
  }

  #slowAllLinks(): () => void {
    const { brokers, network } = this.#world;
    const pairs = brokers.flatMap(({ id }) =>
      brokers.filter((other) => other.id > id).map((other) => [id, other.id] as const),
    );
    for (const [one, other] of pairs) network.setLink(one, other, { delayMs: [5, 80] });
    return () => {
      for (const [one, other] of pairs) network.setLink(one, other, {});
    };
  }

  /**
   * All but one are gone for a while, and come back in the moment in which that one, should it have
   * acknowledged anything alone, is gone itself.
   */
  #lastOne(): void {
    const { brokers, schedule } = this.#world;
    // The only controller has to be there, or nothing is decided at all.
    const [, ...others] = brokers;
    const [last, ...dying] = this.#random.shuffle(others);
    if (last === undefined || dying.length === 0) return;
    this.#during("last one", LAST_ONE_MS, () => {
      for (const broker of dying) if (broker.running) broker.crash("kill");
      const back = (): void => {
        for (const broker of dying) if (!broker.running) broker.boot();
      };
      const ambush = (): void => {
        if (last.running) last.crash("machine");
        back();
        schedule.after(AWAY_MS, () => {
          if (!last.running) last.boot();
        });
      };
      this.#ambush = ambush;
      return () => {
        if (this.#ambush === ambush) this.#ambush = undefined;
        back();
      };
    });
  }

  #crash(kind: ClusterFault, how: "kill" | "power" | "machine", broker?: SimBroker): void {
    if (broker === undefined) return;
    this.counts[kind] += 1;
    broker.crash(how);
    this.#bootLater(broker);
  }

  #bootLater(broker: SimBroker): void {
    // Most come back at once, some after they were missed.
    const downMs = this.#random.float() ** 2 * DOWN_MAX_MS;
    this.#world.schedule.after(downMs, () => {
      if (!broker.running) broker.boot();
    });
  }

  #cutAll(): void {
    this.counts["power cut of all"] += 1;
    for (const broker of this.#world.brokers) {
      if (!broker.running) continue;
      broker.crash("power");
      this.#bootLater(broker);
    }
  }

  #restart(): void {
    const broker = this.#anyUp();
    if (broker === undefined) return;
    this.counts.restart += 1;
    void broker.shutDown(DRAIN_MS).then(() => this.#bootLater(broker));
  }

  #stop(): void {
    const broker = this.#anyUp();
    if (broker === undefined) return;
    const { life } = broker;
    this.#during("stop", STOPPED_MAX_MS, () => {
      broker.stop();
      return () => {
        if (broker.life === life && life.stopped) broker.continue();
      };
    });
  }

  /** A leader that others have left, and that cannot hear of it, answers from what it knows. */
  get isParted(): boolean {
    return this.#partings > 0 || this.#world.schedule.nowMs < this.#partedUntilMs;
  }

  /** Until a little after `heal`: who was cut off has to hear first what happened. */
  #parted(heal: () => void): () => void {
    this.#partings += 1;
    return () => {
      this.#partings -= 1;
      this.#partedUntilMs = this.#world.schedule.nowMs + HEARD_AGAIN_MS;
      heal();
    };
  }

  #part(oneWay: boolean): void {
    const [one, other] = this.#two();
    this.#during(oneWay ? "one-way partition" : "partition", PARTED_MAX_MS, () => {
      this.#world.network.partition(one.id, other.id, oneWay);
      return this.#parted(() => this.#world.network.heal(one.id, other.id));
    });
  }

  #isolate(): void {
    const { brokers, network } = this.#world;
    const alone = this.#random.pick(brokers);
    this.#during("isolated", PARTED_MAX_MS, () => {
      network.isolate(alone.id);
      return this.#parted(() => {
        for (const { id } of brokers) network.heal(alone.id, id);
      });
    });
  }

  #flap(): void {
    const [one, other] = this.#two();
    const { network, schedule } = this.#world;
    this.#during("flapping link", PARTED_MAX_MS, () => {
      let flapping = true;
      const flap = (cut: boolean): void => {
        if (cut && flapping) network.partition(one.id, other.id);
        else network.heal(one.id, other.id);
        if (flapping) schedule.after(this.#random.float() * FLAP_MAX_MS, () => flap(!cut));
      };
      flap(true);
      return this.#parted(() => {
        flapping = false;
        network.heal(one.id, other.id);
      });
    });
  }

  #breakStreams(): void {
    const [one, other] = this.#two();
    this.counts["streams broken"] += 1;
    this.#world.note(`streams between ${one.id} and ${other.id} break`);
    this.#world.network.breakBetween(one.id, other.id);
  }

  #slowLink(
    kind: "slow link" | "lossy link",
    link: Parameters<ClusterWorld["network"]["setLink"]>[2],
  ): void {
    const [one, other] = this.#two();
    const { network } = this.#world;
    this.#during(kind, SLOW_MAX_MS, () => {
      network.setLink(one.id, other.id, link);
      return () => network.setLink(one.id, other.id, {});
    });
  }

  #slowDisk(): void {
    const { disk } = this.#random.pick(this.#world.brokers);
    const delayMs = this.#random.int(1, SLOW_DISK_MAX_MS);
    this.#during("slow disk", SLOW_MAX_MS, () =>
      clearing([
        disk.inject({ operation: "write", kind: "slow", delayMs }),
        disk.inject({ operation: "sync", kind: "slow", delayMs }),
      ]),
    );
  }

  #full(): void {
    const { disk } = this.#random.pick(this.#world.brokers);
    this.#during("disk full", FULL_MAX_MS, () =>
      clearing([disk.inject({ operation: "write", path: /topics/, kind: "FULL" })]),
    );
  }

  #step(): void {
    this.counts["wall step"] += 1;
    this.#random.pick(this.#world.brokers).stepWall(this.#random.int(-STEP_MAX_MS, STEP_MAX_MS));
  }

  #drift(): void {
    const broker = this.#random.pick(this.#world.brokers);
    const rate = 0.9 + this.#random.float() / 5;
    this.#during("wall drifting", SLOW_MAX_MS, () => {
      broker.setWallRate(rate);
      return () => broker.setWallRate(1);
    });
  }

  #during(kind: ClusterFault, mostMs: number, begin: () => () => void): void {
    this.counts[kind] += 1;
    const lastsMs = this.#random.float() * mostMs;
    this.#world.note(`${kind} for ${lastsMs.toFixed(0)} ms`);
    const undo = begin();
    const end = (): void => {
      if (this.#open.delete(end)) undo();
    };
    this.#open.add(end);
    this.#world.schedule.after(lastsMs, end);
  }

  #two(): [SimBroker, SimBroker] {
    const [one, other] = this.#random.shuffle(this.#world.brokers);
    return [one!, other ?? one!];
  }

  #anyRunning(): SimBroker | undefined {
    const running = this.#world.brokers.filter((broker) => broker.running);
    return running.length === 0 ? undefined : this.#random.pick(running);
  }

  #anyUp(): SimBroker | undefined {
    const up = this.#world.brokers.filter((broker) => broker.up);
    return up.length === 0 ? undefined : this.#random.pick(up);
  }
}

function clearing(faults: readonly InjectedFault[]): () => void {
  return () => {
    for (const fault of faults) fault.clear();
  };
}
