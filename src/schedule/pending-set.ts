/**
 * Which offsets are pending at the high watermark, and which of them were rescheduled: the truth that
 * entries of runs and ids are checked against. An offset enters once and leaves once, so replaying
 * what a stored chunk already knows changes nothing.
 *
 * | byte | size | stored chunk (kind `P`, count = pending)            |
 * |-----:|-----:|-----------------------------------------------------|
 * |    8 |    2 | count of moved                                      |
 * |   10 |    2 | 0                                                   |
 * |   12 |      | pending: list or bitmap, see offset-chunk.ts        |
 * |      |      | moved: the same                                     |
 */
import type { OrderedStore } from "../platform/ordered-store.ts";
import { ChunkMap } from "./chunk-map.ts";
import { ScheduleIndexDamaged } from "./index-damaged.ts";
import { type IndexKeys, KIND_PENDING } from "./index-keys.ts";
import { CHUNK_BITS, CHUNK_OFFSETS, OffsetChunk } from "./offset-chunk.ts";
import { checkSize, countOf, newValue, seal, unseal } from "../runs/sealed-value.ts";

const LISTS_AT = 12;
const LOW_MASK = CHUNK_OFFSETS - 1;

interface Chunk {
  readonly pending: OffsetChunk;
  /** Rescheduled at least once: an entry is current only if it has the record's latest due time. */
  moved: OffsetChunk | undefined;
  /** Events below it are in what was last captured for the store. */
  capturedUntil: number;
  capturedEmpty: boolean;
}

export function chunkOf(offset: number): number {
  return Math.floor(offset / CHUNK_OFFSETS);
}

function newChunk(pending: OffsetChunk, moved: OffsetChunk | undefined): Chunk {
  return { pending, moved, capturedUntil: -1, capturedEmpty: false };
}

