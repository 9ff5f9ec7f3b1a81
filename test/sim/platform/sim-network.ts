/**
 * The network of a simulated cluster, in virtual time: seeded delays, partitions in either direction,
 * slow links, connections that break, processes that die or stop. The same seed gives the same run.
 *
 * Fault model: a cut link loses nothing by itself (TCP sends again), it only delays; what lasts longer
 * than the bound of silence ends as `lost` at both sides, each at its own time. A connection that
 * breaks delivers a part of what was under way. A process that dies shows at once; a machine that
 * does only by its silence. A new life of a process knows nothing of the streams of the old one.
 */
import type { Channel, Network } from "../../../src/platform/network.ts";
import type { SimHost, SimWire } from "./sim-host.ts";
import type { SimRandom } from "./sim-random.ts";
import type { SimSchedule } from "./sim-schedule.ts";
import { SimEnd } from "./sim-stream.ts";

export interface SimLink {
  /** One way, drawn between the two. */
  readonly delayMs: readonly [number, number];
  readonly bytesPerSecond: number;
  /** How likely a message is to be where the connection breaks: everything between the two breaks. */
  readonly breakChance: number;
}

const LOCAL_LINK: SimLink = { delayMs: [0.05, 0.5], bytesPerSecond: Infinity, breakChance: 0 };

interface Connecting {
  readonly address: string;
  readonly brokerId: number;
  readonly channel: Channel;
  /** Its connection attempt has arrived at a machine that does not answer yet. */
  due: boolean;
}

const key = (from: number, to: number): string => `${from}>${to}`;

export class SimNetwork {
  readonly #wire: SimWire;
  readonly #random: SimRandom;
  readonly #schedule: SimSchedule;
  readonly #defaultLink: SimLink;
  readonly #links = new Map<string, SimLink>();
  readonly #cut = new Set<string>();
  /** The last life of each process, by address. */
  readonly #hosts = new Map<string, SimHost>();
  readonly #dark = new Set<number>();
  readonly #connecting = new Map<SimEnd, Connecting>();
  /** Hears of each thing as a node is told of it: for traces. */
  onEvent: ((line: string) => void) | undefined;

  constructor(options: {
    readonly schedule: SimSchedule;
    readonly random: SimRandom;
    readonly link?: Partial<SimLink>;
  }) {
    this.#schedule = options.schedule;
    this.#random = options.random;
    this.#defaultLink = { ...LOCAL_LINK, ...options.link };
    this.#wire = this.#makeWire();
  }

  static addressOf(brokerId: number): string {
    return `broker-${brokerId}:9470`;
  }

  // What tests do to it.

