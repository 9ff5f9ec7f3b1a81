/** Members of a JSON object, read strictly: what is missing, of another type or unknown is named. */
import { type ErrorCode, TidemarkError } from "../../model/errors.ts";
import { quote } from "../quote.ts";
import { isProblem, parseDuration, parseInstant } from "./times.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export class Fields {
  readonly #object: JsonObject;
  readonly #code: ErrorCode;

  /** Throws where `value` is no object or has a member that is not in `known`. */
  constructor(value: unknown, known: ReadonlySet<string>, what: string, code: ErrorCode) {
    if (!isJsonObject(value)) throw new TidemarkError(code, `${what} must be a JSON object`);
    for (const name in value)
      if (!known.has(name))
        throw new TidemarkError(
          code,
          `${what} has an unknown field ${quote(name)}; known are: ${[...known].join(", ")}`,
        );
    this.#object = value;
    this.#code = code;
  }

  refuse(name: string, problem: string, code: ErrorCode = this.#code): TidemarkError {
    return new TidemarkError(code, `${name} ${problem}`);
  }

  has(name: string): boolean {
    return this.#object[name] !== undefined;
  }

  get(name: string): unknown {
    return this.#object[name];
  }

  /** `null` counts as absent in all that follow. */
  text(name: string, code?: ErrorCode): string | undefined {
    const value = this.#object[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw this.refuse(name, "must be text", code);
    return value;
  }

  integer(name: string, min: number, max = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.#object[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min || value > max)
      throw this.refuse(name, `must be an integer${rangeText(min, max)}`);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.#object[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "boolean") throw this.refuse(name, "must be true or false");
    return value;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.#object[name];
    if (value === undefined || value === null) return undefined;
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw this.refuse(name, `must be one of ${allowed.join(", ")}`);
    return found;
  }

  instant(name: string, code?: ErrorCode): number | undefined {
    const value = this.#object[name];
    if (value === undefined || value === null) return undefined;
    const parsed = parseInstant(value);
    if (isProblem(parsed)) throw this.refuse(name, parsed.problem, code);
    return parsed;
  }

  duration(name: string, code?: ErrorCode): number | undefined {
    const value = this.#object[name];
    if (value === undefined || value === null) return undefined;
    const parsed = parseDuration(value);
    if (isProblem(parsed)) throw this.refuse(name, parsed.problem, code);
    return parsed;
  }

  object(name: string): JsonObject | undefined {
    const value = this.#object[name];
    if (value === undefined || value === null) return undefined;
    if (!isJsonObject(value)) throw this.refuse(name, "must be a JSON object");
    return value;
  }
}

/** Bounds that are only those of exact numbers say nothing to a reader. */
function rangeText(min: number, max: number): string {
  if (max !== Number.MAX_SAFE_INTEGER) return ` from ${min} to ${max}`;
  return min === Number.MIN_SAFE_INTEGER ? "" : ` from ${min}`;
}
