/**
 * Keys of one view of a partition in the ordered store; all begin with the view's prefix, then a byte
 * that says the kind. Numbers are big-endian, so that keys of a kind lie in their order. A page of a
 * run: run 4, segment 2, page 2 bytes; page 65535 of a segment is its footer.
 */
import { writeInt16, writeInt32, writeInt64 } from "../lib/bytes.ts";

export const FOOTER_PAGE = 0xffff;

export class ViewKeys {
  readonly #prefix: Uint8Array;

  constructor(prefix: Uint8Array) {
    this.#prefix = Uint8Array.from(prefix);
  }

  /** Everything of the view is at or above `from` and below `until`. */
  all(): { from: Uint8Array; until: Uint8Array } {
    const until = Buffer.alloc(this.#prefix.length + 1, 0xff);
    until.set(this.#prefix);
    return { from: this.#prefix, until };
  }

  page(kind: number, run: number, segment: number, page: number): Uint8Array {
    const key = this.ofKind(kind, 8);
    const at = key.length - 8;
    writeInt32(key, at, run);
    writeInt16(key, at + 4, segment);
    writeInt16(key, at + 6, page);
    return key;
  }

  runRange(kind: number, run: number): { from: Uint8Array; until: Uint8Array } {
    return { from: this.page(kind, run, 0, 0), until: this.page(kind, run + 1, 0, 0) };
  }

  protected numbered(kind: number, number: number): Uint8Array {
    const key = this.ofKind(kind, 8);
    writeInt64(key, key.length - 8, number);
    return key;
  }

  /** With room for `numberBytes` after it. */
  ofKind(kind: number, numberBytes: number): Uint8Array {
    const key = Buffer.allocUnsafe(this.#prefix.length + 1 + numberBytes);
    key.set(this.#prefix);
    key[this.#prefix.length] = kind;
    return key;
  }
}
