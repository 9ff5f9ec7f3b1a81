/**
 * Partitions as queue groups reach them, whoever leads them: reads ahead in order, reads single records
 * again, and writes dead letters.
 */
import type { QueueSource, ReadRecords } from "../../coordination/group-coordinator.ts";
import type { QueuePlace, StockRecord } from "../../group/queue-entry.ts";
import type { Burial, LoadedRecord } from "../../group/queue-events.ts";
import { assert } from "../../lib/assert.ts";
import { murmur2 } from "../../lib/murmur2.ts";
import type { DeadLetter } from "../../model/dead-letter.ts";
import { deadLetterTopicOf } from "../../model/dead-letter.ts";
import { TidemarkError } from "../../model/errors.ts";
import { QUEUE_READ_BYTES, QUEUE_READ_RECORDS } from "../../model/limits.ts";
import type { Clock } from "../../platform/clock.ts";
import { expiresAtMs } from "../../record/lifetime.ts";
import { forEachRecord, type RecordView } from "../../record/records.ts";
import { BatchView, isVisibleAt } from "../../record/view.ts";
import type { Log } from "../../telemetry/log.ts";
import { consumed } from "../delivery/decode.ts";
import type { Expired } from "../delivery/walk.ts";
import type { ExpiredRecords } from "../expired-records.ts";
import type { ReadablePartition, Readables } from "../routing/readable-partition.ts";
import { QueueFollow } from "./queue-follow.ts";

export interface QueueSourceParts {
  readonly clock: Clock;
  readonly readables: Readables;
  readonly log: Log;
  readonly writeDeadLetters: (letters: readonly DeadLetter[]) => Promise<void>;
  readonly expired: Pick<ExpiredRecords, "passing" | "gone">;
}

export class PartitionSource implements QueueSource {
  readonly #parts: QueueSourceParts;

  constructor(parts: QueueSourceParts) {
    this.#parts = parts;
  }

  follow(place: QueuePlace, advanced: (end: number) => void): () => void {
    const { clock, log } = this.#parts;
    const follow = new QueueFollow({ clock, log, open: () => this.#open(place) }, place, advanced);
    follow.start();
    return () => follow.stop();
  }

  read(place: QueuePlace, from: number): ReadRecords | Promise<ReadRecords> {
    const opened = this.#open(place);
    if (opened instanceof Promise) return opened.then((open) => this.#read(open, place, from));
    return this.#read(opened, place, from);
  }

  #read(
    readable: ReadablePartition,
    place: QueuePlace,
    from: number,
  ): ReadRecords | Promise<ReadRecords> {
    const { log, highWatermark } = readable;
    // What was cleaned away in between is settled: nobody can ever have it.
    const start = Math.max(from, log.logStartOffset);
    const skipped = start - from;
    if (start >= highWatermark) return { stock: [], nextOffset: start, expired: skipped };
    const finish = (chunks: readonly Buffer[]): ReadRecords | Promise<ReadRecords> => {
      const read = new Reading(place, start, highWatermark, this.#parts.clock.wallMs(), skipped);
      for (const chunk of chunks) if (!read.chunk(chunk)) break;
      // A hole: nothing is stored up to there.
      if (chunks.length === 0) read.nextOffset = highWatermark;
      if (skipped > 0) this.#parts.expired.gone(place.topic, skipped);
      return this.#passing(readable, place, read.over)?.then(() => read) ?? read;
    };
    const cached = log.readCached(start, highWatermark, QUEUE_READ_BYTES);
    if (cached !== undefined) return finish(cached);
    return log.read(start, highWatermark, QUEUE_READ_BYTES).then(finish);
  }

  async load(place: QueuePlace, offsets: readonly number[]): Promise<readonly LoadedRecord[]> {
    const readable = await this.#open(place);
    const wanted = new Set(offsets);
    const found: LoadedRecord[] = [];
    let bytes = 0;
    let at = 0;
    while (at < offsets.length && bytes < QUEUE_READ_BYTES) {
      const records = await this.#batchAt(readable, place, offsets[at]!, wanted);
      // Neighbours are often of one batch.
      for (; at < offsets.length && offsets[at]! < records.end; at++) {
        const offset = offsets[at]!;
        // One that is passed over would count as gone.
        assert(offset > (offsets[at - 1] ?? -1), `queue: ${offset} is asked for out of order`);
        const stock = records.stock.get(offset);
        found.push({ offset, stock });
        bytes += stock?.sizeBytes ?? 0;
        if (stock === undefined && !records.over.includes(offset)) {
          this.#parts.expired.gone(place.topic, 1);
        }
      }
      await this.#passing(readable, place, [{ view: records.view, offsets: records.over }]);
    }
    return found;
  }

  async bury(group: string, burial: Burial): Promise<"written" | "gone"> {
    const { place, offset } = burial;
    const { topic, partition } = place;
    try {
      const readable = await this.#open(place);
      const { stock } = await this.#batchAt(readable, place, offset, new Set([offset]));
      const record = stock.get(offset)?.record;
      if (record === undefined) return "gone";
      const to = deadLetterTopicOf(topic, burial.deadLetterTopic);
      if (to === undefined) {
        this.#parts.log.warnOften("bury", "gave up on a record of a dead-letter topic", {
          group,
          topic,
          partition,
          offset,
        });
        return "written";
      }
      const { deliveries, firstDeliveryMs, reason: error } = burial;
      const { key, value, headers, timestamp } = record;
      const why = { group, reason: "deliveries" as const, error, deliveries, firstDeliveryMs };
      const letter = { topic, partition, offset, to, key, value, headers, timestamp, ...why };
      await this.#parts.writeDeadLetters([letter]);
      return "written";
    } catch (error) {
      const about = { group, topic, partition, offset, error };
      this.#parts.log.warnOften("bury", "a dead letter was not written; trying again", about);
      throw error;
    }
  }

  /** Those of `wanted` in the batch that holds `offset`. */
  async #batchAt(
    readable: ReadablePartition,
    place: QueuePlace,
    offset: number,
    wanted: ReadonlySet<number>,
  ): Promise<BatchPart> {
    const { log, highWatermark } = readable;
    const nothing = { stock: new Map(), over: [], end: offset + 1, view: NO_BATCH };
    if (offset < log.logStartOffset) return nothing;
    const chunks =
      log.readCached(offset, highWatermark, 1) ?? (await log.read(offset, highWatermark, 1));
    const [chunk] = chunks;
    if (chunk === undefined) return nothing;
    const view = new BatchView(chunk);
    // What holds it is gone, and this is what follows.
    if (view.baseOffset > offset || !isVisible(view)) return nothing;
    const nowMs = this.#parts.clock.wallMs();
    const stock = new Map<number, StockRecord>();
    const over: number[] = [];
    forEachRecord(view, (record) => {
      const each = view.baseOffset + record.index;
      if (!wanted.has(each)) return;
      if (isOver(view, record, nowMs)) over.push(each);
      else stock.set(each, stockOf(record, place, each, view));
    });
    return { stock, over, end: view.nextOffset, view };
  }

