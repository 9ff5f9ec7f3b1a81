/**
 * A map from chunk numbers, most of which lie together, that is asked several times for each pair of
 * a merge: groups of neighbours in arrays, and the group asked for last at hand. Knows nothing of what
 * it holds.
 */
const GROUP = 1_024;

export class ChunkMap<Chunk> {
  readonly #groups = new Map<number, (Chunk | undefined)[]>();
  #lastNumber = -1;
  #last: (Chunk | undefined)[] | undefined;

  get(number: number): Chunk | undefined {
    return this.#group(number)?.[number % GROUP];
  }

  set(number: number, chunk: Chunk): void {
    let group = this.#group(number);
    if (group === undefined) {
      group = [];
      this.#groups.set(Math.floor(number / GROUP), group);
      this.#last = group;
    }
    // No holes: an array with holes is slower ever after.
    while (group.length <= number % GROUP) group.push(undefined);
    group[number % GROUP] = chunk;
  }

  delete(number: number): void {
    const group = this.#group(number);
    if (group === undefined) return;
    group[number % GROUP] = undefined;
    if (group.some((chunk) => chunk !== undefined)) return;
    this.#groups.delete(Math.floor(number / GROUP));
    this.#lastNumber = -1;
  }

  /** In no particular order of groups, ascending within one. */
  *[Symbol.iterator](): Generator<readonly [number: number, chunk: Chunk]> {
    for (const [groupNumber, group] of this.#groups) {
      for (const [index, chunk] of group.entries()) {
        if (chunk !== undefined) yield [groupNumber * GROUP + index, chunk];
      }
    }
  }

  #group(number: number): (Chunk | undefined)[] | undefined {
    const groupNumber = Math.floor(number / GROUP);
    if (groupNumber !== this.#lastNumber) {
      this.#lastNumber = groupNumber;
      this.#last = this.#groups.get(groupNumber);
    }
    return this.#last;
  }
}
