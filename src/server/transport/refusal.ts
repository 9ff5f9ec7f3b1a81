/** Error answers that the transport gives by itself, in the dialect of the request (pure). */
import { type ErrorCode, ERRORS, GrpcStatus } from "../../model/errors.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

export const isGrpc = (contentType: string | number | undefined): boolean =>
  typeof contentType === "string" && contentType.startsWith("application/grpc");

/** A trailers-only response for gRPC, JSON for everybody else. */
export function refusal(contentType: string | undefined, code: ErrorCode, message: string): Answer {
  const row = ERRORS[code];
  if (isGrpc(contentType)) {
    const headers = {
      "content-type": "application/grpc",
      "grpc-status": GrpcStatus[row.grpc],
      "grpc-message": percentEncode(`${code}: ${message}`),
    };
    return { status: 200, headers, body: Buffer.alloc(0) };
  }
  const error = { code, message, retriable: row.retriable };
  const body = Buffer.from(`${JSON.stringify({ error })}\n`);
  const headers = { "content-type": "application/json", "content-length": body.length };
  return { status: row.http, headers, body };
}

/** A whole HTTP/1.1 answer for a connection that has no parser (yet, or any more). */
export function rawRefusal(code: ErrorCode, message: string): Buffer {
  const { status, headers, body } = refusal(undefined, code, message);
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${code}\r\n${fields.join("")}connection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

/** As gRPC asks for `grpc-message`: all but printable ASCII, and `%`, as %XX of the UTF-8. */
export function percentEncode(text: string): string {
  let encoded = "";
  for (const byte of Buffer.from(text)) {
    encoded +=
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
