/**
 * The text of one member of a JSON object, without the white space around its tokens. A number keeps
 * every digit that was sent, which parsing and printing it would not do.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const SPACE = /[ \t\n\r]/;

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const opens = (code: number): boolean => code === 0x7b || code === 0x5b;
const closes = (code: number): boolean => code === 0x7d || code === 0x5d;

/** Behind the text literal that begins at `at`. All of this file is told valid JSON only. */
function behindText(json: string, at: number): number {
  for (let from = at + 1; ; ) {
    const end = json.indexOf('"', from);
    let backslashes = 0;
    while (json.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
    from = end + 1;
  }
}

function behindSpace(json: string, at: number): number {
  while (isSpace(json.charCodeAt(at))) at++;
  return at;
}

/** Behind the value that begins at `at`. */
function behindValue(json: string, at: number): number {
  let depth = 0;
  for (; at < json.length; ) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = behindText(json, at);
      if (depth === 0) return at;
      continue;
    }
    if (opens(code)) depth++;
    else if (closes(code)) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (code === COMMA || isSpace(code))) return at;
    at++;
  }
  return at;
}

/** Behind the comma and the space that follow a value, or at the closing bracket. */
function nextItem(json: string, at: number): number {
  const next = behindSpace(json, at);
  return json.charCodeAt(next) === COMMA ? behindSpace(json, next + 1) : next;
}

/**
 * Where `json` is an object and has member `name`: the source of its value (of the last one, as
 * JSON.parse takes the last).
 */
export function memberSource(json: string, name: string): string | undefined {
  let found: string | undefined;
  let at = behindSpace(json, json.indexOf("{") + 1);
  while (json.charCodeAt(at) === QUOTE) {
    const keyEnd = behindText(json, at);
    const key = json.slice(at, keyEnd);
    const start = behindSpace(json, behindSpace(json, keyEnd) + 1);
    const end = behindValue(json, start);
    if (key === `"${name}"` || (key.includes("\\") && JSON.parse(key) === name))
      found = json.slice(start, end);
    at = nextItem(json, end);
  }
  return found;
}

/** The sources of the elements of an array. */
export function elementSources(json: string): string[] {
  const sources: string[] = [];
  let at = behindSpace(json, json.indexOf("[") + 1);
  while (at < json.length && !closes(json.charCodeAt(at))) {
    const end = behindValue(json, at);
    sources.push(json.slice(at, end));
    at = nextItem(json, end);
  }
  return sources;
}

/** The same JSON without the white space between its tokens. */
export function compact(json: string): string {
  if (!SPACE.test(json)) return json;
  let result = "";
  let kept = 0;
  for (let at = 0; at < json.length; ) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = behindText(json, at);
    else if (isSpace(code)) {
      result += json.slice(kept, at);
      at = behindSpace(json, at);
      kept = at;
    } else at++;
  }
  return result + json.slice(kept);
}
