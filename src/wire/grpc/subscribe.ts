/** The Subscribe stream: what members of a group say, what they are told besides deliveries. */
import { QUEUE_DELAY_MAX_MS } from "../../model/limits.ts";
import type { PartitionOffset, Position } from "../../model/records.ts";
import { tidemark } from "../generated/tidemark.js";
import { invalid, nonEmpty, nonZero, present } from "./decode.ts";
import { encodingOf } from "./fetch.ts";
import { positionOf } from "./records.ts";

const MODES = [undefined, "stream", "queue"] as const;

export interface SubscribeOpen {
  readonly group: string;
  readonly topics: readonly string[];
  readonly mode: "stream" | "queue" | undefined;
  readonly start: Position;
  readonly memberId: string | undefined;
  readonly sessionTimeoutMs: number | undefined;
  readonly encoding: "batch" | "records";
  readonly until: Position | undefined;
  readonly speed: number | undefined;
}

export function subscribeOpenOf(message: tidemark.v1.SubscribeOpen): SubscribeOpen {
  if (!(message.mode in MODES))
    throw invalid(
      `mode is ${message.mode}, which is not one of 0 (the group's), 1 (stream), 2 (queue)`,
    );
  return {
    group: message.group,
    topics: message.topics,
    mode: MODES[message.mode],
    start: positionOf(message.start) ?? "latest",
    memberId: nonEmpty(message.memberId),
    sessionTimeoutMs: nonZero(message.sessionTimeoutMs),
    encoding: encodingOf(message.encoding),
    until: positionOf(message.until),
    speed: nonZero(message.speed),
  };
}

/** The response as the bytes of one message. */
export const encodeSubscribeResponse = (
  response: tidemark.v1.SubscribeResponse.$Shape,
): Uint8Array => tidemark.v1.SubscribeResponse.encode(response).finish();

/** Plain offsets: what a group remembers of them is held for long. */
export const offsetsOf = (
  offsets: readonly tidemark.v1.PartitionOffset.$Properties[],
): PartitionOffset[] =>
  offsets.map((entry) => ({
    topic: entry.topic ?? "",
    partition: entry.partition ?? 0,
    offset: entry.offset ?? 0,
  }));

export const placesOf = (
  partitions: readonly tidemark.v1.TopicPartition.$Properties[],
): { topic: string; partition: number }[] =>
  partitions.map((entry) => ({ topic: entry.topic ?? "", partition: entry.partition ?? 0 }));

export interface Settlement {
  readonly verb: "ack" | "nack" | "extend";
  readonly records: readonly PartitionOffset[];
  readonly delayMs?: number | undefined;
  readonly reason?: string | undefined;
}

export const ackOf = ({ records }: tidemark.v1.AckRecords): Settlement => ({
  verb: "ack",
  records: offsetsOf(records),
});

export const extendOf = ({ records }: tidemark.v1.ExtendLease): Settlement => ({
  verb: "extend",
  records: offsetsOf(records),
});

export function nackOf(message: tidemark.v1.NackRecords): Settlement {
  const delayMs = present(message.delayMs);
  if (delayMs !== undefined && !(delayMs >= 0 && delayMs <= QUEUE_DELAY_MAX_MS))
    throw invalid(`delay_ms is ${delayMs}; it may be 0 to ${QUEUE_DELAY_MAX_MS}`);
  const { records, reason } = message;
  return { verb: "nack", records: offsetsOf(records), delayMs, reason: nonEmpty(reason) };
}
