/** What the parts of a soak share: where the broker is, what is written down, when to stop. */
import type { Tidemark } from "@tidemark/client";
import type { Books } from "./books.ts";
import type { Plant } from "./plant.ts";

export const TOPIC = "soak";
export const TICKS = "ticks";
export const PARTITIONS = 4;
export const STREAM_GROUP = "readers";
export const QUEUE_GROUP = "workers";

export interface Ground {
  readonly books: Books;
  readonly plant: Plant;
  readonly client: Tidemark;
  /** Where the broker is now; undefined while it is down. */
  url(): string | undefined;
  /** No more is sent. */
  readonly sending: AbortSignal;
  /** Nothing more is read. */
  readonly reading: AbortSignal;
  /** Something went wrong that no promise names. */
  fail(error: unknown): void;
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** From `min` to below `max`. */
export const between = (min: number, max: number): number => min + Math.random() * (max - min);
