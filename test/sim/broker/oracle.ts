/**
 * What the clients of a broker know, simulated or real, and the promises checked against it. Every
 * value that is ever sent is different, so that a value tells which call it came from.
 */

export interface Sent {
  readonly value: string;
  readonly partition: number;
  /** `unknown`: no answer came, it may or may not be there. */
  outcome: "waiting" | "acknowledged" | "refused" | "unknown";
  offset: number | undefined;
  readonly scheduled: boolean;
  readonly scheduleId: string | undefined;
  /** Of all that are sent under one message id, one is taken. */
  messageId?: string;
  /** Every due time that it may have: a reschedule without an answer adds one. */
  dueMs: number[];
  /** Reschedules that have no answer: with another one under way nobody knows which came last. */
  openMoves: number;
  /** Reschedules that were ever sent: answers may come in another order. */
  moves: number;
  /**
   * Calls that would settle it without a release, cancellations and replacements, and were not
   * refused: while there is one, nobody may count on its release.
   */
  threats: number;
  cancelled: boolean;
}

export interface Seen {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
  readonly scheduledOffset: number | undefined;
  /** What it says it was due at. */
  readonly dueMs?: number | undefined;
}

/** What became of a call that changes something: to be told once, unless no answer ever comes. */
export interface Change {
  done(): void;
  /** It was not there to be changed. */
  refused(): void;
  /** It was not this one that was changed, if any was. */
  missed(): void;
}

export class PromiseBroken extends Error {
  override readonly name = "PromiseBroken";
}

export class Oracle {
  readonly sent = new Map<string, Sent>();
  /** By `partition:offset`. */
  readonly #seenAt = new Map<string, string>();
  /** By `partition:offset`: what was acknowledged there, visible or not. */
  readonly #acknowledgedAt = new Map<string, string>();
  /** By value. */
  readonly #seenValue = new Map<string, Seen>();
  /** By `partition/schedule id`: all that were ever sent under it. */
  readonly #namesakes = new Map<string, readonly Sent[]>();
  readonly #deleted = new Set<string>();
  /** By `partition/message id`: the one that is in the log. */
  readonly #taken = new Map<string, Sent>();
  #wallMaxMs = 0;
  /** A client has just been told: what goes wrong now takes what was promised. */
  onAcknowledged: (() => void) | undefined;

  send(value: string, partition: number, dueMs: number | undefined, scheduleId?: string): Sent {
    const sent: Sent = {
      value,
      partition,
      outcome: "waiting",
      offset: undefined,
      scheduled: dueMs !== undefined,
      scheduleId,
      dueMs: dueMs === undefined ? [] : [dueMs],
      openMoves: 0,
      moves: 0,
      threats: 0,
      cancelled: false,
    };
    this.sent.set(value, sent);
    if (scheduleId !== undefined) {
      this.#namesakes.set(nameOf(sent), [...this.namesakes(partition, scheduleId), sent]);
    }
    return sent;
  }

  /** All that were ever sent under a name. */
  namesakes(partition: number, scheduleId: string): readonly Sent[] {
    return this.#namesakes.get(nameOf({ partition, scheduleId })) ?? [];
  }

  /** The wall clock of the broker: it may step back, what was due once stays due. */
  wall(ms: number): void {
    this.#wallMaxMs = Math.max(this.#wallMaxMs, ms);
  }

  /** Everything visible below `before` was read, and somebody asked to delete it. */
  deleted(partition: number, before: number): void {
    for (const seen of this.#seenValue.values()) {
      if (seen.partition === partition && seen.offset < before) this.#deleted.add(seen.value);
    }
  }

  /** The newest `count` that were sent. */
  latest(count: number): Sent[] {
    return [...this.sent.values()].slice(-count);
  }

  tally(): {
    sent: number;
    acknowledged: number;
    unknown: number;
    released: number;
    cancelled: number;
  } {
    const all = [...this.sent.values()];
    const withOutcome = (outcome: Sent["outcome"]) =>
      all.filter((sent) => sent.outcome === outcome).length;
    return {
      sent: all.length,
      acknowledged: withOutcome("acknowledged"),
      unknown: withOutcome("unknown"),
      released: all.filter(({ scheduled, value }) => scheduled && this.wasSeen(value)).length,
      cancelled: all.filter(({ cancelled }) => cancelled).length,
    };
  }

