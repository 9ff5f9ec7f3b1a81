/**
 * A set of numbers below 8192: a sorted list while it is small, a bitmap when that takes less. Ten
 * million pending offsets cost about a bit each where they lie together, two bytes where they do not.
 */
export const CHUNK_BITS = 13;
export const CHUNK_OFFSETS: number = 1 << CHUNK_BITS;
const BITMAP_WORDS = CHUNK_OFFSETS / 32;
/** Both forms take 1 KiB here; going back waits for half of it, or one offset could go to and fro. */
const LIST_MAX = 512;
const LIST_AGAIN = 256;
const LIST_INITIAL = 4;

export class OffsetChunk {
  #count = 0;
  #list: Uint16Array | undefined = new Uint16Array(LIST_INITIAL);
  #bits: Uint32Array | undefined;

  get count(): number {
    return this.#count;
  }

  has(low: number): boolean {
    if (this.#bits !== undefined) return (this.#bits[low >> 5]! & (1 << (low & 31))) !== 0;
    const at = this.#search(low);
    return at < this.#count && this.#list![at] === low;
  }

  /** False where it was there. */
  add(low: number): boolean {
    if (this.#bits === undefined && this.#count === LIST_MAX && !this.has(low)) this.#toBits();
    if (this.#bits !== undefined) {
      const bit = 1 << (low & 31);
      if ((this.#bits[low >> 5]! & bit) !== 0) return false;
      this.#bits[low >> 5]! |= bit;
      this.#count++;
      return true;
    }
    const at = this.#search(low);
    if (at < this.#count && this.#list![at] === low) return false;
    if (this.#count === this.#list!.length) {
      const larger = new Uint16Array(this.#count * 2);
      larger.set(this.#list!);
      this.#list = larger;
    }
    this.#list!.copyWithin(at + 1, at, this.#count);
    this.#list![at] = low;
    this.#count++;
    return true;
  }

  /** False where it was not there. */
  delete(low: number): boolean {
    if (this.#bits !== undefined) {
      const bit = 1 << (low & 31);
      if ((this.#bits[low >> 5]! & bit) === 0) return false;
      this.#bits[low >> 5]! &= ~bit;
      if (--this.#count === LIST_AGAIN) this.#toList();
      return true;
    }
    const at = this.#search(low);
    if (at >= this.#count || this.#list![at] !== low) return false;
    this.#list!.copyWithin(at, at + 1, this.#count);
    this.#count--;
    return true;
  }

  /** Whether some number of the 64 from `low` (a multiple of 64) is there. */
  hasAnyOf64(low: number): boolean {
    if (this.#bits !== undefined)
      return (this.#bits[low >> 5]! | this.#bits[(low >> 5) + 1]!) !== 0;
    const at = this.#search(low);
    return at < this.#count && this.#list![at]! < low + 64;
  }

  forEach(visit: (low: number) => void): void {
    if (this.#bits === undefined) {
      for (let at = 0; at < this.#count; at++) visit(this.#list![at]!);
      return;
    }
    for (let word = 0; word < BITMAP_WORDS; word++) {
      for (let left = this.#bits[word]!; left !== 0; left &= left - 1) {
        visit(word * 32 + (31 - Math.clz32(left & -left)));
      }
    }
  }

  /** −1 where it is empty. */
  first(): number {
    if (this.#count === 0) return -1;
    if (this.#bits === undefined) return this.#list![0]!;
    let word = 0;
    while (this.#bits[word] === 0) word++;
    const bits = this.#bits[word]!;
    return word * 32 + (31 - Math.clz32(bits & -bits));
  }

  /** A multiple of four. */
  get sizeBytes(): number {
    return this.#count > LIST_MAX ? BITMAP_WORDS * 4 : (this.#count * 2 + 3) & ~3;
  }

  /** As a list of 16-bit numbers where there are at most 512, else as a bitmap of 1 KiB. */
  writeTo(target: Buffer, position: number): void {
    if (this.#count > LIST_MAX) {
      new Uint32Array(target.buffer, target.byteOffset + position, BITMAP_WORDS).set(this.#bits!);
      return;
    }
    let at = position;
    this.forEach((low) => {
      at = target.writeUInt16LE(low, at);
    });
    target.fill(0, at, position + this.sizeBytes);
  }

  static sizeOf(count: number): number {
    return count > LIST_MAX ? BITMAP_WORDS * 4 : (count * 2 + 3) & ~3;
  }

  /** `position` is a multiple of four; the caller checked the size. */
  static readFrom(source: Buffer, position: number, count: number): OffsetChunk {
    const chunk = new OffsetChunk();
    const at = source.byteOffset + position;
    if (count > LIST_MAX) {
      chunk.#bits = new Uint32Array(source.buffer, at, BITMAP_WORDS).slice();
      chunk.#list = undefined;
    } else {
      chunk.#list = new Uint16Array(Math.max(count, LIST_INITIAL));
      chunk.#list.set(new Uint16Array(source.buffer, at, count));
    }
    chunk.#count = count;
    return chunk;
  }

  /** First place in the list whose number is not below `low`. Appending is the common case. */
  #search(low: number): number {
    const list = this.#list!;
    let from = 0;
    let until = this.#count;
    if (until === 0 || list[until - 1]! < low) return until;
    while (from < until) {
      const middle = (from + until) >> 1;
      if (list[middle]! < low) from = middle + 1;
      else until = middle;
    }
    return from;
  }

  #toBits(): void {
    const bits = new Uint32Array(BITMAP_WORDS);
    for (let at = 0; at < this.#count; at++) {
      const low = this.#list![at]!;
      bits[low >> 5]! |= 1 << (low & 31);
    }
    this.#bits = bits;
    this.#list = undefined;
  }

  #toList(): void {
    const list = new Uint16Array(LIST_MAX);
    let at = 0;
    this.forEach((low) => {
      list[at++] = low;
    });
    this.#list = list;
    this.#bits = undefined;
  }
}
