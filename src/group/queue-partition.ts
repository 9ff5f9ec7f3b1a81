/**
 * One partition in one queue group: what was read ahead, what has to be read again, and whose turn
 * it is. Invariant: every offset below the position is either settled or an entry of the ledger.
 */
import { assert } from "../lib/assert.ts";
import { Deque } from "../lib/deque.ts";
import type { TopicId } from "../model/ids.ts";
import {
  QUEUE_GROUP_UNSETTLED_MAX,
  QUEUE_LOAD_RECORDS,
  QUEUE_PARTITION_UNSETTLED_MAX,
  QUEUE_READ_RECORDS,
} from "../model/limits.ts";
import type { GroupImage } from "./image.ts";
import { unsettledIn } from "./queue-chunk.ts";
import type { QueuePlace, StockRecord } from "./queue-entry.ts";
import { QueueEntry, UNREAD } from "./queue-entry.ts";
import { KeyLines } from "./queue-keys.ts";
import { QueueLedger } from "./queue-ledger.ts";
import { NO_COUNTS } from "./records.ts";

/** What all partitions of a group share. */
export interface QueueTotals {
  unsettled: number;
  /** Of records read and not handed out. */
  bufferedBytes: number;
  /** Reads under way, in order or by offset. */
  reads: number;
}

/** Read on when fewer than this many records lie ready. */
const STOCK_LOW = QUEUE_READ_RECORDS / 4;

export class QueuePartition implements QueuePlace {
  readonly topicId: TopicId;
  readonly topic: string;
  readonly partition: number;
  readonly ledger: QueueLedger;
  readonly #totals: QueueTotals;
  readonly #keyOrder: boolean;
  readonly #lines = new KeyLines();
  /** Read, at or above the position, in order. */
  readonly #stock = new Deque<StockRecord>();
  /** To be read again, and those that were. */
  readonly #unread = new Deque<QueueEntry>();
  readonly #loaded = new Deque<QueueEntry>();
  /** Known from the log by offset alone: until their keys are known nothing new may pass them. */
  readonly #keyless = new Set<QueueEntry>();
  #position: number;
  #fetchedTo: number;
  #reading = false;
  #loading = false;
  /** Exclusive end of what may be read. */
  end = 0;
  /** It stands in the line of partitions that have something. */
  linesUp = false;

  constructor(
    place: QueuePlace,
    from: number,
    keyOrder: boolean,
    totals: QueueTotals,
    counts = NO_COUNTS,
  ) {
    this.topicId = place.topicId;
    this.topic = place.topic;
    this.partition = place.partition;
    this.ledger = new QueueLedger(place, from, counts);
    this.#keyOrder = keyOrder;
    this.#totals = totals;
    this.#position = this.#fetchedTo = from;
  }

  /** As the log has it; `each` gets what has to be looked at before it is delivered. */
  static restore(
    place: QueuePlace,
    image: GroupImage,
    keyOrder: boolean,
    totals: QueueTotals,
    each: (entry: QueueEntry) => void,
  ): QueuePartition {
    const { topicId, partition } = place;
    const reach = image.offset(topicId, partition) ?? 0;
    const counts = image.counts(topicId, partition);
    const queue = new QueuePartition(place, reach, keyOrder, totals, counts);
    const chunks = [...image.chunks(topicId, partition)].sort(([a], [b]) => a - b);
    for (const { offset, tries } of chunks.flatMap(([chunk, state]) => unsettledIn(chunk, state))) {
      if (offset >= reach) continue;
      const entry = queue.#add(offset);
      if (tries !== undefined) Object.assign(entry, tries, { returned: true });
      if (keyOrder) {
        queue.#keyless.add(entry);
        queue.makeReady(entry);
      } else each(entry);
    }
    return queue;
  }

  /** Where the next record comes from. */
  get position(): number {
    return this.#position;
  }

  get floor(): number {
    return this.ledger.floor() ?? this.#position;
  }

