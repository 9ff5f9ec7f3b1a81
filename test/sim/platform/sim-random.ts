/**
 * Seeded randomness. Each component draws from a stream of its own, derived from the seed and a
 * label, so that one more draw in one place leaves every other place as it was.
 */
import type { Random } from "../../../src/platform/random.ts";

/** FNV-1a over UTF-16 units, started from `basis`. */
function hash(text: string, basis: number): number {
  let state = (basis ^ 0x811c9dc5) >>> 0;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return state;
}

/** splitmix32: spreads a weak seed over 32 bits. */
function splitmix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

export class SimRandom implements Random {
  readonly seed: number;
  readonly #label: string;
  // xoshiro128** (Blackman and Vigna).
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number, label = "") {
    this.seed = seed;
    this.#label = label;
    const next = splitmix(hash(label, seed));
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  /** The stream of `label` below this one; the same each time it is asked for. */
  stream(label: string): SimRandom {
    return new SimRandom(this.seed, `${this.#label}/${label}`);
  }

  uint32(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  float(): number {
    return (this.uint32() * 0x200000 + (this.uint32() >>> 11)) / 2 ** 53;
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let index = 0; index < count; index++) bytes[index] = this.uint32();
    return bytes;
  }

  /** A whole number in [least, below). */
  int(least: number, below: number): number {
    return least + Math.floor(this.float() * (below - least));
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("nothing to pick from");
    return items[this.int(0, items.length)] as T;
  }

  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let index = copy.length - 1; index > 0; index--) {
      const other = this.int(0, index + 1);
      [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
    }
    return copy;
  }
}
