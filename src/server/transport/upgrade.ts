/**
 * `Upgrade: h2c` (RFC 7540 §3.2) on an HTTP/1.1 request without a body (pure). Node has no server
 * side of it, so the request becomes what it would have been on HTTP/2: after the 101 answer the
 * client sends preface and SETTINGS; a HEADERS frame for stream 1 is spliced in behind those, and
 * an ordinary HTTP/2 session reads the lot. Must never upgrade what it does not fully understand:
 * every doubt means "serve it as HTTP/1.1".
 */
import {
  encodeHeaderBlock,
  FRAME_HEADER_BYTES,
  FRAME_PAYLOAD_BYTES_MAX,
  FrameFlag,
  FrameType,
  headersFrames,
  readFrameHeader,
} from "./frames.ts";
import { HTTP2_PREFACE } from "./sniff.ts";

export const SWITCHING_PROTOCOLS = Buffer.from(
  "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: h2c\r\n\r\n",
  "latin1",
);

const HEAD_END = Buffer.from("\r\n\r\n", "latin1");
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\/[\x21-\x7e]*|\*) HTTP\/1\.1$/;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e\x80-\xff\t]*?)[ \t]*$/;

/** Fields of one connection, which HTTP/2 forbids (RFC 9113 §8.2.2), and `host`. */
const DROPPED: ReadonlySet<string> = new Set([
  "connection",
  "upgrade",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "host",
  "te",
  "content-length",
]);

export type UpgradeHead =
  | { readonly kind: "more" }
  | { readonly kind: "http1" }
  /** `request`: the frames of stream 1. `rest`: what came behind the head. */
  | { readonly kind: "upgrade"; readonly request: Buffer; readonly rest: Buffer };

/** Reads the first request head of a connection; more than `headBytesMax` is left to HTTP/1.1. */
export function readUpgradeHead(bytes: Buffer, headBytesMax: number): UpgradeHead {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return bytes.length > headBytesMax ? { kind: "http1" } : { kind: "more" };
  if (end > headBytesMax) return { kind: "http1" };
  const lines = bytes.toString("latin1", 0, end).split("\r\n");
  const requestLine = REQUEST_LINE.exec(lines[0] ?? "");
  const fields = readFields(lines);
  if (requestLine === null || fields === undefined || !asksForUpgrade(fields)) {
    return { kind: "http1" };
  }
  const rest = bytes.subarray(end + HEAD_END.length);
  const compared = Math.min(rest.length, HTTP2_PREFACE.length);
  if (rest.compare(HTTP2_PREFACE, 0, compared, 0, compared) !== 0) return { kind: "http1" };
  const block = encodeHeaderBlock([
    [":method", requestLine[1] ?? ""],
    [":path", requestLine[2] ?? ""],
    [":scheme", "http"],
    [":authority", fields.find(([name]) => name === "host")?.[1] ?? ""],
    ...fields.filter(([name]) => !DROPPED.has(name)),
  ]);
  return { kind: "upgrade", request: headersFrames(1, block), rest };
}

function readFields(lines: readonly string[]): [string, string][] | undefined {
  const fields: [string, string][] = [];
  for (const line of lines.slice(1)) {
    const match = FIELD.exec(line);
    if (match === null) return undefined;
    fields.push([(match[1] ?? "").toLowerCase(), match[2] ?? ""]);
  }
  return fields;
}

function asksForUpgrade(fields: readonly (readonly [string, string])[]): boolean {
  const all = (name: string): string[] =>
    fields.filter((field) => field[0] === name).map((f) => f[1]);
  const tokens = (name: string): string[] =>
    all(name).flatMap((value) => value.split(",").map((token) => token.trim().toLowerCase()));
  const connection = tokens("connection");
  return (
    tokens("upgrade").includes("h2c") &&
    connection.includes("upgrade") &&
    connection.includes("http2-settings") &&
    all("http2-settings").length === 1 &&
    all("host").length === 1 &&
    all("transfer-encoding").length === 0 &&
    all("expect").length === 0 &&
    all("content-length").every((value) => value === "0")
  );
}

export type UpgradeStart =
  | { readonly kind: "more" }
  | { readonly kind: "broken" }
  /** What the HTTP/2 session is to read. */
  | { readonly kind: "ready"; readonly bytes: Buffer };

/** Waits for preface and SETTINGS, then puts `request` behind them. */
export function spliceRequest(bytes: Buffer, request: Buffer): UpgradeStart {
  const compared = Math.min(bytes.length, HTTP2_PREFACE.length);
  if (bytes.compare(HTTP2_PREFACE, 0, compared, 0, compared) !== 0) return { kind: "broken" };
  const header = readFrameHeader(bytes, HTTP2_PREFACE.length);
  if (header === undefined) return { kind: "more" };
  const isSettings =
    header.type === FrameType.SETTINGS &&
    (header.flags & FrameFlag.ACK) === 0 &&
    header.payloadBytes <= FRAME_PAYLOAD_BYTES_MAX;
  if (!isSettings) return { kind: "broken" };
  const end = HTTP2_PREFACE.length + FRAME_HEADER_BYTES + header.payloadBytes;
  if (bytes.length < end) return { kind: "more" };
  return {
    kind: "ready",
    bytes: Buffer.concat([bytes.subarray(0, end), request, bytes.subarray(end)]),
  };
}
