/**
 * gRPC's length-prefixed messages: splits and joins them across DATA frames. Never allocates what a
 * prefix merely claims, and never lets a small message keep a large chunk alive.
 *
 *     byte 0      compressed: 0 or 1
 *     bytes 1–4   length of the message, big endian
 *     bytes 5…    the message
 */
import { TidemarkError } from "../../model/errors.ts";
import { MESSAGE_FIRST_BUFFER_BYTES } from "../../model/limits.ts";

export const PREFIX_BYTES = 5;

/** A chunk whose memory is this many times the message is not kept for it. */
const PIN_RATIO_MAX = 4;
/** Below this, what a message might pin is not worth a copy. */
const PIN_BYTES_MIN = 16_384;
const GROWTH = 4;

/** What has arrived of a message that lies in several chunks. */
interface Partial {
  readonly compressed: boolean;
  readonly length: number;
  buffer: Buffer;
  filled: number;
}

export class MessageSplitter {
  readonly #maxBytes: number;
  readonly #onMessage: (message: Buffer, compressed: boolean) => void;
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  #prefixFilled = 0;
  #partial: Partial | undefined;

  /** `onMessage` gets bytes that are its own to keep. */
  constructor(maxBytes: number, onMessage: (message: Buffer, compressed: boolean) => void) {
    this.#maxBytes = maxBytes;
    this.#onMessage = onMessage;
  }

  /** Throws REQUEST_TOO_LARGE or INVALID_REQUEST; the splitter is of no use after that. */
  push(chunk: Buffer): void {
    let position = 0;
    while (position < chunk.length) {
      if (this.#partial !== undefined) position = this.#fill(this.#partial, chunk, position);
      else position = this.#begin(chunk, position);
    }
  }

  /** The body has ended. Throws TRUNCATED_MESSAGE where it ended inside a message. */
  finish(): void {
    const partial = this.#partial;
    if (partial === undefined && this.#prefixFilled === 0) return;
    throw new TidemarkError(
      "TRUNCATED_MESSAGE",
      partial === undefined
        ? `the stream ended after ${this.#prefixFilled} of the ${PREFIX_BYTES} bytes of a message prefix`
        : `the stream ended after ${partial.filled} of the ${partial.length} bytes of a message`,
    );
  }

  /** Reads a prefix at `position`, and the message too where the chunk holds all of it. */
  #begin(chunk: Buffer, position: number): number {
    let prefix = chunk;
    let at = position;
    if (this.#prefixFilled > 0 || chunk.length - position < PREFIX_BYTES) {
      const copied = chunk.copy(this.#prefix, this.#prefixFilled, position);
      this.#prefixFilled += copied;
      position += copied;
      if (this.#prefixFilled < PREFIX_BYTES) return position;
      this.#prefixFilled = 0;
      prefix = this.#prefix;
      at = 0;
    } else position += PREFIX_BYTES;
    const flag = prefix[at] as number;
    const length = prefix.readUInt32BE(at + 1);
    this.#check(flag, length);
    if (chunk.length - position >= length) {
      this.#onMessage(keep(chunk, position, position + length), flag === 1);
      return position + length;
    }
    const buffer = Buffer.allocUnsafeSlow(Math.min(length, MESSAGE_FIRST_BUFFER_BYTES));
    this.#partial = { compressed: flag === 1, length, buffer, filled: 0 };
    return position;
  }

  #fill(partial: Partial, chunk: Buffer, position: number): number {
    const taken = Math.min(partial.length - partial.filled, chunk.length - position);
    const needed = partial.filled + taken;
    if (needed > partial.buffer.length) {
      const size = Math.min(partial.length, Math.max(needed, partial.buffer.length * GROWTH));
      const grown = Buffer.allocUnsafeSlow(size);
      partial.buffer.copy(grown, 0, 0, partial.filled);
      partial.buffer = grown;
    }
    chunk.copy(partial.buffer, partial.filled, position, position + taken);
    partial.filled = needed;
    if (partial.filled === partial.length) {
      this.#partial = undefined;
      this.#onMessage(partial.buffer, partial.compressed);
    }
    return position + taken;
  }

  #check(flag: number, length: number): void {
    if (length > this.#maxBytes)
      throw new TidemarkError(
        "REQUEST_TOO_LARGE",
        `a message of ${length} bytes is announced; at most ${this.#maxBytes} bytes are taken`,
      );
    if (flag > 1)
      throw new TidemarkError(
        "INVALID_REQUEST",
        `a message begins with flag ${flag}; gRPC messages begin with 0 or 1, then four length bytes`,
      );
  }
}

function keep(chunk: Buffer, start: number, end: number): Buffer {
  const pinned = chunk.buffer.byteLength;
  if (pinned > PIN_BYTES_MIN && pinned > (end - start) * PIN_RATIO_MAX)
    return Buffer.from(chunk.subarray(start, end));
  return chunk.subarray(start, end);
}

/** Writes a prefix into `target`; returns the position behind it. */
export function writePrefix(
  target: Buffer,
  position: number,
  length: number,
  compressed = false,
): number {
  target[position] = compressed ? 1 : 0;
  target.writeUInt32BE(length, position + 1);
  return position + PREFIX_BYTES;
}

/** One message with its prefix, in one buffer. */
export function frame(message: Uint8Array, compressed = false): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  framed.set(message, writePrefix(framed, 0, message.length, compressed));
  return framed;
}
