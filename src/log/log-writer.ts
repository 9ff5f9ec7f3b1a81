/**
 * The end of one log: gives each batch its place at once, then writes and syncs what has gathered,
 * one group at a time, and says what is durable. It never says so before it is (P1), and never
 * lets a batch that was refused come back (P2).
 */
import { assert } from "../lib/assert.ts";
import { GROUP_COMMIT_BYTES_MAX } from "../model/limits.ts";
import { TidemarkError } from "../model/errors.ts";
import { writeFully } from "../platform/atomic-file.ts";
import type { Timer } from "../platform/clock.ts";
import { DiskError, type DiskFile } from "../platform/disk.ts";
import { baseOffsetAt, batchSizeAt, nextOffsetAt } from "../record/view.ts";
import { AppendQueue, type CommitGroup } from "./append-queue.ts";
import { leaderEpochAt, NO_TIME, recordTimeAt } from "./batch-fields.ts";
import { fromDisk } from "./damage.ts";
import type { EpochIndex } from "./epoch-index.ts";
import { FlushWaiters } from "./flush-waiters.ts";
import type { LogDeps, LogOptions } from "./log-options.ts";
import type { LogResources } from "./log-resources.ts";
import { Segment } from "./segment.ts";
import { writeSegmentSidecars } from "./segment-digest.ts";
import type { SegmentList } from "./segment-list.ts";
import type { TailCache } from "./tail-cache.ts";

const RELATIVE_OFFSET_MAX = 2 ** 31 - 1;

/** Where a batch is in the files. */
export interface BatchPlace {
  readonly segmentBaseOffset: number;
  readonly position: number;
}

export interface WriterParts {
  readonly directory: string;
  readonly segments: SegmentList;
  readonly epochs: EpochIndex;
  readonly cache: TailCache;
  readonly resources: LogResources;
}

/** Where the next batch goes, once all that is queued is written. */
interface Plan {
  segmentBaseOffset: number;
  sizeBytes: number;
  firstTimeMs: number;
}

export class LogWriter {
  onWritten: (() => void) | undefined;
  onFlushed: ((flushedOffset: number) => void) | undefined;
  onAppendFailed: ((error: TidemarkError, truncatedTo: number) => void) | undefined;
  readonly #deps: LogDeps;
  readonly #options: LogOptions;
  readonly #parts: WriterParts;
  readonly #queue = new AppendQueue();
  #plan: Plan;
  #endOffset: number;
  #writtenOffset: number;
  #flushedOffset: number;
  #durableOffset: number;
  /** Bytes of the group that is being written. */
  #inFlightBytes = 0;
  /** Written and, in interval mode, not synced yet. Never more than one maximal group. */
  #unsyncedBytes = 0;
  #syncDue = false;
  #syncTimer: Timer | undefined;
  /** The active segment is to be closed although nothing may follow. */
  #rollDue = false;
  readonly #waiters = new FlushWaiters();
  #running: Promise<void> | undefined;
  #dead = false;
  #closed = false;

  constructor(deps: LogDeps, options: LogOptions, parts: WriterParts) {
    this.#deps = deps;
    this.#options = options;
    this.#parts = parts;
    const { endOffset } = parts.segments.active;
    this.#endOffset = endOffset;
    this.#writtenOffset = endOffset;
    this.#flushedOffset = endOffset;
    this.#durableOffset = endOffset;
    this.#plan = this.#planFromActive();
  }

  /** The offset that the next batch may take. */
  get endOffset(): number {
    return this.#endOffset;
  }

  /**
   * Everything below is in the file, the last group perhaps not synced yet. This process never drops any
   * of it: after a sync that fails there is only the end, and an append that is refused was not written.
   */
  get writtenOffset(): number {
    return this.#writtenOffset;
  }

  /** Everything below may be acknowledged and read. */
  get flushedOffset(): number {
    return this.#flushedOffset;
  }

  /** Everything below is synced: the same as `flushedOffset` but in interval mode. */
  get durableOffset(): number {
    return this.#durableOffset;
  }

  get queuedBytes(): number {
    return this.#queue.sizeBytes + this.#inFlightBytes;
  }

