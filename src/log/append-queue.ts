/**
 * Batches that have their place in the file and wait for a write. Never copies or changes one.
 */
import { Deque } from "../lib/deque.ts";
import { GROUP_COMMIT_CHUNKS_MAX } from "../model/limits.ts";

export interface QueuedBatch {
  readonly bytes: Buffer;
  readonly segmentBaseOffset: number;
  readonly position: number;
  readonly nextOffset: number;
}

/** Batches that lie one behind the other in one segment: one write. */
export interface CommitGroup {
  readonly segmentBaseOffset: number;
  readonly position: number;
  readonly chunks: readonly Buffer[];
  readonly sizeBytes: number;
  readonly nextOffset: number;
}

export class AppendQueue {
  readonly #batches = new Deque<QueuedBatch>();
  #sizeBytes = 0;

  get length(): number {
    return this.#batches.length;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  push(batch: QueuedBatch): void {
    this.#batches.pushBack(batch);
    this.#sizeBytes += batch.bytes.length;
  }

  get front(): QueuedBatch | undefined {
    return this.#batches.front();
  }

  /** At least one batch, whatever its size; more while they are of one segment and fit. */
  takeGroup(bytesMax: number): CommitGroup | undefined {
    const first = this.#batches.front();
    if (first === undefined) return undefined;
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    let nextOffset = first.nextOffset;
    while (chunks.length < GROUP_COMMIT_CHUNKS_MAX) {
      const batch = this.#batches.front();
      if (batch === undefined || batch.segmentBaseOffset !== first.segmentBaseOffset) break;
      if (chunks.length > 0 && sizeBytes + batch.bytes.length > bytesMax) break;
      this.#batches.popFront();
      chunks.push(batch.bytes);
      sizeBytes += batch.bytes.length;
      nextOffset = batch.nextOffset;
    }
    this.#sizeBytes -= sizeBytes;
    const { segmentBaseOffset, position } = first;
    return { segmentBaseOffset, position, chunks, sizeBytes, nextOffset };
  }

  clear(): void {
    this.#batches.clear();
    this.#sizeBytes = 0;
  }
}