export class PendingSet {
  readonly #chunks = new ChunkMap<Chunk>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(offset: number): boolean {
    return this.#chunks.get(chunkOf(offset))?.pending.has(offset & LOW_MASK) ?? false;
  }

  isMoved(offset: number): boolean {
    return this.#chunks.get(chunkOf(offset))?.moved?.has(offset & LOW_MASK) ?? false;
  }

  add(offset: number): boolean {
    const number = chunkOf(offset);
    let chunk = this.#chunks.get(number);
    if (chunk === undefined) {
      chunk = newChunk(new OffsetChunk(), undefined);
      this.#chunks.set(number, chunk);
    }
    const added = chunk.pending.add(offset & LOW_MASK);
    if (added) this.#count++;
    return added;
  }

  delete(offset: number): boolean {
    const chunk = this.#chunks.get(chunkOf(offset));
    if (chunk === undefined || !chunk.pending.delete(offset & LOW_MASK)) return false;
    chunk.moved?.delete(offset & LOW_MASK);
    this.#count--;
    return true;
  }

  markMoved(offset: number): void {
    const chunk = this.#chunks.get(chunkOf(offset));
    if (chunk === undefined) return;
    chunk.moved ??= new OffsetChunk();
    chunk.moved.add(offset & LOW_MASK);
  }

  /** Whether some offset of the 64 around this one is pending. */
  hasNeighbour(offset: number): boolean {
    return this.#chunks.get(chunkOf(offset))?.pending.hasAnyOf64(offset & LOW_MASK & ~63) ?? false;
  }

  /** The least pending offset: where the log's schedule part begins. Costs a look at each chunk. */
  first(): number | undefined {
    let least = Number.POSITIVE_INFINITY;
    for (const [number, { pending }] of this.#chunks) {
      if (number < least && pending.count > 0) least = number;
    }
    if (least === Number.POSITIVE_INFINITY) return undefined;
    return least * CHUNK_OFFSETS + this.#chunks.get(least)!.pending.first();
  }

  /** How many of the offsets from `from` to before `until` are pending. */
  countIn(from: number, until: number): number {
    let count = 0;
    for (let number = chunkOf(from); number * CHUNK_OFFSETS < until; number++) {
      const pending = this.#chunks.get(number)?.pending;
      if (pending === undefined) continue;
      const base = number * CHUNK_OFFSETS;
      if (base >= from && base + CHUNK_OFFSETS <= until) count += pending.count;
      else
        pending.forEach((low) => {
          if (base + low >= from && base + low < until) count++;
        });
    }
    return count;
  }

  /** In no particular order of chunks, ascending within one. */
  forEach(visit: (offset: number) => void): void {
    for (const [number, { pending }] of this.#chunks) {
      pending.forEach((low) => visit(number * CHUNK_OFFSETS + low));
    }
  }

  /** Whether the store may not know the chunk of this offset as it is with all events below `until`. */
  needsCapture(offset: number, until: number): boolean {
    const chunk = this.#chunks.get(chunkOf(offset));
    return chunk !== undefined && chunk.capturedUntil < until;
  }

  /**
   * The chunk's value as it is now, all events below `until` applied; without a value where nothing
   * in it is pending. `captured` or `uncapture` follows, as the store took it or not.
   */
  capture(number: number, until: number, keys: IndexKeys): { key: Uint8Array; value?: Buffer } {
    const chunk = this.#chunks.get(number)!;
    chunk.capturedUntil = until;
    const key = keys.pending(number);
    const { pending, moved } = chunk;
    chunk.capturedEmpty = pending.count === 0;
    if (chunk.capturedEmpty) return { key };
    const size = LISTS_AT + pending.sizeBytes + (moved?.sizeBytes ?? 0);
    const value = newValue(KIND_PENDING, pending.count, size);
    value.writeUInt16LE(moved?.count ?? 0, 8);
    value.writeUInt16LE(0, 10);
    pending.writeTo(value, LISTS_AT);
    moved?.writeTo(value, LISTS_AT + pending.sizeBytes);
    return { key, value: seal(key, value) };
  }

  /** The store took what was captured: a chunk that it knows as empty needs no memory any more. */
  captured(number: number): void {
    const chunk = this.#chunks.get(number);
    if (chunk?.capturedEmpty === true && chunk.pending.count === 0) this.#chunks.delete(number);
  }

  uncapture(number: number): void {
    const chunk = this.#chunks.get(number);
    if (chunk !== undefined) chunk.capturedUntil = -1;
  }

  /**
   * What the store holds. Chunks may know of events at and after `appliedOffset` (all committed):
   * records from there on are dropped, the replay brings them again; what is settled stays so.
   */
  static load(store: OrderedStore, keys: IndexKeys, appliedOffset: number): PendingSet {
    const set = new PendingSet();
    for (const [key, bytes] of store.range(keys.pendingRange())) {
      const value = unseal(KIND_PENDING, key, bytes);
      const count = countOf(value);
      checkSize(value, LISTS_AT + OffsetChunk.sizeOf(count), key);
      const movedCount = value.readUInt16LE(8);
      const movedAt = LISTS_AT + OffsetChunk.sizeOf(count);
      checkSize(value, movedAt + OffsetChunk.sizeOf(movedCount), key);
      const number = Number(Buffer.from(key).readBigUInt64BE(key.length - 8));
      if (count > CHUNK_OFFSETS || number >= 2 ** (53 - CHUNK_BITS)) {
        throw new ScheduleIndexDamaged(`has a chunk ${number} of ${count}`, key);
      }
      const pending = OffsetChunk.readFrom(value, LISTS_AT, count);
      const moved = movedCount > 0 ? OffsetChunk.readFrom(value, movedAt, movedCount) : undefined;
      set.#chunks.set(number, newChunk(pending, moved));
      set.#count += count;
      if ((number + 1) * CHUNK_OFFSETS > appliedOffset) set.#dropFrom(number, appliedOffset);
    }
    return set;
  }

  #dropFrom(number: number, offset: number): void {
    const late: number[] = [];
    this.#chunks.get(number)!.pending.forEach((low) => {
      if (number * CHUNK_OFFSETS + low >= offset) late.push(number * CHUNK_OFFSETS + low);
    });
    for (const pending of late) this.delete(pending);
  }
}
