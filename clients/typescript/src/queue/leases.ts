/**
 * The messages that a consumer holds: extends their leases while they are worked on, and forgets
 * those whose lease has run out, so that they do not count as held for ever.
 */
import type { QueueMessage } from "./queue-message.ts";

export interface LeaseEvents {
  extend(message: QueueMessage): void;
  /** Settled, lost, or its lease has run out: it does not count any more. */
  gone(message: QueueMessage): void;
}

export class Leases {
  readonly #events: LeaseEvents;
  /** Leases are extended for so long after a message came; 0: never. */
  readonly #extendForMs: number;
  /** When the lease of each runs out. */
  readonly #held = new Map<QueueMessage, number>();
  #ackTimeoutMs = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(extendForMs: number, events: LeaseEvents) {
    this.#extendForMs = extendForMs;
    this.#events = events;
  }

  holds(message: QueueMessage): boolean {
    return this.#held.has(message);
  }

  /** How long leases last, as the broker says when the consumer joins. */
  begin(ackTimeoutMs: number): void {
    clearInterval(this.#timer);
    if (ackTimeoutMs === 0) return;
    this.#ackTimeoutMs = ackTimeoutMs;
    this.#timer = setInterval(() => this.#look(performance.now()), ackTimeoutMs / 3);
    this.#timer.unref();
  }

  hold(message: QueueMessage): void {
    this.#held.set(message, message.receivedMs + this.#ackTimeoutMs);
  }

  extended(message: QueueMessage): void {
    if (this.#held.has(message)) this.#held.set(message, performance.now() + this.#ackTimeoutMs);
  }

  drop(message: QueueMessage): void {
    if (this.#held.delete(message)) this.#events.gone(message);
  }

  /** The stream is gone, and with it all that it held. */
  clear(): void {
    clearInterval(this.#timer);
    this.#held.clear();
  }

  #look(nowMs: number): void {
    for (const [message, endsMs] of this.#held) {
      if (nowMs - message.receivedMs < this.#extendForMs) this.#events.extend(message);
      else if (nowMs > endsMs) this.drop(message);
    }
  }
}
