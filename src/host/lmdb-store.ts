/**
 * The ordered store over LMDB: commits are atomic and synced before they resolve. It runs without
 * overlapping syncs, because with them a failed sync is reported and its values stay readable.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { open, type RootDatabase } from "lmdb";
import { DiskError } from "../platform/disk.ts";
import type { OrderedStore, StoreRange, StoreWrite } from "../platform/ordered-store.ts";

/** Address space, not disk or memory: LMDB maps the file as it grows. */
const OPTIONS = {
  encoding: "binary",
  keyEncoding: "binary",
  compression: false,
  cache: false,
  overlappingSync: false,
  noSubdir: false,
  maxDbs: 1,
} as const;
/** How long the check of a suspect store may take before it counts as failed. */
const CHECK_TIMEOUT_MS = 300_000;

export async function openLmdbStore(
  path: string,
  options: { readonly suspect: boolean },
): Promise<OrderedStore> {
  if (options.suspect && existsSync(path)) await check(path);
  try {
    return new LmdbStore(path, open<Buffer, Buffer>({ path, ...OPTIONS }));
  } catch (error) {
    throw new DiskError("IO", path, "the index cannot be opened", { cause: error });
  }
}

/** Opens the store for the check: nothing is written. */
export function openForCheck(path: string): RootDatabase<Buffer, Buffer> {
  return open<Buffer, Buffer>({ path, ...OPTIONS, readOnly: true });
}

/** A damaged store can take its reader down: another process reads all of it first. */
function check(path: string): Promise<void> {
  const script = fileURLToPath(new URL(`./lmdb-check${extension()}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, path], {
      stdio: "ignore",
      timeout: CHECK_TIMEOUT_MS,
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new DiskError("IO", path, `the index failed its check (${code ?? signal})`));
    });
  });
}

const extension = (): string => (import.meta.url.endsWith(".ts") ? ".ts" : ".js");

class LmdbStore implements OrderedStore {
  readonly #path: string;
  readonly #db: RootDatabase<Buffer, Buffer>;

  constructor(path: string, db: RootDatabase<Buffer, Buffer>) {
    this.#path = path;
    this.#db = db;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const value = this.#db.get(asBuffer(key));
    return value === undefined ? undefined : Buffer.from(value);
  }

  *range(range: StoreRange): Iterable<readonly [key: Uint8Array, value: Uint8Array]> {
    const { from, until, reverse = false, limit } = range;
    // LMDB's own ranges run from start (inclusive) to end (exclusive), whichever way they run.
    const found = this.#db.getRange({
      start: asBuffer(reverse ? until : from),
      end: asBuffer(reverse ? from : until),
      reverse,
      exclusiveStart: reverse,
      inclusiveEnd: reverse,
      snapshot: false,
      ...(limit === undefined ? {} : { limit }),
    });
    for (const { key, value } of found) yield [Buffer.from(key), Buffer.from(value)];
  }

  async commit(writes: readonly StoreWrite[]): Promise<void> {
    const failures: Promise<unknown>[] = [];
    try {
      const batch = this.#db.batch(() => {
        for (const { key, value } of writes) {
          const write =
            value === undefined
              ? this.#db.remove(asBuffer(key))
              : this.#db.put(asBuffer(key), asBuffer(value));
          failures.push(write);
        }
      });
      await Promise.all([batch, ...failures]);
    } catch (error) {
      throw new DiskError("IO", this.#path, "the index took no writes", { cause: error });
    }
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
