/**
 * One accepted TCP connection, whatever it speaks: what it is accounted for, its deadlines (guards
 * G2 and G4) and its end. Must never outlive its grace once it was told to finish.
 *
 * Phases: `opening` (sniffing, TLS) → `serving` (a protocol has it) → `finishing` (said goodbye,
 * waits `closeGraceMs` for the peer to close) → `gone`. Any phase may go to `gone` at once.
 */
import type { Socket } from "node:net";
import type { Clock } from "../../platform/clock.ts";
import type { Log } from "../../telemetry/log.ts";
import type { ExchangeHandler } from "../exchange.ts";
import { type Addresses, addressKey } from "./addresses.ts";
import { type Gate, plainAddress } from "./gate.ts";
import type { MemoryBudget } from "./memory-budget.ts";
import type { PeerDoor, TransportLimits } from "./options.ts";
import { LeakyTotal } from "../../lib/token-bucket.ts";
import type { TransportExchange } from "./transport-exchange.ts";

/** What all connections share. */
export interface Transport {
  readonly limits: TransportLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: MemoryBudget;
  readonly addresses: Addresses;
  readonly gate: Gate;
  readonly handler: ExchangeHandler;
  readonly peers: PeerDoor | undefined;
  readonly draining: AbortSignal;
  readonly connections: Set<Connection>;
  /** A connection turned out to be another node's. */
  readonly notePeer: () => void;
  readonly counters: { punished: number; lost: number; refused: number; timedOut: number };
}

/** What serves the connection once it is known what it speaks. */
export interface ConnectionProtocol {
  /** The peer has not yet said enough to count as a client. */
  readonly isOpening: boolean;
  /** Announces the end; exchanges under way finish. */
  drain(): void;
  /** Tells the peer that it is thrown out, as far as the protocol can. */
  punish(reason: string): void;
  close(): void;
  sweep(nowMs: number): void;
}

export class Connection {
  readonly transport: Transport;
  readonly secure: boolean;
  readonly remoteAddress: string;
  readonly addressKey: string;
  readonly localAddress: string;
  readonly exchanges = new Set<TransportExchange>();
  /** Bytes that made requests or bodies: signs of life. */
  explainedReceivedBytes = 0;
  /** The TCP socket, also below TLS. */
  readonly socket: Socket;
  readonly #openedMs: number;
  readonly #unexplained: LeakyTotal;
  #explainedSentBytes = 0;
  #protocol: ConnectionProtocol | undefined;
  #isPeer = false;
  #peerStreams = 0;
  #finishing = false;
  #finishWhenIdle = false;
  #destroyAtMs = Number.POSITIVE_INFINITY;
  #sweptMs: number;

