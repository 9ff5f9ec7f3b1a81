/** Lines split from chunks; a line longer than the limit is skipped to its end, and named. */
import { LINE_BYTES_MAX } from "../../model/limits.ts";

const NEWLINE = 0x0a;

export interface Lines {
  /** One line, without its newline. The bytes are only good until the call returns. */
  line(bytes: Buffer, number: number): void;
  /** A line above the limit was skipped. */
  tooLong(number: number): void;
}

export class LineSplitter {
  readonly #lines: Lines;
  readonly #maxBytes: number;
  /** The number of the line under way, from 1. */
  #number = 1;
  /** What has come of the line under way; copied, so that no chunk is kept for it. */
  #rest = Buffer.alloc(0);
  #filled = 0;
  #skipping = false;

  constructor(lines: Lines, maxBytes = LINE_BYTES_MAX) {
    this.#lines = lines;
    this.#maxBytes = maxBytes;
  }

  /** Reads `chunk` from `start` until `stop` says so after a line; returns how far it came. */
  push(chunk: Buffer, start = 0, stop: () => boolean = never): number {
    let position = start;
    while (position < chunk.length) {
      const end = chunk.indexOf(NEWLINE, position);
      if (end === -1) {
        this.#keep(chunk, position, chunk.length);
        return chunk.length;
      }
      this.#complete(chunk, position, end);
      position = end + 1;
      if (stop()) return position;
    }
    return position;
  }

  /** The body has ended: what follows the last newline is a line too, unless it is empty. */
  finish(): void {
    if (this.#filled > 0 || this.#skipping) this.#complete(Buffer.alloc(0), 0, 0);
  }

  #complete(chunk: Buffer, start: number, end: number): void {
    if (this.#skipping || this.#filled + (end - start) > this.#maxBytes)
      this.#lines.tooLong(this.#number);
    else if (this.#filled === 0) this.#lines.line(chunk.subarray(start, end), this.#number);
    else {
      this.#keep(chunk, start, end);
      this.#lines.line(this.#rest.subarray(0, this.#filled), this.#number);
    }
    this.#filled = 0;
    this.#skipping = false;
    if (this.#rest.length > REST_KEPT_BYTES) this.#rest = Buffer.alloc(0);
    this.#number++;
  }

  #keep(chunk: Buffer, start: number, end: number): void {
    if (this.#skipping) return;
    const needed = this.#filled + (end - start);
    if (needed > this.#maxBytes) {
      this.#skipping = true;
      this.#filled = 0;
      this.#rest = Buffer.alloc(0);
      return;
    }
    if (needed > this.#rest.length) {
      const grown = Buffer.allocUnsafeSlow(
        Math.min(this.#maxBytes, Math.max(needed, this.#rest.length * 2, REST_FIRST_BYTES)),
      );
      this.#rest.copy(grown, 0, 0, this.#filled);
      this.#rest = grown;
    }
    chunk.copy(this.#rest, this.#filled, start, end);
    this.#filled = needed;
  }
}

const REST_FIRST_BYTES = 1_024;
const REST_KEPT_BYTES = 65_536;
const never = (): boolean => false;

/** Without the carriage return that some tools put before the newline. */
export function withoutReturn(line: Buffer): Buffer {
  return line[line.length - 1] === 0x0d ? line.subarray(0, -1) : line;
}
