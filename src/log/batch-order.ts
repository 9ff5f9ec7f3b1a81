/**
 * Checks what no checksum covers: base offset and leader epoch are stamped by the broker outside the
 * CRC, so that a flipped bit in them shows only beside their neighbours and the epoch index. A base
 * offset that grew shows in the batch after it: none is believed before that was looked at.
 */
import { baseOffsetAt, nextOffsetAt } from "../record/view.ts";
import { leaderEpochAt } from "./batch-fields.ts";
import type { EpochIndex } from "./epoch-index.ts";

export class BatchOrder {
  readonly #epochs: EpochIndex;
  readonly #endOffset: number;
  #nextOffset: number;
  #epoch = -1;

  /** For batches of a segment from `nextOffset` to `endOffset`, whose epochs are known. */
  constructor(nextOffset: number, endOffset: number, epochs: EpochIndex) {
    this.#nextOffset = nextOffset;
    this.#endOffset = endOffset;
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
    const nextOffset = nextOffsetAt(buffer, position);
    const wrong = this.comesNext(baseOffset) ?? this.#epochWrong(epoch, baseOffset);
    if (wrong !== undefined) return wrong;
    if (nextOffset > this.#endOffset) {
      return `a batch ends at offset ${nextOffset}, and the segment at ${this.#endOffset}`;
    }
    this.#epoch = epoch;
    this.#nextOffset = nextOffset;
    return undefined;
  }

  /** What is wrong with the end of the segment, where nothing follows. */
  end(): string | undefined {
    if (this.#nextOffset === this.#endOffset) return undefined;
    return `its last batch ends at offset ${this.#nextOffset}, not at ${this.#endOffset}`;
  }

  /** What is wrong with the last batch seen, or with the next one, which begins at `baseOffset`. */
  comesNext(baseOffset: number): string | undefined {
    if (baseOffset >= this.#nextOffset) return undefined;
    return `a batch at offset ${baseOffset} follows one that ends at ${this.#nextOffset}`;
  }

  #epochWrong(epoch: number, baseOffset: number): string | undefined {
    if (epoch < this.#epoch) {
      return `leader epoch ${epoch} follows ${this.#epoch} at offset ${baseOffset}`;
    }
    const known = this.#epochs.epochAt(baseOffset);
    if (known === undefined || known === epoch) return undefined;
    return `leader epoch ${epoch} at offset ${baseOffset}, where ${known} was in force`;
  }
}
