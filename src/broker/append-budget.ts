/**
 * Bytes of produced batches that are in memory and not yet durable, over all partitions, and what
 * each producer stream may therefore still send (P5, P6). Pure arithmetic; streams ask again after
 * every acknowledgement.
 */
import { APPEND_QUEUE_BYTES_MAX, PRODUCE_STREAM_BYTES_MAX } from "../model/limits.ts";

/** However tight memory is, a stream may send one batch of ordinary size at a time. */
const WINDOW_BYTES_MIN = 256 * 1024;

export class AppendBudget {
  readonly #bytesMax: number;
  #inFlightBytes = 0;
  #streams = 0;

  constructor(bytesMax: number = APPEND_QUEUE_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  get streams(): number {
    return this.#streams;
  }

  streamOpened(): void {
    this.#streams += 1;
  }

  streamClosed(): void {
    this.#streams -= 1;
  }

  take(bytes: number): void {
    this.#inFlightBytes += bytes;
  }

  release(bytes: number): void {
    this.#inFlightBytes -= bytes;
  }

  /** Whoever has no credits of its own waits. */
  get exhausted(): boolean {
    return this.#inFlightBytes >= this.#bytesMax;
  }

  /** What one stream may have granted and unacknowledged together, now. */
  get windowBytes(): number {
    const share = Math.floor(this.#bytesMax / Math.max(this.#streams, 1));
    const free = Math.max(this.#bytesMax - this.#inFlightBytes, 0);
    const window = Math.min(PRODUCE_STREAM_BYTES_MAX, share, free);
    return Math.max(window, WINDOW_BYTES_MIN);
  }
}
