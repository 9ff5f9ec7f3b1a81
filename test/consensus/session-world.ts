/**
 * Brokers with their sessions and controllers over a simulated network. The metadata log is one list that
 * every node replays a little later; who leads it is the test's to say.
 */
import { ActiveController } from "../../src/consensus/active-controller.ts";
import { ControllerViews } from "../../src/consensus/controller-view.ts";
import { BrokerSession } from "../../src/consensus/broker-session.ts";
import type { MetadataPort } from "../../src/consensus/metadata-port.ts";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { type ControllerCommand, decide, type ReplyOf } from "../../src/controller/commands.ts";
import type { MetadataRecord } from "../../src/controller/metadata-records.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import { PeerCalls } from "../../src/peer/calls.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimNetwork } from "../sim/platform/sim-network.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";

const REPLAY_MS = 2;

interface Node {
  readonly port: SimMetadata;
  readonly clock: SimClock;
  readonly session: BrokerSession;
  readonly controller: ActiveController;
  readonly views: ControllerViews;
  replaced: boolean;
}

export class SessionWorld {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly network: SimNetwork;
  readonly nodes = new Map<number, Node>();
  readonly entries: (readonly MetadataRecord[])[] = [];
  /** When each of them was. */
  readonly decidedMs: number[] = [];
  readonly truth = new ClusterImage();
  readonly lines: string[] = [];
  leader: number | undefined;
  /** Of nodes that replay later than others. */
  readonly replayMs = new Map<number, number>();
  /** Called with the image after each entry. */
  onEntry: (() => void) | undefined;
  #incarnations = 0;

  constructor(seed: number) {
    this.random = new SimRandom(seed);
    this.network = new SimNetwork({ schedule: this.schedule, random: this.random });
  }

  /** A process of that id begins; resolves when it has registered. */
  async start(id: number, directoryId = `disk-${id}`): Promise<Node> {
    const clock = new SimClock(this.schedule);
    const network = this.network.start(id);
    const port = new SimMetadata(this, id, clock);
    const log = createLog({
      format: "text",
      level: () => "info",
      wallMs: () => clock.wallMs(),
      write: (line) => this.lines.push(`${id}: ${line}`),
    });
    const address = SimNetwork.addressOf(id);
    const incarnation = `${id}-${++this.#incarnations}`;
    const session = new BrokerSession({
      registration: { id, incarnation, directoryId, address, rack: "" },
      clock,
      network,
      metadata: port,
      log,
      heartbeatMs: () => 500,
      addressOf: (node) => SimNetwork.addressOf(node),
      replaced: () => (node.replaced = true),
    });
    const controller = new ActiveController({
      brokerId: id,
      clock,
      network,
      metadata: port,
      log,
      sessionTimeoutMs: () => 3_000,
      clockSkewMaxMs: () => 500,
      own: () => session.heartbeat,
    });
    const views = new ControllerViews({
      brokerId: id,
      metadata: port,
      calls: new PeerCalls({ network, clock, log }),
      sessions: () => controller.sessions,
      addressOf: (node) => SimNetwork.addressOf(node),
    });
    const node: Node = { port, clock, session, controller, views, replaced: false };
    this.nodes.set(id, node);
    await session.start();
    return node;
  }

  /** Its process dies. */
  kill(id: number): void {
    this.network.kill(id);
    this.nodes.get(id)?.clock.halt();
    this.nodes.get(id)?.port.end();
    this.nodes.delete(id);
    if (this.leader === id) this.elect(undefined);
  }

  elect(id: number | undefined): void {
    const before = this.leader;
    this.leader = id;
    if (before !== undefined) this.nodes.get(before)?.port.tellLeadership(false);
    if (id !== undefined) this.nodes.get(id)?.port.tellLeadership(true);
  }

  async wait(ms: number): Promise<void> {
    const clock = new SimClock(this.schedule);
    await this.schedule.run(new Promise<void>((resolve) => clock.setTimer(ms, resolve)));
  }

  states(): string {
    const { brokers } = this.truth;
    const all = [...brokers].sort((a, b) => a.id - b.id);
    return all.map(({ id, state }) => `${id} ${state}`).join(", ");
  }

  append<C extends ControllerCommand>(command: C): ReplyOf<C> {
    const { records, reply } = decide(this.truth, command);
    if (records.length === 0) return reply;
    // As on the wire: what JSON cannot say is lost.
    this.entries.push(JSON.parse(JSON.stringify(records)) as readonly MetadataRecord[]);
    this.decidedMs.push(this.schedule.nowMs);
    for (const record of records) this.truth.replay(record);
    this.onEntry?.();
    for (const { port } of this.nodes.values()) port.replayLater();
    return reply;
  }
}

class SimMetadata implements MetadataPort {
  readonly image = new ClusterImage();
  readonly #world: SessionWorld;
  readonly #id: number;
  readonly #clock: SimClock;
  readonly #replayed: ((records: readonly MetadataRecord[]) => Promise<void>)[] = [];
  readonly #leadership: ((leads: boolean) => void)[] = [];
  #applied = 0;
  #over = false;

  constructor(world: SessionWorld, id: number, clock: SimClock) {
    this.#world = world;
    this.#id = id;
    this.#clock = clock;
    this.#replay(world.entries.length);
  }

  get activeController(): number | undefined {
    return this.#world.leader;
  }

  get controllers() {
    const voters = [...this.#world.nodes.keys()];
    const committedIndex = this.#world.entries.length;
    const matchIndexes = new Map([[this.#id, this.#applied]]);
    const status = { voters, learners: [], term: 1, committedIndex, appliedIndex: this.#applied };
    return this.#world.leader === this.#id ? { ...status, matchIndexes } : status;
  }

  async submit<C extends ControllerCommand>(
    command: C,
    options: { readonly here?: boolean } = {},
  ): Promise<ReplyOf<C>> {
    await this.#pause();
    if (options.here === true && this.#world.leader !== this.#id) {
      throw new TidemarkError("NOT_LEADER", "another node decides");
    }
    if (this.#world.leader === undefined) {
      throw new TidemarkError("DEADLINE_EXCEEDED", "nobody decides");
    }
    const reply = this.#world.append(command);
    const index = this.#world.entries.length;
    while (this.#applied < index) await this.#pause();
    return reply;
  }

  onReplayed(listener: (records: readonly MetadataRecord[]) => Promise<void>): void {
    this.#replayed.push(listener);
  }

  onLeadership(listener: (leads: boolean) => void): void {
    this.#leadership.push(listener);
  }

  tellLeadership(leads: boolean): void {
    for (const listener of this.#leadership) listener(leads);
  }

  replayLater(): void {
    const delayMs = this.#world.replayMs.get(this.#id) ?? REPLAY_MS + this.#id / 10;
    const upTo = this.#world.entries.length;
    this.#clock.setTimer(delayMs, () => this.#replay(upTo));
  }

  end(): void {
    this.#over = true;
  }

  #replay(upTo: number): void {
    if (this.#over) return;
    while (this.#applied < upTo) {
      const records = this.#world.entries[this.#applied++]!;
      for (const record of records) this.image.replay(record);
      for (const listener of this.#replayed) void listener(records);
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#clock.setTimer(1, resolve));
  }
}
