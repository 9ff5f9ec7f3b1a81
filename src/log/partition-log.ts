/**
 * The log of one partition: appends get their place at once and are durable when `onFlushed` says
 * so; reads see only what was flushed and verified. All its parts are wired here, nothing else.
 */
import type { TidemarkError } from "../model/errors.ts";
import type { PartitionId } from "../model/ids.ts";
import { fromDisk } from "./damage.ts";
import type { EpochIndex } from "./epoch-index.ts";
import { checkLogOptions, type LogDeps, type LogOptions } from "./log-options.ts";
import { LogReader, type ScanVisitor } from "./log-reader.ts";
import { LogResources } from "./log-resources.ts";
import { LogUpkeep } from "./log-upkeep.ts";
import { type BatchPlace, LogWriter } from "./log-writer.ts";
import { recoverLog, type RecoveredLog, type RecoveryReport } from "./recovery.ts";
import type { Segment } from "./segment.ts";
import { SegmentList } from "./segment-list.ts";
import { TailCache } from "./tail-cache.ts";

export type { LogDeps, LogOptions } from "./log-options.ts";
export type { ScanVisitor } from "./log-reader.ts";
export type { BatchPlace } from "./log-writer.ts";
export type { RecoveryReport } from "./recovery.ts";

export class PartitionLog {
  readonly directory: string;
  /** What opening found and did, for the log line. */
  readonly recovery: RecoveryReport;
  /** Where each leader epoch begins. */
  readonly epochs: EpochIndex;
  /** True in interval mode: what is acknowledged may be lost with the power. Say so in the logs. */
  readonly acknowledgesBeforeSync: boolean;
  /** Cuts, retention and cleaning. */
  readonly upkeep: LogUpkeep;
  readonly #deps: LogDeps;
  readonly #segments: SegmentList;
  /** This log's alone, and closed with it. */
  readonly #ownResources: LogResources | undefined;
  readonly #cache: TailCache;
  readonly #writer: LogWriter;
  readonly #reader: LogReader;

  private constructor(
    deps: LogDeps,
    directory: string,
    options: LogOptions,
    resources: LogResources,
    recovered: RecoveredLog,
  ) {
    const segments = new SegmentList(recovered.segments);
    const { epochs } = recovered;
    this.directory = directory;
    this.recovery = recovered.report;
    this.epochs = epochs;
    this.acknowledgesBeforeSync = options.flush.mode === "interval";
    this.#deps = deps;
    this.#ownResources = deps.resources === undefined ? resources : undefined;
    this.#segments = segments;
    const cache = new TailCache(options.cacheBytes, segments.active.endOffset);
    this.#cache = cache;
    const parts = { disk: deps.disk, directory, segments, epochs, resources, cache };
    this.#writer = new LogWriter(deps, options, parts);
    this.upkeep = new LogUpkeep(deps, { ...parts, writer: this.#writer }, recovered.start);
    this.#reader = new LogReader({
      segments,
      epochs,
      resources,
      clock: deps.clock,
      bounds: () => ({ logStartOffset: this.logStartOffset, flushedOffset: this.flushedOffset }),
    });
  }

  /**
   * Opens the log in `directory`, or creates it. `durableMark`: everything below was durable once,
   * as the owner knows from its checkpoints; it lies in no hole between batches. Rejects with PARTITION_DAMAGED, having changed
   * nothing, where the files are not what they must be; with STORAGE_FULL, OVERLOADED where the
   * disk or the limit of open files does not let it.
   */
  static async open(
    deps: LogDeps,
    directory: string,
    identity: PartitionId,
    options: LogOptions,
    durableMark: number,
  ): Promise<PartitionLog> {
    checkLogOptions(options);
    const resources = deps.resources ?? new LogResources(deps.disk);
    try {
      const recovered = await recoverLog({
        disk: deps.disk,
        handles: resources.handles,
        directory,
        identity,
        indexIntervalBytes: options.indexIntervalBytes,
        startOffset: options.startOffset ?? 0,
        cleanedOffset: options.cleanedOffset ?? 0,
        durableMark,
        pause: () => deps.clock.nextTurn(),
      });
      return new PartitionLog(deps, directory, options, resources, recovered);
    } catch (error) {
      throw fromDisk(error, `open log ${directory}`);
    }
  }

  /** Readers begin here; durable. */
  get logStartOffset(): number {
    return this.upkeep.start.logStartOffset;
  }

  /** Where the oldest segment begins: at or below the log start, for replicas and folds. */
  get firstOffset(): number {
    return this.upkeep.start.firstOffset;
  }

  /** A view that was folded up to less must be folded anew: what it lacks may be gone. */
  get cleanedOffset(): number {
    return this.upkeep.start.cleanedOffset;
  }

  /** What the next batch may take. */
  get endOffset(): number {
    return this.#writer.endOffset;
  }

  /** Everything below is in the file, and stays: at or above `flushedOffset`, as it may not be synced yet. */
  get writtenOffset(): number {
    return this.#writer.writtenOffset;
  }

  /** Everything below may be acknowledged and read. */
  get flushedOffset(): number {
    return this.#writer.flushedOffset;
  }

  /** Everything below is synced: what a durable mark may say. */
  get durableOffset(): number {
    return this.#writer.durableOffset;
  }

  get sizeBytes(): number {
    return this.#segments.sizeBytes;
  }

