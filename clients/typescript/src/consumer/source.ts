/** Where a consumer's records come from: a group's stream or a reader's. */
import type { TidemarkError } from "../errors.ts";
import type { PartitionPosition } from "./partition-position.ts";
import type { Prefetch } from "./prefetch.ts";
import type { EndTest } from "./record-batch.ts";
import type { WireDelivery } from "./types.ts";

export interface Source {
  /** Rejects where it can never begin. */
  start(): Promise<void>;
  /** All of a delivery was handed over. `sawEnd`: a record beyond the end was in it. */
  taken(position: PartitionPosition, nextOffset: number, sawEnd: boolean): void;
  positions(): readonly PartitionPosition[];
  close(): Promise<void>;
}

export interface SourceEvents {
  delivery(
    delivery: WireDelivery,
    position: PartitionPosition,
    /** Whose credits it spent. */
    prefetch: Prefetch,
    /** In a bounded reading. */
    isEnd: EndTest | undefined,
  ): void;
  /** What was fetched ahead of these (default: all) and not handed over is void: it comes again. */
  interrupted(positions?: ReadonlySet<PartitionPosition>): void;
  /** `undefined`: everything that was asked for has been handed over. */
  ended(error: TidemarkError | undefined): void;
}
