/** Error answers that the transport gives by itself, in the dialect of the request (pure). */
import { type ErrorCode, TidemarkError } from "../../model/errors.ts";
import { errorTrailers, type Trailers } from "../../wire/grpc/status.ts";
import { errorText, httpStatusOf } from "../../wire/json/status.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
  readonly trailers: Trailers | undefined;
}

export const isGrpc = (contentType: string | number | undefined): boolean =>
  typeof contentType === "string" && contentType.startsWith("application/grpc");

/** An empty response with its status in trailers for gRPC, JSON for everybody else. */
export function refusal(contentType: string | undefined, code: ErrorCode, message: string): Answer {
  const error = new TidemarkError(code, message);
  if (isGrpc(contentType)) {
    const headers = { "content-type": "application/grpc" };
    return { status: 200, headers, body: Buffer.alloc(0), trailers: errorTrailers(error) };
  }
  const body = Buffer.from(`${errorText(error, undefined)}\n`);
  const headers = { "content-type": "application/json", "content-length": body.length };
  return { status: httpStatusOf(error), headers, body, trailers: undefined };
}

/** A whole HTTP/1.1 answer for a connection that has no parser (yet, or any more). */
export function rawRefusal(code: ErrorCode, message: string): Buffer {
  const { status, headers, body } = refusal(undefined, code, message);
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${code}\r\n${fields.join("")}connection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}
