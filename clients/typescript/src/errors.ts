/** The one error class of this package; its codes are those of the broker's error table. */
import { ERROR_CODES } from "./generated/errors.ts";

/** `UNKNOWN_TOPIC`, `NOT_LEADER`, `RECORD_TOO_LARGE` … Narrow on it with `switch (error.code)`. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Facts beside the message; each is present only with the codes it names. */
export interface ErrorDetails {
  /** `host:port` of the leader, with `NOT_LEADER`; of the coordinator, with `NOT_COORDINATOR`. */
  readonly leader?: string;
  /** First readable offset, with `OFFSET_OUT_OF_RANGE`. */
  readonly logStartOffset?: number;
  /** One past the last readable offset, with `OFFSET_OUT_OF_RANGE`. */
  readonly highWatermark?: number;
  /** The pending record that holds the id, with `ALREADY_SCHEDULED`. */
  readonly existing?: {
    readonly id: string;
    readonly partition: number;
    readonly offset: number;
    /** Absent: a recurring schedule that is paused. */
    readonly deliverAt?: number;
  };
  /** Every record that `sendMany` could not send, with its index in the call's list. */
  readonly refused?: readonly { readonly index: number; readonly error: TidemarkError }[];
}

/**
 * What every failure of this package is.
 *
 * @example
 * try {
 *   await producer.send({ topic: "orders", value: "…" });
 * } catch (error) {
 *   if (error instanceof TidemarkError && error.code === "UNKNOWN_TOPIC") { … }
 * }
 */
export class TidemarkError extends Error {
  override readonly name = "TidemarkError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  /** The same request may succeed later without anybody changing anything. */
  get retriable(): boolean {
    return ERROR_CODES[this.code].retriable;
  }

  /** The client's picture of topics or leaders is old. */
  get refreshMetadata(): boolean {
    return ERROR_CODES[this.code].refreshMetadata;
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}

/** Whatever was thrown, as a `TidemarkError`: of that class already, or `code` with it as cause. */
export function asTidemarkError(thrown: unknown, code: ErrorCode = "INTERNAL"): TidemarkError {
  if (thrown instanceof TidemarkError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new TidemarkError(code, message, {}, { cause: thrown });
}
