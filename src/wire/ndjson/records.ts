/** One line of an upload: a record as JSON, or its bare value. */
import { isUtf8 } from "node:buffer";
import { TidemarkError } from "../../model/errors.ts";
import { LINE_BYTES_MAX } from "../../model/limits.ts";
import type { RecordInput } from "../../model/records.ts";
import { checkDepth } from "../json/depth.ts";
import { parseText } from "../json/parse.ts";
import { recordOf } from "../json/records.ts";
import { withoutReturn } from "./framing.ts";

/** Undefined: a blank line, which is no record. Never throws: a bad line is its own problem only. */
export function recordOfLine(line: Buffer): RecordInput | TidemarkError | undefined {
  const bytes = withoutReturn(line);
  if (bytes.length === 0) return undefined;
  try {
    if (!isUtf8(bytes)) throw new TidemarkError("INVALID_JSON", "the line is not valid UTF-8");
    checkDepth(bytes);
    const text = bytes.toString("utf8");
    if (text.trim() === "") return undefined;
    return recordOf(parseText(text));
  } catch (error) {
    if (error instanceof TidemarkError) return error;
    throw error;
  }
}

/** The line's bytes as they are, a carriage return included: what goes in comes out. */
export const recordOfValue = (line: Buffer): RecordInput => ({ value: Buffer.from(line) });

export const lineTooLong = (): TidemarkError =>
  new TidemarkError("REQUEST_TOO_LARGE", `the line is longer than ${LINE_BYTES_MAX} bytes`);
