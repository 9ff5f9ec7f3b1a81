/**
 * The unsettled records of one partition in one queue group, and what the log has to know of them.
 * Live state only: what is durable is in the group's image, and `draft` names the records that bring
 * the image up to date (Q8). Entries are added by ascending offset.
 */
import { assert } from "../lib/assert.ts";
import { Deque } from "../lib/deque.ts";
import type { GroupImage } from "./image.ts";
import { chunkOf, chunkState } from "./queue-chunk.ts";
import type { QueueEntry, QueuePlace } from "./queue-entry.ts";
import type { GroupRecord, QueueCounts } from "./records.ts";

/** Settled entries that may stay in the order of offsets before it is tidied. */
const ORDER_SLACK = 64;

export class QueueLedger {
  readonly #place: QueuePlace;
  readonly #entries = new Map<number, QueueEntry>();
  readonly #byChunk = new Map<number, Set<QueueEntry>>();
  /** By offset; may hold settled ones. */
  #order = new Deque<QueueEntry>();
  /** One past the highest offset that was settled or came back. */
  #reach: number;
  readonly #counts: { -readonly [Name in keyof QueueCounts]: number };
  /** Chunks whose record in the log is out of date. */
  #touched = new Set<number>();
  #dirty = false;
  #settling: QueueEntry[] = [];
  /** Of the round that is being written. */
  #inAir:
    | { readonly settled: readonly QueueEntry[]; readonly chunks: ReadonlySet<number> }
    | undefined;
  /** The group was reset: no chunk of the log holds any more. */
  #wiped = false;

  constructor(place: QueuePlace, reach: number, counts: QueueCounts) {
    this.#place = place;
    this.#reach = reach;
    this.#counts = { ...counts };
  }

  get counts(): QueueCounts {
    return this.#counts;
  }

  get size(): number {
    return this.#entries.size;
  }

  get isDirty(): boolean {
    return this.#dirty;
  }

  get(offset: number): QueueEntry | undefined {
    return this.#entries.get(offset);
  }

  all(): IterableIterator<QueueEntry> {
    return this.#entries.values();
  }

