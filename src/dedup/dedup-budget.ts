/** What all partitions of a broker may remember together (P5), and each one's share of it. */
import { DEDUP_IDS_MAX, DEDUP_TABLE_ROWS_MAX, DEDUP_TABLE_ROWS_MIN } from "../model/limits.ts";

/** A partition that remembers ids. */
export interface DedupMember {
  /** Ids in its runs. */
  readonly storedCount: number;
  /** Ids in its tables. */
  readonly tableCount: number;
}

export class DedupBudget {
  readonly #idsMax: number;
  readonly #members = new Set<DedupMember>();
  readonly #onForgot: (ids: number) => void;

  /** `onForgot`: told of ids that are forgotten before their time. */
  constructor(onForgot: (ids: number) => void, idsMax: number = DEDUP_IDS_MAX) {
    this.#onForgot = onForgot;
    this.#idsMax = idsMax;
  }

  join(member: DedupMember): void {
    this.#members.add(member);
  }

  leave(member: DedupMember): void {
    this.#members.delete(member);
  }

  /** Ids remembered. */
  get count(): number {
    let count = 0;
    for (const { storedCount, tableCount } of this.#members) count += storedCount + tableCount;
    return count;
  }

  /** Rows at which a partition should store its table. */
  get tableRows(): number {
    const share = Math.floor(DEDUP_TABLE_ROWS_MAX / Math.max(this.#members.size, 1));
    return Math.max(share, DEDUP_TABLE_ROWS_MIN);
  }

  /** Whether this one must forget some of its own: all are too many, and it has more than its share. */
  isOver(member: DedupMember): boolean {
    if (member.storedCount <= this.#idsMax / this.#members.size) return false;
    return this.count > this.#idsMax;
  }

  forgot(ids: number): void {
    if (ids > 0) this.#onForgot(ids);
  }
}
