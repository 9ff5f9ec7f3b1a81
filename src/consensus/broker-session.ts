/**
 * This node's side of its session: registers it, says to whoever is the active controller that it is there, and
 * gives its leaderships away before it stops. Never takes a new registration for a lost one: a process whose
 * id another one has taken is over.
 */
import type { Heartbeat } from "../controller/broker-sessions.ts";
import type { RegisterBroker } from "../controller/broker-commands.ts";
import { TidemarkError } from "../model/errors.ts";
import {
  CONTROL_RECONNECT_MS,
  DRAIN_LOOK_MS,
  DRAIN_MAX_MS,
  REGISTRATION_DEADLINE_MS,
  REGISTRATION_RETRY_MS,
} from "../model/limits.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Network, PeerStream } from "../platform/network.ts";
import type { Log } from "../telemetry/log.ts";
import { decodeControllerWord, encodeHeartbeat, type FarewellReason } from "./control-codec.ts";
import { ControllerContact } from "./controller-contact.ts";
import type { MetadataPort } from "./metadata-port.ts";

export interface BrokerSessionParts {
  readonly registration: RegisterBroker;
  readonly clock: Clock;
  readonly network: Network;
  readonly metadata: MetadataPort;
  readonly log: Log;
  readonly heartbeatMs: () => number;
  /** `host:port` of a node that may not have registered yet. */
  readonly addressOf: (nodeId: number) => string | undefined;
  /** Another process has this id: this one has to end. */
  readonly replaced: (error: TidemarkError) => void;
}

export class BrokerSession {
  readonly #parts: BrokerSessionParts;
  readonly #contact = new ControllerContact();
  #epoch: number | undefined;
  #draining = false;
  #closed = false;
  #over = false;
  #stream: { readonly controller: number; readonly peer: PeerStream } | undefined;
  #heartbeatAtMs = 0;
  #timer: Timer | undefined;

  constructor(parts: BrokerSessionParts) {
    this.#parts = parts;
  }

  /** Registers; resolves once that is replayed here. Rejects only where it is refused for good, or closed. */
  async start(): Promise<void> {
    const { metadata, registration } = this.#parts;
    const { epoch } = await this.#register();
    this.#epoch = epoch;
    metadata.onReplayed(async (records) => {
      const concerned = records.some((record) => {
        if (record.type === "image") return true;
        return (
          (record.type === "broker" || record.type === "brokerRemoved") &&
          record.id === registration.id
        );
      });
      if (concerned) this.#checkIncarnation();
    });
    this.#checkIncarnation();
    this.#tick();
  }

  /** Of this run; undefined before it has registered. */
  get epoch(): number | undefined {
    return this.#epoch;
  }

