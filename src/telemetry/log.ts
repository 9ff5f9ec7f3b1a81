/**
 * Log lines: text for people, JSON for collectors, times in UTC. What a client sent may stand in a
 * line but never make one: control characters are escaped.
 */
import { errorFields, jsonLine, textLine } from "./log-line.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Scalars, lists of them, or anything that was thrown; undefined is left out. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /**
   * A warning that may come a thousand times a second: once per `key` in 10 s, the next one saying
   * how many were left out. `key` must not come from a client.
   */
  warnOften(key: string, message: string, fields?: LogFields): void;
  /** Adds fields to every line. */
  with(fields: LogFields): Log;
  isEnabled(level: LogLevel): boolean;
}

export interface LogOptions {
  readonly format: "text" | "json";
  /** Asked at each line: SIGHUP may change it. */
  readonly level: () => LogLevel;
  /** Epoch milliseconds. */
  readonly wallMs: () => number;
  /** One whole line, with its end. */
  readonly write: (line: string) => void;
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 10, info: 20, warn: 30, error: 40 };
const OFTEN_INTERVAL_MS = 10_000;
/** Keys are written in our code: this many is a mistake, not a need. */
const OFTEN_KEYS_MAX = 256;

interface Repeated {
  lastMs: number;
  suppressed: number;
}

export function createLog(options: LogOptions): Log {
  return new LineLog(options, {}, new Map());
}

class LineLog implements Log {
  readonly #options: LogOptions;
  readonly #fields: LogFields;
  /** Shared by all logs made with `with`. */
  readonly #repeated: Map<string, Repeated>;

  constructor(options: LogOptions, fields: LogFields, repeated: Map<string, Repeated>) {
    this.#options = options;
    this.#fields = fields;
    this.#repeated = repeated;
  }

  debug(message: string, fields?: LogFields): void {
    this.#log("debug", message, fields);
  }
  info(message: string, fields?: LogFields): void {
    this.#log("info", message, fields);
  }
  warn(message: string, fields?: LogFields): void {
    this.#log("warn", message, fields);
  }
  error(message: string, fields?: LogFields): void {
    this.#log("error", message, fields);
  }

  warnOften(key: string, message: string, fields?: LogFields): void {
    const nowMs = this.#options.wallMs();
    const entry = this.#repeated.get(key);
    // A clock that went back must not silence the line until it has caught up.
    if (entry !== undefined && Math.abs(nowMs - entry.lastMs) < OFTEN_INTERVAL_MS) {
      entry.suppressed += 1;
      return;
    }
    if (entry === undefined && this.#repeated.size >= OFTEN_KEYS_MAX) this.#repeated.clear();
    this.#repeated.set(key, { lastMs: nowMs, suppressed: 0 });
    const suppressed = entry?.suppressed ?? 0;
    this.#log("warn", message, suppressed === 0 ? fields : { ...fields, leftOut: suppressed });
  }

  with(fields: LogFields): Log {
    return new LineLog(this.#options, { ...this.#fields, ...fields }, this.#repeated);
  }

  isEnabled(level: LogLevel): boolean {
    return RANK[level] >= RANK[this.#options.level()];
  }

  #log(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (!this.isEnabled(level)) return;
    const { error, ...rest } = fields ?? {};
    const all = { ...this.#fields, ...rest, ...(error == null ? {} : errorFields(error)) };
    const render = this.#options.format === "json" ? jsonLine : textLine;
    this.#options.write(render(this.#options.wallMs(), level, message, all));
  }
}
