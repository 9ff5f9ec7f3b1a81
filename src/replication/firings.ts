/**
 * What becomes of recurring schedules that are due: works out, in the turn that appends, which of
 * them fire, move on or end. Appends nothing itself. Must never give a nominal time twice: it asks
 * the index, as of the end of the log, for what the schedule's last firing said.
 */
import { assert } from "../lib/assert.ts";
import { RECURRENCE_STEPS_PER_TURN, RELEASE_BATCH_BYTES_MAX } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";
import type { Standing } from "../schedule/recurring/define.ts";
import { catchUpFrom, planFirings } from "../schedule/recurring/plan-firings.ts";
import {
  readDefinition,
  type Releasing,
  releaseTimeOf,
} from "../schedule/recurring/recurring-batches.ts";

/** One step says when it is due next; one that missed something takes a second. */
const RECURRING_PER_TURN = RECURRENCE_STEPS_PER_TURN / 2;

export interface Settled {
  /** By release time, then offset. */
  readonly releasing: readonly Releasing[];
  /** Recurring schedules that pass over what they missed. */
  readonly moves: readonly { offset: number; dueMs: number; firings: number }[];
  /** Recurring schedules with nothing left to fire. */
  readonly ended: readonly number[];
  /** Nobody can say when they recur, on this machine: they stay in flight, so that nothing spins. */
  readonly failed: readonly unknown[];
  readonly fired: number;
  /** How many schedules were found to have missed a nominal time. */
  readonly missed: number;
}

export class Firings {
  /** A replica: its index is another one once it began anew. */
  readonly #of: { readonly schedule: PartitionSchedule };
  readonly #clock: Clock;
  /** Where those that catch up began, so that it is worked out once: by offset, while they do. */
  readonly #catchUps = new Map<number, number>();

  constructor(of: { readonly schedule: PartitionSchedule }, clock: Clock) {
    this.#of = of;
    this.#clock = clock;
  }

  /** Nothing is due any more: whoever catches up has done so. */
  idle(): void {
    this.#catchUps.clear();
  }

  /** In pieces that one turn can settle: a bound on what recurs in each. Order stays. */
  static *turnsOf(due: readonly Releasing[]): Generator<readonly Releasing[]> {
    let begin = 0;
    let recurring = 0;
    for (let end = 0; end < due.length; end++) {
      if (!due[end]!.entry.recurring) continue;
      if (recurring === RECURRING_PER_TURN) {
        yield due.slice(begin, end);
        begin = end;
        recurring = 0;
      }
      recurring += 1;
    }
    yield begin === 0 ? due : due.slice(begin);
  }

  /** Looks back where `fireAll` may have a great deal to make up for, some steps a turn. */
  async prepare(due: readonly Releasing[]): Promise<void> {
    for (const { entry, bytes } of due) {
      if (!entry.recurring || (this.#catchUps.get(entry.offset) ?? Infinity) <= entry.dueMs)
        continue;
      this.#catchUps.delete(entry.offset);
      const definition = readDefinition(bytes)?.definition;
      if (definition === undefined) continue;
      const fromMs = await this.#lookBack({ ...entry, definition });
      if (fromMs !== undefined) this.#catchUps.set(entry.offset, fromMs);
    }
  }

  async #lookBack(standing: Standing): Promise<number | undefined> {
    let steps = 0;
    const search = catchUpFrom(standing, this.#clock.wallMs());
    for (;;) {
      const { done, value } = search.next();
      if (done === true) return value;
      if (++steps % RECURRENCE_STEPS_PER_TURN === 0) await this.#clock.nextTurn();
    }
  }

  /** `due`: all may be released at `nowMs`. */
  settle(due: readonly Releasing[], nowMs: number): Settled {
    const settled = new Settling();
    const recurring = due.filter(({ entry }) => entry.recurring).length;
    const share = Math.max(Math.floor(RECURRENCE_STEPS_PER_TURN / Math.max(recurring, 1)), 1);
    for (const one of due) {
      if (!one.entry.recurring) settled.releasing.push(one);
      else this.#settleOne(one, { nowMs, share, recurring }, settled);
    }
    settled.releasing.sort(
      (a, b) => releaseTimeOf(a) - releaseTimeOf(b) || a.entry.offset - b.entry.offset,
    );
    return settled;
  }

  #settleOne(
    { entry: { offset }, bytes }: Releasing,
    { nowMs, share, recurring }: { nowMs: number; share: number; recurring: number },
    settled: Settling,
  ): void {
    const entry = this.#of.schedule.pendingAt(offset);
    const definition = readDefinition(bytes)?.definition;
    assert(entry !== undefined && definition !== undefined, `offset ${offset} is no definition`);
    const room = Math.floor(RELEASE_BATCH_BYTES_MAX / recurring / bytes.length);
    const most = Math.max(Math.min(share, room), 1);
    const fromMs = this.#catchUps.get(offset);
    try {
      const plan = planFirings({ ...entry, definition }, { nowMs, most, fromMs });
      if (plan.kind !== "fire") settled.missed += 1;
      if (plan.kind === "end") settled.ended.push(offset);
      else if (plan.kind === "move") {
        const { firings } = entry;
        settled.moves.push({ offset, dueMs: plan.dueMs, firings });
      } else {
        if (plan.missed) settled.missed += 1;
        for (const firing of plan.firings) settled.releasing.push({ entry, bytes, firing });
        settled.fired += plan.firings.length;
      }
    } catch (error) {
      settled.failed.push(error);
    }
  }
}

class Settling implements Settled {
  readonly releasing: Releasing[] = [];
  readonly moves: { offset: number; dueMs: number; firings: number }[] = [];
  readonly ended: number[] = [];
  readonly failed: unknown[] = [];
  fired = 0;
  missed = 0;
}
