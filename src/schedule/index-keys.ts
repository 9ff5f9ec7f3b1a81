/**
 * Keys of one partition's pending index; all begin with the partition's prefix. Numbers are
 * big-endian, so that keys of a kind lie in their order.
 *
 * | kind | then                               | value                                           |
 * |------|------------------------------------|-------------------------------------------------|
 * | `M`  |                                    | how far the log is folded, which runs count     |
 * | `P`  | offset / 8192: 8                   | which of these offsets are pending, which moved |
 * | `O`  | offset / 64: 8                     | records: original due time, place, CRC, id      |
 * | `R`  | offset: 8                          | the latest firing or RESCHEDULE of a record     |
 * | `T`  | run: 4, segment: 2, page: 2        | pairs (due time, offset), sorted                |
 * | `I`  | run: 4, segment: 2, page: 2        | pairs (hash of the id, offset), sorted          |
 *
 * Page 65535 of a segment is its footer.
 */
import type { RunForm } from "../runs/pair-page.ts";
import { ViewKeys } from "../runs/view-keys.ts";

export const KIND_META = 0x4d;
export const KIND_PENDING = 0x50;
export const KIND_RECORDS = 0x4f;
export const KIND_MOVED = 0x52;
export const KIND_DUE = 0x54;
export const KIND_ID = 0x49;

export const DUE_RUNS: RunForm = { kind: KIND_DUE, filterBits: 0, wide: false };
export const ID_RUNS: RunForm = { kind: KIND_ID, filterBits: 12, wide: false };

export class IndexKeys extends ViewKeys {
  readonly meta: Uint8Array;

  constructor(prefix: Uint8Array) {
    super(prefix);
    this.meta = this.ofKind(KIND_META, 0);
  }

  pending(chunk: number): Uint8Array {
    return this.numbered(KIND_PENDING, chunk);
  }

  records(slot: number): Uint8Array {
    return this.numbered(KIND_RECORDS, slot);
  }

  moved(offset: number): Uint8Array {
    return this.numbered(KIND_MOVED, offset);
  }

  pendingRange(): { from: Uint8Array; until: Uint8Array } {
    return { from: this.ofKind(KIND_PENDING, 0), until: this.ofKind(KIND_PENDING + 1, 0) };
  }
}
