/** An HTTP/2 peer that may do everything wrong: frames by hand over a TCP or TLS socket. */
import { connect, type Socket } from "node:net";
import {
  encodeHeaderBlock,
  FRAME_HEADER_BYTES,
  frame,
  FrameFlag,
  FrameType,
  readFrameHeader,
} from "../../../../src/server/transport/frames.ts";
import { HTTP2_PREFACE } from "../../../../src/server/transport/sniff.ts";

export const Type = { ...FrameType, DATA: 0, RST_STREAM: 3, PING: 6, WINDOW_UPDATE: 8 } as const;
const EMPTY = Buffer.alloc(0);

export interface ReceivedFrame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

export interface RawOptions {
  /** Payload of our SETTINGS. */
  readonly settings?: Buffer;
  /** Answer PING and SETTINGS as a decent peer does. Default true. */
  readonly answers?: boolean;
}

export class RawHttp2 {
  readonly socket: Socket;
  readonly frames: ReceivedFrame[] = [];
  readonly closed: Promise<void>;
  isClosed = false;
  /** How often bytes came, and how many. */
  reads = 0;
  #nextStreamId = 1;
  #pending: Buffer = EMPTY;
  readonly #answers: boolean;
  readonly #settled: Promise<void>;
  #noteSettled = (): void => {};

  constructor(socket: Socket, options: RawOptions = {}) {
    this.socket = socket;
    this.#answers = options.answers ?? true;
    this.#settled = new Promise((resolve) => {
      this.#noteSettled = resolve;
    });
    this.closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.isClosed = true;
        resolve();
      });
    });
    socket.on("error", () => {});
    socket.on("data", (data: Buffer) => this.#receive(data));
    socket.write(HTTP2_PREFACE);
    this.send(frame(Type.SETTINGS, 0, 0, options.settings ?? EMPTY));
  }

  static connect(port: number, options: RawOptions = {}): RawHttp2 {
    return new RawHttp2(connect({ port, host: "127.0.0.1", noDelay: true }), options);
  }

  send(...frames: readonly Buffer[]): boolean {
    return !this.socket.destroyed && this.socket.write(Buffer.concat(frames));
  }

  /** Waits until the socket took what was sent, or closed. */
  async drained(): Promise<void> {
    if (this.socket.destroyed || !this.socket.writableNeedDrain) return;
    await Promise.race([
      this.closed,
      new Promise<void>((resolve) => this.socket.once("drain", () => resolve())),
    ]);
  }

  /** Until both sides have each other's SETTINGS. */
  async settled(): Promise<void> {
    await Promise.race([this.#settled, this.closed]);
  }

  nextStreamId(): number {
    const streamId = this.#nextStreamId;
    this.#nextStreamId += 2;
    return streamId;
  }

  count(type: number): number {
    return this.frames.filter((received) => received.type === type).length;
  }

  /** Error code of the GOAWAY that came, if any. */
  get goawayCode(): number | undefined {
    const goaway = this.frames.find(({ type }) => type === Type.GOAWAY);
    return goaway?.payload.readUInt32BE(4);
  }

  destroy(): void {
    this.socket.destroy();
  }

  #receive(data: Buffer): void {
    this.reads += 1;
    this.#pending = Buffer.concat([this.#pending, data]);
    for (;;) {
      const header = readFrameHeader(this.#pending, 0);
      if (header === undefined) return;
      const end = FRAME_HEADER_BYTES + header.payloadBytes;
      if (this.#pending.length < end) return;
      const payload = this.#pending.subarray(FRAME_HEADER_BYTES, end);
      this.#pending = this.#pending.subarray(end);
      this.frames.push({ ...header, payload });
      if (header.type === Type.SETTINGS && header.flags === FrameFlag.ACK) this.#noteSettled();
      if (this.#answers) this.#answer(header.type, header.flags, payload);
    }
  }

  #answer(type: number, flags: number, payload: Buffer): void {
    if ((flags & FrameFlag.ACK) !== 0) return;
    if (type === Type.SETTINGS) this.send(frame(Type.SETTINGS, FrameFlag.ACK, 0, EMPTY));
    if (type === Type.PING) this.send(frame(Type.PING, FrameFlag.ACK, 0, payload));
  }
}

export function requestFrame(
  streamId: number,
  path: string,
  options: {
    readonly method?: string;
    readonly fields?: readonly (readonly [string, string])[];
    readonly endStream?: boolean;
  } = {},
): Buffer {
  const block = encodeHeaderBlock([
    [":method", options.method ?? "GET"],
    [":path", path],
    [":scheme", "http"],
    [":authority", "localhost"],
    ...(options.fields ?? []),
  ]);
  const end = options.endStream === false ? 0 : FrameFlag.END_STREAM;
  return frame(Type.HEADERS, FrameFlag.END_HEADERS | end, streamId, block);
}

export function dataFrame(streamId: number, bytes: Uint8Array, endStream = false): Buffer {
  return frame(Type.DATA, endStream ? FrameFlag.END_STREAM : 0, streamId, bytes);
}

export function resetFrame(streamId: number, code = 8): Buffer {
  return frame(Type.RST_STREAM, 0, streamId, uint32(code));
}

export function windowUpdateFrame(streamId: number, increment: number): Buffer {
  return frame(Type.WINDOW_UPDATE, 0, streamId, uint32(increment));
}

export function pingFrame(): Buffer {
  return frame(Type.PING, 0, 0, Buffer.alloc(8));
}

/** SETTINGS payload: identifier and value in turn. */
export function settings(...pairs: readonly (readonly [number, number])[]): Buffer {
  return Buffer.concat(
    pairs.map(([id, value]) => Buffer.concat([Buffer.of(0, id), uint32(value)])),
  );
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
