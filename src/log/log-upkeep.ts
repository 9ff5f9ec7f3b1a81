/**
 * What changes a log elsewhere than at its growing end: its start moves, segments go, are cut or are
 * written anew. One thing at a time, each durable when it resolves. Never decides what may go.
 */
import { assert } from "../lib/assert.ts";
import { DiskError } from "../platform/disk.ts";
import { type CutParts, cutEnd, cutStart, findCut } from "./cut-log.ts";
import { fromDisk } from "./damage.ts";
import type { LogDeps } from "./log-options.ts";
import { type LogStart, writeLogStart } from "./log-start.ts";
import type { LogWriter } from "./log-writer.ts";
import { replaceSegment } from "./replace-segment.ts";
import { discard, type RewriteJob, rewriteSegment } from "./rewrite-segment.ts";
import type { Segment } from "./segment.ts";
import { LOG_START_FILE } from "./segment-files.ts";
import { type SegmentWalk, walkSegment } from "./walk-segment.ts";
import type { TailCache } from "./tail-cache.ts";

export interface UpkeepParts extends CutParts {
  readonly writer: LogWriter;
  readonly cache: TailCache;
}

export class LogUpkeep {
  readonly #deps: LogDeps;
  readonly #parts: UpkeepParts;
  #start: LogStart;
  #last: Promise<unknown> = Promise.resolve();
  /** A segment is read or written anew, at length, while the log goes on. */
  #cleaning: Promise<unknown> | undefined;
  #closing = false;
  /** Another log may have its folder by now. */
  #closed = false;

  constructor(deps: LogDeps, parts: UpkeepParts, start: LogStart) {
    this.#deps = deps;
    this.#parts = parts;
    this.#start = start;
  }

  get start(): LogStart {
    return this.#start;
  }

  /**
   * Readers begin at `offset` from now on; never back, never above what is flushed. Segments that end
   * at or below both it and `pinnedFrom` are removed.
   */
  deleteBefore(offset: number, pinnedFrom: number): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#closed) return;
      const target = Math.min(offset, this.#parts.writer.flushedOffset);
      const logStartOffset = Math.max(this.#start.logStartOffset, target);
      const freeOffset = Math.min(logStartOffset, pinnedFrom);
      await cutStart(this.#parts, this.#start, logStartOffset, freeOffset, (start) => {
        this.#start = start;
      });
    });
  }

  /** Drops every batch that ends above `offset`. Nothing may be appended meanwhile. */
  truncateTo(offset: number, lowerMark: (endOffset: number) => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#closed) return;
      const { writer, cache } = this.#parts;
      await writer.settled();
      if (offset >= writer.endOffset) return;
      assert(offset >= this.#start.logStartOffset, `cut at ${offset}, below the log start`);
      const cut = await findCut(this.#parts, offset);
      await lowerMark(cut.endOffset);
      await cutEnd(this.#parts, cut);
      cache.truncate(cut.endOffset);
      writer.resumeAt(cut.endOffset);
    });
  }

  /** Closes the active segment although nothing follows, if nobody writes to it just now. */
  closeActive(): Promise<void> {
    return this.#inTurn(() => this.#parts.writer.rollIdle());
  }

  /** Entries below `offset` may go from now on: a view that knows less must not be believed. */
  willClean(offset: number): Promise<void> {
    return this.#inTurn(async () => {
      if (offset <= this.#start.cleanedOffset || this.#closing) return;
      const { disk, directory } = this.#parts;
      const start = { ...this.#start, version: this.#start.version + 1, cleanedOffset: offset };
      await writeLogStart(disk, `${directory}/${LOG_START_FILE}`, start);
      this.#start = start;
    });
  }

  /**
   * Writes a closed segment anew. False where it was stopped, or the segment is not there any more.
   * One at a time; `willClean` came before.
   */
  async rewrite(segment: Segment, job: RewriteJob): Promise<boolean> {
    const stopped = () => this.#closing || job.stopped() || !this.#holds(segment);
    return this.#atLength(() => this.#rewrite(segment, { ...job, stopped }));
  }

  /** Shows all batches of a closed segment. False where it was stopped. */
  async walk(segment: Segment, walk: SegmentWalk): Promise<boolean> {
    const stopped = () => this.#closing || walk.stopped() || !this.#holds(segment);
    const parts = { ...this.#parts, clock: this.#deps.clock };
    return this.#atLength(() => walkSegment(parts, segment, { ...walk, stopped }));
  }

  /** Nothing more, then `work`. */
  async close(work: () => Promise<void>): Promise<void> {
    this.#closing = true;
    await this.#cleaning;
    return this.#inTurn(() => {
      this.#closed = true;
      return work();
    });
  }

  /** One at a time; a close waits for it. */
  async #atLength(work: () => Promise<boolean>): Promise<boolean> {
    assert(this.#cleaning === undefined, "two cleaners at once");
    if (this.#closing) return false;
    const working = this.#attempt(work);
    this.#cleaning = working.catch(() => undefined);
    try {
      return await working;
    } finally {
      this.#cleaning = undefined;
    }
  }

  async #rewrite(segment: Segment, job: RewriteJob): Promise<boolean> {
    const { disk } = this.#parts;
    const parts = { ...this.#parts, clock: this.#deps.clock };
    const rewritten = await rewriteSegment(parts, segment, job);
    if (rewritten === undefined) return false;
    return this.#inTurn(async () => {
      const { file, temporaryPath } = rewritten;
      if (this.#holds(segment)) await replaceSegment(this.#parts, segment, rewritten);
      else {
        await discard(disk, file, temporaryPath);
        return false;
      }
      return true;
    });
  }

  #holds(segment: Segment): boolean {
    return this.#parts.segments.at(segment.baseOffset) === segment;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(() => this.#attempt(work));
    this.#last = done.catch(() => undefined);
    return await done;
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DiskError && error.code === "IO") {
        this.#deps.fatal(`the disk failed under ${this.#parts.directory}`, error);
      }
      throw fromDisk(error, `maintain log ${this.#parts.directory}`);
    }
  }
}
