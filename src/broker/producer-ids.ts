/**
 * Hands out producer ids and epochs: ids from blocks of the controller, epochs by counting up. No
 * faster than a bound: a block is a record of the metadata log, and a partition remembers so many
 * producers; so many ids as there are nobody uses up in a hundred thousand years.
 */
import type { MetadataNode } from "../consensus/metadata-node.ts";
import { PRODUCER_ID_BLOCK } from "../controller/topic-commands.ts";
import { TokenBucket } from "../lib/token-bucket.ts";
import { TidemarkError } from "../model/errors.ts";
import { PRODUCER_INITS_BURST, PRODUCER_INITS_PER_SECOND } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import { unknownProducer } from "./unknown-producers.ts";

/** An int16 on the wire; after it a producer starts over with a new id. */
const EPOCH_MAX = 32_767;

export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export class ProducerIds {
  readonly #metadata: MetadataNode;
  readonly #clock: Clock;
  readonly #rate: TokenBucket;
  #next = 0;
  #end = 0;
  #filling: Promise<void> | undefined;

  constructor(metadata: MetadataNode, clock: Clock) {
    this.#metadata = metadata;
    this.#clock = clock;
    const nowMs = clock.monotonicMs();
    this.#rate = new TokenBucket(PRODUCER_INITS_BURST, PRODUCER_INITS_PER_SECOND, nowMs);
  }

  /**
   * Without `held`: a new id at epoch 0. With it: the same id at the next epoch, which fences `held`.
   * Throws OVERLOADED where too many are asked for.
   */
  async init(held: ProducerIdentity | undefined): Promise<ProducerIdentity> {
    if (!this.#rate.take(this.#clock.monotonicMs())) {
      throw new TidemarkError(
        "OVERLOADED",
        `more than ${PRODUCER_INITS_PER_SECOND} producers a second begin; keep a producer and its id`,
      );
    }
    if (held !== undefined) {
      // Another broker may have handed it out a moment ago.
      if (held.producerId >= this.#metadata.image.nextProducerId) await this.#metadata.catchUp();
      this.#check(held);
      if (held.producerEpoch < EPOCH_MAX) {
        return { producerId: held.producerId, producerEpoch: held.producerEpoch + 1 };
      }
    }
    while (this.#next >= this.#end) {
      this.#filling ??= this.#fill().finally(() => (this.#filling = undefined));
      await this.#filling;
    }
    const producerId = this.#next;
    this.#next += 1;
    return { producerId, producerEpoch: 0 };
  }

  async #fill(): Promise<void> {
    const first = await this.#metadata.submit({ type: "allocateProducerIds" });
    this.#next = first;
    this.#end = first + PRODUCER_ID_BLOCK;
  }

  #check({ producerId, producerEpoch }: ProducerIdentity): void {
    const known = producerId >= 0 && producerId < this.#metadata.image.nextProducerId;
    if (!known || !Number.isSafeInteger(producerId)) {
      throw unknownProducer(producerId);
    }
    if (Number.isSafeInteger(producerEpoch) && producerEpoch >= 0 && producerEpoch <= EPOCH_MAX)
      return;
    throw new TidemarkError(
      "INVALID_REQUEST",
      `producer epoch ${producerEpoch}: want 0 to ${EPOCH_MAX}`,
    );
  }
}
