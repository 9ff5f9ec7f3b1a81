/**
 * One end of a simulated stream between two nodes: what was sent to it and has not arrived, what its
 * node was told, and how it ends. Must never call its node from inside a call of that node.
 */
import type { PeerStream, StreamEnd, StreamEvents } from "../../../src/platform/network.ts";
import {
  PEER_MESSAGE_BYTES_MAX,
  PEER_PING_INTERVAL_MS,
  PEER_SILENCE_MAX_MS,
  PEER_STREAM_BUFFER_BYTES,
  PEER_STREAM_BUFFER_BYTES_MAX,
} from "../../../src/model/limits.ts";
import type { SimHost, SimWire } from "./sim-host.ts";
import type { SimTimer } from "./sim-schedule.ts";

type Item =
  /** The first of an accepting end: takes the stream. */
  | { readonly kind: "open" }
  | { readonly kind: "opened" }
  | { readonly kind: "message"; readonly bytes: Uint8Array }
  | { readonly kind: "closed"; readonly end: StreamEnd; readonly detail: string };

interface Arriving {
  readonly item: Item;
  /** Infinity: its sender is stopped, it has not left. */
  atMs: number;
}

const sizeOf = (item: Item): number => (item.kind === "message" ? item.bytes.byteLength : 0);

export class SimEnd implements PeerStream {
  readonly host: SimHost;
  /** Undefined until the other node's system took the connection. */
  other: SimEnd | undefined;
  events: StreamEvents;
  readonly #wire: SimWire;
  readonly #take: (() => void) | undefined;
  /** Sent to this end, in order. */
  #inbox: Arriving[] = [];
  /** Sent by this end before there was another. */
  #outbox: Item[] = [];
  /** Sent by this end and not handed over yet. */
  #bufferedBytes = 0;
  #drainWanted = false;
  #paused = false;
  #over = false;
  /** The connection broke: `lost` follows as soon as this end can hear of anything. */
  #broken = false;
  #lastAtMs = 0;
  #pump: SimTimer | undefined;
  #silence: SimTimer | undefined;

  /** `take` runs once the stream arrives at the end that is to accept it. */
  constructor(host: SimHost, wire: SimWire, events: StreamEvents, take?: () => void) {
    this.host = host;
    this.#wire = wire;
    this.events = events;
    this.#take = take;
    host.ends.add(this);
  }

  /** Nothing will be said to its node any more: it closed, was told, or its process is gone. */
  get over(): boolean {
    return this.#over || this.host.dead;
  }

  // The port.

