/** The query of a request target, read strictly against a table that also documents it. */
import { TidemarkError } from "../../model/errors.ts";
import { quote } from "../quote.ts";
import { isProblem, parseInstant } from "./times.ts";

export interface QueryParameter {
  readonly name: string;
  readonly kind: "text" | "integer" | "decimal" | "flag" | "instant" | "position" | "choice";
  readonly doc: string;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly required?: boolean;
}

/** Where a read may begin or end, before it is known which partition it is about. */
export type QueryPosition =
  | "earliest"
  | "latest"
  | { readonly offset: number }
  | { readonly timestamp: number };

export type QueryValue = string | number | boolean | Exclude<QueryPosition, string>;

const refuse = (name: string, problem: string): TidemarkError =>
  new TidemarkError("INVALID_REQUEST", `query parameter ${name} ${problem}`);

export class Query {
  readonly #values: ReadonlyMap<string, QueryValue>;

  constructor(values: ReadonlyMap<string, QueryValue>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }
  text(name: string): string | undefined {
    return this.#values.get(name) as string | undefined;
  }
  number(name: string): number | undefined {
    return this.#values.get(name) as number | undefined;
  }
  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }
  position(name: string): QueryPosition | undefined {
    return this.#values.get(name) as QueryPosition | undefined;
  }
}

const NOTHING = new Query(new Map());

/** Throws INVALID_REQUEST for what is unknown, repeated, missing or of another kind. */
export function parseQuery(search: string, parameters: readonly QueryParameter[]): Query {
  if (search === "" && !parameters.some((parameter) => parameter.required === true)) return NOTHING;
  const values = new Map<string, QueryValue>();
  for (const [name, value] of new URLSearchParams(search)) {
    const parameter = parameters.find((one) => one.name === name);
    if (parameter === undefined) {
      const known = parameters.map((one) => one.name).join(", ");
      throw refuse(quote(name), `is unknown here; known are: ${known === "" ? "none" : known}`);
    }
    if (values.has(name)) throw refuse(name, "is given twice");
    values.set(name, valueOf(parameter, value));
  }
  for (const parameter of parameters)
    if (parameter.required === true && !values.has(parameter.name))
      throw refuse(parameter.name, `is missing: ${parameter.doc}`);
  return new Query(values);
}

function valueOf(parameter: QueryParameter, value: string): QueryValue {
  const { name } = parameter;
  switch (parameter.kind) {
    case "text":
      return value;
    case "integer":
      return integer(parameter, value);
    case "decimal":
      return decimal(parameter, value);
    case "flag":
      if (value === "true" || value === "1" || value === "") return true;
      if (value === "false" || value === "0") return false;
      throw refuse(name, `must be true or false, not ${quote(value)}`);
    case "choice": {
      const choices = parameter.choices ?? [];
      if (choices.includes(value)) return value;
      throw refuse(name, `must be one of ${choices.join(", ")}, not ${quote(value)}`);
    }
    case "instant":
      return instant(name, value);
    case "position":
      if (value === "earliest" || value === "latest") return value;
      return /^\d{1,16}$/.test(value)
        ? { offset: integer(parameter, value) }
        : { timestamp: instant(name, value) };
  }
}

function integer(parameter: QueryParameter, value: string): number {
  const min = parameter.min ?? 0;
  const max = parameter.max ?? Number.MAX_SAFE_INTEGER;
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= min && number <= max) return number;
  const upTo = max === Number.MAX_SAFE_INTEGER ? "" : ` to ${max}`;
  throw refuse(parameter.name, `must be an integer from ${min}${upTo}, not ${quote(value)}`);
}

function decimal(parameter: QueryParameter, value: string): number {
  const { name, min = 0, max = Number.MAX_SAFE_INTEGER } = parameter;
  const number = /^\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw refuse(name, `must be a number from ${min} to ${max}, not ${quote(value)}`);
}

function instant(name: string, value: string): number {
  // "+" in a query means a space: an offset such as +02:00 that nobody escaped still parses.
  const text = value.replace(/ (?=\d\d:?\d\d$)/, "+");
  const parsed = parseInstant(/^-?\d{1,16}$/.test(text) ? Number(text) : text);
  if (isProblem(parsed)) throw refuse(name, parsed.problem);
  return parsed;
}
