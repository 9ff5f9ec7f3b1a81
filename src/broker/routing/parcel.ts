/**
 * How routed requests travel between brokers: a JSON text, and behind it the bytes that it speaks of as
 * they are. Must never copy a batch more than once.
 *
 * | bytes | holds |
 * |---|---|
 * | 4 | length of the JSON text |
 * | … | `{"v": value, "n": lengths of the parts}`; in the value `{"$bytes": i}` stands for part i, and
 *       `{"$error": {code, message, details}}` for an error |
 * | … | the parts, one after another |
 *
 * A field that is not known is left alone, so that one may be added.
 */
import { type ErrorCode, type ErrorDetails, ERRORS, TidemarkError } from "../../model/errors.ts";

interface Stored {
  readonly v: unknown;
  readonly n: readonly number[];
}

export function encodeParcel(value: unknown): Buffer {
  const parts: Uint8Array[] = [];
  // A Buffer is turned into something else before the replacer sees it: its holder still has it.
  const v = JSON.stringify(value, function (this: Record<string, unknown>, key, seen: unknown) {
    const raw = this[key];
    if (raw instanceof Uint8Array) return { $bytes: parts.push(raw) - 1 };
    if (raw instanceof TidemarkError) {
      const { code, message, details } = raw;
      return { $error: { code, message, details } };
    }
    return seen;
  });
  const n = JSON.stringify(parts.map(({ length }) => length));
  const text = Buffer.from(`{"v":${v ?? "null"},"n":${n}}`, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, ...parts]);
}

/** Bytes are slices of `parcel`. Throws INVALID_REQUEST for what was not encoded by `encodeParcel`. */
export function decodeParcel(parcel: Buffer): unknown {
  const textEnd = parcel.length < 4 ? -1 : 4 + parcel.readUInt32BE();
  if (textEnd < 0 || textEnd > parcel.length) throw malformed();
  const parts: Buffer[] = [];
  const { v, n } = JSON.parse(parcel.toString("utf8", 4, textEnd)) as Stored;
  let at = textEnd;
  for (const length of n) parts.push(parcel.subarray(at, (at += length)));
  if (at !== parcel.length) throw malformed();
  return parts.length === 0 && v === null ? null : restored(v, parts);
}

function restored(value: unknown, parts: readonly Buffer[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => restored(each, parts));
  const fields = Object.entries(value);
  const [only] = fields;
  if (fields.length === 1 && only !== undefined) {
    const [key, inner] = only;
    if (key === "$bytes") return parts[inner as number];
    if (key === "$error") return errorOf(inner as ErrorParcel);
  }
  return Object.fromEntries(fields.map(([key, inner]) => [key, restored(inner, parts)]));
}

interface ErrorParcel {
  readonly code: string;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** A newer broker may know more errors. */
function errorOf({ code, message, details }: ErrorParcel): TidemarkError {
  const known = Object.hasOwn(ERRORS, code);
  return known
    ? new TidemarkError(code as ErrorCode, message, details)
    : new TidemarkError("INTERNAL", `${code}: ${message}`);
}

const malformed = (): TidemarkError =>
  new TidemarkError("INVALID_REQUEST", "a broker sent a request that cannot be read");
