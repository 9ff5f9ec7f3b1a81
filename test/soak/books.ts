/**
 * What the clients of a soak wrote down, held against what they were handed. Every record has a number,
 * which is its value. Pure but for the clock that callers pass; a byte pair and a due time a record, so
 * that hours fit into memory.
 */

/** What is known of a record. */
const ACKNOWLEDGED = 1;
const REFUSED = 2;
/** The reader of the whole log has had it. */
const SEEN = 4;
const CANCELLED = 8;
/** A cancellation whose answer was lost: it may be gone. */
const MAYBE_CANCELLED = 16;
/** The stream group has had it. */
const GROUP = 32;
/** A consumer of the queue group has acknowledged it. */
const SETTLED = 64;
const DEAD = 128;

const NOT_DUE = Number.NEGATIVE_INFINITY;
const FIRST_CAPACITY = 65_536;
/** What is told of one kind of violation; the rest are counted. */
const TOLD_MAX = 20;

export type Broken = "lost" | "early" | "twice" | "order" | "unwanted" | "back" | "firing";

export interface Violation {
  readonly kind: Broken;
  readonly text: string;
}

export interface Counts {
  sent: number;
  acknowledged: number;
  refused: number;
  seen: number;
  cancelled: number;
  group: number;
  settled: number;
  dead: number;
  duplicates: number;
  firings: number;
}

export class Books {
  readonly counts: Counts = {
    sent: 0,
    acknowledged: 0,
    refused: 0,
    seen: 0,
    cancelled: 0,
    group: 0,
    settled: 0,
    dead: 0,
    duplicates: 0,
    firings: 0,
  };
  readonly violations: Violation[] = [];
  violationCount = 0;
  #flags = new Uint16Array(FIRST_CAPACITY);
  /** Nobody may see it before; epoch milliseconds. */
  #due = new Float64Array(FIRST_CAPACITY);
  readonly #lastOffset = new Map<number, number>();
  readonly #committed = new Map<string, number>();
  #firing: { readonly number: number; readonly nominalMs: number } | undefined;

  /** A number for a record that is about to be sent. `dueMs`: the least that its due time can be. */
  send(dueMs = NOT_DUE): number {
    const id = this.counts.sent++;
    if (id >= this.#flags.length) this.#grow();
    this.#due[id] = dueMs;
    return id;
  }

  acknowledged(id: number): void {
    this.#mark(id, ACKNOWLEDGED, "acknowledged");
  }

  refused(id: number): void {
    this.#mark(id, REFUSED, "refused");
  }

  /** The same message id was sent twice: one record, and both answers say where. */
  repeated(id: number, first: string, second: string): void {
    this.counts.duplicates += 1;
    if (first !== second) this.#broken("twice", `record ${id} is at ${first} and at ${second}`);
  }

  cancelled(id: number, answer: "yes" | "unknown"): void {
    if (answer === "unknown") this.#flags[id]! |= MAYBE_CANCELLED;
    else this.#mark(id, CANCELLED, "cancelled");
    if (answer === "yes" && this.#has(id, SEEN)) {
      this.#broken("unwanted", `record ${id} was released, and cancelled`);
    }
  }

  /** The reader of the whole log was handed it, now. */
  seen(id: number, partition: number, offset: number, nowMs: number, deliverAt?: number): void {
    const last = this.#lastOffset.get(partition) ?? -1;
    if (offset <= last) {
      this.#broken("order", `partition ${partition}: offset ${offset} came after ${last}`);
    }
    this.#lastOffset.set(partition, Math.max(last, offset));
    if (this.#has(id, SEEN)) {
      this.#broken("twice", `record ${id} is in the log again, at ${partition}:${offset}`);
    }
    this.#mark(id, SEEN, "seen");
    if (this.#has(id, CANCELLED)) {
      this.#broken(
        "unwanted",
        `record ${id} was cancelled, and released at ${partition}:${offset}`,
      );
    }
    if (this.#has(id, REFUSED)) {
      this.#broken("unwanted", `record ${id} was refused, and is at ${partition}:${offset}`);
    }
    const dueMs = Math.max(this.#due[id] ?? NOT_DUE, deliverAt ?? NOT_DUE);
    if (nowMs < dueMs)
      this.#broken("early", `record ${id} came ${dueMs - nowMs} ms before its time`);
  }

  groupHad(id: number): void {
    this.#mark(id, GROUP, "group");
  }

  settled(id: number): void {
    this.#mark(id, SETTLED, "settled");
  }

  dead(id: number): void {
    this.#mark(id, DEAD, "dead");
  }

  /** What the broker says that a group has committed. */
  committed(place: string, offset: number): void {
    const before = this.#committed.get(place) ?? 0;
    if (offset < before) this.#broken("back", `${place} went from ${before} back to ${offset}`);
    this.#committed.set(place, offset);
  }

  /** A firing of the one recurring schedule, in the order of the log. */
  fired(number: number, nominalMs: number, nowMs: number): void {
    this.counts.firings += 1;
    const last = this.#firing;
    if (last !== undefined && (number !== last.number + 1 || nominalMs <= last.nominalMs)) {
      const text = `firing ${number} of ${nominalMs} came after ${last.number} of ${last.nominalMs}`;
      this.#broken("firing", text);
    }
    if (nowMs < nominalMs)
      this.#broken("early", `firing ${number} came ${nominalMs - nowMs} ms early`);
    this.#firing = { number, nominalMs };
  }

  /** Records that somebody still has to get. */
  missing(): { readonly seen: number; readonly group: number; readonly settled: number } {
    const missing = { seen: 0, group: 0, settled: 0 };
    for (let id = 0; id < this.counts.sent; id++) {
      if (!this.#isOwed(id)) continue;
      if (!this.#has(id, SEEN)) missing.seen += 1;
      if (!this.#has(id, GROUP)) missing.group += 1;
      if (!this.#has(id, SETTLED) && !this.#has(id, DEAD)) missing.settled += 1;
    }
    return missing;
  }

  /** Nothing more comes: what is missing now is lost. */
  close(): readonly Violation[] {
    for (let id = 0; id < this.counts.sent; id++) {
      if (!this.#isOwed(id)) continue;
      if (!this.#has(id, SEEN))
        this.#broken("lost", `record ${id} was acknowledged, and is not there`);
      else if (!this.#has(id, GROUP)) this.#broken("lost", `record ${id} never came to the group`);
      else if (!this.#has(id, SETTLED) && !this.#has(id, DEAD)) {
        this.#broken("lost", `record ${id} was neither settled by the queue nor dead-lettered`);
      }
    }
    return this.violations;
  }

  #isOwed(id: number): boolean {
    return (this.#flags[id]! & (ACKNOWLEDGED | CANCELLED | MAYBE_CANCELLED)) === ACKNOWLEDGED;
  }

  #has(id: number, flag: number): boolean {
    return ((this.#flags[id] ?? 0) & flag) !== 0;
  }

  #mark(id: number, flag: number, count: keyof Counts): void {
    if (!(id >= 0 && id < this.counts.sent)) {
      this.#broken("unwanted", `record ${id} was never sent`);
      return;
    }
    if (!this.#has(id, flag)) this.counts[count] += 1;
    this.#flags[id]! |= flag;
  }

  #broken(kind: Broken, text: string): void {
    this.violationCount += 1;
    if (this.violations.length < TOLD_MAX) this.violations.push({ kind, text });
  }

  #grow(): void {
    const flags = new Uint16Array(this.#flags.length * 2);
    flags.set(this.#flags);
    this.#flags = flags;
    const due = new Float64Array(flags.length);
    due.set(this.#due);
    this.#due = due;
  }
}
