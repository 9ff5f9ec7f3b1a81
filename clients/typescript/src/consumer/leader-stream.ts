/**
 * One Fetch stream, to one broker, over partitions that it leads. It gets its partitions when it
 * opens, may lose some, and ends once: it never opens itself again.
 */
import { asTidemarkError, TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import type { Brokers } from "../transport/brokers.ts";
import type { Call } from "../transport/call.ts";
import { Prefetch } from "./prefetch.ts";
import type { Reading } from "./readings.ts";
import type { ReaderSettings } from "./settings.ts";

const { FetchRequest, FetchResponse, Encoding } = tidemark.v1;

export interface LeaderStreamEvents {
  delivery(delivery: tidemark.v1.Delivery, stream: LeaderStream): void;
  partitionError(error: tidemark.v1.PartitionError, stream: LeaderStream): void;
  /** `undefined`: the broker ended it well. */
  ended(stream: LeaderStream, error: TidemarkError | undefined): void;
}

export class LeaderStream {
  readonly prefetch: Prefetch;
  /** By partition: those it reads. */
  readonly readings = new Map<number, Reading>();
  readonly #settings: ReaderSettings;
  readonly #clientId: string;
  readonly #events: LeaderStreamEvents;
  #call: Call | undefined;
  #closed = false;

  constructor(
    settings: ReaderSettings,
    clientId: string,
    readings: readonly Reading[],
    events: LeaderStreamEvents,
  ) {
    this.#settings = settings;
    this.#clientId = clientId;
    this.#events = events;
    for (const reading of readings) this.readings.set(reading.position.partition, reading);
    this.prefetch = new Prefetch(settings, (records, bytes) => {
      this.#send({ credit: { records, bytes } });
    });
  }

  /** `authority`: the broker to ask; any where it is `undefined`. */
  open(brokers: Brokers, authority: string | undefined): void {
    const handlers = {
      message: (message: Buffer) => this.#onMessage(message),
      end: (error: TidemarkError | undefined) => this.#end(error),
    };
    brokers.call(authority, "/tidemark.v1.RecordService/Fetch", handlers).then(
      (call) => {
        if (this.#closed) call.fail(closedError());
        else this.#begin(call);
      },
      (error: unknown) => this.#end(asTidemarkError(error)),
    );
  }

  #begin(call: Call): void {
    this.#call = call;
    const { untilEnd, speed } = this.#settings;
    const encoding = Encoding.ENCODING_BATCH;
    this.#send({ open: { clientId: this.#clientId, encoding, untilEnd, speed } });
    this.assign([...this.readings.values()]);
    this.prefetch.restart();
  }

  #send(request: tidemark.v1.FetchRequest.$Properties): void {
    this.#call?.send(FetchRequest.encode(request).finish());
  }

  /** Partitions that it reads already: from where they are now. */
  assign(readings: readonly Reading[]): void {
    const { topic } = this.#settings;
    const partitions = readings.map(({ position, startTimeMs }) => ({
      topic,
      partition: position.partition,
      position: startTimeMs === undefined ? { offset: position.next } : { timestamp: startTimeMs },
    }));
    this.#send({ assign: { partitions } });
  }

  /** The partition is read to its end, or elsewhere; a stream without any is over. */
  drop(partition: number): void {
    if (!this.readings.delete(partition)) return;
    if (this.readings.size === 0) this.close();
    else this.#send({ unassign: { partitions: [{ topic: this.#settings.topic, partition }] } });
  }

  #onMessage(message: Buffer): void {
    if (this.#closed) return;
    const { delivery, error, needed } = FetchResponse.decode(message);
    if (delivery != null) this.#events.delivery(delivery, this);
    else if (needed != null) this.prefetch.needed(needed.records, needed.bytes);
    else if (error?.error != null) this.#events.partitionError(error, this);
  }

  #end(error: TidemarkError | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.ended(this, error);
  }

  /** Nobody hears of it any more. */
  close(): void {
    this.#closed = true;
    this.#call?.fail(closedError());
  }
}

const closedError = (): TidemarkError => new TidemarkError("CLOSED", "The stream is not needed.");
