/**
 * Sidecars as JSON that a person can read and that vouches for itself: `crc32c` is the checksum of
 * the same object, as written, without that member. Never holds message data.
 */
import { crc32c } from "../lib/crc32c.ts";

export type JsonObject = { readonly [name: string]: unknown };

const checksumOf = (body: JsonObject): number => crc32c(Buffer.from(JSON.stringify(body)));

export function encodeCheckedJson(body: JsonObject): Buffer {
  return Buffer.from(`${JSON.stringify({ ...body, crc32c: checksumOf(body) })}\n`);
}

/** Undefined where the bytes are not what `encodeCheckedJson` made. */
export function decodeCheckedJson(bytes: Uint8Array): JsonObject | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
  const { crc32c: claimed, ...body } = parsed as Record<string, unknown>;
  return claimed === checksumOf(body) ? body : undefined;
}
