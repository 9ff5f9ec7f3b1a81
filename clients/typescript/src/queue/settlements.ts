/**
 * What a consumer says of messages, on its way out and back: what is said in one turn of the event
 * loop goes in one message, and each word is answered when the broker has it durably.
 */
import { TidemarkError } from "../errors.ts";
import type { tidemark } from "../generated/tidemark.js";
import { REASON_CHARACTERS_MAX } from "../limits.ts";
import { fromWireError } from "../transport/status.ts";
import type { QueueMessage } from "./queue-message.ts";
import type { NackOptions } from "./types.ts";

export type Verb = "ack" | "nack" | "extend";

interface Word {
  readonly message: QueueMessage;
  /** The broker says that the message was not this consumer's any more. */
  lost: boolean;
  resolve(): void;
  reject(error: TidemarkError): void;
}

interface Bundle {
  readonly verb: Verb;
  readonly options: NackOptions;
  readonly words: Word[];
}

type Send = (request: tidemark.v1.SubscribeRequest.$Properties) => void;

export class Settlements {
  readonly #send: Send;
  /** Not sent yet, by what is said. */
  #bundles = new Map<string, Bundle>();
  readonly #sent = new Map<number, readonly Word[]>();
  #lastId = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  get isEmpty(): boolean {
    return this.#bundles.size === 0 && this.#sent.size === 0;
  }

  say(message: QueueMessage, verb: Verb, options: NackOptions = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      // Not a microtask: a loop over messages that are here already has many of those in between.
      if (this.#bundles.size === 0) setImmediate(() => this.#flush());
      const key = `${verb} ${options.delayMs ?? ""} ${options.reason ?? ""}`;
      let bundle = this.#bundles.get(key);
      if (bundle === undefined) this.#bundles.set(key, (bundle = { verb, options, words: [] }));
      bundle.words.push({ message, lost: false, resolve, reject });
    });
  }

  #flush(): void {
    const bundles = [...this.#bundles.values()];
    this.#bundles = new Map();
    for (const { verb, options, words } of bundles) {
      const id = ++this.#lastId;
      this.#sent.set(id, words);
      const records = words.map(({ message }) => placeOf(message));
      if (verb === "nack") {
        const reason = options.reason?.slice(0, REASON_CHARACTERS_MAX);
        const delayMs = options.delayMs === undefined ? null : Math.round(options.delayMs);
        this.#send({ nack: { records, id, delayMs, reason } });
      } else if (verb === "ack") this.#send({ ack: { records, id } });
      else this.#send({ extend: { records, id } });
    }
  }

  /** Comes before the result of what was said. Returns the messages that it names. */
  lost(places: readonly tidemark.v1.RecordPlace.$Properties[]): readonly QueueMessage[] {
    const named = new Set(places.map(keyOf));
    const found: QueueMessage[] = [];
    for (const words of this.#sent.values()) {
      for (const word of words) {
        const key = keyOf(word.message);
        if (word.lost || !named.delete(key)) continue;
        word.lost = true;
        found.push(word.message);
      }
    }
    return found;
  }

  result({ id, error }: tidemark.v1.CommitResult): void {
    const words = this.#sent.get(id);
    if (words === undefined) return;
    this.#sent.delete(id);
    const failure = error == null ? undefined : fromWireError(error);
    for (const word of words) {
      if (word.lost) word.reject(leaseLost(word.message));
      else if (failure === undefined || failure.code === "LEASE_LOST") word.resolve();
      else word.reject(failure);
    }
  }

  /** The stream is gone, and with it every lease: nobody knows what came through. */
  interrupted(error: TidemarkError): void {
    const words = [
      ...this.#sent.values(),
      ...[...this.#bundles.values()].map((each) => each.words),
    ];
    this.#sent.clear();
    this.#bundles = new Map();
    for (const word of words.flat()) word.reject(error);
  }
}

const placeOf = ({ topic, partition, offset }: QueueMessage) => ({ topic, partition, offset });

const keyOf = (place: tidemark.v1.RecordPlace.$Properties): string =>
  `${place.partition ?? 0}:${place.offset ?? 0}/${place.topic ?? ""}`;

export function leaseLost({ topic, partition, offset }: QueueMessage): TidemarkError {
  const text =
    `Message ${topic}-${partition} offset ${offset} is not this consumer's any more: ` +
    "its lease ran out, or the connection broke. It comes again.";
  return new TidemarkError("LEASE_LOST", text);
}
