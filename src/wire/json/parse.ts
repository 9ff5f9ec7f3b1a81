/** Bytes to JSON values, refused with a sentence where they are too deep, not UTF-8 or not JSON. */
import { isUtf8 } from "node:buffer";
import { TidemarkError } from "../../model/errors.ts";
import { quote } from "../quote.ts";
import { checkDepth } from "./depth.ts";

export interface ParsedJson {
  readonly value: unknown;
  readonly text: string;
}

export function parseJson(bytes: Buffer): ParsedJson {
  if (!isUtf8(bytes)) throw new TidemarkError("INVALID_JSON", "the JSON is not valid UTF-8");
  checkDepth(bytes);
  return parseText(bytes.toString("utf8"));
}

/** `text` has been checked for depth. */
export function parseText(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text) as unknown, text };
  } catch (error) {
    if (text.trim() === "") throw new TidemarkError("INVALID_JSON", "there is no JSON in it");
    // V8's messages quote the input; bounded and escaped they are the best hint there is.
    const reason = error instanceof Error ? error.message : String(error);
    throw new TidemarkError("INVALID_JSON", `not valid JSON: ${quote(reason)}`);
  }
}
