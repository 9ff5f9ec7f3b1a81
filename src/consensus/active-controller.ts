/**
 * The active controller's part that waits and hears: takes the `control` streams of brokers, looks who is
 * late, and submits what follows. Does nothing while this node does not lead the Raft group; decides nothing
 * itself (see controller/).
 */
import { BrokerSessions, type Heartbeat } from "../controller/broker-sessions.ts";
import type { SessionEffect, Standpoint } from "../controller/broker-sessions.ts";
import type { ControllerCommand } from "../controller/commands.ts";
import type { SessionView } from "../controller/describe-cluster.ts";
import { preferredElections } from "../controller/partition-commands.ts";
import {
  CONTROL_STREAMS_MAX,
  CONTROLLER_ASK_AGAIN_MS,
  CONTROLLER_PROBE_TIMEOUT_MS,
  CONTROLLER_TICK_MS,
  LEADER_BALANCE_INTERVAL_MS,
  LEADER_BALANCE_PARTITIONS,
} from "../model/limits.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Network, PeerStream, StreamEnd, StreamEvents } from "../platform/network.ts";
import type { Log } from "../telemetry/log.ts";
import {
  decodeHeartbeat,
  encodeFarewell,
  encodeHeard,
  type FarewellReason,
  type SentHeartbeat,
} from "./control-codec.ts";
import type { MetadataPort } from "./metadata-port.ts";

export interface ActiveControllerParts {
  /** Of this node. */
  readonly brokerId: number;
  readonly clock: Clock;
  readonly network: Network;
  readonly metadata: MetadataPort;
  readonly log: Log;
  readonly sessionTimeoutMs: () => number;
  readonly clockSkewMaxMs: () => number;
  /** What this node's own broker would say; undefined: it has not registered yet. */
  readonly own: () => Heartbeat | undefined;
  readonly observer?: ControllerObserver;
}

/** Hears what was decided, once that is replayed. */
export interface ControllerObserver {
  fenced(id: number): void;
  activated(id: number): void;
  preferredElected(partitions: number): void;
}

/** The number of a stream that is none: this node hears itself. */
const OWN_STREAM = 0;

interface Heard {
  readonly from: number;
  readonly stream: PeerStream;
}

export class ActiveController {
  readonly #parts: ActiveControllerParts;
  readonly #sessions: BrokerSessions;
  readonly #streams = new Map<number, Heard>();
  #lastStream = OWN_STREAM;
  #inOffice = false;
  #closed = false;
  #timer: Timer | undefined;
  #balanceAtMs = 0;
  #balancing = false;

  constructor(parts: ActiveControllerParts) {
    this.#parts = parts;
    this.#sessions = new BrokerSessions(parts.metadata.image, parts.sessionTimeoutMs);
    parts.network.accept("control", (from, stream) => this.#accept(from, stream));
    parts.metadata.onLeadership((leads) => this.#changeOffice(leads));
    if (parts.metadata.activeController === parts.brokerId) this.#changeOffice(true);
  }

  get isInOffice(): boolean {
    return this.#inOffice;
  }

  /** Of all brokers; empty while another node decides. */
  get sessions(): readonly SessionView[] {
    if (!this.#inOffice) return [];
    return [...this.#parts.metadata.image.brokers].map(({ id }) => {
      const skewMs = this.skewMs(id);
      const lagEntries = this.lagEntries(id);
      return {
        id,
        ...(skewMs === undefined ? {} : { skewMs }),
        ...(lagEntries === undefined ? {} : { lagEntries }),
      };
    });
  }

  /** Positive: its clock is ahead of this one's. */
  skewMs(brokerId: number): number | undefined {
    return this.#sessions.skewMs(brokerId, this.#parts.clock.monotonicMs());
  }

  lagEntries(brokerId: number): number | undefined {
    return this.#sessions.lagEntries(brokerId);
  }

  close(): void {
    this.#closed = true;
    this.#changeOffice(false);
  }

  #changeOffice(leads: boolean): void {
    const takes = leads && !this.#closed;
    if (takes === this.#inOffice) return;
    this.#inOffice = takes;
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const number of this.#streams.keys()) this.#dismiss(number, "notActive");
    if (!takes) return;
    const { clock, log, metadata } = this.#parts;
    const nowMs = clock.monotonicMs();
    log.info("this node is the active controller", { term: metadata.controllers.term });
    this.#sessions.takeOffice(nowMs);
    this.#balanceAtMs = nowMs + LEADER_BALANCE_INTERVAL_MS;
    this.#tick();
  }

  #accept(from: number, stream: PeerStream): StreamEvents {
    const number = ++this.#lastStream;
    this.#streams.set(number, { from, stream });
    if (!this.#inOffice) this.#dismiss(number, "notActive");
    else if (this.#streams.size > CONTROL_STREAMS_MAX) this.#dismiss(number, "full");
    return {
      message: (bytes) => this.#message(number, from, bytes),
      closed: (end) => this.#ended(number, from, end),
    };
  }

  #message(number: number, from: number, bytes: Buffer): void {
    // Its stream was closed from here while this was under way.
    if (!this.#streams.has(number)) return;
    let heartbeat: SentHeartbeat;
    try {
      heartbeat = decodeHeartbeat(bytes);
    } catch (error) {
      this.#parts.log.warnOften("control", "a heartbeat does not decode", { broker: from, error });
      return this.#dismiss(number, "notActive");
    }
    const verdict = this.#sessions.heard(from, number, heartbeat, this.#standpoint());
    if (verdict !== "taken") return this.#dismiss(number, verdict);
    this.#answer(number, heartbeat);
    this.#reportSkew(from);
    this.#follow();
  }

  /** It may count on what it leads for a while. */
  #answer(number: number, { sentMs }: SentHeartbeat): void {
    if (sentMs === 0) return;
    const { committedIndex } = this.#parts.metadata.controllers;
    this.#streams.get(number)?.stream.send(encodeHeard({ sentMs, committedIndex }));
  }

  #ended(number: number, from: number, end: StreamEnd): void {
    if (!this.#streams.delete(number)) return;
    this.#sessions.closed(from, number, end === "ended", this.#parts.clock.monotonicMs());
    this.#follow();
  }

  #dismiss(number: number, reason: FarewellReason): void {
    const heard = this.#streams.get(number);
    if (heard === undefined) return;
    this.#streams.delete(number);
    heard.stream.send(encodeFarewell(reason));
    heard.stream.close();
    this.#sessions.closed(heard.from, number, false, this.#parts.clock.monotonicMs());
  }

  #tick(): void {
    const { clock, brokerId } = this.#parts;
    this.#timer = clock.setTimer(CONTROLLER_TICK_MS, () => this.#tick());
    const own = this.#parts.own();
    if (own !== undefined) this.#sessions.heard(brokerId, OWN_STREAM, own, this.#standpoint());
    this.#follow();
    this.#balance();
  }

