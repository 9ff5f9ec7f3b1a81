/**
 * Tells producer ids that were never handed out from those that another broker has just handed out and
 * this one has not heard of: whoever is told that its id is unknown takes a new one, and what it had
 * under way may be appended twice. So it must be told only by a broker that has asked.
 */
import { TidemarkError } from "../model/errors.ts";
import { UNKNOWN_PRODUCERS_MAX } from "../model/cluster-limits.ts";

export interface UnknownProducersParts {
  /** This broker decides what is handed out: it has heard of all. */
  readonly decidesHere: () => boolean;
  /** Ids from here on were not handed out, as far as is known here. */
  readonly idEnd: () => number;
  readonly catchUp: () => Promise<void>;
}

export class UnknownProducers {
  readonly #parts: UnknownProducersParts;
  /** Ids that were asked about; once there is an answer the next batch gets it. */
  readonly #asked = new Map<number, "asking" | "unknown">();

  constructor(parts: UnknownProducersParts) {
    this.#parts = parts;
  }

  /** What a batch of a producer that is not known here is refused with. */
  refusal(producerId: number): TidemarkError {
    const isKnown = this.#parts.decidesHere() || this.#asked.get(producerId) === "unknown";
    if (isKnown) {
      this.#asked.delete(producerId);
      return unknownProducer(producerId);
    }
    this.#ask(producerId);
    return new TidemarkError(
      "LEADER_NOT_READY",
      `this broker has not heard of producer id ${producerId} yet; it asks, try again in a moment`,
    );
  }

  #ask(producerId: number): void {
    if (this.#asked.has(producerId)) return;
    if (this.#asked.size >= UNKNOWN_PRODUCERS_MAX) this.#asked.clear();
    this.#asked.set(producerId, "asking");
    this.#parts.catchUp().then(
      () => {
        if (producerId < this.#parts.idEnd()) this.#asked.delete(producerId);
        else this.#asked.set(producerId, "unknown");
      },
      () => this.#asked.delete(producerId),
    );
  }
}

export function unknownProducer(producerId: number): TidemarkError {
  const message = `producer id ${producerId} was never handed out; call InitProducer for one`;
  return new TidemarkError("UNKNOWN_PRODUCER", message);
}