  /** Appended and not written yet, the group that is being written included. */
  get queuedBytes(): number {
    return this.#writer.queuedBytes;
  }

  /** −1 where nothing was appended yet. */
  get lastEpoch(): number {
    return this.epochs.lastEpoch;
  }

  /** In order; the last one is the active one. */
  get segments(): readonly Segment[] {
    return this.#segments.all;
  }

  /** Called each time more is written, before it is synced. */
  set onWritten(listener: () => void) {
    this.#writer.onWritten = listener;
  }

  /** Called with the new flushed offset each time it moves. */
  set onFlushed(listener: (flushedOffset: number) => void) {
    this.#writer.onFlushed = listener;
  }

  /**
   * Called where batches were dropped instead of written: all at or above `truncatedTo`, which is
   * the log's end now. The next append tries again.
   */
  set onAppendFailed(listener: (error: TidemarkError, truncatedTo: number) => void) {
    this.#writer.onAppendFailed = listener;
  }

  /**
   * `batch` is one stamped, valid batch whose base offset is at or above `endOffset`; it is kept by
   * reference until written, and in the tail cache, and must not change.
   */
  append(batch: Buffer): BatchPlace {
    return this.#writer.append(batch);
  }

  /** Resolves when everything appended so far is durable; rejects where it was dropped instead. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /**
   * Batches from the memory of the newest ones, first the one that holds or follows `fromOffset`,
   * none at or above `untilOffset` or the flushed offset; undefined where only `read` can tell.
   */
  readCached(fromOffset: number, untilOffset: number, maxBytes: number): Buffer[] | undefined {
    return this.#cached(fromOffset, Math.min(untilOffset, this.flushedOffset), maxBytes);
  }

  /** The same up to the written offset: for other replicas, never for clients. */
  readWritten(fromOffset: number, maxBytes: number): Buffer[] | undefined {
    return this.#cached(fromOffset, this.writtenOffset, maxBytes);
  }

  #cached(fromOffset: number, untilOffset: number, maxBytes: number): Buffer[] | undefined {
    const batches = this.#cache.read(fromOffset, untilOffset, maxBytes);
    if (batches !== undefined) this.#deps.metrics?.cacheReadBytes.add(bytesIn(batches));
    return batches;
  }

  /** What the cache holds, its own overhead included. */
  get cachedBytes(): number {
    return this.#cache.sizeBytes;
  }

  /** Bounds what the cache holds from now on. */
  resizeCache(cacheBytes: number): void {
    this.#cache.resize(cacheBytes);
  }

  /**
   * Whole batches from disk, verified; one Buffer may hold several. The first holds or follows
   * `fromOffset`, none begins at or above `untilOffset`; one at least, if there is any, even where
   * it is larger than `maxBytes`. May end early at the end of a segment. Rejects with
   * PARTITION_DAMAGED rather than pass on a wrong byte.
   */
  async read(fromOffset: number, untilOffset: number, maxBytes: number): Promise<Buffer[]> {
    const batches = await this.#reader.read(fromOffset, untilOffset, maxBytes);
    this.#deps.metrics?.diskReadBytes.add(bytesIn(batches));
    return batches;
  }

  /** Raw bytes, unverified: the caller knows their checksum. Rejects with OFFSET_OUT_OF_RANGE. */
  readRange(segmentBaseOffset: number, position: number, length: number): Promise<Buffer> {
    const cached = this.#cache.readRange(segmentBaseOffset, position, length);
    if (cached !== undefined) return Promise.resolve(cached);
    return this.#reader.readRange(segmentBaseOffset, position, length);
  }

  /** The place of the batch that holds `offset`; undefined in a hole and outside the log. */
  positionOf(offset: number): Promise<BatchPlace | undefined> {
    return this.#reader.positionOf(offset);
  }

  /** The first offset whose record time is at or after `timeMs`; due times do not count. */
  offsetForTimestamp(timeMs: number): Promise<number | undefined> {
    return this.#reader.offsetForTimestamp(timeMs);
  }

  /**
   * Every batch in order, control and scheduled ones too, from the one that holds or follows
   * `fromOffset` (which may be below the log start) to what is flushed now. Verified.
   */
  scan(fromOffset: number, visit: ScanVisitor): Promise<void> {
    return this.#reader.scan(fromOffset, visit);
  }

  /**
   * Readers begin at `offset` from now on (durable when it resolves; never back, never above the
   * flushed offset). Segments that end at or below both it and `pinnedFrom` are removed.
   */
  deleteBefore(offset: number, pinnedFrom: number): Promise<void> {
    return this.upkeep.deleteBefore(offset, pinnedFrom);
  }

  /**
   * Drops every batch that ends above `offset`: a follower's way back to its leader's history.
   * `lowerMark` hears where the log will end and makes that durable before anything is cut.
   * Nothing may be appended meanwhile.
   */
  truncateTo(offset: number, lowerMark: (endOffset: number) => Promise<void>): Promise<void> {
    return this.upkeep.truncateTo(offset, lowerMark);
  }

  /** Writes and syncs what it has and leaves the files of a clean stop. Idempotent. */
  close(): Promise<void> {
    return this.upkeep.close(async () => {
      await this.#writer.close();
      await this.#ownResources?.close();
    });
  }
}

function bytesIn(batches: readonly Buffer[]): number {
  let bytes = 0;
  for (const batch of batches) bytes += batch.length;
  return bytes;
}
