/**
 * Zstandard (RFC 8878). Bounded by its block headers, read before the decoder is called: a stored
 * or run-length block says what it grows to, a compressed one grows to the frame's greatest block
 * at most (128 KiB or the window). Encoders fill their blocks, so that the bound is the content
 * rounded up to a block; one that flushes after every few records is refused above 128 of them.
 * The content size, where the frame says it, can only lower what is accepted: nobody vouches for
 * it.
 *
 * | size  | frame field                                                                |
 * |------:|----------------------------------------------------------------------------|
 * |     4 | magic, 28 b5 2f fd; or 5x 2a 4d 18 and 4 bytes of size to skip             |
 * |     1 | descriptor: content size 2 bits, single segment, 0, 0, sum, dict id 2 bits |
 * | 0 / 1 | window, unless single segment: 2^(10 + top 5 bits) · (1 + low 3 bits / 8)  |
 * | 0 – 4 | dictionary id: refused                                                     |
 * | 0 – 8 | content size                                                               |
 * |       | blocks: 3 bytes (last, type 2 bits, size 21 bits), data                    |
 * | 0 / 4 | content checksum                                                           |
 */
import { Decoder, Encoder } from "@toondepauw/node-zstd";
import { BATCH_DECOMPRESSED_BYTES_MAX } from "../../model/limits.ts";
import { checkBound, malformed, reasonOf } from "./bound.ts";

const MAGIC = 0xfd2f_b528;
const SKIPPABLE_MAGIC = 0x184d_2a50;
const BLOCK_BYTES_MAX = 128 * 1024;
/** The library's default, and Kafka's. */
const LEVEL = 3;
/**
 * A window that holds the largest content there may be, as exponent. No match reaches further back
 * than the content, so a frame that asks for more gets this: the decoder reserves what is asked.
 */
const WINDOW_EXPONENT_MAX = Math.ceil(Math.log2(BATCH_DECOMPRESSED_BYTES_MAX)) - 10;

const encoder = new Encoder(LEVEL);
const decoder = new Decoder();

export function compressZstd(bytes: Buffer): Buffer {
  return encoder.encodeSync(bytes);
}

export function decompressZstd(bytes: Buffer): Buffer {
  const walk = new FrameWalk(bytes);
  walk.run();
  let source = bytes;
  if (walk.widePlaces.length > 0) {
    source = Buffer.from(bytes);
    for (const place of walk.widePlaces) source[place] = WINDOW_EXPONENT_MAX << 3;
  }
  try {
    return decoder.decodeSync(source);
  } catch (error) {
    return malformed("zstd", reasonOf(error));
  }
}

/** What the frames grow to at most. Throws where they are not whole, or above the limit. */
export function zstdBytesMax(bytes: Buffer): number {
  const walk = new FrameWalk(bytes);
  walk.run();
  return walk.total;
}

class FrameWalk {
  readonly #bytes: Buffer;
  #position = 0;
  total = 0;
  /** Of window descriptors that ask for more than any content needs. */
  readonly widePlaces: number[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  run(): void {
    do {
      const magic = this.#take(4);
      if (magic === MAGIC) this.#frame();
      else if ((magic & ~0x0f) >>> 0 === SKIPPABLE_MAGIC) this.#skip(this.#take(4));
      else malformed("zstd", `no frame begins at byte ${this.#position - 4}`);
    } while (this.#position < this.#bytes.length);
  }

  #frame(): void {
    const descriptor = this.#take(1);
    const single = (descriptor & 0x20) !== 0;
    if ((descriptor & 0x08) !== 0) malformed("zstd", "a reserved bit is set");
    if ((descriptor & 0x03) !== 0) malformed("zstd", "it needs a dictionary");
    let window = single ? 0 : this.#window();
    const sizeCode = descriptor >> 6;
    if (sizeCode !== 0 || single) {
      const content = this.#contentSize(sizeCode);
      checkBound("zstd", this.total + content);
      if (single) window = content;
    }
    this.#blocks(Math.min(window, BLOCK_BYTES_MAX));
    if ((descriptor & 0x04) !== 0) this.#skip(4);
  }

  #window(): number {
    const descriptor = this.#take(1);
    const base = 2 ** (10 + (descriptor >> 3));
    const window = base + (base / 8) * (descriptor & 7);
    if (descriptor > WINDOW_EXPONENT_MAX << 3) this.widePlaces.push(this.#position - 1);
    return window;
  }

  #contentSize(code: number): number {
    if (code === 0) return this.#take(1);
    if (code === 1) return this.#take(2) + 256;
    if (code === 2) return this.#take(4);
    const low = this.#take(4);
    return this.#take(4) * 2 ** 32 + low;
  }

  #blocks(blockBytesMax: number): void {
    for (;;) {
      const header = this.#take(3);
      const type = (header >> 1) & 3;
      const size = header >> 3;
      if (type === 3) malformed("zstd", "a block of reserved type");
      this.total += type === 2 ? blockBytesMax : size;
      checkBound("zstd", this.total);
      this.#skip(type === 1 ? 1 : size);
      if ((header & 1) !== 0) return;
    }
  }

  /** An unsigned integer of 1 to 4 bytes, least first. */
  #take(size: number): number {
    const start = this.#position;
    this.#skip(size);
    return this.#bytes.readUIntLE(start, size);
  }

  #skip(size: number): void {
    this.#position += size;
    if (this.#position > this.#bytes.length) malformed("zstd", "it is cut off");
  }
}