  send(message: Uint8Array): boolean {
    if (message.byteLength > PEER_MESSAGE_BYTES_MAX) {
      throw new Error(`a message of ${message.byteLength} bytes`);
    }
    if (this.over || this.#broken) return true;
    this.#bufferedBytes += message.byteLength;
    if (this.#bufferedBytes > PEER_STREAM_BUFFER_BYTES_MAX) {
      throw new Error(`${this.#bufferedBytes} bytes buffered: the sender does not wait`);
    }
    this.#dispatch({ kind: "message", bytes: message });
    const mayGoOn = this.#bufferedBytes <= PEER_STREAM_BUFFER_BYTES;
    if (!mayGoOn) this.#drainWanted = true;
    return mayGoOn;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.wake();
  }

  close(): void {
    if (this.over) return;
    this.#finish();
    if (!this.#broken)
      this.#dispatch({ kind: "closed", end: "ended", detail: "closed by the peer" });
  }

  // What the network does to it.

  /** Joins both ends; what was sent meanwhile is on its way. */
  connect(other: SimEnd): void {
    this.other = other;
    other.other = this;
    other.#arrive({ kind: "open" }, this.#leavesAtMs(other, 0));
    for (const item of this.#outbox.splice(0)) this.#dispatch(item);
    this.wake();
  }

  /** The stream was not taken: the answer is on its way. */
  turnAway(end: StreamEnd, detail: string, delayMs: number): void {
    this.#arrive({ kind: "closed", end, detail }, this.#wire.schedule.nowMs + delayMs);
  }

  /** The connection is gone; a part of what was on its way arrives before this end hears of it. */
  break(delayMs: number): void {
    if (this.over || this.#broken) return;
    this.#broken = true;
    this.#inbox.length = this.#wire.random.int(0, this.#inbox.length + 1);
    const atMs = this.#wire.schedule.nowMs + delayMs;
    for (const arriving of this.#inbox) arriving.atMs = Math.min(arriving.atMs, atMs);
    this.#arrive({ kind: "closed", end: "lost", detail: "the connection broke" }, atMs);
    this.#pumpAfter(0);
  }

  /** This end's process is gone, without a word to it. */
  vanish(): void {
    this.#finish();
    this.#inbox = [];
  }

  /** The sender goes on after a stop: what it had sent meanwhile leaves now. */
  releaseHeld(): void {
    for (const arriving of this.#inbox) {
      if (arriving.atMs !== Infinity) continue;
      arriving.atMs = this.other === undefined ? 0 : this.other.#leavesAtMs(this, 0);
    }
    this.wake();
  }

  /** Something about the path changed: looks again at what may arrive, and at who is silent. */
  wake(delayMs = 0): void {
    if (this.over) return;
    this.#watchSilence();
    this.#pumpAfter(delayMs);
    if (this.#drainWanted) this.#considerDrained();
  }

  // Inside.

  #dispatch(item: Item): void {
    const { other } = this;
    if (other === undefined) this.#outbox.push(item);
    else other.#arrive(item, this.host.stopped ? Infinity : this.#leavesAtMs(other, sizeOf(item)));
  }

  #leavesAtMs(other: SimEnd, bytes: number): number {
    const { nowMs } = this.#wire.schedule;
    this.#lastAtMs = Math.max(this.#lastAtMs, nowMs + this.#wire.delayMs(this.host, other.host));
    this.#lastAtMs += this.#wire.transferMs(this.host, other.host, bytes);
    if (bytes > 0 && this.#wire.breaksNow(this.host, other.host)) this.#wire.breakBoth(this);
    return this.#lastAtMs;
  }

  #arrive(item: Item, atMs: number): void {
    if (this.over) return;
    this.#inbox.push({ item, atMs });
    if (this.#inbox.length === 1) this.#pumpAfter(0);
    this.#watchSilence();
  }

  #pumpAfter(delayMs: number): void {
    this.#pump?.cancel();
    this.#pump = undefined;
    const next = this.#next();
    if (this.over || next === undefined || next.atMs === Infinity) return;
    const waitMs = Math.max(delayMs, next.atMs - this.#wire.schedule.nowMs, 0);
    this.#pump = this.#wire.schedule.after(waitMs, () => this.#handOver());
  }

  /** What has arrived by now, in order; stops where nothing may pass or the node does not want it. */
  #handOver(): void {
    this.#pump = undefined;
    while (!this.over && !this.host.stopped) {
      if (this.other !== undefined && !this.#wire.passes(this.other.host, this.host)) return;
      const next = this.#next();
      if (next === undefined || next.atMs > this.#wire.schedule.nowMs) break;
      if (next === this.#inbox[0]) this.#inbox.shift();
      this.#hand(next.item);
    }
    if (!this.host.stopped) this.#pumpAfter(0);
  }

  /** While paused no message is next, but a connection that broke has nothing to wait for. */
  #next(): Arriving | undefined {
    if (this.#paused && this.#broken) return this.#inbox.at(-1);
    const head = this.#inbox[0];
    return this.#paused && head?.item.kind === "message" ? undefined : head;
  }

  #hand(item: Item): void {
    this.#wire.note(this, item.kind === "message" ? `message ${item.bytes.length}` : item.kind);
    switch (item.kind) {
      case "open":
        this.#take?.();
        return;
      case "opened":
        this.events.opened?.();
        return;
      case "message":
        if (this.other !== undefined) this.other.#taken(item.bytes.byteLength);
        this.events.message(Buffer.from(item.bytes));
        return;
      case "closed":
        this.#finish();
        this.events.closed(item.end, item.detail);
        return;
    }
  }

  /** Tells the other side that this one took the stream. */
  confirm(): void {
    this.#dispatch({ kind: "opened" });
  }

  refuse(detail: string): void {
    if (this.over) return;
    this.#finish();
    this.#dispatch({ kind: "closed", end: "refused", detail });
  }

  #taken(bytes: number): void {
    this.#bufferedBytes -= bytes;
    if (this.#drainWanted) this.#considerDrained();
  }

  #considerDrained(): void {
    const { other } = this;
    if (other === undefined || this.#bufferedBytes > PEER_STREAM_BUFFER_BYTES / 2) return;
    this.#drainWanted = false;
    this.#wire.schedule.after(this.#wire.delayMs(other.host, this.host), () => {
      if (this.over) return;
      if (this.host.stopped || !this.#wire.passes(other.host, this.host)) this.#drainWanted = true;
      else this.events.drained?.();
    });
  }

  /** A peer that gives no sign of life is given up after the bound, as pings would find it. */
  #watchSilence(): void {
    if (this.over || this.host.stopped) {
      this.#stopSilence();
      return;
    }
    if (!this.#wire.silent(this)) {
      this.#stopSilence();
      if (this.other?.host.dead === true)
        this.break(this.#wire.delayMs(this.other.host, this.host));
      return;
    }
    if (this.#silence !== undefined) return;
    const waitMs = PEER_SILENCE_MAX_MS + this.#wire.random.float() * PEER_PING_INTERVAL_MS;
    this.#silence = this.#wire.schedule.after(waitMs, () => {
      if (this.over) return;
      this.#hand({ kind: "closed", end: "lost", detail: "no sign of life from the peer" });
      this.other?.break(this.#wire.delayMs(this.host, this.other.host));
    });
  }

  #stopSilence(): void {
    this.#silence?.cancel();
    this.#silence = undefined;
  }

  #finish(): void {
    this.#over = true;
    this.#pump?.cancel();
    this.#stopSilence();
    this.host.ends.delete(this);
  }
}
