/**
 * Tells a queue group of the end of one partition, wherever it is led: where its leader changes, it is
 * opened again there. Must never tell anything once it is stopped.
 */
import type { QueuePlace } from "../../group/queue-entry.ts";
import { toTidemarkError } from "../../model/errors.ts";
import type { Clock, Timer } from "../../platform/clock.ts";
import type { Log } from "../../telemetry/log.ts";
import type { ReadablePartition } from "../routing/readable-partition.ts";

/** How often a partition that cannot be read is tried again. */
const AGAIN_MS = 500;

export interface QueueFollowParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly open: () => ReadablePartition | Promise<ReadablePartition>;
}

export class QueueFollow {
  readonly #parts: QueueFollowParts;
  readonly #place: QueuePlace;
  readonly #advanced: (end: number) => void;
  #stopListening: () => void = () => undefined;
  #again: Timer | undefined;
  #stopped = false;

  constructor(parts: QueueFollowParts, place: QueuePlace, advanced: (end: number) => void) {
    this.#parts = parts;
    this.#place = place;
    this.#advanced = advanced;
  }

  /** Throws where a partition of this node cannot be read: then nothing was begun. */
  start(): void {
    const opened = this.#parts.open();
    if (opened instanceof Promise) this.#followOnceOpen(opened);
    else this.#follow(opened);
  }

  stop(): void {
    this.#stopped = true;
    this.#again?.cancel();
    this.#stopListening();
  }

  #followOnceOpen(opening: Promise<ReadablePartition>): void {
    void opening.then(
      (readable) => this.#follow(readable),
      (error: unknown) => this.#failed(error),
    );
  }

  #follow(readable: ReadablePartition): void {
    if (this.#stopped) return;
    this.#stopListening = readable.onAdvance(() => {
      if (readable.unreadable === undefined) return this.#advanced(readable.highWatermark);
      this.#stopListening();
      this.#failed(readable.unreadable);
    });
    this.#advanced(readable.highWatermark);
  }

  #failed(error: unknown): void {
    if (this.#stopped) return;
    const failure = toTidemarkError(error, "reading the log failed");
    // Its topic is gone, or it is damaged: what is read of it says so to the group.
    if (!failure.retriable) return;
    const { topic, partition } = this.#place;
    const about = { topic, partition, error: failure };
    this.#parts.log.warnOften("queue-follow", "a partition cannot be read; trying again", about);
    this.#again = this.#parts.clock.setTimer(AGAIN_MS, () => {
      try {
        this.start();
      } catch (again) {
        this.#failed(again);
      }
    });
  }
}