  /** Records whose lifetime is over are about to be settled unseen. A promise: not before it resolves. */
  #passing(
    readable: ReadablePartition,
    place: QueuePlace,
    expired: readonly Expired[],
  ): Promise<void> | undefined {
    const some = expired.filter(({ offsets }) => offsets.length > 0);
    if (some.length === 0) return undefined;
    return this.#parts.expired.passing(place, some, () => readable.unreadable === undefined);
  }

  #open({ topic, topicId, partition }: QueuePlace): ReadablePartition | Promise<ReadablePartition> {
    const opened = this.#parts.readables.open(topic, partition, topicId);
    return opened instanceof Promise ? opened.then(stillReadable) : stillReadable(opened);
  }
}

function stillReadable(readable: ReadablePartition): ReadablePartition {
  if (readable.unreadable !== undefined) throw readable.unreadable;
  return readable;
}

const isVisible = (view: BatchView): boolean => isVisibleAt(view.buffer, view.position);

/** Without the attribute nobody looks. */
const isOver = (view: BatchView, record: RecordView, nowMs: number): boolean =>
  view.hasTtl && expiresAtMs(record) <= nowMs;

/** What is wanted of one batch. */
interface BatchPart {
  readonly stock: ReadonlyMap<number, StockRecord>;
  /** Wanted, and past their lifetime. */
  readonly over: readonly number[];
  /** It says nothing from here on. */
  readonly end: number;
  readonly view: BatchView;
}

const NO_BATCH = new BatchView(Buffer.alloc(0));

/** Reads on in order, up to the bounds of one read. */
class Reading implements ReadRecords {
  readonly stock: StockRecord[] = [];
  /** Past their lifetime: settled unseen. */
  readonly over: Expired[] = [];
  nextOffset: number;
  expired: number;
  readonly #place: QueuePlace;
  readonly #end: number;
  readonly #nowMs: number;
  #bytes = 0;

  constructor(place: QueuePlace, from: number, end: number, nowMs: number, expired: number) {
    this.#place = place;
    this.nextOffset = from;
    this.#end = end;
    this.#nowMs = nowMs;
    this.expired = expired;
  }

  /** Whole batches, one after another. False: it has had enough. */
  chunk(chunk: Buffer): boolean {
    for (let position = 0; position < chunk.length; ) {
      const view = new BatchView(chunk, position);
      if (view.baseOffset >= this.#end || this.#isFull) return false;
      if (isVisible(view) && !this.#batch(view)) return false;
      this.nextOffset = Math.max(this.nextOffset, Math.min(view.nextOffset, this.#end));
      position += view.sizeBytes;
    }
    return true;
  }

  #batch(view: BatchView): boolean {
    let stopped = false;
    const over: number[] = [];
    this.#decode(view, (record) => {
      const offset = view.baseOffset + record.index;
      if (stopped || offset < this.nextOffset || offset >= this.#end) return;
      if (this.#isFull) {
        stopped = true;
        this.nextOffset = offset;
      } else if (isOver(view, record, this.#nowMs)) over.push(offset);
      else {
        this.stock.push(stockOf(record, this.#place, offset, view));
        this.#bytes += record.sizeBytes;
      }
    });
    if (over.length > 0) this.over.push({ view, offsets: over });
    this.expired += over.length;
    return !stopped;
  }

  /** What cannot be decoded ends the read before it; at its beginning it is everybody's problem. */
  #decode(view: BatchView, visit: (record: RecordView) => void): void {
    try {
      forEachRecord(view, visit);
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      const { topic, partition } = this.#place;
      throw new TidemarkError(
        error.code,
        `the batch at offsets ${view.baseOffset} to ${view.lastOffset} of ${topic}/${partition} ` +
          `cannot be decoded: ${error.message} Reset the group beyond it, or delete it.`,
        {},
        { cause: error },
      );
    }
  }

  get #isFull(): boolean {
    return this.stock.length >= QUEUE_READ_RECORDS || this.#bytes >= QUEUE_READ_BYTES;
  }
}

function stockOf(
  record: RecordView,
  { topic, partition }: QueuePlace,
  offset: number,
  view: BatchView,
): StockRecord {
  const { key, sizeBytes } = record;
  return {
    record: consumed(record, topic, partition, offset, view.isReleased),
    sizeBytes,
    keyHash: key === undefined ? undefined : murmur2(key),
  };
}
