/** A consumer's options with their defaults, checked once. */
import { TidemarkError } from "../errors.ts";
import {
  COMMIT_INTERVAL_MS,
  PREFETCH_BYTES_DEFAULT,
  PREFETCH_RECORDS_DEFAULT,
  SPEED_MAX,
  SPEED_MIN,
} from "../limits.ts";
import type { ConsumerOptions, GroupConsumerOptions, ReaderOptions } from "./types.ts";

interface CommonSettings {
  readonly prefetchRecords: number;
  readonly prefetchBytes: number;
  readonly onOutOfRange: "error" | "earliest" | "latest";
  /** 0: as fast as the application takes them. */
  readonly speed: number;
}

export interface ReaderSettings extends CommonSettings {
  readonly topic: string;
  readonly partitions: readonly number[] | undefined;
  readonly from: NonNullable<ReaderOptions["from"]>;
  readonly until: ReaderOptions["until"] | undefined;
  /** Ends with what is there when it starts. */
  readonly untilEnd: boolean;
}

export interface GroupSettings extends CommonSettings {
  readonly group: string;
  readonly topics: readonly string[];
  readonly from: NonNullable<GroupConsumerOptions["from"]>;
  readonly until: GroupConsumerOptions["until"];
  readonly autoCommit: boolean;
  readonly commitIntervalMs: number;
  readonly sessionTimeoutMs: number;
}

export const isGroup = (options: ConsumerOptions): options is GroupConsumerOptions =>
  "group" in options;

export function readerSettings(options: ReaderOptions): ReaderSettings {
  const { topic, partitions, until, follow = until === undefined } = options;
  if (typeof topic !== "string" || topic === "") {
    invalid("topic", topic, "a topic's name; or give group and topics");
  }
  return {
    ...common(options),
    topic,
    partitions,
    from: checkedFrom(options.from ?? (follow ? "latest" : "earliest")),
    until,
    untilEnd: !follow || until === "latest",
  };
}

export function groupSettings(options: GroupConsumerOptions): GroupSettings {
  const topics = typeof options.topics === "string" ? [options.topics] : [...options.topics];
  if (options.group === "") invalid("group", options.group, "a group's name");
  if (topics.length === 0) invalid("topics", "empty", "at least one topic's name");
  return {
    ...common(options),
    group: options.group,
    topics,
    from: checkedFrom(options.from ?? "latest"),
    until: checkedFrom(options.until),
    autoCommit: options.autoCommit ?? true,
    commitIntervalMs: atLeast(
      "commitIntervalMs",
      options.commitIntervalMs ?? COMMIT_INTERVAL_MS,
      1,
    ),
    sessionTimeoutMs: atLeast("sessionTimeoutMs", options.sessionTimeoutMs ?? 0, 0),
  };
}

function common(options: ConsumerOptions): CommonSettings {
  const { prefetchRecords = PREFETCH_RECORDS_DEFAULT, prefetchBytes = PREFETCH_BYTES_DEFAULT } =
    options;
  return {
    prefetchRecords: atLeast("prefetchRecords", prefetchRecords, 1),
    prefetchBytes: atLeast("prefetchBytes", prefetchBytes, 1),
    onOutOfRange: options.onOutOfRange ?? "error",
    speed: checkedSpeed(options.speed),
  };
}

/** A time that is no time would silently read from somewhere else. */
function checkedFrom<T>(from: T): T {
  if (from instanceof Date && Number.isNaN(from.getTime())) invalid("from", from, "a valid Date");
  return from;
}

function checkedSpeed(speed = 0): number {
  if (speed !== 0 && !(speed >= SPEED_MIN && speed <= SPEED_MAX)) {
    invalid("speed", speed, `from ${SPEED_MIN} to ${SPEED_MAX}`);
  }
  return speed;
}

function atLeast(name: string, value: number, least: number): number {
  if (!(value >= least)) invalid(name, value, `${least} or more`);
  return value;
}

function invalid(name: string, value: unknown, allowed: string): never {
  throw new TidemarkError(
    "INVALID_REQUEST",
    `Consumer option ${name} is ${String(value)}; it must be ${allowed}.`,
  );
}
