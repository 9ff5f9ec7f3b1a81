/**
 * What a recurring schedule's record says in its header `tidemark-recurrence`: JSON, so that it can
 * be read in a dump of the log, with a version. One that this version does not know is never guessed
 * at: the partition stops.
 *
 * | member                        |                                                                |
 * |-------------------------------|----------------------------------------------------------------|
 * | `version`                     | 1                                                              |
 * | `cron`, `timeZone`            | or `everyMs`, `anchor`: when it fires                          |
 * | `start`, `end`, `maxCount`    | as asked for; absent where they were not                       |
 * | `misfire`                     | `fireOnce`, `skip` or `fireAll`                                |
 * | `paused`                      | true: its due time is never                                    |
 * | `firings`                     | how many were made under earlier records of this schedule      |
 * | `movedFrom`                   | the record's due time stands in for this nominal time          |
 * | `after`                       | while paused: nothing up to this time is fired any more        |
 */
import { FIRINGS_MAX } from "../../model/limits.ts";
import { MISFIRES } from "../../model/recurrence.ts";
import type { Plan } from "./nominal-times.ts";

export interface Definition extends Plan {
  readonly paused?: boolean | undefined;
  readonly firings: number;
  readonly movedFrom?: number | undefined;
  readonly after?: number | undefined;
}

const VERSION = 1;

export function encodeDefinition(definition: Definition): Buffer {
  const { cron, timeZone, everyMs, anchor, start, end, maxCount, misfire } = definition;
  const { paused, firings, movedFrom, after } = definition;
  // In the order of the table; JSON leaves out what is undefined.
  const members = { version: VERSION, cron, timeZone, everyMs, anchor, start, end, maxCount };
  return Buffer.from(JSON.stringify({ ...members, misfire, paused, firings, movedFrom, after }));
}

/** Undefined where it is none that this version wrote. */
export function decodeDefinition(bytes: Uint8Array): Definition | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isDefinition(value)) return undefined;
  const { version: _version, ...definition } = value;
  return definition;
}

function isDefinition(value: unknown): value is Definition & { readonly version: number } {
  if (typeof value !== "object" || value === null) return false;
  const definition = value as Partial<Definition> & { readonly version?: unknown };
  const { version, cron, timeZone, everyMs, misfire, paused, firings } = definition;
  const { anchor, start, end, maxCount, movedFrom, after } = definition;
  return (
    version === VERSION &&
    (typeof cron === "string") !== isCount(everyMs) &&
    (timeZone === undefined || typeof timeZone === "string") &&
    (paused === undefined || typeof paused === "boolean") &&
    MISFIRES.includes(misfire!) &&
    isCount(firings) &&
    firings <= FIRINGS_MAX &&
    [everyMs, anchor, start, end, maxCount, movedFrom, after].every(
      (time) => time === undefined || Number.isSafeInteger(time),
    )
  );
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
