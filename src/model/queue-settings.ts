/** The one table of a queue group's settings: what each means, its default, and what it may be. */
import { TidemarkError } from "./errors.ts";
import { QUEUE_DELAY_MAX_MS } from "./limits.ts";
import { isInternalTopic, isTopicName, TOPIC_NAME_RULE } from "./names.ts";

export interface QueueSettings {
  /** How long a consumer may hold a record before it is taken back. */
  readonly ackTimeoutMs: number;
  /** Deliveries of one record in all; then it is dead-lettered. */
  readonly deliveriesMax: number;
  /** The delay after the first delivery that failed; it doubles with each. */
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  /** `undefined`: `<topic>.dlq`. */
  readonly deadLetterTopic: string | undefined;
  /** Records of one key are never in flight twice at once. */
  readonly keyOrder: boolean;
}

/** What was set for one group; everything else is the default. */
export type QueueSettingsInput = { readonly [Name in keyof QueueSettings]?: QueueSettings[Name] };

export const QUEUE_DEFAULTS: QueueSettings = {
  ackTimeoutMs: 30_000,
  deliveriesMax: 5,
  retryBackoffMs: 1_000,
  retryBackoffMaxMs: 300_000,
  deadLetterTopic: undefined,
  keyOrder: false,
};

const NUMBERS = {
  // Below it a pause of the garbage collector would cost a consumer its records.
  ackTimeoutMs: { min: 100, max: 43_200_000 },
  deliveriesMax: { min: 1, max: 1_000 },
  retryBackoffMs: { min: 0, max: QUEUE_DELAY_MAX_MS },
  retryBackoffMaxMs: { min: 0, max: QUEUE_DELAY_MAX_MS },
} as const;

export const QUEUE_SETTING_NAMES = Object.keys(QUEUE_DEFAULTS) as (keyof QueueSettings)[];

/** Only what was given and is in bounds. Throws INVALID_CONFIG. */
export function checkQueueSettings(input: QueueSettingsInput): QueueSettingsInput {
  const checked: Record<string, unknown> = {};
  for (const [name, { min, max }] of Object.entries(NUMBERS)) {
    const value = input[name as keyof typeof NUMBERS];
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < min || value > max) {
      throw invalid(`${name} = ${value}: want a whole number from ${min} to ${max}`);
    }
    checked[name] = value;
  }
  const { deadLetterTopic, keyOrder } = input;
  if (deadLetterTopic !== undefined) {
    if (!isTopicName(deadLetterTopic) || isInternalTopic(deadLetterTopic)) {
      throw invalid(`deadLetterTopic: want a topic name, ${TOPIC_NAME_RULE}, without __ in front`);
    }
    checked["deadLetterTopic"] = deadLetterTopic;
  }
  if (keyOrder !== undefined) checked["keyOrder"] = keyOrder;
  const settings = { ...QUEUE_DEFAULTS, ...checked };
  if (settings.retryBackoffMs > settings.retryBackoffMaxMs) {
    const { retryBackoffMs, retryBackoffMaxMs } = settings;
    throw invalid(
      `retryBackoffMs = ${retryBackoffMs} is above retryBackoffMaxMs = ${retryBackoffMaxMs}`,
    );
  }
  return checked;
}

function invalid(message: string): TidemarkError {
  return new TidemarkError("INVALID_CONFIG", message);
}
