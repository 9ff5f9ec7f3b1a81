/**
 * A partition as readers see it, whoever leads it: committed batches, and news of more. Must never
 * show anything above the high watermark as readable (P3).
 */
import type { TidemarkError } from "../../model/errors.ts";
import type { PartitionId } from "../../model/ids.ts";
import type { Replicas } from "../replicas.ts";

export interface ReadableLog {
  readonly logStartOffset: number;
  /** As of `PartitionLog`: undefined where only `read` can tell. */
  readCached(fromOffset: number, untilOffset: number, maxBytes: number): Buffer[] | undefined;
  /** As of `PartitionLog`: none means that nothing is stored from there to `untilOffset`. */
  read(fromOffset: number, untilOffset: number, maxBytes: number): Promise<Buffer[]>;
  /** The first offset whose record time is at or after `timeMs`. May lie above the high watermark. */
  offsetForTimestamp(timeMs: number): Promise<number | undefined>;
}

/** A replica that leads is one as it is: what is read here costs nothing more. */
export interface ReadablePartition {
  readonly id: PartitionId;
  readonly log: ReadableLog;
  /** Exclusive end of what may be read; never goes back. */
  readonly highWatermark: number;
  /**
   * Set: nothing more can be read through this one, and why; the listeners were told. Where the error
   * is retriable the partition may be opened again, wherever it is led now, from the next offset on.
   */
  readonly unreadable: TidemarkError | undefined;
  /** Called whenever the high watermark moves, and once when it becomes unreadable. */
  onAdvance(listener: () => void): () => void;
}

/** Where readers get partitions from. */
export interface Readables {
  /**
   * At once where the partition is led here, else once its leader has answered. Throws, or rejects,
   * with a TidemarkError.
   */
  open(
    topic: string,
    partition: number,
    topicId?: string,
  ): ReadablePartition | Promise<ReadablePartition>;
}

/**
 * Only what is led here; anything else is refused with what a client is told, once `known` has looked
 * whether others know of the topic.
 */
export function ledHere(
  replicas: Replicas,
  known: (topic: string, partition: number) => Promise<unknown>,
): Readables {
  return {
    async open(topic, partition, topicId) {
      await known(topic, partition);
      return replicas.serving(topic, partition, topicId);
    },
  };
}

/** Resolves when everything below `offset` may be read; rejects where it becomes unreadable before. */
export function readableTo(readable: ReadablePartition, offset: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = (): void => undefined;
    const look = () => {
      if (readable.unreadable === undefined && readable.highWatermark < offset) return;
      stop();
      if (readable.unreadable === undefined) resolve();
      else reject(readable.unreadable);
    };
    stop = readable.onAdvance(look);
    look();
  });
}