  append(batch: Buffer): BatchPlace {
    const baseOffset = baseOffsetAt(batch, 0);
    const nextOffset = nextOffsetAt(batch, 0);
    assert(!this.#dead && !this.#closed, "append to a log that is closed or failed");
    assert(batchSizeAt(batch, 0) === batch.length, `append of ${batch.length} bytes, not a batch`);
    assert(
      baseOffset >= this.#endOffset && nextOffset > baseOffset,
      `append of offsets ${baseOffset} to ${nextOffset} to a log that ends at ${this.#endOffset}`,
    );
    const plan = this.#planFor(batch, nextOffset);
    const place = { segmentBaseOffset: plan.segmentBaseOffset, position: plan.sizeBytes };
    this.#parts.epochs.observe(leaderEpochAt(batch, 0), baseOffset);
    plan.sizeBytes += batch.length;
    this.#endOffset = nextOffset;
    this.#queue.push({ bytes: batch, ...place, nextOffset });
    this.#parts.cache.push({ bytes: batch, baseOffset, nextOffset, ...place });
    this.#start();
    return place;
  }

  /** Resolves when everything appended so far is durable; rejects where it was dropped instead. */
  flush(): Promise<void> {
    if (this.#dead) return Promise.reject(failed());
    if (this.#durableOffset >= this.#endOffset) return Promise.resolve();
    const flushed = this.#waiters.until(this.#endOffset);
    this.#start();
    return flushed;
  }

  /** Closes the active segment if it holds something and nobody writes to it just now. */
  async rollIdle(): Promise<void> {
    const { active } = this.#parts.segments;
    const busy = this.#running !== undefined || this.#queue.length > 0;
    if (busy || this.#dead || this.#closed || active.sizeBytes === 0) return;
    this.#plan = { segmentBaseOffset: this.#endOffset, sizeBytes: 0, firstTimeMs: NO_TIME };
    this.#rollDue = true;
    this.#start();
    await this.settled();
  }

  /** Resolves when nothing is being written or queued, whatever became of it. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Takes nothing more, writes what it has, and leaves the sidecars of a clean stop. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush().catch(() => undefined);
    await this.settled();
    this.#syncTimer?.cancel();
    if (this.#dead) return;
    const { segments, epochs, directory, resources } = this.#parts;
    const { active } = segments;
    try {
      const range = epochs.within(active.baseOffset, active.endOffset);
      await writeSegmentSidecars(this.#deps.disk, active, range);
      await this.#deps.disk.syncDirectory(directory);
    } catch (error) {
      // Everything is synced already; without these files the next start reads the segment.
      if (!(error instanceof DiskError) || error.code === "IO") {
        this.#die(`could not close ${directory}`, error);
      }
    }
    await resources.handles.drop(active.path);
  }

  /** The log was cut by its owner, who had waited for `settled`. */
  resumeAt(endOffset: number): void {
    assert(this.#queue.length === 0 && this.#running === undefined, "cut while it is written to");
    this.#endOffset = endOffset;
    this.#writtenOffset = endOffset;
    this.#flushedOffset = endOffset;
    this.#durableOffset = endOffset;
    this.#plan = this.#planFromActive();
  }

  #planFromActive(): Plan {
    const { baseOffset, sizeBytes, firstTimeMs } = this.#parts.segments.active;
    return { segmentBaseOffset: baseOffset, sizeBytes, firstTimeMs };
  }

  /** The plan to put `batch` into: the current segment's, or that of a new one. */
  #planFor(batch: Buffer, nextOffset: number): Plan {
    const timeMs = recordTimeAt(batch, 0);
    const { segmentBaseOffset, sizeBytes, firstTimeMs } = this.#plan;
    const { segmentBytes, segmentMs } = this.#options;
    const full =
      sizeBytes + batch.length > segmentBytes ||
      nextOffset - segmentBaseOffset > RELATIVE_OFFSET_MAX;
    const old = firstTimeMs !== NO_TIME && timeMs - firstTimeMs >= segmentMs;
    if (sizeBytes > 0 && (full || old)) {
      this.#plan = { segmentBaseOffset: this.#endOffset, sizeBytes: 0, firstTimeMs: NO_TIME };
    }
    assert(
      nextOffset - this.#plan.segmentBaseOffset <= RELATIVE_OFFSET_MAX,
      `offset ${nextOffset} is too far above the end of the log, ${this.#endOffset}`,
    );
    if (this.#plan.firstTimeMs === NO_TIME) this.#plan.firstTimeMs = timeMs;
    return this.#plan;
  }

  #start(): void {
    if (this.#running !== undefined || this.#dead) return;
    // Not at once: what else is appended in this turn of the event loop shares the first group.
    this.#running = Promise.resolve().then(() => this.#run());
  }

  async #run(): Promise<void> {
    const { slots } = this.#parts.resources;
    try {
      while (this.#hasWork()) {
        const turn = slots.acquire();
        if (turn !== undefined) await turn;
        try {
          await this.#commitNext();
        } finally {
          slots.release();
        }
      }
    } catch (error) {
      if (!this.#dead) this.#die(`the log in ${this.#parts.directory} failed`, error);
    } finally {
      this.#running = undefined;
    }
  }

  #hasWork(): boolean {
    if (this.#dead) return false;
    if (this.#queue.length > 0 || this.#rollDue) return true;
    return this.#unsyncedBytes > 0 && (this.#syncDue || !this.#waiters.isEmpty);
  }

  async #commitNext(): Promise<void> {
    const group = this.#queue.takeGroup(this.#options.groupCommitBytes);
    if (group === undefined) return await (this.#rollDue ? this.#rollNow() : this.#syncWritten());
    this.#inFlightBytes = group.sizeBytes;
    let touched = false;
    const startMs = this.#deps.clock.monotonicMs();
    try {
      // A torn end is told from damage by its length: unsynced bytes stay within one group.
      const tooMuch = this.#unsyncedBytes + group.sizeBytes > GROUP_COMMIT_BYTES_MAX;
      const rolls = group.segmentBaseOffset !== this.#parts.segments.active.baseOffset;
      if (this.#unsyncedBytes > 0 && (tooMuch || rolls || this.#syncDue)) {
        await this.#syncWritten();
      }
      if (rolls) await this.#roll(group.segmentBaseOffset);
      const { active } = this.#parts.segments;
      assert(active.sizeBytes === group.position, `group at ${group.position} of ${active.path}`);
      await this.#parts.resources.handles.use(active.path, "readwrite", async (file) => {
        touched = true;
        await writeFully(file, group.chunks, group.position);
        await this.#finish(file, active, group);
      });
      this.#publish(active, group);
      this.#measure(group, startMs);
    } catch (error) {
      await this.#undo(error, touched);
    } finally {
      this.#inFlightBytes = 0;
    }
  }

  /**
   * The write is done. While the disk syncs, whoever may have what is only written hears of it, and this
   * thread indexes and sums it.
   */
  async #finish(file: DiskFile, active: Segment, group: CommitGroup): Promise<void> {
    const syncs = this.#options.flush.mode === "sync";
    const syncing = syncs ? this.#sync(file) : undefined;
    this.#writtenOffset = group.nextOffset;
    this.onWritten?.();
    active.digest = undefined;
    let position = group.position;
    for (const chunk of group.chunks) {
      active.observe(chunk, 0, position);
      position += chunk.length;
    }
    await syncing;
    if (!syncs) this.#noteUnsynced(group.sizeBytes);
  }

  #publish(active: Segment, group: CommitGroup): void {
    active.sizeBytes += group.sizeBytes;
    active.endOffset = group.nextOffset;
    this.#flushedOffset = group.nextOffset;
    if (this.#options.flush.mode === "sync") this.#publishDurable(group.nextOffset);
    this.onFlushed?.(group.nextOffset);
  }

  #measure(group: CommitGroup, startMs: number): void {
    const { metrics, clock } = this.#deps;
    if (metrics === undefined) return;
    metrics.flushTime.record((clock.monotonicMs() - startMs) / 1_000);
    metrics.flushBytes.record(group.sizeBytes);
    metrics.flushBatches.record(group.chunks.length);
    metrics.diskFull.set(0);
  }

  #publishDurable(durableOffset: number): void {
    this.#durableOffset = durableOffset;
    this.#waiters.reached(durableOffset);
  }

