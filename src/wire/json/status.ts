/** Errors as JSON: `{"error":{"code","message","retriable"}}`, and Connect's shape for its callers. */
import { ERRORS, type ErrorJson, GrpcStatus, type TidemarkError } from "../../model/errors.ts";
import { encodeError } from "../grpc/status.ts";

export const httpStatusOf = (error: TidemarkError): number => ERRORS[error.code].http;

/** With the facts that some codes bring along. */
export function errorJson(error: TidemarkError): ErrorJson & Readonly<Record<string, unknown>> {
  const { leader, logStartOffset, highWatermark, existing } = error.details;
  return {
    code: error.code,
    message: error.message,
    retriable: error.retriable,
    ...(leader === undefined ? {} : { leader }),
    ...(logStartOffset === undefined ? {} : { logStartOffset }),
    ...(highWatermark === undefined ? {} : { highWatermark }),
    ...(existing === undefined ? {} : { existing }),
  };
}

/** One line or body; `line` counts from 1. */
export function errorText(error: TidemarkError, line: number | undefined): string {
  const json: Record<string, unknown> = { error: errorJson(error) };
  if (line !== undefined) json["line"] = line;
  return JSON.stringify(json);
}

/** Connect's HTTP status for each gRPC status; the rest is 500. */
const CONNECT_HTTP: Readonly<Partial<Record<keyof typeof GrpcStatus, number>>> = {
  CANCELLED: 499,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  UNAUTHENTICATED: 401,
};

/** Connect spells it with one l. */
const connectCode = (name: keyof typeof GrpcStatus): string =>
  name === "CANCELLED" ? "canceled" : name.toLowerCase();

export function connectError(error: TidemarkError): { status: number; body: string } {
  const name = ERRORS[error.code].grpc;
  const detail = {
    type: "tidemark.v1.Error",
    value: Buffer.from(encodeError(error)).toString("base64").replace(/=+$/, ""),
    debug: errorJson(error),
  };
  return {
    status: CONNECT_HTTP[name] ?? 500,
    body: JSON.stringify({ code: connectCode(name), message: error.message, details: [detail] }),
  };
}
