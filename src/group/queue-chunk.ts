/**
 * The unsettled offsets of one chunk of a partition, as the groups log keeps them: a bit each, and
 * what is known of those that were delivered and came back. Drawn in docs/queue-groups.md.
 */
import { QUEUE_CHUNK_OFFSETS } from "../model/limits.ts";

/** A delivery that came back. Times are epoch milliseconds. */
export interface Tries {
  readonly deliveries: number;
  readonly firstDeliveryMs: number;
  /** Not to be delivered before; 0: at once. */
  readonly notBeforeMs: number;
}

export interface UnsettledRecord {
  readonly offset: number;
  /** `undefined`: as far as the log knows it was never delivered. */
  readonly tries: Tries | undefined;
}

/** The form in memory and, bits in base64, in the log. */
export interface ChunkState {
  readonly bits: Uint8Array;
  /** Offset in the chunk, deliveries, first delivery, not before. */
  readonly tries: readonly (readonly [number, number, number, number])[];
}

export const chunkOf = (offset: number): number => Math.floor(offset / QUEUE_CHUNK_OFFSETS);

/** `records` are of one chunk, in any order. */
export function chunkState(records: readonly UnsettledRecord[]): ChunkState {
  const bits = new Uint8Array(QUEUE_CHUNK_OFFSETS / 8);
  const tries: [number, number, number, number][] = [];
  let used = 0;
  for (const { offset, tries: known } of records) {
    const place = offset % QUEUE_CHUNK_OFFSETS;
    bits[place >> 3]! |= 1 << (place & 7);
    used = Math.max(used, (place >> 3) + 1);
    if (known === undefined) continue;
    tries.push([place, known.deliveries, known.firstDeliveryMs, known.notBeforeMs]);
  }
  return { bits: bits.slice(0, used), tries };
}

/** By offset. */
export function unsettledIn(chunk: number, { bits, tries }: ChunkState): UnsettledRecord[] {
  const known = new Map(tries.map((each) => [each[0], each]));
  const records: UnsettledRecord[] = [];
  for (let place = 0; place < bits.length * 8; place++) {
    if ((bits[place >> 3]! & (1 << (place & 7))) === 0) continue;
    const found = known.get(place);
    const offset = chunk * QUEUE_CHUNK_OFFSETS + place;
    if (found === undefined) records.push({ offset, tries: undefined });
    else {
      const [, deliveries, firstDeliveryMs, notBeforeMs] = found;
      records.push({ offset, tries: { deliveries, firstDeliveryMs, notBeforeMs } });
    }
  }
  return records;
}

export function countUnsettled({ bits }: ChunkState): number {
  let count = 0;
  for (const byte of bits) for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}

export const chunkJson = ({ bits, tries }: ChunkState): object => ({
  bits: Buffer.from(bits).toString("base64"),
  ...(tries.length === 0 ? {} : { tries }),
});

/** Undefined where it is not what `chunkJson` makes. */
export function parseChunk(value: Readonly<Record<string, unknown>>): ChunkState | undefined {
  const { bits: text, tries = [] } = value as { bits?: unknown; tries?: unknown };
  if (typeof text !== "string" || !Array.isArray(tries)) return undefined;
  const bits = Buffer.from(text, "base64");
  if (bits.length > QUEUE_CHUNK_OFFSETS / 8) return undefined;
  const isTry = (each: unknown): each is [number, number, number, number] =>
    Array.isArray(each) &&
    each.length === 4 &&
    each.every((number) => Number.isSafeInteger(number) && number >= 0) &&
    each[0] < QUEUE_CHUNK_OFFSETS;
  return tries.every(isTry) ? { bits, tries } : undefined;
}
