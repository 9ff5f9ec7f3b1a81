/**
 * One simulated file. It keeps what readers see and what is certainly on the platter apart; between
 * them are writes and truncations that no sync has covered yet.
 *
 * Fault model of a power cut: of the pending operations any subset has happened, in any order. A
 * write may have happened in part: a run of its bytes, or some of its 512-byte sectors. Where a
 * later one made the file longer, what lies between reads as zeros.
 */
import type { SimRandom } from "./sim-random.ts";

const SECTOR_BYTES = 512;

type PendingOperation =
  | { readonly kind: "write"; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: "truncate"; readonly sizeBytes: number };

/** Bytes that grow; whatever was never written is zero. */
class GrowableBytes {
  #bytes: Buffer = Buffer.alloc(0);
  size = 0;

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.byteLength;
    if (end > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(end, this.#bytes.length * 2, 256));
      this.#bytes.copy(grown, 0, 0, this.size);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, position);
    this.size = Math.max(this.size, end);
  }

  resize(sizeBytes: number): void {
    if (sizeBytes < this.size) this.#bytes.fill(0, sizeBytes, this.size);
    else if (sizeBytes > this.size) this.write(new Uint8Array(sizeBytes - this.size), this.size);
    this.size = sizeBytes;
  }

  view(): Buffer {
    return this.#bytes.subarray(0, this.size);
  }

  set(bytes: Uint8Array): void {
    this.#bytes = Buffer.from(bytes);
    this.size = bytes.byteLength;
  }
}

export class SimInode {
  readonly #seen = new GrowableBytes();
  readonly #durable = new GrowableBytes();
  #pending: PendingOperation[] = [];

  get sizeBytes(): number {
    return this.#seen.size;
  }

  get pendingCount(): number {
    return this.#pending.length;
  }

  /** What a reader sees now. Not a copy. */
  view(): Buffer {
    return this.#seen.view();
  }

  write(bytes: Uint8Array, position: number): void {
    const copy = Uint8Array.from(bytes);
    this.#seen.write(copy, position);
    this.#pending.push({ kind: "write", position, bytes: copy });
  }

  truncate(sizeBytes: number): void {
    this.#seen.resize(sizeBytes);
    this.#pending.push({ kind: "truncate", sizeBytes });
  }

  sync(): void {
    for (const operation of this.#pending) apply(operation, this.#durable);
    this.#pending = [];
  }

  /**
   * The device failed while it wrote back: some pending writes are gone for good, although readers
   * go on seeing them and a later sync will succeed. (What Linux does after EIO on fsync.)
   */
  losePending(random: SimRandom): void {
    this.#pending = this.#pending.filter(() => random.chance(0.5));
  }

  /** What a power cut leaves. */
  crash(random: SimRandom): void {
    for (const operation of random.shuffle(this.#pending)) {
      if (random.chance(0.4)) continue;
      if (operation.kind === "truncate") apply(operation, this.#durable);
      else tear(operation.bytes, operation.position, this.#durable, random);
    }
    this.#pending = [];
    this.#seen.set(this.#durable.view());
  }

  /** Puts `bytes` in place of everything, on the platter too: damage, or a restored old copy. */
  replace(bytes: Uint8Array): void {
    this.#pending = [];
    this.#durable.set(bytes);
    this.#seen.set(bytes);
  }
}

function apply(operation: PendingOperation, bytes: GrowableBytes): void {
  if (operation.kind === "truncate") bytes.resize(operation.sizeBytes);
  else bytes.write(operation.bytes, operation.position);
}

/** Writes some of `bytes`: all, a run from the start, a run from within, some sectors, or zeros. */
function tear(bytes: Uint8Array, position: number, target: GrowableBytes, random: SimRandom): void {
  const length = bytes.byteLength;
  const way = random.int(0, 6);
  if (way < 2 || length === 0) {
    target.write(bytes, position);
  } else if (way === 2) {
    target.write(bytes.subarray(0, random.int(0, length + 1)), position);
  } else if (way === 3) {
    const from = random.int(0, length);
    target.write(bytes.subarray(from, random.int(from, length + 1)), position + from);
  } else if (way === 4) {
    const end = position + length;
    for (let at = position; at < end; ) {
      const next = Math.min(end, at - (at % SECTOR_BYTES) + SECTOR_BYTES);
      if (random.chance(0.5)) target.write(bytes.subarray(at - position, next - position), at);
      at = next;
    }
  } else if (position + length > target.size) {
    target.resize(random.int(target.size, position + length + 1));
  }
}
