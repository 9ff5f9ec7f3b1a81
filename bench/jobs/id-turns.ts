/**
 * Remembered message ids alone, on the store they are kept in: what they cost in time, memory and
 * disk, and how long they hold the event loop at once. No broker is in it.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DedupBudget } from "../../src/dedup/dedup-budget.ts";
import { MessageIds } from "../../src/dedup/message-ids.ts";
import { openLmdbStore } from "../../src/host/lmdb-store.ts";
import { HEADER_MESSAGE_ID } from "../../src/model/headers.ts";
import { buildBatch } from "../../src/record/build.ts";
import { forEachHeader } from "../../src/record/header-walk.ts";
import { BatchView } from "../../src/record/view.ts";
import { stampBatch } from "../../src/record/stamp.ts";
import { sharedMs } from "../clock.ts";
import { type Percentiles, percentiles } from "../statistics.ts";
import { Turns } from "../turns.ts";

const RECORDS_PER_BATCH = 1_000;
const DIGITS = 16;
const CHECKPOINT_BATCHES = 300;
const WINDOW_MS = 7 * 86_400_000;

export interface IdTurns {
  readonly newPerSecond: number;
  readonly duplicatesPerSecond: number;
  /** From opening what is stored to the first verdict. */
  readonly openMs: number;
  /** Anonymous memory of the process, above what it had before. */
  readonly memoryMiB: number;
  readonly diskMiB: number;
  /** One piece of work, from one callback to the next. */
  readonly pieceMs: Percentiles;
  /** Pieces above 2 ms. */
  readonly longPieces: number;
}

/** Remembers `count` ids in an empty store at `path`, asks for some of them again, opens it again. */
export async function idTurns(input: { path: string; count: number }): Promise<IdTurns> {
  const { path, count } = input;
  const store = await openLmdbStore(path, { suspect: false });
  const turns = new Turns();
  const failures: unknown[] = [];
  const open = (): MessageIds =>
    MessageIds.open({
      store,
      prefix: Buffer.from("id-turns/"),
      budget: new DedupBudget(() => undefined),
      windowMs: () => WINDOW_MS,
      nextTurn: () => turns.next(),
      onFailed: (error) => failures.push(error),
      hashKey: [1, 2, 3, 4],
    });
  const batches = new NumberedBatches();
  const memoryBefore = anonymousMiB();
  let ids = open();
  const startMs = sharedMs();
  let apartMs = 0;
  await turns.next();
  for (let first = 0; first < count && failures.length === 0; first += RECORDS_PER_BATCH) {
    const beforeMs = sharedMs();
    const view = turns.apart(() => batches.from(first));
    apartMs += sharedMs() - beforeMs;
    remember(ids, view, first);
    ids.commit(first + RECORDS_PER_BATCH);
    if ((first / RECORDS_PER_BATCH) % CHECKPOINT_BATCHES === 0) ids.checkpoint(Date.now());
    do await turns.next();
    while (ids.congested && failures.length === 0);
  }
  await turns.until(ids.flush());
  const newMs = sharedMs() - startMs - apartMs;
  await turns.until(ids.settled());
  const asked = Math.min(count, 500_000);
  const duplicatesPerSecond = turns.apart(() => askAgain(ids, batches, asked, count));
  await turns.next();
  await ids.close();
  turns.stop();
  const memoryMiB = anonymousMiB() - memoryBefore;
  const openingMs = sharedMs();
  ids = open();
  askAgain(ids, batches, RECORDS_PER_BATCH, count);
  const openMs = sharedMs() - openingMs;
  await ids.close();
  await store.close();
  if (failures.length > 0) throw failures[0];
  const diskMiB = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
  return {
    newPerSecond: (count * 1000) / newMs,
    duplicatesPerSecond,
    openMs,
    memoryMiB,
    diskMiB: diskMiB / 2 ** 20,
    pieceMs: percentiles(turns.piecesMs),
    longPieces: turns.piecesMs.filter((ms) => ms > 2).length,
  };
}

/** As the append of a batch whose ids are all new. */
function remember(ids: MessageIds, view: BatchView, base: number): void {
  const found = ids.lookUp(view, Date.now())!;
  for (let row = 0; row < found.count; row++) {
    if (found.first[row]! >= 0) throw new Error(`id ${base + row} is taken for a duplicate`);
    if (found.claimedBy(row) < 0) found.claim(row, base + found.indexes[row]!);
  }
  ids.stage(base + RECORDS_PER_BATCH, found, Date.now());
}

function askAgain(ids: MessageIds, batches: NumberedBatches, asked: number, of: number): number {
  const startMs = sharedMs();
  const step = Math.floor(of / asked) * RECORDS_PER_BATCH;
  for (let first = 0, done = 0; done < asked; first += step, done += RECORDS_PER_BATCH) {
    const found = ids.lookUp(batches.from(first), Date.now())!;
    for (let row = 0; row < found.count; row++) {
      if (found.first[row] !== first + row) throw new Error(`id ${first + row} is forgotten`);
    }
  }
  return (asked * 1000) / (sharedMs() - startMs);
}

/** Batches of records with consecutive numbers for ids, each written over the one before. */
class NumberedBatches {
  readonly #batch: Buffer;
  readonly #places: number[] = [];

  constructor() {
    const id = Buffer.alloc(DIGITS, "0");
    const headers = [{ key: HEADER_MESSAGE_ID, value: id }];
    const value = Buffer.alloc(100);
    const records = Array.from({ length: RECORDS_PER_BATCH }, () => ({
      timestamp: 0,
      value,
      headers,
    }));
    this.#batch = buildBatch(records);
    forEachHeader(new BatchView(this.#batch), Buffer.from(HEADER_MESSAGE_ID), (...at) =>
      this.#places.push(at[3]),
    );
  }

  /** Its CRC is not right: nobody here asks. */
  from(first: number): BatchView {
    for (const [index, place] of this.#places.entries()) {
      let number = first + index;
      for (let digit = DIGITS - 1; digit >= 0; digit--) {
        this.#batch[place + digit] = 0x30 + (number % 10);
        number = Math.floor(number / 10);
      }
    }
    stampBatch(this.#batch, 0, first, 0);
    return new BatchView(this.#batch);
  }
}

function anonymousMiB(): number {
  globalThis.gc?.();
  const status = readFileSync("/proc/self/status", "utf8");
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
