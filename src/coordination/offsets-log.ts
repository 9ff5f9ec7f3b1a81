/** The port to the internal log that holds groups and their offsets. */
import type { LogRecord } from "../group/records.ts";

export type { LogRecord } from "../group/records.ts";

export interface OffsetsLog {
  /**
   * Resolves when all of the records are durable; they are one unit, found together after a crash
   * or not at all. Rejects with a `TidemarkError` when none of them is, and never will be; or with
   * NOT_COORDINATOR when nobody here can know: the coordinator is about to be closed, and the next one
   * finds in the log what is there.
   */
  append(records: readonly LogRecord[]): Promise<void>;
  /** Every durable record in order, or at least the last one of each key. Before any `append`. */
  replay(visit: (record: LogRecord) => void): Promise<void>;
}