  /** The oldest one's offset. */
  floor(): number | undefined {
    for (let front = this.#order.front(); front; front = this.#order.front()) {
      if (this.#entries.get(front.offset) === front) return front.offset;
      this.#order.popFront();
    }
    return undefined;
  }

  add(entry: QueueEntry): void {
    const { offset } = entry;
    assert(!this.#entries.has(offset), `queue: offset ${offset} is handed out twice`);
    this.#entries.set(offset, entry);
    const chunk = chunkOf(offset);
    const others = this.#byChunk.get(chunk);
    if (others === undefined) this.#byChunk.set(chunk, new Set([entry]));
    else others.add(entry);
    this.#order.pushBack(entry);
  }

  settle(entry: QueueEntry): void {
    const { phase, offset } = entry;
    assert(phase.kind !== "settling", `queue: offset ${offset} is settled twice`);
    entry.phase = { kind: "settling" };
    this.#settling.push(entry);
    this.#touch(offset);
  }

  /** A delivery of it came back: the log has to know how often. */
  cameBack(entry: QueueEntry): void {
    entry.returned = true;
    this.#touch(entry.offset);
  }

  /** Redeliveries alone are written with what comes of them. */
  count(name: keyof QueueCounts, by: number): void {
    this.#counts[name] += by;
    if (name !== "redelivered" && by > 0) this.#dirty = true;
  }

  /** The log has to know the partition as it is. */
  begin(): void {
    this.#dirty = true;
  }

  reset(offset: number): void {
    this.#entries.clear();
    this.#byChunk.clear();
    this.#order.clear();
    this.#settling = [];
    this.#reach = offset;
    this.#wiped = true;
    this.#dirty = true;
  }

  /**
   * Records of this round, which is being written from now on: `written` or `notWritten` follows.
   * `position`: everything below it was handed out or passed over.
   */
  draft(group: string, image: GroupImage | undefined, position: number): GroupRecord[] {
    if (!this.#dirty) return [];
    const { topicId, partition } = this.#place;
    const place = { group, topicId, partition };
    if (this.#settling.length === this.#entries.size) {
      this.#reach = Math.max(this.#reach, position);
    }
    const known = image?.chunks(topicId, partition);
    this.#touchBetween(image?.offset(topicId, partition) ?? 0, this.#reach);
    if (this.#wiped) for (const chunk of known?.keys() ?? []) this.#touched.add(chunk);
    const counts = { ...this.#counts };
    const records: GroupRecord[] = [{ kind: "offset", ...place, offset: this.#reach, counts }];
    for (const chunk of this.#touched) {
      const open = [...(this.#byChunk.get(chunk) ?? [])].filter(
        ({ offset, phase }) => offset < this.#reach && phase.kind !== "settling",
      );
      if (open.length > 0) {
        const state = chunkState(
          open.map((each) => ({ offset: each.offset, tries: triesOf(each) })),
        );
        records.push({ kind: "chunk", ...place, chunk, state });
      } else if (known?.has(chunk)) records.push({ kind: "chunk-gone", ...place, chunk });
    }
    this.#inAir = { settled: this.#settling, chunks: this.#touched };
    this.#settling = [];
    this.#touched = new Set();
    this.#dirty = false;
    this.#wiped = false;
    return records;
  }

  /** The round is durable. Returns how many records are settled for good. */
  written(): number {
    const before = this.#entries.size;
    for (const entry of this.#inAir?.settled ?? []) this.#remove(entry);
    this.#inAir = undefined;
    if (this.#order.length > 2 * this.#entries.size + ORDER_SLACK) this.#tidy();
    return before - this.#entries.size;
  }

  /** None of the round is durable; the next one has all of it. */
  notWritten(): void {
    if (this.#inAir === undefined) return;
    // After a reset meanwhile none of them is there any more.
    const settled = this.#inAir.settled.filter((each) => this.#entries.get(each.offset) === each);
    this.#settling = [...settled, ...this.#settling];
    for (const chunk of this.#inAir.chunks) this.#touched.add(chunk);
    this.#dirty = true;
    this.#inAir = undefined;
  }

  #touch(offset: number): void {
    this.#touched.add(chunkOf(offset));
    this.#reach = Math.max(this.#reach, offset + 1);
    this.#dirty = true;
  }

  /** Chunks with unsettled records that the reach has passed since. */
  #touchBetween(from: number, to: number): void {
    if (to <= from) return;
    const first = chunkOf(from);
    const last = chunkOf(to - 1);
    if (last - first > this.#byChunk.size) {
      for (const chunk of this.#byChunk.keys()) {
        if (chunk >= first && chunk <= last) this.#touched.add(chunk);
      }
      return;
    }
    for (let chunk = first; chunk <= last; chunk++) {
      if (this.#byChunk.has(chunk)) this.#touched.add(chunk);
    }
  }

  #remove(entry: QueueEntry): void {
    if (this.#entries.get(entry.offset) !== entry) return;
    this.#entries.delete(entry.offset);
    const chunk = chunkOf(entry.offset);
    const others = this.#byChunk.get(chunk)!;
    others.delete(entry);
    if (others.size === 0) this.#byChunk.delete(chunk);
  }

  #tidy(): void {
    const order = new Deque<QueueEntry>();
    for (const entry of this.#order) {
      if (this.#entries.get(entry.offset) === entry) order.pushBack(entry);
    }
    this.#order = order;
  }
}

function triesOf(entry: QueueEntry) {
  if (!entry.returned) return undefined;
  const { deliveries, firstDeliveryMs, notBeforeMs, phase } = entry;
  // The delivery under way has not come back yet.
  const ended = phase.kind === "held" ? deliveries - 1 : deliveries;
  return { deliveries: ended, firstDeliveryMs, notBeforeMs };
}
