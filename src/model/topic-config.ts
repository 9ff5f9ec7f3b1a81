/** The one table of topic settings: what each means, its default, and what it may be. Pure data. */
import { formatDuration, formatSize, parseDurationMs, parseSizeBytes } from "../lib/quantity.ts";
import { TidemarkError } from "./errors.ts";
import { RECORD_BYTES_MAX } from "./limits.ts";
import { isInternalTopic, isTopicName, TOPIC_NAME_RULE } from "./names.ts";

const MiB = 1024 * 1024;
const DAY_MS = 86_400_000;
/** Beyond it nobody means a number; also keeps sums of two of them safe. */
const BYTES_MAX = 2 ** 50;

interface NumberSetting {
  readonly kind: "number";
  readonly unit: "ms" | "bytes" | "replicas";
  readonly min: number;
  readonly max: number;
  /** What −1 means, where it may be given. */
  readonly minusOne?: string | undefined;
  /** `undefined`: follows the broker's setting of the same meaning. */
  readonly default: number | undefined;
  readonly doc: string;
}

interface ChoiceSetting {
  readonly kind: "choice";
  readonly of: readonly string[];
  readonly default: string;
  readonly doc: string;
}

interface TopicNameSetting {
  readonly kind: "topicName";
  /** `undefined`: as the doc says. */
  readonly default: undefined;
  readonly doc: string;
}

export type TopicSetting = NumberSetting | ChoiceSetting | TopicNameSetting;

export const TOPIC_SETTINGS = {
  segmentBytes: {
    kind: "number",
    unit: "bytes",
    min: 1 * MiB,
    max: 1024 * MiB,
    default: undefined,
    doc: "A segment that reaches this size is closed and a new one begun.",
  },
  segmentMs: {
    kind: "number",
    unit: "ms",
    min: 60_000,
    max: 3_650 * DAY_MS,
    default: undefined,
    doc: "A segment that is this old is closed at the next append.",
  },
  maxRecordBytes: {
    kind: "number",
    unit: "bytes",
    min: 1_024,
    max: RECORD_BYTES_MAX,
    default: undefined,
    doc: "The largest record the topic takes, as stored; a compressed batch counts as one.",
  },
  minInsyncReplicas: {
    kind: "number",
    unit: "replicas",
    min: 1,
    max: 15,
    default: undefined,
    doc: "Replicas that must be in sync for an append to be acknowledged; default: the majority.",
  },
  retentionMs: {
    kind: "number",
    unit: "ms",
    min: 60_000,
    max: 36_500 * DAY_MS,
    minusOne: "for ever",
    default: undefined,
    doc: "Records older than this go, a segment at a time. What waits for its time always stays.",
  },
  retentionBytes: {
    kind: "number",
    unit: "bytes",
    min: 0,
    max: BYTES_MAX,
    minusOne: "any size",
    default: undefined,
    doc: "A partition that is larger than this loses its oldest segments.",
  },
  cleanupPolicy: {
    kind: "choice",
    of: ["delete", "compact", "compact,delete"],
    default: "delete",
    doc: "delete: old records go. compact: the last record of each key stays. Also `cleanup.policy`.",
  },
  tombstoneRetentionMs: {
    kind: "number",
    unit: "ms",
    min: 0,
    max: 3_650 * DAY_MS,
    default: DAY_MS,
    doc: "Compaction keeps a record without value this long, so that every reader learns of it.",
  },
  compactionLagMinMs: {
    kind: "number",
    unit: "ms",
    min: 0,
    max: 3_650 * DAY_MS,
    default: 0,
    doc: "Records younger than this are not compacted.",
  },
  scheduleDelayMaxMs: {
    kind: "number",
    unit: "ms",
    min: 0,
    max: 8_000 * 365 * DAY_MS,
    default: undefined,
    doc: "How far ahead a due time may be.",
  },
  latePolicy: {
    kind: "choice",
    of: ["release", "drop", "deadLetter"],
    default: "release",
    doc: "What becomes of records that are overdue by more than lateAfterMs when the broker comes back.",
  },
  lateAfterMs: {
    kind: "number",
    unit: "ms",
    min: 0,
    max: 36_500 * DAY_MS,
    default: 60_000,
    doc: "How much overdue is late; without effect while latePolicy is release.",
  },
  deadLetterTopic: {
    kind: "topicName",
    default: undefined,
    doc: "Where dead letters of this topic go; default: its name with .dlq at the end.",
  },
  dedupWindowMs: {
    kind: "number",
    unit: "ms",
    min: 0,
    max: 365 * DAY_MS,
    default: 7 * DAY_MS,
    doc: "How long a message id is remembered, so that a second record with it is a duplicate; 0: not at all.",
  },
  expiredPolicy: {
    kind: "choice",
    of: ["drop", "deadLetter"],
    default: "drop",
    doc: "What becomes of records whose time to live is over before a group got them.",
  },
} as const satisfies Record<string, TopicSetting>;

