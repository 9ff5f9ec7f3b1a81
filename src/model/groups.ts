/** What people ask of a group's offsets. */
import type { PartitionOffset, Position } from "./records.ts";

/** Exactly one of `to`, `shift` and `offsets` says where the offsets go. */
export interface ResetOffsets {
  readonly group: string;
  /** Absent only where `offsets` name their topics themselves. */
  readonly topic?: string | undefined;
  /** Of the topic; absent: all of them. Not with `offsets`. */
  readonly partitions?: readonly number[] | undefined;
  /** There. */
  readonly to?: Position | undefined;
  /** So many offsets forwards, or backwards below 0, within what the partition holds. */
  readonly shift?: number | undefined;
  /** These to these offsets; makes the group where there is none. */
  readonly offsets?: readonly PartitionOffset[] | undefined;
  /** Also while members are active: they go on from the new offsets. */
  readonly force: boolean;
  /** Only say what would change. */
  readonly dryRun: boolean;
}
