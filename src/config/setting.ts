/**
 * What a setting is: a name's type, default, bounds and meaning, and how its text is read. Every
 * source (file, environment, flag) arrives here as text, so that all of them take the same forms.
 */
import { formatDuration, formatSize, parseDurationMs, parseSizeBytes } from "../lib/quantity.ts";

/** A value that was read, or what would have been allowed in its place. */
export type Parsed<T> = { readonly value: T } | { readonly want: string };

export interface Setting<T> {
  readonly kind: "text" | "list" | "switch" | "count" | "duration" | "size" | "choice";
  readonly default: T;
  /** What people may write, for the reference page and for refusals. */
  readonly allowed: string;
  readonly doc: string;
  /** A new value takes effect on SIGHUP; the others need a restart. */
  readonly reload: boolean;
  /** Has a flag of its own, `--kebab-case-of-name`; all others go through `--set name=value`. */
  readonly flag: boolean;
  /** One element for every kind but `list`. */
  parse(texts: readonly string[]): Parsed<T>;
  format(value: T): string;
}

interface About<T> {
  readonly default: T;
  readonly doc: string;
  readonly reload?: boolean;
  readonly flag?: boolean;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  /** What −1 means, where it may be given. */
  readonly minusOne?: string;
}

function common<T>(about: About<T>) {
  return {
    default: about.default,
    doc: about.doc,
    reload: about.reload ?? false,
    flag: about.flag ?? false,
  };
}

function one(texts: readonly string[]): string {
  return (texts[0] ?? "").trim();
}

/** A number with a unit: `read` turns text into the number, `show` back. */
function bounded(
  kind: "count" | "duration" | "size",
  about: About<number> & Bounds,
  read: (text: string) => number | undefined,
  show: (value: number) => string,
): Setting<number> {
  const noun = { count: "a whole number", duration: "a duration", size: "a size" }[kind];
  const special = about.minusOne === undefined ? "" : `, or -1: ${about.minusOne}`;
  const allowed = `${noun} from ${show(about.min)} to ${show(about.max)}${special}`;
  return {
    ...common(about),
    kind,
    allowed,
    parse(texts) {
      const text = one(texts);
      if (about.minusOne !== undefined && text === "-1") return { value: -1 };
      const value = read(text);
      const fits = value !== undefined && value >= about.min && value <= about.max;
      return fits ? { value } : { want: allowed };
    },
    format: (value) => (value === -1 ? "-1" : show(value)),
  };
}

export function count(about: About<number> & Bounds): Setting<number> {
  const read = (text: string) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);
  return bounded("count", about, read, String);
}

/** Milliseconds. */
export function duration(about: About<number> & Bounds): Setting<number> {
  return bounded("duration", about, parseDurationMs, formatDuration);
}

/** Bytes. */
export function size(about: About<number> & Bounds): Setting<number> {
  return bounded("size", about, parseSizeBytes, formatSize);
}

export function toggle(about: About<boolean>): Setting<boolean> {
  const values: Readonly<Record<string, boolean>> = {
    true: true,
    yes: true,
    on: true,
    "1": true,
    false: false,
    no: false,
    off: false,
    "0": false,
  };
  const allowed = "true or false";
  return {
    ...common(about),
    kind: "switch",
    allowed,
    parse(texts) {
      const value = values[one(texts).toLowerCase()];
      return value === undefined ? { want: allowed } : { value };
    },
    format: String,
  };
}

export function choice<const T extends string>(
  about: About<T> & { readonly of: readonly T[] },
): Setting<T> {
  const allowed = `one of ${about.of.join(", ")}`;
  return {
    ...common(about),
    kind: "choice",
    allowed,
    parse(texts) {
      const value = about.of.find((name) => name === one(texts));
      return value === undefined ? { want: allowed } : { value };
    },
    format: String,
  };
}

/** The form that a text or each element of a list must have. */
export interface Form {
  readonly allowed: string;
  matches(text: string): boolean;
}

/** Undefined default: the setting is off until somebody sets it. */
export function text<T extends string | undefined>(
  about: About<T> & { readonly form: Form },
): Setting<T extends string ? string : string | undefined> {
  return {
    ...common<string | undefined>(about),
    kind: "text",
    allowed: about.form.allowed,
    parse(texts) {
      const value = one(texts);
      return about.form.matches(value) ? { value } : { want: about.form.allowed };
    },
    format: (value) => value ?? "",
  } as Setting<T extends string ? string : string | undefined>;
}

/** Commas separate elements; the file may also give a YAML list, a flag may be repeated. */
export function list(
  about: About<readonly string[]> & {
    readonly form: Form;
    readonly min: number;
    readonly max: number;
  },
): Setting<readonly string[]> {
  const allowed = `${about.min} to ${about.max} of: ${about.form.allowed}`;
  return {
    ...common(about),
    kind: "list",
    allowed,
    parse(texts) {
      const value = texts
        .flatMap((text) => text.split(","))
        .map((element) => element.trim())
        .filter((element) => element !== "");
      const fits =
        value.length >= about.min &&
        value.length <= about.max &&
        new Set(value).size === value.length &&
        value.every((element) => about.form.matches(element));
      return fits ? { value } : { want: `${allowed}, none twice` };
    },
    format: (value) => value.join(","),
  };
}