  /** A process begins its life: its network, good until it is killed or started anew. */
  start(
    brokerId: number,
    options: { readonly address?: string; readonly clusterId?: string } = {},
  ): Network {
    this.kill(brokerId);
    this.#dark.delete(brokerId);
    const host: SimHost = {
      brokerId,
      clusterId: options.clusterId ?? "simulated",
      address: options.address ?? SimNetwork.addressOf(brokerId),
      acceptors: new Map([["probe", () => ({ message: () => {}, closed: () => {} })]]),
      ends: new Set(),
      dead: false,
      stopped: false,
    };
    this.#hosts.set(host.address, host);
    this.#changed();
    return {
      open: (target, channel, events) => {
        const end = new SimEnd(host, this.#wire, events);
        const { address, brokerId: id } = target;
        this.#connecting.set(end, { address, brokerId: id, channel, due: false });
        this.#schedule.after(this.#delay(host.brokerId, id), () => this.#attempt(end));
        end.wake();
        return end;
      },
      accept: (channel, accept) => void host.acceptors.set(channel, accept),
    };
  }

  /**
   * The process dies: nothing is said to it any more, and its peers hear that their streams are lost.
   * With `machine` all goes dark instead: they hear nothing, until they have heard nothing for long.
   */
  kill(brokerId: number, what: "process" | "machine" = "process"): void {
    if (what === "machine") this.#dark.add(brokerId);
    for (const host of this.#lives(brokerId)) {
      host.dead = true;
      for (const end of host.ends) {
        this.#connecting.delete(end);
        end.vanish();
      }
    }
    this.#changed();
  }

  /** As SIGSTOP: it hears nothing and what it sends stays with it. Stop its clock as well. */
  stop(brokerId: number): void {
    for (const host of this.#lives(brokerId)) host.stopped = true;
    this.#changed();
  }

  continue(brokerId: number): void {
    for (const host of this.#lives(brokerId)) {
      host.stopped = false;
      for (const end of this.#ends()) if (end.other?.host === host) end.releaseHeld();
    }
    this.#changed();
  }

  /** Nothing passes between them, or with `oneWay` nothing from the first to the second. */
  partition(one: number, other: number, oneWay = false): void {
    this.#cut.add(key(one, other));
    if (!oneWay) this.#cut.add(key(other, one));
    this.#changed();
  }

  /** Cuts a node off from all others. */
  isolate(brokerId: number): void {
    for (const { brokerId: other } of this.#hosts.values()) {
      if (other !== brokerId) this.partition(brokerId, other);
    }
  }

  /** Everything that was cut is whole again, or what was cut between the two. */
  heal(one?: number, other?: number): void {
    if (one === undefined || other === undefined) this.#cut.clear();
    else for (const cut of [key(one, other), key(other, one)]) this.#cut.delete(cut);
    this.#changed();
  }

  /** Of one direction, from now on; what it does not name goes back to the default. */
  setLink(from: number, to: number, link: Partial<SimLink>): void {
    this.#links.set(key(from, to), { ...this.#defaultLink, ...link });
  }

  /** Every connection between the two breaks. */
  breakBetween(one: number, other: number): void {
    for (const end of this.#ends()) {
      const ids = [end.host.brokerId, end.other?.host.brokerId];
      if (ids.includes(one) && ids.includes(other)) end.break(this.#delay(other, one));
    }
  }

  // Inside.

  #makeWire(): SimWire {
    return {
      schedule: this.#schedule,
      random: this.#random,
      delayMs: (from, to) => this.#delay(from.brokerId, to.brokerId),
      transferMs: (from, to, bytes) =>
        (bytes * 1_000) / this.#link(from.brokerId, to.brokerId).bytesPerSecond,
      passes: (from, to) => this.#passes(from.brokerId, to.brokerId),
      silent: (end) => this.#silent(end),
      breaksNow: (from, to) => {
        const { breakChance } = this.#link(from.brokerId, to.brokerId);
        return breakChance > 0 && this.#random.chance(breakChance);
      },
      breakBoth: (end) => this.breakBetween(end.host.brokerId, end.other!.host.brokerId),
      note: (end, what) => this.#note(end, what),
    };
  }

  #attempt(end: SimEnd): void {
    const attempt = this.#connecting.get(end);
    if (attempt === undefined || end.over) {
      this.#connecting.delete(end);
      return;
    }
    attempt.due = true;
    const { host } = end;
    const { brokerId, address, channel } = attempt;
    if (host.stopped || this.#blocked(host.brokerId, brokerId)) return;
    this.#connecting.delete(end);
    const target = this.#hosts.get(address);
    if (target === undefined || target.dead) {
      end.turnAway(
        "unreachable",
        `nothing listens at ${address}`,
        this.#delay(brokerId, host.brokerId),
      );
      return;
    }
    const accepting = new SimEnd(
      target,
      this.#wire,
      { message: () => {}, closed: () => {} },
      () => {
        const accept = target.acceptors.get(channel);
        const refusal =
          target.clusterId !== host.clusterId
            ? `it belongs to cluster ${target.clusterId}`
            : target.brokerId !== brokerId
              ? `it is broker ${target.brokerId}`
              : accept === undefined
                ? `it does not take channel ${channel}`
                : undefined;
        if (refusal !== undefined || accept === undefined) {
          accepting.refuse(refusal ?? "");
          return;
        }
        accepting.confirm();
        accepting.events = accept(host.brokerId, accepting);
      },
    );
    end.connect(accepting);
  }

  #silent(end: SimEnd): boolean {
    const attempt = this.#connecting.get(end);
    if (attempt !== undefined) return this.#blocked(end.host.brokerId, attempt.brokerId);
    if (end.other === undefined) return false;
    const { host } = end.other;
    const stopped = host.stopped && !host.dead;
    return stopped || this.#blocked(end.host.brokerId, host.brokerId);
  }

  /** A word and its answer cannot both pass. */
  #blocked(one: number, other: number): boolean {
    return !this.#passes(one, other) || !this.#passes(other, one);
  }

  #passes(from: number, to: number): boolean {
    return !this.#cut.has(key(from, to)) && !this.#dark.has(to) && !this.#dark.has(from);
  }

  #link(from: number, to: number): SimLink {
    return this.#links.get(key(from, to)) ?? this.#defaultLink;
  }

  #delay(from: number, to: number): number {
    const [least, most] = this.#link(from, to).delayMs;
    return least + this.#random.float() * (most - least);
  }

  #lives(brokerId: number): SimHost[] {
    return [...this.#hosts.values()].filter((host) => host.brokerId === brokerId && !host.dead);
  }

  #ends(): SimEnd[] {
    return [...this.#hosts.values()].flatMap((host) => [...host.ends]);
  }

  #changed(): void {
    for (const [end, attempt] of this.#connecting) if (attempt.due) this.#attempt(end);
    for (const end of this.#ends()) end.wake();
  }

  #note(end: SimEnd, what: string): void {
    if (this.onEvent === undefined) return;
    const from = end.other?.host.brokerId ?? "?";
    this.onEvent(`${this.#schedule.nowMs.toFixed(3)} ${from}>${end.host.brokerId} ${what}`);
  }
}