  #follow(): void {
    if (!this.#inOffice) return;
    for (const effect of this.#sessions.tick(this.#parts.clock.monotonicMs())) this.#act(effect);
  }

  #act(effect: SessionEffect): void {
    const { log, observer } = this.#parts;
    const { id } = effect;
    switch (effect.kind) {
      case "probe":
        return this.#probe(id);
      case "fence": {
        const { epoch, why } = effect;
        log.warn("broker is fenced", { broker: id, epoch, why });
        return this.#submit({ type: "fenceBroker", id, epoch }, () => observer?.fenced(id));
      }
      case "activate": {
        const { epoch } = effect;
        log.info("broker is active", { broker: id, epoch });
        return this.#submit({ type: "brokerActive", id, epoch }, () => observer?.activated(id));
      }
    }
  }

  /** What fails is asked for again by the sessions, as long as this node decides. */
  #submit(command: ControllerCommand, done: () => void): void {
    const { metadata, log } = this.#parts;
    // What this node has heard is no other controller's verdict.
    const options = { deadlineMs: CONTROLLER_ASK_AGAIN_MS, here: true };
    metadata.submit(command, options).then(done, (error: unknown) => {
      log.warnOften("controller", "a decision about a broker is open", {
        command: command.type,
        error,
      });
    });
  }

  #probe(id: number): void {
    const { clock, network, metadata } = this.#parts;
    const broker = metadata.image.broker(id);
    if (broker === undefined) return;
    let open = true;
    const told = (answer: "nobody" | "somebody" | "nothing"): void => {
      if (!open) return;
      open = false;
      timer.cancel();
      stream.close();
      this.#sessions.probed(id, answer, clock.monotonicMs());
      this.#follow();
    };
    const timer = clock.setTimer(CONTROLLER_PROBE_TIMEOUT_MS, () => told("nothing"));
    const stream = network.open({ brokerId: id, address: broker.address }, "probe", {
      opened: () => told("somebody"),
      message: () => undefined,
      closed: (end) => told(end === "unreachable" ? "nobody" : "somebody"),
    });
  }

  /** Leaderships go back to preferred leaders, some at a time, and only where there is one. */
  #balance(): void {
    const { clock, metadata, log, observer } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.#balanceAtMs || this.#balancing) return;
    this.#balanceAtMs = nowMs + LEADER_BALANCE_INTERVAL_MS;
    const atMost = LEADER_BALANCE_PARTITIONS;
    const wanted = preferredElections(metadata.image, { atMost }).count;
    if (wanted === 0) return;
    this.#balancing = true;
    log.info("leaderships go back to preferred leaders", { partitions: wanted });
    metadata
      .submit({ type: "electPreferred", atMost }, { here: true })
      .then((elected) => observer?.preferredElected(elected))
      .catch((error: unknown) => log.warn("preferred leaders are not elected", { error }))
      .finally(() => (this.#balancing = false));
  }

  #reportSkew(id: number): void {
    const skewMs = this.skewMs(id) ?? 0;
    if (Math.abs(skewMs) <= this.#parts.clockSkewMaxMs()) return;
    const message =
      "a broker's clock differs from this one's: schedules are released by the leader's";
    this.#parts.log.warnOften(`skew of ${id}`, message, { broker: id, skewMs });
  }

  #standpoint(): Standpoint {
    const { clock, metadata } = this.#parts;
    const { appliedIndex } = metadata.controllers;
    return { nowMs: clock.monotonicMs(), wallMs: clock.wallMs(), appliedIndex };
  }
}
