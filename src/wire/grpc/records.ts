/** Records in and out, positions and acknowledgement modes: tidemark.v1 ↔ the broker's words. */
import { TidemarkError } from "../../model/errors.ts";
import { PUBLISH_RECORDS_MAX } from "../../model/limits.ts";
import type { Acks, Position, RecordInput, RecordResult } from "../../model/records.ts";
import type { tidemark } from "../generated/tidemark.js";
import { invalid, nonEmpty, present } from "./decode.ts";
import { errorMessage } from "./status.ts";

const ACKS: readonly Acks[] = ["all", "leader", "none"];
const ON_CONFLICT = ["reject", "replace", "keep"] as const;

export function acksOf(value: number): Acks {
  const acks = ACKS[value];
  if (acks === undefined)
    throw invalid(`acks is ${value}, which is not one of 0 (all), 1 (leader), 2 (none)`);
  return acks;
}

export function recordOf(record: tidemark.v1.Record): RecordInput | TidemarkError {
  const onConflict = ON_CONFLICT[record.onConflict];
  if (onConflict === undefined)
    return new TidemarkError(
      "INVALID_RECORD",
      `onConflict is ${record.onConflict}, which is not one of 0 (reject), 1 (replace), 2 (keep)`,
    );
  return {
    key: present(record.key),
    value: present(record.value),
    headers: record.headers,
    partition: present(record.partition),
    messageId: present(record.messageId),
    deliverAt: present(record.deliverAt),
    delayMs: present(record.delayMs),
    scheduleId: present(record.scheduleId),
    onConflict,
    ttlMs: present(record.ttlMs),
    timestamp: present(record.timestamp),
  };
}

/** Either records, or one batch for one partition. */
export type PublishRequest =
  | {
      readonly kind: "records";
      readonly topic: string;
      readonly acks: Acks;
      readonly records: readonly (RecordInput | TidemarkError)[];
    }
  | {
      readonly kind: "batch";
      readonly topic: string;
      readonly acks: Acks;
      readonly partition: number;
      readonly batch: Uint8Array;
    };

export function publishRequestOf(message: tidemark.v1.PublishRequest): PublishRequest {
  const { topic, batch, records } = message;
  const acks = acksOf(message.acks);
  if (batch !== null) {
    if (records.length > 0) throw invalid("records and batch are both given; send one of them");
    if (message.partition === null) throw invalid("partition is missing: a batch goes to one");
    return { kind: "batch", topic, acks, partition: message.partition, batch };
  }
  if (records.length > PUBLISH_RECORDS_MAX)
    throw new TidemarkError(
      "REQUEST_TOO_LARGE",
      `${records.length} records in one Publish; at most ${PUBLISH_RECORDS_MAX} are taken, Produce takes any number`,
    );
  const partition = present(message.partition);
  return {
    kind: "records",
    topic,
    acks,
    records: records.map((record) => {
      const input = recordOf(record);
      if (partition === undefined || input instanceof TidemarkError) return input;
      return { ...input, partition: input.partition ?? partition };
    }),
  };
}

export function resultMessage(result: RecordResult): tidemark.v1.RecordResult.$Properties {
  if ("error" in result) return { error: errorMessage(result.error) };
  return result;
}

export function positionOf(message: tidemark.v1.Position | null | undefined): Position | undefined {
  if (message === null || message === undefined) return undefined;
  if (message.offset !== null) return { offset: message.offset };
  if (message.timestamp !== null) return { timestamp: message.timestamp };
  if (message.earliest === true) return "earliest";
  if (message.latest === true) return "latest";
  throw invalid("position is empty: give offset, timestamp, earliest or latest");
}

export const producerOf = (message: tidemark.v1.InitProducerRequest) => ({
  producerId: present(message.producerId),
  producerEpoch: present(message.producerEpoch),
});

export const clientIdOf = (value: string): string => nonEmpty(value) ?? "";
