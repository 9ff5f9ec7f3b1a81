/** A queue consumer's options with their defaults, checked once. */
import { TidemarkError } from "../errors.ts";
import {
  CREDIT_BYTES_MAX,
  EXTEND_FOR_MS_DEFAULT,
  IN_FLIGHT_BYTES_DEFAULT,
  IN_FLIGHT_DEFAULT,
  IN_FLIGHT_MAX,
} from "../limits.ts";
import type { QueueConsumerOptions } from "./types.ts";

export interface QueueSettings {
  readonly group: string;
  readonly topics: readonly string[];
  readonly from: "earliest" | "latest" | Date;
  readonly prefetchRecords: number;
  readonly prefetchBytes: number;
  readonly extendForMs: number;
}

export function queueSettings(options: QueueConsumerOptions): QueueSettings {
  const { group, from = "latest", autoExtend = true } = options;
  const topics = typeof options.topics === "string" ? [options.topics] : [...options.topics];
  if (group === "") invalid("group", group, "a group's name");
  if (topics.length === 0) invalid("topics", "empty", "at least one topic's name");
  if (from instanceof Date && Number.isNaN(from.getTime())) invalid("from", from, "a valid Date");
  const { maxInFlight = IN_FLIGHT_DEFAULT, maxInFlightBytes = IN_FLIGHT_BYTES_DEFAULT } = options;
  const extendForMs =
    typeof autoExtend === "number" ? autoExtend : autoExtend ? EXTEND_FOR_MS_DEFAULT : 0;
  if (!(extendForMs >= 0)) invalid("autoExtend", autoExtend, "true, false or milliseconds");
  return {
    group,
    topics,
    from,
    prefetchRecords: within("maxInFlight", maxInFlight, IN_FLIGHT_MAX),
    prefetchBytes: within("maxInFlightBytes", maxInFlightBytes, CREDIT_BYTES_MAX),
    extendForMs,
  };
}

function within(name: string, value: number, most: number): number {
  if (!(value >= 1 && value <= most)) invalid(name, value, `1 to ${most}`);
  return value;
}

function invalid(name: string, value: unknown, allowed: string): never {
  throw new TidemarkError(
    "INVALID_REQUEST",
    `Queue consumer option ${name} is ${String(value)}; it must be ${allowed}.`,
  );
}
