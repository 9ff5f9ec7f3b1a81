/**
 * gRPC's framing: a byte (1 = compressed), a 32-bit big-endian length, the message. DATA frames
 * split and join messages anywhere; a message that lies in one chunk is not copied.
 */
import { TidemarkError } from "../errors.ts";
import { MESSAGE_BYTES_MAX } from "../limits.ts";

const PREFIX_BYTES = 5;

/** The message with its prefix. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, PREFIX_BYTES);
  return framed;
}

export class FrameReader {
  readonly #onMessage: (message: Buffer) => void;
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  #prefixBytes = 0;
  /** The message under way, where it did not come in one chunk. */
  #message: Buffer | undefined;
  #messageBytes = 0;

  constructor(onMessage: (message: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  /** False inside a message: a stream that ends there was cut off. */
  get atBoundary(): boolean {
    return this.#prefixBytes === 0 && this.#message === undefined;
  }

  /** The chunk is the reader's to keep. */
  push(chunk: Buffer): void {
    let position = 0;
    while (position < chunk.length) {
      if (this.#message !== undefined) position = this.#fill(this.#message, chunk, position);
      else position = this.#begin(chunk, position);
    }
  }

  #begin(chunk: Buffer, position: number): number {
    while (this.#prefixBytes < PREFIX_BYTES && position < chunk.length) {
      this.#prefix[this.#prefixBytes++] = chunk[position++]!;
    }
    if (this.#prefixBytes < PREFIX_BYTES) return position;
    this.#prefixBytes = 0;
    const length = this.#prefix.readUInt32BE(1);
    if (this.#prefix[0] !== 0) {
      throw new TidemarkError("UNSUPPORTED_ENCODING", "The broker compressed a message unasked.");
    }
    if (length > MESSAGE_BYTES_MAX) {
      throw new TidemarkError(
        "REQUEST_TOO_LARGE",
        `The broker announces a message of ${length} bytes; ${MESSAGE_BYTES_MAX} are the most.`,
      );
    }
    if (chunk.length - position >= length) {
      this.#onMessage(chunk.subarray(position, position + length));
      return position + length;
    }
    this.#message = Buffer.allocUnsafeSlow(length);
    this.#messageBytes = 0;
    return position;
  }

  #fill(message: Buffer, chunk: Buffer, position: number): number {
    const taken = Math.min(message.length - this.#messageBytes, chunk.length - position);
    chunk.copy(message, this.#messageBytes, position, position + taken);
    this.#messageBytes += taken;
    if (this.#messageBytes === message.length) {
      this.#message = undefined;
      this.#onMessage(message);
    }
    return position + taken;
  }
}
