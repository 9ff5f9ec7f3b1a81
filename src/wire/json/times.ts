/** Durations and instants as people write them; each parser answers a number or what is wrong. */
import { parseDurationMs } from "../../lib/quantity.ts";
import { quote } from "../quote.ts";

export interface Problem {
  readonly problem: string;
}

const DURATION_RULE = "must be milliseconds as a number, or text such as 90s, 5m, 1h30m, 250ms, 2d";

/** `90s`, `1h30m`, `1.5s`, or a number of milliseconds. */
export function parseDuration(value: unknown): number | Problem {
  if (typeof value === "number")
    return Number.isSafeInteger(value) && value >= 0
      ? value
      : { problem: `${DURATION_RULE}; ${value} is not a whole number of milliseconds from 0` };
  if (typeof value !== "string") return { problem: DURATION_RULE };
  return parseDurationMs(value) ?? { problem: `${DURATION_RULE}; ${quote(value)} is neither` };
}

const INSTANT_RULE =
  "must be epoch milliseconds as a number, or ISO 8601 with a zone such as 2030-01-31T09:00:00Z";
const INSTANT =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d\d(?::?\d\d)?)?$/;

/** Epoch milliseconds; fractions below one are rounded up, so that nothing is due early. */
export function parseInstant(value: unknown): number | Problem {
  if (typeof value === "number")
    return Number.isSafeInteger(value)
      ? value
      : { problem: `${INSTANT_RULE}; ${value} is not a whole number` };
  if (typeof value !== "string") return { problem: INSTANT_RULE };
  const match = INSTANT.exec(value);
  if (match === null) return { problem: `${INSTANT_RULE}; ${quote(value)} is neither` };
  const [, date, minutes, seconds = "00", fraction = "", zone] = match;
  if (zone === undefined)
    return { problem: `${quote(value)} has no zone: add Z, or an offset such as +02:00` };
  const utc = `${date}T${minutes}:${seconds}.000Z`;
  const wholeMs = Date.parse(utc);
  // Date.parse carries the 30th of February over into March: what it read must be what was said.
  if (Number.isNaN(wholeMs) || new Date(wholeMs).toISOString() !== utc)
    return { problem: `${quote(value)} is not a time that exists` };
  const offsetMs = zoneOffsetMs(zone);
  if (offsetMs === undefined) return { problem: `${quote(value)} has an impossible zone offset` };
  return wholeMs + Math.ceil(Number(`0.${fraction || "0"}`) * 1_000) - offsetMs;
}

function zoneOffsetMs(zone: string): number | undefined {
  if (zone === "Z" || zone === "z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

export const isProblem = (value: number | Problem): value is Problem => typeof value !== "number";
