/**
 * The log as the core sees it: the entries after the last snapshot's tail, and how much of them is on
 * disk. Reads and writes nothing; the driver stores what `takeUnsaved` gives it.
 *
 *   base ≤ snapshot.index ≤ applied ≤ committed ≤ last
 *    └ entries begin after it                 saved ≤ last: on disk and still the same
 *
 * committed may be beyond saved on a follower; what is applied never is.
 */
import { assert } from "../lib/assert.ts";
import { type Entry, entryBytes, type Membership, type Snapshot } from "./types.ts";

interface MembershipAt {
  readonly index: number;
  readonly membership: Membership;
}

export class RaftLog {
  /** Position before the first entry that is kept. */
  #baseIndex: number;
  #baseTerm: number;
  #entries: Entry[];
  #snapshot: Snapshot;
  /** Of the snapshot, then each one that is in the log: ascending, never empty. */
  #memberships: MembershipAt[];
  #committed: number;
  #applied: number;
  #saved: number;
  /** First index that the driver was not told of in its present form. */
  #unsavedFrom: number;
  #unsavedSnapshot = false;

  /** `entries` follow `snapshot` without a gap (or begin before its end) and are on disk. */
  constructor(snapshot: Snapshot, entries: readonly Entry[]) {
    const kept = entries.filter(({ index }) => index > snapshot.index);
    this.#snapshot = snapshot;
    this.#baseIndex = snapshot.index;
    this.#baseTerm = snapshot.term;
    this.#entries = [];
    this.#memberships = [{ index: snapshot.index, membership: snapshot.membership }];
    this.#committed = snapshot.index;
    this.#applied = snapshot.index;
    this.#saved = snapshot.index;
    this.#unsavedFrom = snapshot.index + 1;
    this.append(kept);
    this.#saved = this.lastIndex;
    this.#unsavedFrom = this.lastIndex + 1;
  }

