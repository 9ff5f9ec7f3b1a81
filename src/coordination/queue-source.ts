/** The port through which queue groups reach the partitions whose records they hand out. */
import type { QueuePlace, StockRecord } from "../group/queue-entry.ts";
import type { Burial, LoadedRecord } from "../group/queue-events.ts";

export interface ReadRecords {
  readonly stock: readonly StockRecord[];
  /** Where to read on: past everything in `stock` and what is invisible behind it. */
  readonly nextOffset: number;
  /** Records passed over because nobody may see them any more. */
  readonly expired: number;
}

/** Everything throws, or rejects with, a `TidemarkError` where the partition cannot be read. */
export interface QueueSource {
  /** Tells of the end of what may be read, now and whenever it moves, until it is stopped. */
  follow(place: QueuePlace, advanced: (end: number) => void): () => void;
  /** Visible records from there, in order: bounded, and one at least if there is any. */
  read(place: QueuePlace, from: number): ReadRecords | Promise<ReadRecords>;
  /** Records by their offsets, which ascend: those at the end may be missing, to be asked again. */
  load(place: QueuePlace, offsets: readonly number[]): Promise<readonly LoadedRecord[]>;
  /** Resolves when the dead letter is committed, or the record is gone. Says in the log why not. */
  bury(group: string, burial: Burial): Promise<"written" | "gone">;
}
