/** The Fetch stream: what readers ask for, what they are told besides deliveries. */
import { TidemarkError } from "../../model/errors.ts";
import type { FetchPartition } from "../../model/records.ts";
import { tidemark } from "../generated/tidemark.js";
import { invalid } from "./decode.ts";
import { positionOf } from "./records.ts";
import { errorMessage } from "./status.ts";

const ENCODINGS = ["batch", "records"] as const;

export function encodingOf(value: number): "batch" | "records" {
  const encoding = ENCODINGS[value];
  if (encoding === undefined)
    throw invalid(`encoding is ${value}, which is not one of 0 (batch), 1 (records)`);
  return encoding;
}

export const fetchPartitionsOf = (message: tidemark.v1.FetchAssign): FetchPartition[] =>
  message.partitions.map(({ topic, partition, position, until }) => ({
    topic,
    partition,
    position: positionOf(position) ?? "earliest",
    until: positionOf(until),
  }));

/** The response as the bytes of one message. */
export const encodeFetchResponse = (response: tidemark.v1.FetchResponse.$Shape): Uint8Array =>
  tidemark.v1.FetchResponse.encode(response).finish();

export const partitionErrorMessage = (
  topic: string,
  partition: number,
  error: TidemarkError,
): tidemark.v1.PartitionError.$Properties => ({ topic, partition, error: errorMessage(error) });