  /** Offsets that are not settled, invisible ones above the position included. */
  get lag(): number {
    return Math.max(0, this.end - this.#position) + this.ledger.size;
  }

  // Reading.

  /** Where to read on, where there is something to read and room for it. */
  get readFrom(): number | undefined {
    const wanted =
      !this.#reading &&
      this.#stock.length < STOCK_LOW &&
      this.#fetchedTo < this.end &&
      this.#keyless.size === 0 &&
      this.#hasRoom;
    return wanted ? this.#fetchedTo : undefined;
  }

  /** False ends it without an answer: it is asked for again when somebody looks. */
  set reading(is: boolean) {
    if (is !== this.#reading) this.#totals.reads += is ? 1 : -1;
    this.#reading = is;
  }

  /** `expired`: how many in between were settled unseen. */
  fetched(from: number, stock: readonly StockRecord[], nextOffset: number, expired: number): void {
    this.reading = false;
    // What was read ahead was given up, or the group was reset, meanwhile.
    if (from !== this.#fetchedTo) return;
    assert(nextOffset >= from, `queue: read from ${from} to ${nextOffset}`);
    for (const each of stock) {
      this.#stock.pushBack(each);
      this.#totals.bufferedBytes += each.sizeBytes;
    }
    this.#fetchedTo = nextOffset;
    this.ledger.count("expired", expired);
    if (this.#stock.length === 0) this.#position = nextOffset;
  }

  get hasUnread(): boolean {
    return !this.#loading && this.#unread.length > 0;
  }

  /** Ready entries whose records have to be read again, marked as being read. */
  takeUnread(): QueueEntry[] {
    const wanted: QueueEntry[] = [];
    while (!this.#loading && wanted.length < QUEUE_LOAD_RECORDS) {
      const entry = this.#unread.popFront();
      if (entry === undefined) break;
      const { phase } = entry;
      if (phase.kind !== "ready" || phase.loading || phase.record !== undefined) continue;
      entry.phase = { kind: "ready", loading: true, record: undefined };
      wanted.push(entry);
    }
    if (wanted.length > 0) this.#setLoading(true);
    return wanted;
  }

  /**
   * The record of an entry was read: it waits for a consumer now (`stocked`), has to be looked at
   * since it comes from before a restart (`restored`), or is not wanted at the moment (`passed`).
   */
  loaded(entry: QueueEntry, record: StockRecord): "stocked" | "restored" | "passed" {
    const { phase } = entry;
    if (phase.kind !== "ready" || !phase.loading) return "passed";
    if (this.#keyless.delete(entry)) {
      const first = this.#lines.join(entry, record.keyHash);
      entry.phase = first ? UNREAD : { kind: "blocked" };
      return first ? "restored" : "passed";
    }
    entry.phase = { kind: "ready", loading: false, record };
    this.#loaded.pushBack(entry);
    this.#totals.bufferedBytes += record.sizeBytes;
    return "stocked";
  }

  /** The answer to `takeUnread` is complete; what it did not bring is asked for again. */
  loadingEnds(asked: readonly QueueEntry[]): void {
    this.#setLoading(false);
    for (const entry of [...asked].reverse()) {
      if (entry.phase.kind !== "ready" || !entry.phase.loading) continue;
      entry.phase = UNREAD;
      this.#unread.pushFront(entry);
    }
  }

  /** Gives up what was read and nobody takes: it is read again when somebody wants it. */
  dropStock(): void {
    for (const { sizeBytes } of this.#stock) this.#totals.bufferedBytes -= sizeBytes;
    this.#stock.clear();
    this.#fetchedTo = this.#position;
    for (let entry = this.#loaded.popFront(); entry; entry = this.#loaded.popFront()) {
      this.#totals.bufferedBytes -= recordOf(entry).sizeBytes;
      this.makeReady(entry);
    }
  }

  // Handing out.

  /** Bytes of the next record that may be delivered; redelivered ones come first. */
  nextBytes(): number | undefined {
    const again = this.#loaded.front();
    if (again !== undefined) return recordOf(again).sizeBytes;
    for (let fresh = this.#stock.front(); fresh && this.#hasRoom; fresh = this.#stock.front()) {
      if (!this.#keyOrder || !this.#lines.has(fresh.keyHash)) return fresh.sizeBytes;
      const entry = this.#takeFresh();
      this.#lines.join(entry, fresh.keyHash);
      entry.phase = { kind: "blocked" };
    }
    return undefined;
  }

  /** What `nextBytes` spoke of; the caller gives it to somebody in the same turn. */
  take(): { readonly entry: QueueEntry; readonly stock: StockRecord } {
    const again = this.#loaded.popFront();
    if (again !== undefined) {
      const stock = recordOf(again);
      this.#totals.bufferedBytes -= stock.sizeBytes;
      return { entry: again, stock };
    }
    const stock = this.#stock.front()!;
    const entry = this.#takeFresh();
    if (this.#keyOrder) assert(this.#lines.join(entry, stock.keyHash), "queue: its key is busy");
    return { entry, stock };
  }

  makeReady(entry: QueueEntry): void {
    entry.phase = UNREAD;
    this.#unread.pushBack(entry);
  }

  /** Its end is decided. Returns the next record of its key, which may be delivered now. */
  settle(entry: QueueEntry, as?: "deadLettered" | "expired"): QueueEntry | undefined {
    this.ledger.settle(entry);
    if (as !== undefined) this.ledger.count(as, 1);
    // It may have been settled before its key was known, and so before it stood in a line.
    return this.#keyless.delete(entry) ? undefined : this.#lines.leave(entry);
  }

  /** A person sets the offset: nothing that was before counts. Returns what was not settled. */
  reset(offset: number): QueueEntry[] {
    this.dropStock();
    const entries = [...this.ledger.all()];
    this.#totals.unsettled -= entries.length;
    this.ledger.reset(offset);
    this.#unread.clear();
    this.#keyless.clear();
    this.#lines.clear();
    this.#setLoading(false);
    this.reading = false;
    this.#position = this.#fetchedTo = offset;
    return entries;
  }

  /** The ledger's round is durable. */
  written(): void {
    this.#totals.unsettled -= this.ledger.written();
  }

  #takeFresh(): QueueEntry {
    const { record, sizeBytes } = this.#stock.popFront()!;
    this.#totals.bufferedBytes -= sizeBytes;
    this.#position = this.#stock.length === 0 ? this.#fetchedTo : record.offset + 1;
    return this.#add(record.offset);
  }

  #add(offset: number): QueueEntry {
    const entry = new QueueEntry(this, offset, UNREAD);
    this.ledger.add(entry);
    this.#totals.unsettled++;
    return entry;
  }

  #setLoading(is: boolean): void {
    if (is !== this.#loading) this.#totals.reads += is ? 1 : -1;
    this.#loading = is;
  }

  get #hasRoom(): boolean {
    return (
      this.ledger.size < QUEUE_PARTITION_UNSETTLED_MAX &&
      this.#totals.unsettled < QUEUE_GROUP_UNSETTLED_MAX
    );
  }
}

function recordOf({ phase, offset }: QueueEntry): StockRecord {
  assert(phase.kind === "ready" && phase.record !== undefined, `queue: ${offset} was not read`);
  return phase.record;
}
