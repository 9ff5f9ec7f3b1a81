/** What a group's members were told of its offsets: they never go back, and nothing is skipped (P9). */
import { PromiseBroken } from "./oracle.ts";

export class GroupBooks {
  /** Per partition: the greatest offset whose commit was acknowledged. */
  readonly #acknowledged = new Map<number, number>();
  /** Per partition: the greatest that anybody tried to commit. */
  readonly #tried = new Map<number, number>();
  readonly #seen = new Set<string>();

  committing(partition: number, offset: number): void {
    this.#tried.set(partition, Math.max(offset, this.#tried.get(partition) ?? 0));
  }

  committed(partition: number, offset: number): void {
    this.#acknowledged.set(partition, Math.max(offset, this.acknowledged(partition)));
  }

  acknowledged(partition: number): number {
    return this.#acknowledged.get(partition) ?? 0;
  }

  /** A member is told to begin here. */
  begins(partition: number, offset: number): void {
    const least = this.acknowledged(partition);
    if (offset < least) {
      throw new PromiseBroken(`P9: partition ${partition} goes from ${least} back to ${offset}`);
    }
    const most = this.#tried.get(partition) ?? 0;
    if (offset > most) {
      throw new PromiseBroken(`P9: partition ${partition} begins at ${offset}, beyond ${most}`);
    }
  }

  saw(value: string): void {
    this.#seen.add(value);
  }

  hasMet(value: string): boolean {
    return this.#seen.has(value);
  }

  /** Everything that there is was handed to some member. */
  complete(values: Iterable<string>): void {
    for (const value of values) {
      if (!this.#seen.has(value)) throw new PromiseBroken(`P9: the group never met ${value}`);
    }
  }
}
