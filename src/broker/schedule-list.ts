/**
 * Lists what is pending over several partitions as one sequence by (due time, partition, offset), in
 * pieces of bounded cost: a page may be short, even empty, and still name a cursor.
 */
import { TidemarkError } from "../model/errors.ts";
import type { Clock } from "../platform/clock.ts";
import type { Replica } from "../replication/replica.ts";
import type { PendingEntry } from "../schedule/entry.ts";

/** A place in the sequence. */
export interface Place {
  readonly dueMs: number;
  readonly partition: number;
  readonly offset: number;
}

export interface Found {
  readonly replica: Replica;
  readonly partition: number;
  readonly entry: PendingEntry;
}

export interface Window {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly prefix?: string | undefined;
}

export interface Page {
  readonly found: readonly Found[];
  readonly cursor: string | undefined;
}

/** Looks at one partition's index are cheap but not free: what one page may spend on each. */
const SLICES_MAX = 64;

export async function listPage(
  clock: Clock,
  chosen: Iterable<{ readonly partition: number; readonly replica: Replica }>,
  window: Window,
  limit: number,
  cursor: string | undefined,
): Promise<Page> {
  const start = cursor === undefined ? undefined : decodeCursor(cursor);
  const pieces: Piece<Found>[] = [];
  for (const { partition, replica } of chosen) {
    const { entries, next } = await collect(clock, replica, partition, window, limit, start);
    pieces.push({ items: entries.map((entry) => ({ replica, partition, entry })), next });
  }
  const { items, next } = mergePieces(pieces, placeOf, limit);
  return { found: items, cursor: next === undefined ? undefined : encodeCursor(next) };
}

/** What is known of some partitions: items in order, and the place at which that ends. */
export interface Piece<Item> {
  readonly items: readonly Item[];
  readonly next: Place | undefined;
}

/** The beginning of the one sequence that the pieces make together. */
export function mergePieces<Item>(
  pieces: readonly Piece<Item>[],
  place: (item: Item) => Place,
  limit: number,
): Piece<Item> {
  /** Nothing at or beyond it is known of every partition. */
  let horizon: Place | undefined;
  for (const { next } of pieces) {
    if (next !== undefined && (horizon === undefined || before(next, horizon))) horizon = next;
  }
  const known = pieces
    .flatMap(({ items }) => items)
    .filter((item) => horizon === undefined || before(place(item), horizon))
    .sort((a, b) => comparePlaces(place(a), place(b)));
  const next = known[limit];
  return { items: known.slice(0, limit), next: next === undefined ? horizon : place(next) };
}

async function collect(
  clock: Clock,
  replica: Replica,
  partition: number,
  window: Window,
  limit: number,
  start: Place | undefined,
): Promise<{ entries: PendingEntry[]; next: Place | undefined }> {
  const entries: PendingEntry[] = [];
  let cursor = start === undefined ? undefined : cursorIn(partition, start);
  for (let slice = 0; slice < SLICES_MAX; slice += 1) {
    const piece = replica.schedule.list({
      afterMs: window.after,
      beforeMs: window.before,
      prefix: window.prefix,
      limit: limit - entries.length,
      cursor,
    });
    entries.push(...piece.entries);
    cursor = piece.cursor;
    if (cursor === undefined || entries.length >= limit) break;
    await clock.nextTurn();
  }
  if (cursor === undefined) return { entries, next: undefined };
  const [dueMs, offset] = cursor.split(":").map(Number);
  return { entries, next: { dueMs: dueMs!, partition, offset: offset! } };
}

/** Where partition `p` goes on when the whole sequence goes on at `start`. */
function cursorIn(p: number, { dueMs, partition, offset }: Place): string {
  if (p < partition) return `${dueMs + 1}:0`;
  return p === partition ? `${dueMs}:${offset}` : `${dueMs}:0`;
}

const placeOf = ({ entry, partition }: Found): Place => ({
  dueMs: entry.dueMs,
  partition,
  offset: entry.offset,
});

function comparePlaces(a: Place, b: Place): number {
  return a.dueMs - b.dueMs || a.partition - b.partition || a.offset - b.offset;
}

const before = (a: Place, b: Place): boolean => comparePlaces(a, b) < 0;

/** Version 1: the next place, `1.dueMs.partition.offset`. Opaque to clients. */
export function encodeCursor({ dueMs, partition, offset }: Place): string {
  return `1.${dueMs}.${partition}.${offset}`;
}

export function decodeCursor(text: string): Place {
  const match = /^1\.(\d{1,15})\.(\d{1,10})\.(\d{1,16})$/.exec(text);
  if (match === null) {
    throw new TidemarkError("INVALID_REQUEST", "cursor is not one that a list answered with");
  }
  return { dueMs: Number(match[1]), partition: Number(match[2]), offset: Number(match[3]) };
}
