/** Answers that are whole: status, type, length, body, end. */
import type { TidemarkError } from "../model/errors.ts";
import { errorText, httpStatusOf } from "../wire/json/status.ts";
import type { Exchange } from "./exchange.ts";

type Headers = Readonly<Record<string, string | number>>;

export const JSON_TYPE = "application/json";

export function sendBytes(
  exchange: Exchange,
  status: number,
  type: string,
  body: Uint8Array,
  headers: Headers = {},
): void {
  exchange.sendHeaders(status, {
    "content-type": type,
    "content-length": body.length,
    ...headers,
  });
  if (exchange.method !== "HEAD" && body.length > 0) exchange.write(body);
  exchange.end();
}

/** `text` is JSON without its final newline. */
export function sendJson(
  exchange: Exchange,
  status: number,
  text: string,
  headers: Headers = {},
): void {
  sendBytes(exchange, status, JSON_TYPE, Buffer.from(`${text}\n`, "utf8"), headers);
}

/** A response that has begun can only be cut: its reader sees that it is not whole. */
export function sendError(exchange: Exchange, error: TidemarkError, headers: Headers = {}): void {
  // The transport has answered or given up already: what it began is its own to end.
  if (exchange.signal.aborted) return;
  if (exchange.headersSent) exchange.abort("internal");
  else sendJson(exchange, httpStatusOf(error), errorText(error, error.details.line), headers);
}

/** 204 and the like. */
export function sendEmpty(exchange: Exchange, status: number, headers: Headers = {}): void {
  exchange.sendHeaders(status, headers);
  exchange.end();
}