  constructor(transport: Transport, socket: Socket, secure: boolean) {
    const nowMs = transport.clock.monotonicMs();
    const { limits } = transport;
    this.transport = transport;
    this.secure = secure;
    this.remoteAddress = plainAddress(socket.remoteAddress ?? "");
    this.addressKey = addressKey(this.remoteAddress);
    this.localAddress = socket.localAddress ?? "";
    this.socket = socket;
    this.#openedMs = nowMs;
    this.#sweptMs = nowMs;
    this.#unexplained = new LeakyTotal(
      limits.unexplainedBytesBurst,
      limits.unexplainedBytesPerSecond,
      nowMs,
    );
  }

  /** Bytes on the wire that a request or a body stands for. */
  explainReceived(bytes: number): void {
    this.explainedReceivedBytes += bytes;
  }

  /** Bytes that the peer may send because we sent: window updates. */
  explainSent(bytes: number): void {
    this.#explainedSentBytes += bytes;
  }

  serve(protocol: ConnectionProtocol): void {
    this.#protocol = protocol;
    if (this.transport.draining.aborted) protocol.drain();
  }

  remember(exchange: TransportExchange): void {
    this.exchanges.add(exchange);
  }

  forget(exchange: TransportExchange): void {
    this.exchanges.delete(exchange);
    if (this.#finishWhenIdle && !this.isBusy) this.finish();
  }

  /** Another node's: it is counted and watched by whoever admitted it, and stays until the end. */
  get isPeer(): boolean {
    return this.#isPeer;
  }

  becomePeer(): void {
    if (this.#isPeer) return;
    this.#isPeer = true;
    this.transport.addresses.leave(this.addressKey);
    this.transport.notePeer();
  }

  enterPeerStream(): void {
    this.#peerStreams += 1;
  }

  leavePeerStream(): void {
    this.#peerStreams -= 1;
    if (this.#finishWhenIdle && !this.isBusy) this.finish();
  }

  get isBusy(): boolean {
    return this.exchanges.size > 0 || this.#peerStreams > 0;
  }

  drain(): void {
    if (this.#isPeer) return;
    if (this.#protocol === undefined) {
      this.destroy();
      return;
    }
    this.#protocol.drain();
    for (const exchange of this.exchanges) exchange.noteDraining();
    this.finishWhenIdle();
  }

  /** Ends once the exchanges under way are over. */
  finishWhenIdle(): void {
    this.#finishWhenIdle = true;
    if (!this.isBusy) this.finish();
  }

  /** The last bytes are on their way: gives the peer time to read them, then closes. */
  finish(): void {
    if (this.#finishing) return;
    this.#finishing = true;
    this.#destroyAtMs = this.transport.clock.monotonicMs() + this.transport.limits.closeGraceMs;
    this.#protocol?.close();
  }

  /** Guards G1 and G4: this peer is not a client. */
  punish(reason: string): void {
    if (this.#finishing) return;
    this.transport.counters.punished += 1;
    this.transport.log.warnOften("flood", "closed a connection that floods", {
      peer: this.remoteAddress,
      reason,
    });
    this.#finishing = true;
    this.#destroyAtMs = this.transport.clock.monotonicMs() + this.transport.limits.closeGraceMs;
    this.#protocol?.punish(reason);
  }

  /** The peer is dead or stuck. */
  lose(reason: string): void {
    this.transport.counters.lost += 1;
    this.transport.log.debug("lost a connection", { peer: this.remoteAddress, reason });
    this.destroy();
  }

  /** The socket closed. */
  noteGone(): void {
    this.#finishing = true;
    this.#protocol?.close();
  }

  get isFinishing(): boolean {
    return this.#finishing;
  }

  get receivedBytes(): number {
    return this.socket.bytesRead;
  }

  destroy(): void {
    this.#finishing = true;
    this.socket.destroy();
  }

  /** Returns the bytes that the exchanges hold in their stream buffers. */
  sweep(nowMs: number): number {
    const elapsedMs = nowMs - this.#sweptMs;
    this.#sweptMs = nowMs;
    if (nowMs >= this.#destroyAtMs) {
      this.destroy();
      return 0;
    }
    if (this.#finishing) return 0;
    const { limits, counters } = this.transport;
    const openMs = nowMs - this.#openedMs;
    const speechless = this.#protocol === undefined && openMs > limits.prefaceTimeoutMs;
    const opening = this.#protocol?.isOpening ?? false;
    if (speechless || (opening && openMs > limits.headersTimeoutMs)) {
      counters.timedOut += 1;
      this.destroy();
      return 0;
    }
    let heldBytes = 0;
    let pendingBytes = 0;
    for (const exchange of this.exchanges) {
      exchange.sweep(nowMs, elapsedMs);
      heldBytes += exchange.heldBytes;
      pendingBytes += exchange.pendingBytes;
    }
    this.#protocol?.sweep(nowMs);
    if (this.#isPeer) return heldBytes + pendingBytes;
    const explained = this.explainedReceivedBytes + this.#explainedSentBytes + heldBytes;
    if (this.#unexplained.exceeds(this.socket.bytesRead - explained, nowMs)) {
      this.punish("bytes that belong to no request");
    }
    return heldBytes + pendingBytes;
  }
}
