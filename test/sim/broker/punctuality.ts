/**
 * Whether a simulated broker releases on time and in order: never before the due time by the clock
 * of that moment, even where the clock had been further once; soon after it; and what was due at one
 * time by due time, then scheduled offset. Knows how long things take where nothing disturbs them.
 */
import { PromiseBroken, type Seen, type Sent } from "./oracle.ts";

/** From the append of a release to the reader: write and sync of a disk that works, then memory. */
const COMMIT_MAX_MS = 20;
/** The same, with the look at the schedule and the read before it. */
const PIPELINE_MAX_MS = 100;
/** After a disturbance: the longest sleep of the release loop, its pause after a failure, and the way. */
const RECOVERY_MAX_MS = 1_000 + 500 + PIPELINE_MAX_MS;
const MOMENTS_MAX = 4_096;

interface Moment {
  readonly atMs: number;
  readonly wallMs: number;
}

export class Punctuality {
  /** The wall clock, as far back as a release that is read now may have been appended. */
  #moments: Moment[] = [];
  /** By value: since when the broker knows of it, and of its due time. */
  readonly #knownAtMs = new Map<string, number>();
  #calmSinceMs = 0;
  #swiftSinceMs = 0;
  /** The latest release that was only just in time, for the totals. */
  latenessMaxMs = 0;

  /** At each event, and before and after each step. */
  clock(atMs: number, wallMs: number): void {
    this.#moments.push({ atMs, wallMs });
    if (this.#moments.length < MOMENTS_MAX) return;
    this.#moments = this.#moments.filter((moment) => moment.atMs >= atMs - RECOVERY_MAX_MS);
  }

  /** Until then nobody expects anything on time. */
  disturbed(untilMs: number): void {
    this.#calmSinceMs = Math.max(this.#calmSinceMs, untilMs);
  }

  /** Until then even what is appended may take long to be seen. */
  slow(untilMs: number): void {
    this.#swiftSinceMs = Math.max(this.#swiftSinceMs, untilMs);
    this.disturbed(untilMs);
  }

  /** It waits from now on, or, where it waited before, its due time may be another one. */
  known({ value }: Sent, atMs: number): void {
    this.#knownAtMs.set(value, Math.max(atMs, this.#knownAtMs.get(value) ?? 0));
  }

  /** A release is read for the first time, by a reader that had read all there was before. */
  released(seen: Seen, atMs: number, wallMs: number, waiting: readonly Sent[]): void {
    if (seen.dueMs === undefined) return;
    if (atMs >= this.#swiftSinceMs + COMMIT_MAX_MS) this.#checkEarly(seen, atMs, wallMs);
    if (atMs < this.#calmSinceMs) return;
    this.#checkLateness(seen, atMs, wallMs);
    this.#checkOrder(seen, atMs, wallMs, waiting);
  }

  /** By the clock of the append: where it steps back, what was due before and is not taken waits. */
  #checkEarly({ value, dueMs }: Seen, atMs: number, wallMs: number): void {
    const reached = this.#wallMaxMs(atMs - COMMIT_MAX_MS, wallMs);
    if (reached >= dueMs!) return;
    throw new PromiseBroken(`P4: ${value} is early: due at ${dueMs}, the clock was at ${reached}`);
  }

  #checkLateness({ value, dueMs }: Seen, atMs: number, wallMs: number): void {
    const dueAtMs = atMs - (wallMs - dueMs!);
    const readyMs = Math.max(dueAtMs, this.#knownAtMs.get(value) ?? atMs);
    const recoveredMs = this.#calmSinceMs + RECOVERY_MAX_MS;
    const latestMs = Math.max(readyMs + PIPELINE_MAX_MS, recoveredMs);
    this.latenessMaxMs = Math.max(this.latenessMaxMs, atMs - Math.max(readyMs, this.#calmSinceMs));
    if (atMs <= latestMs) return;
    throw new PromiseBroken(
      `P4: ${value} is late: ready at ${readyMs}, calm since ${this.#calmSinceMs}, seen at ${atMs}`,
    );
  }

  /** Nothing that was known and due well before waits behind it. */
  #checkOrder(seen: Seen, atMs: number, wallMs: number, waiting: readonly Sent[]): void {
    const knownMs = atMs - PIPELINE_MAX_MS;
    if (knownMs < this.#calmSinceMs + RECOVERY_MAX_MS) return;
    for (const sent of waiting) {
      if (sent.partition !== seen.partition || sent.openMoves > 0) continue;
      const [dueMs] = sent.dueMs;
      if (sent.dueMs.length > 1 || dueMs === undefined || dueMs > wallMs - PIPELINE_MAX_MS)
        continue;
      if ((this.#knownAtMs.get(sent.value) ?? atMs) > knownMs) continue;
      const before = dueMs - seen.dueMs! || sent.offset! - seen.scheduledOffset!;
      if (before >= 0) continue;
      throw new PromiseBroken(`P4: ${sent.value}, due at ${dueMs}, waits behind ${seen.value}`);
    }
  }

  #wallMaxMs(sinceMs: number, nowMs: number): number {
    let most = nowMs;
    for (let index = this.#moments.length - 1; index >= 0; index -= 1) {
      const { atMs, wallMs } = this.#moments[index]!;
      // The last one before it too: the clock went on from there.
      most = Math.max(most, wallMs);
      if (atMs < sinceMs) break;
    }
    return most;
  }
}
