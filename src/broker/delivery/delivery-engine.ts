/**
 * Feeds one reader from the partitions it follows, in turn, never beyond its credits and never above
 * the high watermark (P3, P6). Used by Fetch and Subscribe alike.
 *
 * At most one disk read is under way per reader, so a reader costs a bounded amount of memory however
 * far behind it is. What lies in the tail cache is delivered in the turn that committed it.
 */
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import { PACE_CHUNK_BYTES } from "../../model/limits.ts";
import type { Clock, Timer } from "../../platform/clock.ts";
import type { Delivery, DeliverySink } from "../api.ts";
import { Credits } from "./credits.ts";
import type { Cursor } from "./cursor.ts";
import { Pace, type PaceOptions } from "./pace.ts";
import { type Expired, type Walked, walkBatches } from "./walk.ts";

/** One read and one delivery; also what is delivered in one turn before others have theirs. */
const CHUNK_BYTES_MAX = 1024 * 1024;

/** How often a reader hears of progress past what it cannot see. */
const PROGRESS_MS = 100;
const NOTHING = { batches: [], records: [], recordCount: 0, sizeBytes: 0 };

export interface EngineOptions {
  readonly encoding: "batch" | "records";
  /** May the stream end now that every cursor is finished? */
  readonly mayFinish: () => boolean;
  /** Told when it ends by itself, before the sink is. */
  readonly onFinished?: () => void;
  readonly onDelivered: (delivery: Delivery) => void;
  /**
   * Set: records whose lifetime is over are left out, and it is told of them before the reader passes
   * them. A promise holds the reader until then; it must not reject, and may give up where the cursor
   * is not `followed` any more.
   */
  readonly onExpired?: (
    cursor: Cursor,
    expired: readonly Expired[],
    followed: () => boolean,
  ) => Promise<void> | undefined;
  /**
   * The cursor's partition cannot be read any more the way it was. True: its reader opens it again, and
   * need not be told.
   */
  readonly onUnreadable?: (cursor: Cursor, problem: TidemarkError) => boolean;
  /** Told after each delivery: `nextOffset` was handed over (automatic commit). */
  readonly onHandedOver?: (cursor: Cursor) => void;
  /** At the records' own pace; absent: as fast as there are credits. */
  readonly pace?: PaceOptions | undefined;
}

export class DeliveryEngine {
  readonly #clock: Clock;
  readonly #sink: DeliverySink;
  readonly #options: EngineOptions;
  readonly #credits = new Credits();
  readonly #pace: Pace | undefined;
  #cursors: Cursor[] = [];
  #turn = 0;
  #busy = false;
  /** Expired records are on their way to where they go: nothing behind them is delivered before. */
  #passing = false;
  #paused = false;
  #closed = false;
  /** Set: the balance is too small for the next record; waits for a grant. */
  #starved = false;
  #noMoreCredit = false;
  #progressTimer: Timer | undefined;

  constructor(clock: Clock, sink: DeliverySink, options: EngineOptions) {
    this.#clock = clock;
    this.#sink = sink;
    this.#options = options;
    if (options.pace !== undefined) {
      this.#pace = new Pace(clock, options.pace, () => this.pump());
    }
  }

  get cursors(): readonly Cursor[] {
    return this.#cursors;
  }

  /** Granted and not used yet. */
  get creditBytes(): number {
    return Math.max(this.#credits.bytes, 0);
  }

  /** `tell`: the reader does not know where it begins. */
  add(cursor: Cursor, tell = false): void {
    this.remove(cursor.topic, cursor.partition);
    this.#cursors.push(cursor);
    if (tell) this.#send(cursor, NOTHING);
    this.pump();
  }

  remove(topic: string, partition: number): void {
    const index = this.#cursors.findIndex(
      (cursor) => cursor.topic === topic && cursor.partition === partition,
    );
    if (index >= 0) this.#cursors.splice(index, 1)[0]!.close();
  }

  credit(records: number, bytes: number): void {
    this.#credits.grant(records, bytes);
    this.#starved = false;
    this.pump();
  }

  /** Nobody will grant more: says so through `needed` as soon as nothing is left. */
  lastCredit(): void {
    this.#noMoreCredit = true;
    this.pump();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.pump();
  }

