/** The one table of topic settings: what each means, its default, and what it may be. Pure data. */
import { TidemarkError } from "./errors.ts";
import { RECORD_BYTES_MAX } from "./limits.ts";

const MiB = 1024 * 1024;
const DAY_MS = 86_400_000;

interface NumberSetting {
  readonly kind: "number";
  readonly unit: "ms" | "bytes" | "replicas";
  readonly min: number;
  readonly max: number;
  /** `undefined`: follows the broker's setting of the same meaning. */
  readonly default: number | undefined;
  readonly doc: string;
}

export type TopicSetting = NumberSetting;

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
  scheduleDelayMaxMs: {
    kind: "number",
    unit: "ms",
    min: 0,
    max: 36_500 * DAY_MS,
    default: undefined,
    doc: "How far ahead a due time may be.",
  },
  minInsyncReplicas: {
    kind: "number",
    unit: "replicas",
    min: 1,
    max: 15,
    default: undefined,
    doc: "Replicas that must be in sync for an append to be acknowledged; default: the majority.",
  },
} as const satisfies Record<string, TopicSetting>;

export type TopicSettingName = keyof typeof TOPIC_SETTINGS;

/** What was set for one topic; everything else follows the broker. */
export type TopicConfig = { readonly [Name in TopicSettingName]?: number };

/** Checks one setting as a request gives it (text from gRPC, any JSON type). Throws INVALID_CONFIG. */
export function parseTopicSetting(name: string, value: unknown): number {
  if (!isTopicSetting(name)) {
    const known = Object.keys(TOPIC_SETTINGS).join(", ");
    throw new TidemarkError("INVALID_CONFIG", `"${name}" is no topic setting; there are ${known}`);
  }
  const { min, max, unit } = TOPIC_SETTINGS[name];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (
    typeof number === "number" &&
    Number.isSafeInteger(number) &&
    number >= min &&
    number <= max
  ) {
    return number;
  }
  throw new TidemarkError(
    "INVALID_CONFIG",
    `${name} = ${JSON.stringify(value)}: want a whole number of ${unit} from ${min} to ${max}`,
  );
}

function isTopicSetting(name: string): name is TopicSettingName {
  return Object.hasOwn(TOPIC_SETTINGS, name);
}
