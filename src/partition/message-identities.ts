/** Verdicts on the message ids of one batch, record by record in the order of their offsets. */
import type { BatchIds } from "../dedup/batch-ids.ts";
import { TidemarkError } from "../model/errors.ts";
import type { AdmissionContext, Exclusion } from "./admission.ts";

export class MessageIdentities {
  readonly #context: AdmissionContext;
  readonly #ids: BatchIds | undefined;
  /** Records with a header that is not what it must be, and what is wrong. */
  readonly #bad: ReadonlyMap<number, string>;
  #row = 0;

  constructor(
    context: AdmissionContext,
    ids: BatchIds | undefined,
    bad: ReadonlyMap<number, string>,
  ) {
    this.#context = context;
    this.#ids = ids;
    this.#bad = bad;
  }

  /** Of an unscheduled batch: a record that is no duplicate stays. */
  judgeAll(): Exclusion[] {
    const exclusions = [...this.#bad].map(([index, what]) => badHeader(index, what));
    const count = this.#ids?.count ?? 0;
    for (let row = 0; row < count; row++) {
      const index = this.#ids!.indexes[row]!;
      if (this.#bad.has(index)) continue;
      const first = this.#firstOf(row);
      if (first < 0) this.#ids!.claim(row, this.#context.baseOffset + index);
      else exclusions.push(this.#duplicate(index, first));
    }
    return exclusions;
  }

  /** Why the record must stay out; undefined: nothing is against it. */
  judge(index: number): Exclusion | undefined {
    const what = this.#bad.get(index);
    if (what !== undefined) return badHeader(index, what);
    const row = this.#rowOf(index);
    const first = row < 0 ? -1 : this.#firstOf(row);
    return first < 0 ? undefined : this.#duplicate(index, first);
  }

  /** The record stays: whoever comes with its id later is a duplicate. */
  claim(index: number): void {
    const row = this.#rowOf(index);
    if (row >= 0) this.#ids!.claim(row, this.#context.baseOffset + index);
  }

  #firstOf(row: number): number {
    const first = this.#ids!.first[row]!;
    return first >= 0 ? first : this.#ids!.claimedBy(row);
  }

  #rowOf(index: number): number {
    const ids = this.#ids;
    if (ids === undefined) return -1;
    while (this.#row < ids.count && ids.indexes[this.#row]! < index) this.#row++;
    return this.#row < ids.count && ids.indexes[this.#row] === index ? this.#row : -1;
  }

  #duplicate(index: number, keptOffset: number): Exclusion {
    const waiting = this.#context.pendingAt(keptOffset);
    if (waiting === undefined) return { index, keptOffset };
    return { index, keptOffset, keptDueMs: waiting.dueMs };
  }
}

function badHeader(index: number, what: string): Exclusion {
  return { index, error: new TidemarkError("INVALID_RECORD", what) };
}