  /** Registered, and not fenced as far as this node has replayed. */
  get isActive(): boolean {
    const broker = this.#parts.metadata.image.broker(this.#parts.registration.id);
    if (broker === undefined || broker.epoch !== this.#epoch) return false;
    return broker.state !== "fenced";
  }

  /**
   * Since when no controller has answered, of decisions that are replayed here: whatever was decided later this broker
   * may not know, be it that another one leads. 0 while it is the active controller itself.
   */
  get silentMs(): number {
    const { clock, metadata } = this.#parts;
    this.#noteOwnController();
    return this.#contact.silentMs(clock.monotonicMs(), metadata.controllers.appliedIndex);
  }

  /** What it says of itself; undefined: nothing yet. */
  get heartbeat(): Heartbeat | undefined {
    const { clock, metadata } = this.#parts;
    if (this.#epoch === undefined || this.#over) return undefined;
    const { appliedIndex } = metadata.controllers;
    return { epoch: this.#epoch, appliedIndex, wallMs: clock.wallMs(), drains: this.#draining };
  }

  /**
   * Gives away what it leads; resolves when it leads nothing, nobody else can have the rest, or DRAIN_MAX_MS have
   * passed. Never rejects.
   */
  async drain(): Promise<void> {
    const { clock, metadata, registration, log } = this.#parts;
    const { id } = registration;
    if (this.#draining || this.#epoch === undefined) return;
    this.#draining = true;
    const startMs = clock.monotonicMs();
    if (this.#heirsExist()) {
      const command = { type: "drainBroker", id, drain: true, epoch: this.#epoch } as const;
      try {
        await metadata.submit(command, { deadlineMs: DRAIN_MAX_MS });
      } catch (error) {
        log.warn("leaderships were not given away before the stop", { error });
        return;
      }
    }
    while (this.#heirsExist() && clock.monotonicMs() - startMs < DRAIN_MAX_MS && !this.#over) {
      await new Promise<void>((resolve) => clock.setTimer(DRAIN_LOOK_MS, resolve));
    }
  }

  /** Ends the session; after `drain` the controller hears by that that the broker has stopped. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#stream === undefined) return;
    if (this.#draining) this.#say();
    this.#stream.peer.close();
    this.#stream = undefined;
  }

  async #register(): Promise<{ readonly epoch: number }> {
    const { clock, metadata, registration, log } = this.#parts;
    for (;;) {
      try {
        const command = { type: "registerBroker", ...registration } as const;
        return await metadata.submit(command, { deadlineMs: REGISTRATION_DEADLINE_MS });
      } catch (error) {
        if (this.#closed || !(error instanceof TidemarkError) || !mayPass(error)) throw error;
        log.warnOften("registration", "not registered yet: no controller has answered", { error });
      }
      await new Promise<void>((resolve) => clock.setTimer(REGISTRATION_RETRY_MS, resolve));
    }
  }

  /** Leads it something that another replica, which is there, could lead? */
  #heirsExist(): boolean {
    const { metadata, registration } = this.#parts;
    const { image } = metadata;
    const canLead = (other: number): boolean =>
      other !== registration.id && image.broker(other)?.state === "active";
    for (const { partitions } of image.topics) {
      for (const { leader, replicas } of partitions) {
        if (leader === registration.id && replicas.some(canLead)) return true;
      }
    }
    return false;
  }

  #checkIncarnation(): void {
    const { metadata, registration } = this.#parts;
    const { id, incarnation } = registration;
    const broker = metadata.image.broker(id);
    if (broker === undefined) this.#end(`broker ${id} was removed from the cluster`);
    else if (broker.incarnation !== incarnation) {
      this.#end(`another process has registered as broker ${id}, at ${broker.address}`);
    }
  }

  #end(why: string): void {
    if (this.#over || this.#closed) return;
    this.#over = true;
    this.#stream?.peer.close();
    this.#stream = undefined;
    this.#parts.replaced(new TidemarkError("BROKER_REPLACED", `${why}: this one ends`));
  }

  #tick(): void {
    if (this.#closed || this.#over) return;
    this.#timer = this.#parts.clock.setTimer(CONTROL_RECONNECT_MS, () => this.#tick());
    this.#followController();
    this.#noteOwnController();
    // While it is not counted in, each look is worth a word: it may have replayed enough by now.
    if (this.#parts.clock.monotonicMs() >= this.#heartbeatAtMs || !this.isActive) this.#say();
  }

  /** Its own node's controller hears it without a stream. */
  #followController(): void {
    const { metadata, registration, network, addressOf } = this.#parts;
    const controller = metadata.activeController;
    if (this.#stream?.controller === controller) return;
    this.#stream?.peer.close();
    this.#stream = undefined;
    if (controller === undefined || controller === registration.id) return;
    const address = metadata.image.broker(controller)?.address ?? addressOf(controller);
    if (address === undefined) return;
    const peer: PeerStream = network.open({ brokerId: controller, address }, "control", {
      message: (bytes) => this.#told(peer, bytes),
      closed: () => this.#lost(peer),
    });
    this.#stream = { controller, peer };
    this.#heartbeatAtMs = 0;
  }

  /** Of its own node it needs no stream. */
  #noteOwnController(): void {
    const { clock, metadata, registration } = this.#parts;
    if (metadata.activeController !== registration.id) return;
    const { committedIndex, appliedIndex } = metadata.controllers;
    this.#contact.answered({ sentMs: clock.monotonicMs(), committedIndex }, appliedIndex);
  }

  #told(peer: PeerStream, bytes: Buffer): void {
    if (this.#stream?.peer !== peer) return;
    const word = decodeControllerWord(bytes);
    if (word.kind === "farewell") return this.#farewell(word.reason);
    this.#contact.answered(word.heard, this.#parts.metadata.controllers.appliedIndex);
  }

  #farewell(reason: FarewellReason): void {
    const { id } = this.#parts.registration;
    if (reason === "removed") return this.#end(`broker ${id} was removed from the cluster`);
    if (reason === "replaced") {
      return this.#end(`another process has registered as broker ${id}`);
    }
    if (reason === "full") {
      this.#parts.log.warnOften("control", "the controller takes no more brokers");
    }
  }

  /** Opened again with the next look for the controller. */
  #lost(peer: PeerStream): void {
    if (this.#stream?.peer === peer) this.#stream = undefined;
  }

  #say(): void {
    const { heartbeat } = this;
    if (heartbeat === undefined || this.#stream === undefined) return;
    // One that is clogged is not heard: the controller then finds out by itself.
    const sentMs = this.#parts.clock.monotonicMs();
    this.#stream.peer.send(encodeHeartbeat({ ...heartbeat, sentMs }));
    this.#heartbeatAtMs = sentMs + this.#parts.heartbeatMs();
  }
}

const mayPass = ({ code, retriable }: TidemarkError): boolean =>
  retriable || code === "OUTCOME_UNKNOWN";
