/** What a connection speaks, from its first bytes (pure). Must decide on as few bytes as it can. */

export const HTTP2_PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** `PRI ` is no method of HTTP/1.1 (RFC 9113 §3.4 reserves it); the rest nghttp2 checks itself. */
const PREFACE_DECIDES_BYTES = 4;
const TLS_HANDSHAKE_RECORD = 0x16;
const TLS_MAJOR_VERSION = 0x03;

export type Sniffed = "more" | "tls" | "http2" | "http1" | "unknown";

/**
 * | first bytes             | is                                 |
 * |-------------------------|------------------------------------|
 * | 16 03                   | a TLS record with a ClientHello    |
 * | `PRI `                  | HTTP/2 with prior knowledge        |
 * | any other upper letter  | a method of HTTP/1                 |
 * | anything else           | unknown                            |
 */
export function sniff(bytes: Buffer): Sniffed {
  const first = bytes[0];
  if (first === undefined) return "more";
  if (first === TLS_HANDSHAKE_RECORD) {
    if (bytes.length < 2) return "more";
    return bytes[1] === TLS_MAJOR_VERSION ? "tls" : "unknown";
  }
  const compared = Math.min(bytes.length, PREFACE_DECIDES_BYTES);
  if (bytes.compare(HTTP2_PREFACE, 0, compared, 0, compared) === 0) {
    return compared === PREFACE_DECIDES_BYTES ? "http2" : "more";
  }
  return isTokenByte(first) ? "http1" : "unknown";
}

/** A method may be any token, lower case included; the parser refuses what it does not know. */
function isTokenByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