  wasSeen(value: string): boolean {
    return this.#seenValue.has(value);
  }

  /** Acknowledged, not seen, and nothing was sent that could settle it: it waits, or is lost. */
  isWaiting(sent: Sent): boolean {
    const { scheduled, outcome, threats, value } = sent;
    return scheduled && outcome === "acknowledged" && threats === 0 && !this.wasSeen(value);
  }

  /** It cannot have been released yet, whichever of its due times counts. */
  isNotDue(sent: Sent): boolean {
    return this.#wallMaxMs < Math.min(...sent.dueMs);
  }

  acknowledged(sent: Sent, offset: number): void {
    const { value, partition } = sent;
    const place = `${partition}:${offset}`;
    const other = this.#acknowledgedAt.get(place) ?? value;
    if (other !== value) this.#broken("P2", `${place} was given to ${other} and to ${value}`);
    const visible = this.#seenAt.get(place) ?? value;
    if (visible !== value) this.#broken("P2", `${place} holds ${visible}, given to ${value}`);
    const seen = this.#seenValue.get(value);
    const at = sent.scheduled ? seen?.scheduledOffset : seen?.offset;
    if (at !== undefined && at !== offset) {
      this.#broken("P1", `${value} is from ${at} and is acknowledged at ${offset}`);
    }
    this.#acknowledgedAt.set(place, value);
    sent.outcome = "acknowledged";
    sent.offset = offset;
    this.#checkNamesakes(sent);
    this.#checkTakenOnce(sent);
    this.onAcknowledged?.();
  }

  /** A reschedule is sent. */
  move(sent: Sent, dueMs: number): Change {
    const { openMoves } = sent;
    sent.openMoves += 1;
    const move = ++sent.moves;
    sent.dueMs.push(dueMs);
    const missed = (): void => {
      sent.openMoves -= 1;
      const at = sent.dueMs.lastIndexOf(dueMs);
      // Another move may have settled the due time meanwhile.
      if (at > 0) sent.dueMs.splice(at, 1);
    };
    return {
      done: () => {
        const alone = openMoves === 0 && sent.moves === move;
        sent.openMoves -= 1;
        if (alone) this.#moved(sent, dueMs);
      },
      refused: () => {
        missed();
        this.#refusedOf(sent, "reschedule");
      },
      missed,
    };
  }

