/** How deep JSON nests and how many objects it holds, counted before anything is built from it. */
import { TidemarkError } from "../../model/errors.ts";
import { JSON_CONTAINERS_MAX, JSON_DEPTH_MAX } from "../../model/limits.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Throws where `bytes[start, end)` nests too deep or holds too much. Says nothing of validity. */
export function checkDepth(bytes: Buffer, start = 0, end = bytes.length): void {
  // Each level takes a byte to open: most lines end here.
  if (end - start <= JSON_DEPTH_MAX) return;
  let depth = 0;
  let containers = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = closingQuote(bytes, at + 1, end);
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++depth > JSON_DEPTH_MAX)
        throw new TidemarkError(
          "INVALID_JSON",
          `JSON nests deeper than ${JSON_DEPTH_MAX} levels (at byte ${at - start})`,
        );
      if (++containers > JSON_CONTAINERS_MAX)
        throw new TidemarkError(
          "REQUEST_TOO_LARGE",
          `JSON holds more than ${JSON_CONTAINERS_MAX} objects and arrays; send less at a time`,
        );
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
  }
}

/** The position of the quote that ends the text beginning at `at`; `end` where none does. */
function closingQuote(bytes: Buffer, at: number, end: number): number {
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return end;
}
