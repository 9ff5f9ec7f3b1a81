/** How one log line looks, as text and as JSON. */
import type { LogFields, LogLevel } from "./log.ts";

/** A line longer than this helps nobody; what a client sent must not fill the disk through the log. */
const VALUE_CHARACTERS_MAX = 4_096;

/** `2026-03-01T08:00:00.000Z WARN  message key=value key="two words"`. */
export function textLine(
  epochMs: number,
  level: LogLevel,
  message: string,
  fields: LogFields,
): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${textValue(value)}`);
  const time = new Date(epochMs).toISOString();
  return `${time} ${level.toUpperCase().padEnd(5)} ${escapeControl(clip(message))}${pairs.join("")}\n`;
}

/** `{"time":"…","level":"warn","message":"…","key":"value"}`. */
export function jsonLine(
  epochMs: number,
  level: LogLevel,
  message: string,
  fields: LogFields,
): string {
  const head = { time: new Date(epochMs).toISOString(), level, message: clip(message) };
  const rest = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, jsonValue(value)]),
  );
  // The head comes last in precedence: a field cannot pose as the message.
  return `${escapeControl(JSON.stringify({ ...head, ...rest, ...head }))}\n`;
}

/** What was thrown, as fields. Stacks only where no TidemarkError or the like says it better. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  if (code !== undefined) return { error: error.message, code };
  return { error: error.message, stack: error.stack };
}

function textValue(value: unknown): string {
  const text = clip(plain(value));
  return /^[\w.:/@%+,-]+$/.test(text) ? text : escapeControl(JSON.stringify(text));
}

function jsonValue(value: unknown): unknown {
  if (value === undefined || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(jsonValue);
  return value === null ? null : clip(plain(value));
}

function plain(value: unknown): string {
  if (value instanceof Error) return value.message;
  if (Array.isArray(value)) return value.map(plain).join(",");
  return typeof value === "object" && value !== null ? jsonText(value) : String(value);
}

/** What has no JSON (a cycle) is not worth a failure of the line that tells of it. */
function jsonText(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function clip(text: string): string {
  if (text.length <= VALUE_CHARACTERS_MAX) return text;
  return `${text.slice(0, VALUE_CHARACTERS_MAX)}… (${text.length} characters)`;
}

/**
 * C0, DEL and C1 controls (a terminal obeys them), line and paragraph separators (some viewers break
 * the line there), and the marks that reorder text on screen.
 */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

export function escapeControl(text: string): string {
  return text.replaceAll(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