/** Kafka's names, for those who have them in their fingers. */
const ALIASES: Readonly<Record<string, TopicSettingName>> = {
  "cleanup.policy": "cleanupPolicy",
  "retention.ms": "retentionMs",
  "retention.bytes": "retentionBytes",
  "segment.bytes": "segmentBytes",
  "segment.ms": "segmentMs",
  "delete.retention.ms": "tombstoneRetentionMs",
  "min.compaction.lag.ms": "compactionLagMinMs",
  "min.insync.replicas": "minInsyncReplicas",
};

type Table = typeof TOPIC_SETTINGS;
export type TopicSettingName = keyof Table;
type ValueOf<Row extends TopicSetting> = Row extends NumberSetting
  ? number
  : Row extends ChoiceSetting
    ? Row["of"][number]
    : string;

/** What was set for one topic; everything else follows the defaults and the broker. */
export type TopicConfig = { readonly [Name in TopicSettingName]?: ValueOf<Table[Name]> };

/**
 * Checks one setting as a request gives it (text from gRPC, any JSON type; durations and sizes also
 * as "7d" and "1 GiB"). The name may be one of Kafka's. Throws INVALID_CONFIG.
 */
export function parseTopicSetting(
  name: string,
  value: unknown,
): { readonly name: TopicSettingName; readonly value: number | string } {
  const canonical = topicSettingName(name);
  const setting: TopicSetting = TOPIC_SETTINGS[canonical];
  return { name: canonical, value: parsed(setting, value) ?? refuse(name, value, setting) };
}

/** The table's name of a setting. Throws INVALID_CONFIG. */
export function topicSettingName(name: string): TopicSettingName {
  const canonical = Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
  if (Object.hasOwn(TOPIC_SETTINGS, canonical)) return canonical as TopicSettingName;
  const known = Object.keys(TOPIC_SETTINGS).join(", ");
  throw new TidemarkError("INVALID_CONFIG", `"${name}" is no topic setting; there are ${known}`);
}

function parsed(setting: TopicSetting, value: unknown): number | string | undefined {
  if (setting.kind === "number") return parsedNumber(setting, value);
  if (typeof value !== "string") return undefined;
  if (setting.kind === "topicName") {
    return isTopicName(value) && !isInternalTopic(value) ? value : undefined;
  }
  const text = value.replaceAll(" ", "");
  return setting.of.includes(text) ? text : undefined;
}

function parsedNumber(setting: NumberSetting, value: unknown): number | undefined {
  const number = typeof value === "string" ? numberOf(setting, value.trim()) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number)) return undefined;
  if (number === -1 && setting.minusOne !== undefined) return number;
  return number >= setting.min && number <= setting.max ? number : undefined;
}

function numberOf({ unit }: NumberSetting, text: string): number | undefined {
  if (unit === "ms") return text === "-1" ? -1 : parseDurationMs(text);
  if (unit === "bytes") return text === "-1" ? -1 : parseSizeBytes(text);
  return text === "" ? undefined : Number(text);
}

function refuse(name: string, value: unknown, setting: TopicSetting): never {
  const given = JSON.stringify(value);
  throw new TidemarkError("INVALID_CONFIG", `${name} = ${given}: want ${allowedValues(setting)}`);
}

/** What a setting takes, for people. */
export function allowedValues(setting: TopicSetting): string {
  switch (setting.kind) {
    case "choice":
      return `one of ${setting.of.map((one) => `"${one}"`).join(", ")}`;
    case "topicName":
      return `a topic name: ${TOPIC_NAME_RULE}; those that begin with __ are the broker's own`;
    case "number": {
      const { unit, min, max, minusOne } = setting;
      const readable = unit === "ms" || unit === "bytes" ? " (or a text such as " : "";
      const example = unit === "ms" ? `"${formatDuration(7 * DAY_MS)}")` : `"${formatSize(MiB)}")`;
      const also = readable === "" ? "" : readable + example;
      const special = minusOne === undefined ? "" : `, or -1: ${minusOne}`;
      return `a whole number of ${unit}${also} from ${min} to ${max}${special}`;
    }
  }
}

/** The table's default over what was set; settings that follow the broker are left out. */
export function withTopicDefaults(config: TopicConfig): TopicConfig {
  const defaults = Object.entries(TOPIC_SETTINGS)
    .filter(([, setting]) => setting.default !== undefined)
    .map(([name, setting]) => [name, setting.default]);
  return { ...(Object.fromEntries(defaults) as TopicConfig), ...config };
}
