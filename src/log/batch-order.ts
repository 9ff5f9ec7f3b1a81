/**
 * Checks what no checksum covers: base offset and leader epoch are stamped by the broker outside the
 * CRC, so that a flipped bit in them shows only beside their neighbours and the epoch index.
 */
import { baseOffsetAt, nextOffsetAt } from "../record/view.ts";
import { leaderEpochAt } from "./batch-fields.ts";
import type { EpochIndex } from "./epoch-index.ts";

export class BatchOrder {
  readonly #epochs: EpochIndex | undefined;
  #nextOffset: number;
  #epoch = -1;

  /** `nextOffset`: no batch may begin below it. Without `epochs` they only must not go back. */
  constructor(nextOffset: number, epochs?: EpochIndex) {
    this.#nextOffset = nextOffset;
    this.#epochs = epochs;
  }

  /** One past the last offset seen. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** What is wrong with the place of this batch, if anything; else the next one must follow it. */
  follow(buffer: Uint8Array, position: number): string | undefined {
    const baseOffset = baseOffsetAt(buffer, position);
    const epoch = leaderEpochAt(buffer, position);
    const wrong = this.comesNext(baseOffset) ?? this.#epochWrong(epoch, baseOffset);
    if (wrong !== undefined) return wrong;
    this.#epoch = epoch;
    this.#nextOffset = nextOffsetAt(buffer, position);
    return undefined;
  }

  comesNext(baseOffset: number): string | undefined {
    if (baseOffset >= this.#nextOffset) return undefined;
    return `a batch at offset ${baseOffset} follows one that ends at ${this.#nextOffset}`;
  }

  #epochWrong(epoch: number, baseOffset: number): string | undefined {
    if (epoch < this.#epoch) {
      return `leader epoch ${epoch} follows ${this.#epoch} at offset ${baseOffset}`;
    }
    const known = this.#epochs?.epochAt(baseOffset);
    if (known === undefined || known === epoch) return undefined;
    return `leader epoch ${epoch} at offset ${baseOffset}, where ${known} was in force`;
  }
}
