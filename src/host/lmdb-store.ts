/**
 * The ordered store in LMDB. Commits are whole, durable when they resolve and in the order called;
 * those that arrive while one is under way share the next transaction, and so its fdatasync. Must
 * never run without sync, and never resolves what LMDB refused.
 *
 * `overlappingSync` stays off: with it LMDB shows a transaction before it is synced, and keeps showing
 * one whose sync failed.
 */
import { statfsSync } from "node:fs";
import { open, type RootDatabase } from "lmdb";
import { DiskError } from "../platform/disk.ts";
import type { OrderedStore, StoreRange, StoreWrite } from "../platform/ordered-store.ts";
import { checkInChild } from "./lmdb-check-child.ts";
import { checkHeader } from "./lmdb-header.ts";

/** LMDB's own numbers and the kernel's, as lmdb gives them in `code`. */
const MDB_MAP_FULL = -30_792;
const ENOSPC = 28;
const EDQUOT = 122;
const EFBIG = 27;

/** Writes of one transaction: what is handed over in one turn of the event loop, about 2 ms. */
const WRITES_MAX = 1_024;
/** As the port says. */
const COMMIT_BYTES_MAX = 64 * 1024 * 1024;
const KEY_BYTES_MAX = 511;

interface Commit {
  readonly writes: readonly StoreWrite[];
  readonly sizeBytes: number;
  resolve(): void;
  reject(error: Error): void;
}

/** `Platform.openStore`. Rejects with DiskError `IO` where the store is damaged. */
export async function openLmdbStore(
  path: string,
  options: { readonly suspect: boolean },
): Promise<OrderedStore> {
  checkHeader(path);
  if (options.suspect) await checkInChild(path);
  try {
    return new LmdbStore(path);
  } catch (cause) {
    throw storeError(path, "open", cause, 0);
  }
}

export class LmdbStore implements OrderedStore {
  readonly #path: string;
  readonly #db: RootDatabase<Buffer, Uint8Array>;
  #queue: Commit[] = [];
  #running: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#db = open<Buffer, Uint8Array>({
      path,
      noSubdir: false,
      encoding: "binary",
      keyEncoding: "binary",
      overlappingSync: false,
      // A transaction begins when this class says so; see #run.
      eventTurnBatching: false,
    });
  }

  get(key: Uint8Array): Uint8Array | undefined {
    // Into memory that LMDB uses again at the next read.
    let shared: Buffer | undefined;
    try {
      shared = this.#db.getBinaryFast(key);
    } catch (cause) {
      throw readError(this.#path, cause);
    }
    if (shared === undefined) return undefined;
    return copyOf(shared, (this.#db as unknown as { lastSize: number }).lastSize);
  }

  *range(range: StoreRange): Generator<readonly [Uint8Array, Uint8Array]> {
    const { from, until, reverse = false, limit } = range;
    if (Buffer.compare(from, until) >= 0) return;
    const bounds = reverse
      ? { start: until, end: from, exclusiveStart: true, inclusiveEnd: true }
      : { start: from, end: until };
    const count = limit === undefined ? {} : { limit };
    try {
      for (const { key, value } of this.#db.getRange({ ...bounds, ...count, reverse })) {
        yield [key, value];
      }
    } catch (cause) {
      throw readError(this.#path, cause);
    }
  }

  commit(writes: readonly StoreWrite[]): Promise<void> {
    let sizeBytes = 0;
    for (const { key, value } of writes) {
      if (key.length === 0 || key.length > KEY_BYTES_MAX) {
        throw new RangeError(`a key has 1 to ${KEY_BYTES_MAX} bytes, not ${key.length}`);
      }
      sizeBytes += key.length + (value?.length ?? 0);
    }
    if (sizeBytes > COMMIT_BYTES_MAX) {
      throw new RangeError(`a commit has at most ${COMMIT_BYTES_MAX} bytes, not ${sizeBytes}`);
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ writes, sizeBytes, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async close(): Promise<void> {
    await this.#running;
    await this.#db.close();
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const commits = this.#takeFromQueue();
      try {
        await this.#transaction(commits);
      } catch (cause) {
        const sizeBytes = commits.reduce((sum, commit) => sum + commit.sizeBytes, 0);
        const error = storeError(this.#path, "commit", await reasonOf(cause), sizeBytes);
        for (const commit of commits) commit.reject(error);
        continue;
      }
      for (const commit of commits) commit.resolve();
    }
    this.#running = undefined;
  }

  #takeFromQueue(): Commit[] {
    let writes = 0;
    let sizeBytes = 0;
    let count = 0;
    for (const commit of this.#queue) {
      writes += commit.writes.length;
      sizeBytes += commit.sizeBytes;
      if (count > 0 && (writes > WRITES_MAX || sizeBytes > COMMIT_BYTES_MAX)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #transaction(commits: readonly Commit[]): Promise<void> {
    await this.#db.batch(() => {
      for (const { writes } of commits) {
        for (const { key, value } of writes) {
          // Their promises are the batch's.
          if (value === undefined) void this.#db.remove(key);
          else void this.#db.put(key, asBuffer(value));
        }
      }
    });
    // The next read must see it, also in this turn.
    this.#db.resetReadTxn();
  }
}

/** `length` of what getBinaryFast returns is a property of its own that natives do not obey. */
function copyOf(shared: Buffer, sizeBytes: number): Buffer {
  const copy = Buffer.allocUnsafe(sizeBytes);
  copy.set(new Uint8Array(shared.buffer, shared.byteOffset, sizeBytes));
  return copy;
}

function asBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** lmdb says "see commitError": a promise that rejects with the reason. */
async function reasonOf(cause: unknown): Promise<unknown> {
  const reason = (cause as { commitError?: PromiseLike<unknown> }).commitError;
  if (reason === undefined) return cause;
  try {
    await reason;
    return cause;
  } catch (error) {
    return error;
  }
}

/** A page is not what it should be, and the process that meets it cannot go on. */
function readError(path: string, cause: unknown): DiskError {
  const what = cause instanceof Error ? cause.message : String(cause);
  const hint = "start again: the index is checked then, and rebuilt from the log";
  return new DiskError("IO", path, `the index cannot be read (${what}); ${hint}`, { cause });
}

function storeError(path: string, what: string, cause: unknown, sizeBytes: number): DiskError {
  const code = (cause as { code?: unknown }).code;
  const full =
    code === ENOSPC || code === EDQUOT || code === EFBIG || code === MDB_MAP_FULL
      ? true
      : isFull(path, sizeBytes);
  const message = cause instanceof Error ? cause.message : String(cause);
  return new DiskError(full ? "FULL" : "IO", path, `LMDB ${what}: ${message}`, { cause });
}

/** LMDB reports a short write, which is how a full disk first shows itself, as an I/O error. */
function isFull(path: string, sizeBytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(path);
    // A transaction copies the pages on the way to what it changes.
    return bavail * bsize < 2 * sizeBytes;
  } catch {
    return false;
  }
}
