/**
 * The ordered store of a simulation: in memory, and as forgetful as the port allows.
 *
 * Fault model: a commit becomes visible and durable at the moment its promise resolves, whole; a crash
 * loses every commit that had not resolved; a commit may be refused, and then nothing of it is there.
 * A value may be damaged while it lies in the store. Never loses or reorders resolved commits: LMDB
 * does not either, and the index is rebuilt where that should prove wrong.
 */
import { DiskError } from "../../../src/platform/disk.ts";
import type { OrderedStore, StoreRange, StoreWrite } from "../../../src/platform/ordered-store.ts";

export interface SimStoreOptions {
  /** When a commit ends: runs its argument later. Commits end in the order they were called. */
  readonly defer: (end: () => void) => void;
  /** Asked once a commit: whether it is refused. */
  readonly refuses?: () => boolean;
}

const COMMIT_BYTES_MAX = 64 * 1024 * 1024;
const KEY_BYTES_MAX = 511;

export class SimStore implements OrderedStore {
  readonly #options: SimStoreOptions;
  readonly #values: Map<string, Uint8Array>;
  /** Of #values, in order; latin1 text compares as its bytes do. */
  readonly #keys: string[];
  readonly #commits: (() => void)[] = [];
  #dead = false;

  constructor(options: SimStoreOptions, durable: Iterable<readonly [string, Uint8Array]> = []) {
    this.#options = options;
    this.#values = new Map(durable);
    this.#keys = [...this.#values.keys()].sort(byCode);
  }

  get size(): number {
    return this.#keys.length;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#mustLive();
    return copyOf(this.#values.get(textOf(key)));
  }

  *range(range: StoreRange): Generator<readonly [Uint8Array, Uint8Array]> {
    this.#mustLive();
    const from = this.#place(textOf(range.from));
    const until = this.#place(textOf(range.until));
    let keys = this.#keys.slice(from, Math.max(from, until));
    if (range.reverse === true) keys.reverse();
    if (range.limit !== undefined) keys = keys.slice(0, range.limit);
    for (const key of keys) {
      const value = copyOf(this.#values.get(key));
      if (value !== undefined) yield [Buffer.from(key, "latin1"), value];
    }
  }

  commit(writes: readonly StoreWrite[]): Promise<void> {
    this.#mustLive();
    const taken = writes.map(({ key, value }) => ({ key: textOf(key), value: copyOf(value) }));
    let bytes = 0;
    for (const { key, value } of taken) {
      bytes += key.length + (value?.length ?? 0);
      if (key.length === 0 || key.length > KEY_BYTES_MAX) throw new Error(`key of ${key.length}`);
    }
    if (bytes > COMMIT_BYTES_MAX) throw new Error(`commit of ${bytes} bytes`);
    const refused = this.#options.refuses?.() ?? false;
    return new Promise((resolve, reject) => {
      this.#commits.push(() => {
        if (refused) {
          reject(new DiskError("IO", "store", "the simulated store refused a commit"));
          return;
        }
        for (const { key, value } of taken) this.#write(key, value);
        resolve();
      });
      this.#options.defer(() => {
        if (!this.#dead) this.#commits.shift()?.();
      });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * The machine died: what was durable, opened again; or `durable` instead, an old copy that somebody
   * put back. The old store's commits never end.
   */
  crash(durable: Iterable<readonly [string, Uint8Array]> = this.#values): SimStore {
    this.#dead = true;
    return new SimStore(this.#options, durable);
  }

  /** What is in it now: an old copy, to be put back later. */
  contents(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#values].map(([key, value]) => [key, Uint8Array.from(value)]));
  }

  /** Flips a bit of the nth value, counted from 0 and modulo the size; returns its key. */
  damage(nth: number, bit: number): Buffer {
    const key = this.#keys[nth % this.#keys.length]!;
    const value = Uint8Array.from(this.#values.get(key)!);
    value[(bit >> 3) % value.length]! ^= 1 << (bit & 7);
    this.#values.set(key, value);
    return Buffer.from(key, "latin1");
  }

  #write(key: string, value: Uint8Array | undefined): void {
    const known = this.#values.has(key);
    if (value === undefined) {
      if (!known) return;
      this.#values.delete(key);
      this.#keys.splice(this.#place(key), 1);
      return;
    }
    this.#values.set(key, value);
    if (!known) this.#keys.splice(this.#place(key), 0, key);
  }

  /** Of the first key that is not below it. */
  #place(key: string): number {
    let from = 0;
    let until = this.#keys.length;
    while (from < until) {
      const middle = (from + until) >> 1;
      if (this.#keys[middle]! < key) from = middle + 1;
      else until = middle;
    }
    return from;
  }

  #mustLive(): void {
    if (this.#dead) throw new Error("the simulated store died with its machine");
  }
}

/** `slice` of a Buffer would share its memory. */
function copyOf(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes === undefined ? undefined : Uint8Array.from(bytes);
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1");
}

function byCode(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
