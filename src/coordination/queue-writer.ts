/**
 * Makes durable what a queue group decides: one append in flight, what comes meanwhile gathers. A
 * round that cannot be written is tried again, less and less often.
 */
import type { Moment } from "../group/queue-events.ts";
import type { QueueGroup } from "../group/queue-group.ts";
import { encodeGroupRecord } from "../group/records.ts";
import { toTidemarkError } from "../model/errors.ts";
import { QUEUE_GATHER_MS } from "../model/limits.ts";
import type { Delays } from "./delays.ts";
import type { OffsetsLog } from "./offsets-log.ts";

/** A full disk is looked at again soon, then less and less often. */
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5_000;
const LOG_FAILED = "the groups log could not be written; the broker's log has the details";

interface WriterParts {
  readonly group: QueueGroup;
  readonly log: OffsetsLog;
  readonly delays: Delays;
  readonly now: () => Moment;
  /** There is news to tell. */
  readonly wake: () => void;
}

export class QueueWriter {
  readonly #parts: WriterParts;
  #writing: Promise<void> | undefined;
  #inAir = false;
  #retryMs = RETRY_FIRST_MS;
  #closed = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** A round waits or is being written. */
  get isBusy(): boolean {
    return this.#writing !== undefined;
  }

  /** A round is being written: what depends on what is durable has to wait. */
  get isInAir(): boolean {
    return this.#inAir;
  }

  /** Writes what is there, soon. */
  look(): void {
    if (this.#writing === undefined && this.#parts.group.isDirty) this.#writing = this.#writeSoon();
  }

  /** Waits for what is being written, then writes the rest at once. The delays have been stopped. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    if (this.#parts.group.isDirty) await this.#write();
  }

  async #writeSoon(): Promise<void> {
    await this.#parts.delays.pause(QUEUE_GATHER_MS);
    if (!this.#closed) await this.#write();
    this.#writing = undefined;
    this.#parts.wake();
  }

  async #write(): Promise<void> {
    const { group, log, delays, now, wake } = this.#parts;
    const records = group.draft();
    if (records.length === 0) return;
    this.#inAir = true;
    try {
      await log.append(records.map(encodeGroupRecord));
      group.written(records);
      this.#retryMs = RETRY_FIRST_MS;
    } catch (error) {
      group.notWritten(toTidemarkError(error, LOG_FAILED), now());
      if (this.#closed) return;
      wake();
      await delays.pause(this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
    } finally {
      this.#inAir = false;
    }
  }
}
