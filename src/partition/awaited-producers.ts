/**
 * Producers whose batch a leader refused for now (it is not ready, too few replicas are in sync, it has
 * not heard of the producer yet) and of whom its log says nothing: what they sent behind that batch must
 * not get in ahead of its retry, which would then be taken for a repeat. Whom the log knows
 * `ProducerStates` judges. Pure.
 */
import { AWAITED_PRODUCERS_MAX } from "../model/cluster-limits.ts";
import type { ProducerBatch } from "./producer-states.ts";

/** Half of the sequences: what is further ahead is behind. */
const SEQUENCES_HALF = 2 ** 30;
const SEQUENCES = 2 ** 31;

interface Awaited {
  readonly epoch: number;
  /** Of the first batch that was refused. */
  readonly sequence: number;
}

export class AwaitedProducers {
  /** The longest awaited first: it is forgotten where there are too many (P5). */
  readonly #awaited = new Map<number, Awaited>();

  get size(): number {
    return this.#awaited.size;
  }

  /** A batch is refused for now. */
  refused({ producerId, producerEpoch: epoch, baseSequence: sequence }: ProducerBatch): void {
    const before = this.#awaited.get(producerId);
    if (before !== undefined && before.epoch > epoch) return;
    if (before?.epoch === epoch && !isBefore(sequence, before.sequence)) return;
    this.#awaited.set(producerId, { epoch, sequence });
    if (this.#awaited.size <= AWAITED_PRODUCERS_MAX) return;
    const [longest] = this.#awaited.keys();
    this.#awaited.delete(longest!);
  }

  /** The sequence that has to come first; undefined: this batch may come. */
  expects({ producerId, producerEpoch, baseSequence }: ProducerBatch): number | undefined {
    const awaited = this.#awaited.get(producerId);
    if (awaited?.epoch !== producerEpoch || awaited.sequence === baseSequence) return undefined;
    return awaited.sequence;
  }

  /** The log knows it from now on. */
  appended(producerId: number): void {
    if (this.#awaited.size > 0) this.#awaited.delete(producerId);
  }

  /** Another leads: the retries go there. */
  clear(): void {
    this.#awaited.clear();
  }
}

function isBefore(sequence: number, other: number): boolean {
  const distance = (other - sequence + SEQUENCES) % SEQUENCES;
  return distance > 0 && distance < SEQUENCES_HALF;
}