  #noteUnsynced(bytes: number): void {
    this.#unsyncedBytes += bytes;
    const { flush } = this.#options;
    if (flush.mode !== "interval" || this.#syncTimer !== undefined) return;
    this.#syncTimer = this.#deps.clock.setTimer(flush.intervalMs, () => {
      this.#syncTimer = undefined;
      this.#syncDue = true;
      this.#start();
    });
  }

  async #syncWritten(): Promise<void> {
    this.#syncDue = false;
    const { active } = this.#parts.segments;
    await this.#parts.resources.handles.use(active.path, "readwrite", (file) => this.#sync(file));
    this.#unsyncedBytes = 0;
    this.#publishDurable(this.#flushedOffset);
  }

  /** After a failed sync nothing unsynced can be trusted, and a second one would lie. */
  async #sync(file: DiskFile): Promise<void> {
    try {
      await file.sync();
    } catch (error) {
      this.#die(`sync of ${file.path} failed`, error);
    }
  }

  async #rollNow(): Promise<void> {
    try {
      if (this.#unsyncedBytes > 0) await this.#syncWritten();
      await this.#roll(this.#plan.segmentBaseOffset);
    } catch (error) {
      await this.#undo(error, false);
    }
  }

  /** Closes the active segment, which is synced, and begins one at `baseOffset`. */
  async #roll(baseOffset: number): Promise<void> {
    this.#rollDue = false;
    const { directory, segments, epochs, resources } = this.#parts;
    const { disk } = this.#deps;
    const old = segments.active;
    const fresh = new Segment(directory, baseOffset, this.#options.indexIntervalBytes);
    await writeSegmentSidecars(disk, old, epochs.within(old.baseOffset, old.endOffset));
    try {
      await (await disk.open(fresh.path, "create")).close();
      await disk.syncDirectory(directory);
    } catch (error) {
      await this.#removeFresh(fresh);
      throw error;
    }
    const { index } = old;
    old.index = undefined;
    if (index !== undefined) resources.indexes.keep(old, index);
    segments.push(fresh);
    await resources.handles.drop(old.path);
  }

  /** The old segment may grow again, so no name may be left that begins inside it. */
  async #removeFresh(fresh: Segment): Promise<void> {
    try {
      await this.#deps.disk.remove(fresh.path);
      await this.#deps.disk.syncDirectory(this.#parts.directory);
    } catch (error) {
      this.#die(`could not remove ${fresh.path}`, error);
    }
  }

  /**
   * A full disk, or no file to be had: the file is cut back to the last good group, durably, before
   * anybody hears, so that what is refused now cannot appear after a crash.
   */
  async #undo(error: unknown, touched: boolean): Promise<void> {
    const recoverable =
      error instanceof DiskError && (error.code === "FULL" || error.code === "TOO_MANY_OPEN");
    if (this.#dead || !recoverable) {
      if (!this.#dead) this.#die(`write to ${this.#parts.directory} failed`, error);
      return;
    }
    if (error.code === "FULL") this.#deps.metrics?.diskFull.set(1);
    const { active } = this.#parts.segments;
    if (touched) {
      try {
        await this.#parts.resources.handles.use(active.path, "readwrite", async (file) => {
          await file.truncate(active.sizeBytes);
          await file.sync();
        });
      } catch (cause) {
        this.#die(`could not cut ${active.path} back to ${active.sizeBytes} bytes`, cause);
      }
      this.#unsyncedBytes = 0;
      this.#publishDurable(this.#flushedOffset);
    }
    this.#dropUnwritten(fromDisk(error, "append") as TidemarkError);
  }

  #dropUnwritten(error: TidemarkError): void {
    assert(this.#writtenOffset === this.#flushedOffset, "what was written is never dropped");
    this.#queue.clear();
    this.#endOffset = this.#flushedOffset;
    this.#parts.epochs.truncate(this.#flushedOffset);
    this.#parts.cache.truncate(this.#flushedOffset);
    this.#plan = this.#planFromActive();
    this.#waiters.reached(this.#durableOffset);
    this.#waiters.fail(error);
    this.onAppendFailed?.(error, this.#flushedOffset);
  }

  #die(reason: string, cause: unknown): never {
    this.#dead = true;
    this.#syncTimer?.cancel();
    this.#waiters.fail(failed());
    return this.#deps.fatal(reason, cause);
  }
}

const failed = (): TidemarkError =>
  new TidemarkError("INTERNAL", "The log failed and takes nothing more; restart the broker.");
