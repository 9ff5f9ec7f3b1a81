/**
 * Keys of one partition's pending index; all begin with the partition's prefix. Numbers are
 * big-endian, so that keys of a kind lie in their order.
 *
 * | kind | then                               | value                                           |
 * |------|------------------------------------|-------------------------------------------------|
 * | `M`  |                                    | how far the log is folded, which runs count     |
 * | `P`  | offset / 8192: 8                   | which of these offsets are pending, which moved |
 * | `O`  | offset / 64: 8                     | records: original due time, place, CRC, id      |
 * | `R`  | offset: 8                          | the current due time of a rescheduled record    |
 * | `T`  | run: 4, segment: 2, page: 2        | pairs (due time, offset), sorted                |
 * | `I`  | run: 4, segment: 2, page: 2        | pairs (hash of the id, offset), sorted          |
 *
 * Page 65535 of a segment is its footer.
 */
import { writeInt16, writeInt32, writeInt64 } from "../lib/bytes.ts";

export const KIND_META = 0x4d;
export const KIND_PENDING = 0x50;
export const KIND_RECORDS = 0x4f;
export const KIND_MOVED = 0x52;
export const KIND_DUE = 0x54;
export const KIND_ID = 0x49;
export type RunKind = typeof KIND_DUE | typeof KIND_ID;

export const FOOTER_PAGE = 0xffff;

export class IndexKeys {
  readonly #prefix: Uint8Array;
  readonly meta: Uint8Array;

  constructor(prefix: Uint8Array) {
    this.#prefix = Uint8Array.from(prefix);
    this.meta = this.#key(KIND_META, 0);
  }

  /** Everything of the partition is at or above `from` and below `until`. */
  all(): { from: Uint8Array; until: Uint8Array } {
    const until = Buffer.alloc(this.#prefix.length + 1, 0xff);
    until.set(this.#prefix);
    return { from: this.#prefix, until };
  }

  pending(chunk: number): Uint8Array {
    return this.#numbered(KIND_PENDING, chunk);
  }

  records(slot: number): Uint8Array {
    return this.#numbered(KIND_RECORDS, slot);
  }

  moved(offset: number): Uint8Array {
    return this.#numbered(KIND_MOVED, offset);
  }

  pendingRange(): { from: Uint8Array; until: Uint8Array } {
    return { from: this.#key(KIND_PENDING, 0), until: this.#key(KIND_PENDING + 1, 0) };
  }

  page(kind: RunKind, run: number, segment: number, page: number): Uint8Array {
    const key = this.#key(kind, 8);
    const at = key.length - 8;
    writeInt32(key, at, run);
    writeInt16(key, at + 4, segment);
    writeInt16(key, at + 6, page);
    return key;
  }

  runRange(kind: RunKind, run: number): { from: Uint8Array; until: Uint8Array } {
    return { from: this.page(kind, run, 0, 0), until: this.page(kind, run + 1, 0, 0) };
  }

  #numbered(kind: number, number: number): Uint8Array {
    const key = this.#key(kind, 8);
    writeInt64(key, key.length - 8, number);
    return key;
  }

  #key(kind: number, numberBytes: number): Uint8Array {
    const key = Buffer.allocUnsafe(this.#prefix.length + 1 + numberBytes);
    key.set(this.#prefix);
    key[this.#prefix.length] = kind;
    return key;
  }
}
