/**
 * What the clients of a simulated broker know, and the promises checked against it. Every value that
 * is ever sent is different, so that a value tells which call it came from.
 */

export interface Sent {
  readonly value: string;
  readonly partition: number;
  /** `unknown`: no answer came, it may or may not be there. */
  outcome: "waiting" | "acknowledged" | "refused" | "unknown";
  offset: number | undefined;
  readonly scheduled: boolean;
  /** Every due time that it may have: a reschedule without an answer adds one. */
  dueMs: number[];
  cancel: "none" | "unknown" | "done";
}

export interface Seen {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
  readonly scheduledOffset: number | undefined;
}

export class PromiseBroken extends Error {
  override readonly name = "PromiseBroken";
}

export class Oracle {
  readonly sent = new Map<string, Sent>();
  /** By `partition:offset`. */
  readonly #seenAt = new Map<string, string>();
  /** By value. */
  readonly #seenValue = new Map<string, Seen>();
  #wallMaxMs = 0;

  send(value: string, partition: number, dueMs: number | undefined): Sent {
    const sent: Sent = {
      value,
      partition,
      outcome: "waiting",
      offset: undefined,
      scheduled: dueMs !== undefined,
      dueMs: dueMs === undefined ? [] : [dueMs],
      cancel: "none",
    };
    this.sent.set(value, sent);
    return sent;
  }

  /** The wall clock of the broker: it may step back, what was due once stays due. */
  wall(ms: number): void {
    this.#wallMaxMs = Math.max(this.#wallMaxMs, ms);
  }

  wasSeen(value: string): boolean {
    return this.#seenValue.has(value);
  }

  cancelled(sent: Sent): void {
    if (this.#seenValue.has(sent.value)) {
      this.#broken("P4", `cancel of ${sent.value} succeeded after it was released`);
    }
    sent.cancel = "done";
  }

  /** A reader was handed this record. */
  see(seen: Seen): void {
    const { partition, offset, value } = seen;
    const place = `${partition}:${offset}`;
    const before = this.#seenAt.get(place);
    if (before !== undefined && before !== value) {
      this.#broken("P2", `offset ${place} was ${before} and is ${value} now`);
    }
    const elsewhere = this.#seenValue.get(value);
    if (elsewhere !== undefined && elsewhere.offset !== offset) {
      this.#broken("P4", `${value} is at offset ${elsewhere.offset} and again at ${offset}`);
    }
    const sent = this.sent.get(value);
    if (sent === undefined) return this.#broken("P2", `${value} at ${place} was never sent`);
    if (sent.outcome === "refused") this.#broken("P7", `${value} was refused and is at ${place}`);
    if (sent.scheduled) this.#checkScheduled(sent, seen);
    else if (sent.offset !== undefined && sent.offset !== offset) {
      this.#broken("P1", `${value} was acknowledged at ${sent.offset} and is at ${offset}`);
    }
    this.#seenAt.set(place, value);
    this.#seenValue.set(value, seen);
  }

  /** The broker is healthy, all due times have passed, and these are all records there are. */
  complete(all: readonly Seen[]): void {
    const last = new Map<number, number>();
    for (const seen of all) {
      if (seen.offset <= (last.get(seen.partition) ?? -1)) {
        this.#broken("P2", `offset ${seen.offset} follows ${last.get(seen.partition)}`);
      }
      last.set(seen.partition, seen.offset);
      this.see(seen);
    }
    const there = new Set(all.map(({ value }) => value));
    for (const { value } of this.#seenValue.values()) {
      if (!there.has(value)) this.#broken("P1", `${value} was readable once and is gone`);
    }
    for (const sent of this.sent.values()) {
      if (sent.outcome !== "acknowledged" || there.has(sent.value)) continue;
      if (sent.cancel !== "none") continue;
      this.#broken(sent.scheduled ? "P4" : "P1", `${sent.value} was acknowledged and is lost`);
    }
  }

  #checkScheduled(sent: Sent, { scheduledOffset, value }: Seen): void {
    if (scheduledOffset === undefined) this.#broken("P4", `${value} is visible but not released`);
    if (sent.offset !== undefined && sent.offset !== scheduledOffset) {
      this.#broken(
        "P4",
        `${value} was scheduled at ${sent.offset}, released from ${scheduledOffset}`,
      );
    }
    if (sent.cancel === "done") this.#broken("P4", `${value} was cancelled and is released`);
    const earliest = Math.min(...sent.dueMs);
    if (this.#wallMaxMs < earliest) {
      this.#broken("P4", `${value} is visible at ${this.#wallMaxMs}, due at ${earliest}: early`);
    }
  }

  #broken(promise: string, what: string): never {
    throw new PromiseBroken(`${promise}: ${what}`);
  }
}
