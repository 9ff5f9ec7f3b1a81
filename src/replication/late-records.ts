/**
 * What becomes of records that were overdue when a partition opened, where its topic says that they are
 * not to be released: dropped, or copied to a dead-letter topic first; then a CANCEL with its own reason.
 * Must never touch a record that became late while the broker ran, or that somebody moved since.
 *
 * Late is decided once, by the wall clock at the opening: due before `openedMs − lateAfterMs`, in the
 * log by then. The release loop hands over what is late as it takes it, so oldest first, in bounded
 * batches that go between those of producers.
 *
 *   begun → over     nothing pending is due before that moment: from here on everything is released
 *
 * A dead letter is committed before its record is cancelled. A crash in between leaves the record
 * pending: it is late again, and the dead letter's message id leaves the second copy out.
 */
import type { DeadLetter } from "../model/dead-letter.ts";
import { TidemarkError } from "../model/errors.ts";
import { LATE_MOVED_MAX } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import { readRecord } from "../record/records.ts";
import {
  buildCancelBatch,
  CANCELLED_LATE_DEAD_LETTERED,
  CANCELLED_LATE_DROPPED,
} from "../schedule/control-payload.ts";
import type { DueEntry } from "../schedule/entry.ts";
import { type Readable, readEach } from "./payloads.ts";
import type { Replica } from "./replica.ts";

export type LatePolicy =
  | { readonly kind: "drop"; readonly lateAfterMs: number }
  | { readonly kind: "deadLetter"; readonly lateAfterMs: number; readonly to: string };

export interface LateParts {
  readonly topic: string;
  readonly replica: Replica;
  readonly clock: Clock;
  readonly policy: LatePolicy;
  /** Resolves when all are committed. */
  readonly writeDeadLetters: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Cancelled as the policy says, and committed. */
  readonly settled: (count: number) => void;
  readonly failed: (error: unknown) => void;
  readonly over: () => void;
}

export class LateRecords {
  readonly #parts: LateParts;
  readonly #lateBeforeMs: number;
  /** What was scheduled later was never late when the partition opened. */
  readonly #endOffset: number;
  /** Given a due time in the past since: somebody wants them released now. */
  readonly #moved = new Set<number>();
  /** Being copied: who comes for them now is too late. */
  readonly #copying = new Set<number>();
  #isOver = false;
  #stop: () => void = () => {};
  readonly #stopped = new Promise<"stopped">((resolve) => {
    this.#stop = () => resolve("stopped");
  });

  constructor(parts: LateParts) {
    this.#parts = parts;
    const { replica, clock, policy } = parts;
    this.#lateBeforeMs = clock.wallMs() - policy.lateAfterMs;
    this.#endOffset = replica.log.endOffset;
    this.look();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Looks whether something pending is late. */
  look(): void {
    if (this.#isOver) return;
    const { nextDueMs } = this.#parts.replica.schedule;
    if (nextDueMs === undefined || nextDueMs >= this.#lateBeforeMs) this.#end();
  }

  isLate({ offset, dueMs, recurring }: DueEntry): boolean {
    if (this.#isOver || recurring || this.#moved.has(offset)) return false;
    return dueMs < this.#lateBeforeMs && offset < this.#endOffset;
  }

  /** On its way to the dead-letter topic: it can neither be cancelled nor moved any more. */
  isCopying(offset: number): boolean {
    return this.#copying.has(offset);
  }

  /** Somebody gave it another due time. */
  moved(offset: number, dueMs: number): void {
    if (this.#isOver || dueMs >= this.#lateBeforeMs) return;
    this.#moved.add(offset);
    // Released rather than dropped, where nobody can tell any more.
    if (this.#moved.size > LATE_MOVED_MAX) this.#end();
  }

  /** Resolves when they are settled, or given back; rejects where they are to be tried again later. */
  async settle(late: readonly DueEntry[]): Promise<void> {
    const { policy, replica } = this.#parts;
    try {
      if (policy.kind === "drop") await this.#cancel(late, CANCELLED_LATE_DROPPED);
      else await this.#copyThenCancel(late, policy.to);
    } finally {
      // What was not cancelled. What was is not in flight any more.
      replica.schedule.giveBack(late.map(({ offset }) => offset));
      this.look();
    }
  }

  /** Whoever waits for a dead letter waits no longer: it is made again at the next start. */
  stop(): void {
    this.#stop();
  }

  async #copyThenCancel(late: readonly DueEntry[], to: string): Promise<void> {
    const { replica, failed, writeDeadLetters } = this.#parts;
    const { readable, damage } = await readEach(replica.log, late, replica.highWatermark);
    if (damage !== undefined) {
      if (readable.length === 0) throw damage;
      failed(damage);
    }
    const nowMs = this.#parts.clock.wallMs();
    const ready = readable.filter(({ entry }) => this.#isStillLate(entry, nowMs));
    for (const { entry } of ready) this.#copying.add(entry.offset);
    try {
      const letters = ready.map((one) => this.#letterOf(one, to));
      const outcome = await Promise.race([writeDeadLetters(letters), this.#stopped]);
      if (outcome === "stopped") return;
      await this.#cancel(
        ready.map(({ entry }) => entry),
        CANCELLED_LATE_DEAD_LETTERED,
      );
    } finally {
      for (const { entry } of ready) this.#copying.delete(entry.offset);
    }
  }

  /** Decides and appends in one turn; waits for the commit. */
  async #cancel(late: readonly DueEntry[], reason: number): Promise<void> {
    const { replica, clock, settled } = this.#parts;
    if (replica.refusal !== undefined) return;
    const nowMs = clock.wallMs();
    const offsets = late
      .filter((entry) => this.#isStillLate(entry, nowMs))
      .map(({ offset }) => offset);
    if (offsets.length === 0) return;
    await replica.committed(replica.append(buildCancelBatch(offsets, nowMs, reason)).lastOffset);
    settled(offsets.length);
  }

  /** Not since cancelled, replaced or moved; and the wall clock has not stepped back before it. */
  #isStillLate(entry: DueEntry, nowMs: number): boolean {
    return this.isLate(entry) && this.#parts.replica.schedule.isReleasable(entry, nowMs);
  }

  #letterOf({ entry, bytes }: Readable, to: string): DeadLetter {
    const { topic, replica, policy } = this.#parts;
    const record = readRecord(bytes);
    return {
      topic,
      partition: replica.id.partition,
      offset: entry.offset,
      reason: "late",
      to,
      key: record.key,
      value: record.value,
      headers: record.headers(),
      timestamp: entry.dueMs,
      error: `overdue by more than ${policy.lateAfterMs} ms when the broker came back`,
    };
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#moved.clear();
    this.#parts.over();
  }
}

/** Who comes for a record that is being copied to a dead-letter topic. */
export function refuseCopying(replica: Replica, id: string, offset: number): void {
  if (replica.late?.isCopying(offset) !== true) return;
  throw new TidemarkError(
    "ALREADY_RELEASED",
    `"${id}" was overdue when the broker came back, and is on its way to the dead-letter topic`,
  );
}