  get lastIndex(): number {
    return this.#baseIndex + this.#entries.length;
  }
  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#baseTerm;
  }
  /** The first index whose entry can still be read. */
  get firstIndex(): number {
    return this.#baseIndex + 1;
  }
  get committed(): number {
    return this.#committed;
  }
  get applied(): number {
    return this.#applied;
  }
  get saved(): number {
    return this.#saved;
  }
  get snapshot(): Snapshot {
    return this.#snapshot;
  }
  /** In force now: the latest in the log. */
  get membership(): Membership {
    return this.#memberships.at(-1)!.membership;
  }
  get membershipIndex(): number {
    return this.#memberships.at(-1)!.index;
  }

  /** Undefined where the entry is gone or not there yet. */
  termAt(index: number): number | undefined {
    if (index === this.#baseIndex) return this.#baseTerm;
    if (index === this.#snapshot.index) return this.#snapshot.term;
    return this.#entries[index - this.#baseIndex - 1]?.term;
  }

  /** Is a log that ends so at least as long as this one (§3.6.1)? */
  isUpToDate(lastIndex: number, lastTerm: number): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);
  }

  /** Entries from `from` on: at most `maxBytes`, but one at least. */
  slice(from: number, maxBytes: number, until = this.lastIndex): readonly Entry[] {
    assert(from >= this.firstIndex, `entry ${from} is gone; the first is ${this.firstIndex}`);
    const found: Entry[] = [];
    let bytes = 0;
    for (let at = from - this.firstIndex; at < until - this.#baseIndex; at++) {
      const entry = this.#entries[at]!;
      bytes += entryBytes(entry);
      if (found.length > 0 && bytes > maxBytes) break;
      found.push(entry);
    }
    return found;
  }

  /** Adds to the end. */
  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      assert(
        entry.index === this.lastIndex + 1 && entry.term >= this.lastTerm,
        `entry ${entry.index} of term ${entry.term} does not follow ${this.lastIndex} of term ${this.lastTerm}`,
      );
      this.#entries.push(entry);
      if (entry.kind === "membership") {
        this.#memberships.push({ index: entry.index, membership: entry.membership });
      }
    }
  }

  /**
   * A follower's append: what the log has already stays, from the first entry that differs on it is
   * replaced. The caller checked that the log has what comes before.
   */
  merge(entries: readonly Entry[]): void {
    const first = entries.findIndex(
      ({ index, term }) => index > this.lastIndex || this.#differs(index, term),
    );
    if (first < 0) return;
    const from = entries[first]!.index;
    if (from <= this.lastIndex) this.#truncate(from);
    this.append(entries.slice(first));
  }

  /** The greatest index at or below `index` whose term is not above `term`: where logs may agree. */
  agreeBelow(index: number, term: number): { readonly index: number; readonly term: number } {
    let at = Math.min(index, this.lastIndex);
    while (at > this.#baseIndex && this.termAt(at)! > term) at--;
    return { index: at, term: this.termAt(at) ?? this.#baseTerm };
  }

  /** Committed only grows, and never beyond the end. */
  commitTo(index: number): boolean {
    if (index <= this.#committed) return false;
    assert(index <= this.lastIndex, `commit ${index} is beyond the last index ${this.lastIndex}`);
    this.#committed = index;
    return true;
  }

  /** Committed and on this node's disk, not handed out before: at most `maxBytes`, or one. */
  takeCommitted(maxBytes: number): readonly Entry[] {
    const until = Math.min(this.#committed, this.#saved);
    if (until <= this.#applied) return NONE;
    const entries = this.slice(this.#applied + 1, maxBytes, until);
    this.#applied = entries.at(-1)!.index;
    return entries;
  }

  get hasCommitted(): boolean {
    return Math.min(this.#committed, this.#saved) > this.#applied;
  }

  /** What the driver has to write, each once. Entries replace all that it has from the first on. */
  takeUnsaved(): { readonly snapshot: Snapshot | undefined; readonly entries: readonly Entry[] } {
    const snapshot = this.#unsavedSnapshot ? this.#snapshot : undefined;
    const entries = this.#entries.slice(this.#unsavedFrom - this.firstIndex);
    this.#unsavedSnapshot = false;
    this.#unsavedFrom = this.lastIndex + 1;
    return { snapshot, entries };
  }

  get hasUnsaved(): boolean {
    return this.#unsavedSnapshot || this.#unsavedFrom <= this.lastIndex;
  }

  /** The driver wrote up to this entry. A later one may have taken its place meanwhile: then no. */
  savedTo(index: number, term: number): void {
    if (index > this.#saved && this.termAt(index) === term) this.#saved = index;
  }

  /** Everything up to `index` is in `data` now; entries up to `index − keep` are forgotten. */
  compact(index: number, data: Uint8Array, keep: number): Snapshot {
    assert(
      index > this.#snapshot.index && index <= this.#applied,
      `snapshot at ${index}: the last one is at ${this.#snapshot.index}, applied is ${this.#applied}`,
    );
    const { membership } = this.#memberships.findLast((one) => one.index <= index)!;
    this.#snapshot = { index, term: this.termAt(index)!, membership, data };
    const last = this.#memberships.findLastIndex((one) => one.index <= index);
    this.#memberships.splice(0, last);
    const base = Math.max(this.#baseIndex, index - keep);
    this.#baseTerm = this.termAt(base)!;
    this.#entries.splice(0, base - this.#baseIndex);
    this.#baseIndex = base;
    return this.#snapshot;
  }

  /** The leader's snapshot takes the place of everything. */
  restore(snapshot: Snapshot): void {
    assert(
      snapshot.index > this.#committed,
      `snapshot at ${snapshot.index} is not beyond what is committed, ${this.#committed}`,
    );
    this.#snapshot = snapshot;
    this.#baseIndex = snapshot.index;
    this.#baseTerm = snapshot.term;
    this.#entries = [];
    this.#memberships = [{ index: snapshot.index, membership: snapshot.membership }];
    this.#committed = snapshot.index;
    this.#applied = snapshot.index;
    this.#saved = 0;
    this.#unsavedFrom = snapshot.index + 1;
    this.#unsavedSnapshot = true;
  }

  #differs(index: number, term: number): boolean {
    const known = this.termAt(index);
    // What lies before the base is committed, and the leader has it too.
    return known !== undefined && known !== term;
  }

  #truncate(from: number): void {
    assert(from > this.#committed, `entry ${from} is committed (${this.#committed}): it cannot go`);
    this.#entries.length = from - this.firstIndex;
    this.#saved = Math.min(this.#saved, from - 1);
    this.#unsavedFrom = Math.min(this.#unsavedFrom, from);
    while (this.membershipIndex >= from) this.#memberships.pop();
  }
}

const NONE: readonly Entry[] = [];