  #moved(sent: Sent, dueMs: number): void {
    const was = this.#seenValue.get(sent.value)?.dueMs ?? dueMs;
    if (was !== dueMs) {
      this.#broken("P4", `${sent.value} was moved to ${dueMs} and is released for ${was}`);
    }
    sent.dueMs = [dueMs];
  }

  /** A cancellation of this one is sent. */
  cancel(sent: Sent): Change {
    sent.threats += 1;
    const missed = (): void => {
      sent.threats -= 1;
    };
    return {
      done: () => this.#cancelled(sent),
      refused: () => {
        missed();
        this.#refusedOf(sent, "cancel");
      },
      missed,
    };
  }

  /** "Nothing of it is pending", the broker said: then it is released, or lost. */
  #refusedOf(sent: Sent, what: string): void {
    if (!this.isWaiting(sent) || !this.isNotDue(sent)) return;
    this.#broken(
      "P4",
      `${what} of ${sent.value} was refused, yet it was never released: it is lost`,
    );
  }

  #cancelled(sent: Sent): void {
    if (this.#seenValue.has(sent.value)) {
      this.#broken("P4", `cancel of ${sent.value} succeeded after it was released`);
    }
    sent.cancelled = true;
  }

  /** A reader was handed this record. */
  see(seen: Seen): void {
    const { partition, offset, value } = seen;
    const place = `${partition}:${offset}`;
    const before = this.#seenAt.get(place);
    if (before !== undefined && before !== value) {
      this.#broken("P2", `offset ${place} was ${before} and is ${value} now`);
    }
    const given = this.#acknowledgedAt.get(place) ?? value;
    if (given !== value) this.#broken("P2", `${place} was given to ${given} and holds ${value}`);
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
    if (elsewhere !== undefined) return;
    this.#checkNamesakes(sent);
    this.#checkTakenOnce(sent);
  }

  /**
   * What a full read that begins now must bring: what was acknowledged and what was seen once.
   * `settled`: all due times have passed too, so that nothing waits any more.
   */
  expected(settled: boolean): Sent[] {
    return [...this.sent.values()].filter((sent) => {
      if (this.#deleted.has(sent.value)) return false;
      if (this.#seenValue.has(sent.value)) return true;
      if (sent.outcome !== "acknowledged" || sent.threats > 0) return false;
      return settled || !sent.scheduled;
    });
  }

  /** Everything that must come has come. */
  get isSettled(): boolean {
    return this.expected(true).every(({ value }) => this.wasSeen(value));
  }

  /** A reader was handed these, and there are no more: everything there is. */
  complete(all: readonly Seen[], expected: readonly Sent[] = this.expected(true)): void {
    const last = new Map<number, number>();
    for (const seen of all) {
      if (seen.offset <= (last.get(seen.partition) ?? -1)) {
        this.#broken("P2", `offset ${seen.offset} follows ${last.get(seen.partition)}`);
      }
      last.set(seen.partition, seen.offset);
      this.see(seen);
    }
    const there = new Set(all.map(({ value }) => value));
    for (const { value, scheduled } of expected) {
      if (there.has(value)) continue;
      if (this.#seenValue.has(value)) this.#broken("P1", `${value} was readable and is gone`);
      this.#broken(scheduled ? "P4" : "P1", `${value} was acknowledged and is lost`);
    }
  }

  #checkScheduled(sent: Sent, { scheduledOffset, value, dueMs }: Seen): void {
    if (scheduledOffset === undefined) this.#broken("P4", `${value} is visible but not released`);
    if (sent.offset !== undefined && sent.offset !== scheduledOffset) {
      this.#broken(
        "P4",
        `${value} was scheduled at ${sent.offset}, released from ${scheduledOffset}`,
      );
    }
    if (sent.cancelled) this.#broken("P4", `${value} was cancelled and is released`);
    if (dueMs !== undefined && !sent.dueMs.includes(dueMs)) {
      this.#broken("P4", `${value} says it was due at ${dueMs}, not at ${sent.dueMs.join()}`);
    }
    const earliest = dueMs ?? Math.min(...sent.dueMs);
    if (this.#wallMaxMs < earliest) {
      this.#broken("P4", `${value} is visible at ${this.#wallMaxMs}, due at ${earliest}: early`);
    }
  }

  /**
   * One pending record to a name, ever: where a second one was taken, the first was settled before,
   * so that its release, if there is one, lies before the second one's place.
   */
  #checkNamesakes(sent: Sent): void {
    const { partition, scheduleId } = sent;
    if (scheduleId === undefined) return;
    const there = this.namesakes(partition, scheduleId).flatMap((one) => {
      const seen = this.#seenValue.get(one.value);
      const at = seen?.scheduledOffset ?? one.offset;
      return at === undefined ? [] : [{ value: one.value, at, releasedAt: seen?.offset }];
    });
    there.sort((left, right) => left.at - right.at);
    for (const [index, { value, releasedAt }] of there.entries()) {
      const next = there[index + 1];
      if (next === undefined || releasedAt === undefined || releasedAt < next.at) continue;
      const since = `${next.value} has its name ${scheduleId} since ${next.at}`;
      this.#broken("P4", `${value} is released at ${releasedAt}, and ${since}`);
    }
  }

  /** Answered as a duplicate: it must name the one that was taken. */
  duplicate(sent: Sent, offset: number | undefined): void {
    const first = this.#taken.get(`${sent.partition}/${sent.messageId}`);
    if (first?.offset === undefined || first.offset === offset) return;
    this.#broken("P2", `${sent.value} repeats ${first.value} at ${first.offset}, not ${offset}`);
  }

  /** What was deleted may be forgotten with its id, where the index is lost as well. */
  #checkTakenOnce(sent: Sent): void {
    const { partition, messageId, value } = sent;
    if (messageId === undefined) return;
    const key = `${partition}/${messageId}`;
    const first = this.#taken.get(key);
    this.#taken.set(key, sent);
    if (first === undefined || first === sent || this.#deleted.has(first.value)) return;
    this.#broken("P2", `${first.value} and ${value} are both taken under id ${messageId}`);
  }

  #broken(promise: string, what: string): never {
    throw new PromiseBroken(`${promise}: ${what}`);
  }
}

const nameOf = ({ partition, scheduleId }: Pick<Sent, "partition" | "scheduleId">): string =>
  `${partition}/${scheduleId}`;
