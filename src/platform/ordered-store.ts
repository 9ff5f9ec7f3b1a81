/** The ordered key–value port: a view of a log, kept in LMDB on a host and in memory in simulation. */

/** `value` undefined removes the key. Keys are 1 to 511 bytes, ordered as unsigned bytes. */
export interface StoreWrite {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

export interface StoreRange {
  /** Inclusive lower bound. */
  readonly from: Uint8Array;
  /** Exclusive upper bound. */
  readonly until: Uint8Array;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/**
 * Reads are synchronous and see every commit whose promise has resolved; they may or may not see
 * one under way. Returned bytes are the caller's to keep.
 * Promises: a commit is atomic, and durable when it resolves; commits apply in the order called.
 * Does not promise: that what it returns is undamaged (LMDB has no page checksums: values carry
 * their own), or that it holds everything the log does.
 */
export interface OrderedStore {
  get(key: Uint8Array): Uint8Array | undefined;
  range(range: StoreRange): Iterable<readonly [key: Uint8Array, value: Uint8Array]>;
  /** At most 64 MiB of keys and values together. */
  commit(writes: readonly StoreWrite[]): Promise<void>;
  close(): Promise<void>;
}
