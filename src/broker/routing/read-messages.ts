/**
 * What is said on a stream of channel `read`: one broker reads partitions that the other leads, any number
 * of them. `follow` and `request` are numbers that the reader chose.
 */
import type { TidemarkError } from "../../model/errors.ts";
import { decodeParcel, encodeParcel } from "./parcel.ts";

export type ReaderSays =
  | {
      readonly kind: "follow";
      readonly follow: number;
      readonly topic: string;
      readonly topicId: string;
      readonly partition: number;
    }
  | { readonly kind: "unfollow"; readonly follow: number }
  /** Committed batches from there, as `ReadableLog.read` gives them. */
  | {
      readonly kind: "read";
      readonly follow: number;
      readonly request: number;
      readonly from: number;
      readonly until: number;
      readonly maxBytes: number;
    }
  /** The first offset of that time or later. */
  | {
      readonly kind: "find";
      readonly follow: number;
      readonly request: number;
      readonly timeMs: number;
    };

/** How far a partition is. */
export interface PartitionBounds {
  readonly highWatermark: number;
  readonly logStartOffset: number;
}

export type LeaderSays =
  /** First as the answer to `follow`, then whenever the high watermark has moved. */
  | ({ readonly kind: "bounds"; readonly follow: number } & PartitionBounds)
  /** Refused, or not readable here any more. */
  | { readonly kind: "over"; readonly follow: number; readonly error: TidemarkError }
  | ({
      readonly kind: "batches";
      readonly request: number;
      readonly batches: readonly Buffer[];
    } & PartitionBounds)
  | { readonly kind: "found"; readonly request: number; readonly offset?: number }
  | { readonly kind: "failed"; readonly request: number; readonly error: TidemarkError };

export const encodeRead = (message: ReaderSays | LeaderSays): Buffer => encodeParcel(message);

export const decodeReaderSays = (bytes: Buffer): ReaderSays => decodeParcel(bytes) as ReaderSays;

export const decodeLeaderSays = (bytes: Buffer): LeaderSays => decodeParcel(bytes) as LeaderSays;