  close(): void {
    this.#closed = true;
    this.#progressTimer?.cancel();
    this.#pace?.stop();
    for (const cursor of this.#cursors) cursor.close();
    this.#cursors = [];
  }

  /** Delivers while there is something to deliver and credit for it. */
  pump(): void {
    if (this.#busy || this.#passing) return;
    let budget = CHUNK_BYTES_MAX;
    while (!this.#closed && !this.#paused && !this.#passing) {
      if (this.#noMoreCredit && this.#credits.none && !this.#starved) return this.#starve(0);
      const cursor = this.#nextReady();
      if (cursor === undefined) {
        if (this.#pace?.hold(this.#cursors)) continue;
        return this.#checkFinished();
      }
      if (this.#credits.none || this.#starved) return;
      const until = cursor.readableUntil;
      const cached = cursor.readable.log.readCached(cursor.nextOffset, until, this.#chunkBytes());
      if (cached === undefined || budget <= 0) return this.#continueLater(cursor, cached);
      budget -= this.#deliverOrDrop(cursor, cached, until);
    }
  }

  /** Runs in the turn of whoever committed: what this reader cannot decode is not their failure. */
  #deliverOrDrop(cursor: Cursor, cached: readonly Buffer[], until: number): number {
    try {
      return this.#deliver(cursor, cached, until);
    } catch (error) {
      this.#drop(cursor, readFailure(error));
      return 1;
    }
  }

  #chunkBytes(): number {
    const max = this.#pace === undefined ? CHUNK_BYTES_MAX : PACE_CHUNK_BYTES;
    return Math.min(max, Math.max(this.#credits.bytes, 1));
  }

  /** The next cursor, in turn, that has something; one that cannot be read any more is dropped. */
  #nextReady(): Cursor | undefined {
    for (let tried = this.#cursors.length; tried > 0; tried -= 1) {
      this.#turn = (this.#turn + 1) % this.#cursors.length;
      const cursor = this.#cursors[this.#turn]!;
      const problem = cursor.readable.unreadable ?? outOfRange(cursor);
      if (problem !== undefined) {
        this.#drop(cursor, problem);
        if (this.#cursors.length === 0) return undefined;
      } else if (cursor.hasMore && (this.#pace?.lets(cursor) ?? true)) return cursor;
    }
    return undefined;
  }

  #drop(cursor: Cursor, problem: TidemarkError): void {
    // Another may follow the partition by now, from a place where nothing is wrong.
    if (!this.#cursors.includes(cursor)) return;
    this.remove(cursor.topic, cursor.partition);
    const { topic, partition, readable } = cursor;
    if (readable.unreadable !== undefined && this.#options.onUnreadable?.(cursor, problem)) return;
    this.#sink.partitionError(topic, partition, problem);
  }

  /** Reads from disk, or lets others have a turn, then goes on. */
  #continueLater(cursor: Cursor, cached: readonly Buffer[] | undefined): void {
    this.#busy = true;
    const step = cached === undefined ? this.#readAndDeliver(cursor) : this.#clock.nextTurn();
    void step
      .catch((error: unknown) => {
        if (!this.#closed) this.#drop(cursor, readFailure(error));
      })
      .then(() => {
        this.#busy = false;
        this.pump();
      });
  }

  async #readAndDeliver(cursor: Cursor): Promise<void> {
    const until = cursor.readableUntil;
    const chunks = await cursor.readable.log.read(cursor.nextOffset, until, this.#chunkBytes());
    // It may have been taken away, or the reader may have gone, while the disk was busy.
    if (!this.#follows(cursor)) return;
    // Or the place may have been deleted: what was read may lie beyond it, and nobody may miss a gap.
    const problem = outOfRange(cursor);
    if (problem !== undefined) this.#drop(cursor, problem);
    else this.#deliver(cursor, chunks, until);
  }

  /** Bytes delivered. */
  #deliver(cursor: Cursor, chunks: readonly Buffer[], until: number): number {
    // A hole: nothing is stored up to there.
    if (chunks.length === 0) {
      cursor.nextOffset = until;
      this.#reportProgressSoon();
      return 1;
    }
    const walked = this.#walk(cursor, chunks, until);
    const { expired } = walked;
    const passed =
      expired.length === 0
        ? undefined
        : this.#options.onExpired?.(cursor, expired, () => this.#follows(cursor));
    if (passed === undefined) return this.#handOver(cursor, walked);
    this.#passing = true;
    void passed.then(() => {
      this.#passing = false;
      if (this.#follows(cursor)) this.#handOver(cursor, walked);
      this.pump();
    });
    return 1;
  }

  #follows(cursor: Cursor): boolean {
    return !this.#closed && this.#cursors.includes(cursor);
  }

  #handOver(cursor: Cursor, walked: Walked): number {
    cursor.nextOffset = walked.nextOffset;
    cursor.ended = walked.ended;
    cursor.headTimeMs = walked.headTimeMs;
    if (walked.recordCount > 0) this.#send(cursor, walked);
    else if (walked.neededBytes > 0) this.#starve(walked.neededBytes);
    else this.#reportProgressSoon();
    return Math.max(walked.sizeBytes, 1);
  }

  #walk(cursor: Cursor, chunks: readonly Buffer[], until: number): Walked {
    const pace = this.#pace;
    const beganMs = pace === undefined ? 0 : this.#clock.monotonicMs();
    const walked = walkBatches(chunks, {
      topic: cursor.topic,
      partition: cursor.partition,
      from: cursor.nextOffset,
      until,
      untilTimeMs: cursor.untilTimeMs,
      readyTimeMs: pace?.reachedMs,
      livingAtMs: this.#options.onExpired === undefined ? undefined : this.#clock.wallMs(),
      recordsMax: this.#credits.records,
      bytesMax: this.#credits.bytes,
      encoding: this.#options.encoding,
    });
    if (walked.headTimeMs !== undefined) pace?.looked(this.#clock.monotonicMs() - beganMs);
    return walked;
  }

  /** Without records in `walked`: only how far the reader is, past what it cannot see. */
  #send(
    cursor: Cursor,
    walked: Pick<Walked, "batches" | "records" | "recordCount" | "sizeBytes">,
  ): void {
    this.#credits.spend(walked.recordCount, walked.sizeBytes);
    cursor.reportedOffset = cursor.nextOffset;
    const delivery: Delivery = {
      topic: cursor.topic,
      partition: cursor.partition,
      batches: walked.batches,
      records: walked.records,
      nextOffset: cursor.nextOffset,
      highWatermark: cursor.readable.highWatermark,
      logStartOffset: cursor.readable.log.logStartOffset,
      recordCount: walked.recordCount,
      sizeBytes: walked.sizeBytes,
    };
    this.#sink.deliver(delivery);
    this.#options.onDelivered(delivery);
    this.#options.onHandedOver?.(cursor);
  }

  #starve(bytes: number): void {
    this.#starved = true;
    this.#sink.needed(this.#credits.records > 0 ? 0 : 1, bytes - this.#credits.bytes);
  }

  /**
   * Scheduled and control batches are skipped in silence; a reader that met nothing else for a while
   * is told where it is, so that a caught-up group can commit it and has lag 0.
   */
  #reportProgressSoon(): void {
    this.#progressTimer ??= this.#clock.setTimer(PROGRESS_MS, () => {
      this.#progressTimer = undefined;
      for (const cursor of this.#cursors) {
        if (cursor.nextOffset > cursor.reportedOffset) this.#send(cursor, NOTHING);
      }
    });
  }

  #checkFinished(): void {
    if (this.#closed || !this.#options.mayFinish()) return;
    if (!this.#cursors.every((cursor) => cursor.finished)) return;
    for (const cursor of this.#cursors) {
      if (cursor.nextOffset > cursor.reportedOffset) this.#options.onHandedOver?.(cursor);
    }
    this.close();
    this.#options.onFinished?.();
    this.#sink.end(undefined);
  }
}

function outOfRange(cursor: Cursor): TidemarkError | undefined {
  const { logStartOffset } = cursor.readable.log;
  const { highWatermark } = cursor.readable;
  if (cursor.nextOffset >= logStartOffset && cursor.nextOffset <= highWatermark) return undefined;
  return new TidemarkError(
    "OFFSET_OUT_OF_RANGE",
    `offset ${cursor.nextOffset} of ${cursor.topic}/${cursor.partition} is outside of ` +
      `${logStartOffset} to ${highWatermark}`,
    { logStartOffset, highWatermark },
  );
}

/** Of a reader whose partition cannot be read. */
export function readFailure(error: unknown): TidemarkError {
  return toTidemarkError(error, "reading the log failed");
}
