/**
 * The few HTTP/2 frames (RFC 9113 §4.1) that this side writes by hand, and HPACK literals (RFC
 * 7541 §6.2.2): enough to hand a request to an HTTP/2 session that did not come as HTTP/2 (pure).
 *
 * | offset | size | field                        |
 * |--------|------|------------------------------|
 * | 0      | 3    | payload length               |
 * | 3      | 1    | type                         |
 * | 4      | 1    | flags                        |
 * | 5      | 4    | reserved bit, stream id      |
 * | 9      | …    | payload                      |
 */

export const FRAME_HEADER_BYTES = 9;
/** What a peer must take before it said otherwise. */
export const FRAME_PAYLOAD_BYTES_MAX = 16_384;

export const FrameType = { HEADERS: 1, SETTINGS: 4, GOAWAY: 7, CONTINUATION: 9 } as const;
export const FrameFlag = { END_STREAM: 0x1, ACK: 0x1, END_HEADERS: 0x4 } as const;

export interface FrameHeader {
  readonly payloadBytes: number;
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
}

/** Undefined where the header is not whole yet. */
export function readFrameHeader(bytes: Buffer, position: number): FrameHeader | undefined {
  if (bytes.length - position < FRAME_HEADER_BYTES) return undefined;
  return {
    payloadBytes: bytes.readUIntBE(position, 3),
    type: bytes.readUInt8(position + 3),
    flags: bytes.readUInt8(position + 4),
    streamId: bytes.readUInt32BE(position + 5) & 0x7fff_ffff,
  };
}

export function frame(type: number, flags: number, streamId: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes.writeUInt8(type, 3);
  bytes.writeUInt8(flags, 4);
  bytes.writeUInt32BE(streamId, 5);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/** HEADERS with END_STREAM, and CONTINUATIONs where the block does not fit one frame. */
export function headersFrames(streamId: number, block: Buffer): Buffer {
  const frames: Buffer[] = [];
  let position = 0;
  do {
    const end = Math.min(block.length, position + FRAME_PAYLOAD_BYTES_MAX);
    const first = position === 0 ? FrameFlag.END_STREAM : 0;
    const last = end === block.length ? FrameFlag.END_HEADERS : 0;
    const type = position === 0 ? FrameType.HEADERS : FrameType.CONTINUATION;
    frames.push(frame(type, first | last, streamId, block.subarray(position, end)));
    position = end;
  } while (position < block.length);
  return Buffer.concat(frames);
}

export function goawayFrame(lastStreamId: number, code: number, message: string): Buffer {
  const payload = Buffer.alloc(8 + Buffer.byteLength(message));
  payload.writeUInt32BE(lastStreamId, 0);
  payload.writeUInt32BE(code, 4);
  payload.write(message, 8);
  return frame(FrameType.GOAWAY, 0, 0, payload);
}

/**
 * A header block of literals without indexing: `00`, name length, name, value length, value, each
 * length an integer with a 7-bit prefix, no Huffman code. Names must be in lower case.
 */
export function encodeHeaderBlock(fields: readonly (readonly [string, string])[]): Buffer {
  const bytes: Buffer[] = [];
  for (const [name, value] of fields) {
    bytes.push(Buffer.of(0), encodeText(name), encodeText(value));
  }
  return Buffer.concat(bytes);
}

function encodeText(text: string): Buffer {
  return Buffer.concat([Buffer.from(encodeInteger(text.length)), Buffer.from(text, "latin1")]);
}

/** RFC 7541 §5.1 with a 7-bit prefix. Worked example: 200 = 127 + 73 → `7f 49`. */
export function encodeInteger(value: number): number[] {
  if (value < 127) return [value];
  const bytes = [127];
  let rest = value - 127;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
