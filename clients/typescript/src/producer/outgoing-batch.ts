/**
 * A batch from its first record to its settlement.
 *
 * Filling → sealed (waits in its queue) → sent (one answer is due) → settled; a retriable refusal
 * or a lost connection takes it from sent back to sealed.
 */
import type { TidemarkError } from "../errors.ts";
import { BatchBuilder, type BuiltBatch } from "../record/batch-builder.ts";
import { SCHEDULED } from "../record/layout.ts";
import type { BufferPool } from "../bytes/buffer-pool.ts";
import type { PartitionQueue } from "./partition-queue.ts";
import { type Appended, Settlement } from "./settlement.ts";

/** Under which name batches are numbered, so that the broker drops what comes twice. */
export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export class OutgoingBatch {
  readonly queue: PartitionQueue;
  readonly scheduled: boolean;
  readonly builder: BatchBuilder;
  readonly settlement = new Settlement();
  /** Monotonic milliseconds. */
  readonly createdMs: number;
  /** Place among its queue's batches; sequences follow it. */
  order = -1;
  /** Set once sealed and, if asked for, compressed. */
  built: BuiltBatch | undefined;
  identity: ProducerIdentity | undefined;
  /** Sent at least once without an answer that says what became of it: it may have been appended. */
  unsure = false;
  /** The last answer was that a batch before it is missing. */
  outOfOrder = false;
  /** Local wall clock when last sent. */
  sentMs = 0;
  /** Monotonic milliseconds, when last sent. */
  sentAtMs = 0;
  sends = 0;
  settled = false;
  #done: Promise<void> | undefined;
  #onSettled: (() => void) | undefined;

  constructor(
    queue: PartitionQueue,
    scheduled: boolean,
    pool: BufferPool,
    sizeBytesMax: number,
    nowMs: number,
  ) {
    this.queue = queue;
    this.scheduled = scheduled;
    this.builder = new BatchBuilder(pool, sizeBytesMax, nowMs, scheduled ? SCHEDULED : 0);
    this.createdMs = performance.now();
  }

  /** `IDS`, `TTL`. */
  mark(attributes: number): void {
    this.builder.attributes |= attributes;
  }

  succeed(appended: Appended): void {
    if (!this.#settle()) return;
    this.settlement.succeed(appended);
    this.#onSettled?.();
  }

  fail(error: TidemarkError): void {
    if (!this.#settle()) return;
    this.settlement.fail(error);
    this.#onSettled?.();
  }

  /** Resolves once it is settled, well or not. */
  done(): Promise<void> {
    if (this.settled) return Promise.resolve();
    this.#done ??= new Promise((resolve) => (this.#onSettled = resolve));
    return this.#done;
  }

  #settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    return true;
  }
}
