/** Reads partitions at offsets over a Fetch stream; after a reconnection it goes on where it was. */
import { TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import type { ConsumerRecord } from "../record/consumer-record.ts";
import type { Brokers } from "../transport/brokers.ts";
import { fromWireError } from "../transport/status.ts";
import { type KnownTopic, TopicDirectory } from "../transport/topic-directory.ts";
import { PartitionPosition } from "./partition-position.ts";
import { Prefetch } from "./prefetch.ts";
import { ReconnectingCall } from "./reconnecting-call.ts";
import type { ReaderSettings } from "./settings.ts";
import type { Source, SourceEvents } from "./source.ts";
import { BatchCursor } from "./record-batch.ts";
import type { WireDelivery } from "./types.ts";
import { toDelivery } from "./wire.ts";

const { FetchRequest, FetchResponse, Encoding } = tidemark.v1;

/** One partition that is read. */
interface Reading {
  /** Where it is, once that is known as an offset. */
  position: PartitionPosition;
  /** Until then: the first record at or after this time, epoch milliseconds. */
  startTimeMs: number | undefined;
  /** Exclusive. */
  readonly untilOffset: number;
  readonly untilTimeMs: number;
}

export class FetchSource implements Source {
  readonly prefetch: Prefetch;
  readonly #settings: ReaderSettings;
  readonly #clientId: string;
  readonly #directory: TopicDirectory;
  readonly #events: SourceEvents;
  readonly #call: ReconnectingCall;
  #readings = new Map<number, Reading>();
  /** Partitions that are read to their end. */
  readonly #done: PartitionPosition[] = [];

  constructor(brokers: Brokers, clientId: string, settings: ReaderSettings, events: SourceEvents) {
    this.#settings = settings;
    this.#clientId = clientId;
    this.#directory = new TopicDirectory(brokers);
    this.#events = events;
    this.#call = new ReconnectingCall(brokers, "/tidemark.v1.RecordService/Fetch", {
      opened: () => this.#onOpened(),
      message: (message) => this.#onMessage(message),
      interrupted: () => events.interrupted(),
      failed: (error) => events.ended(error),
      isComplete: () => {
        if (settings.untilEnd) events.ended(undefined);
        return settings.untilEnd;
      },
    });
    this.prefetch = new Prefetch(settings, (records, bytes) => {
      this.#send({ credit: { records, bytes } });
    });
  }

  async start(): Promise<void> {
    const topic = await this.#directory.fetch(this.#settings.topic);
    this.#readings = readingsOf(topic, this.#settings);
    this.#endIfDone();
    if (this.#readings.size > 0) this.#call.open();
  }

  #send(request: tidemark.v1.FetchRequest.$Properties): void {
    this.#call.send(FetchRequest.encode(request).finish());
  }

  #onOpened(): void {
    const open = {
      clientId: this.#clientId,
      encoding: Encoding.ENCODING_BATCH,
      untilEnd: this.#settings.untilEnd,
      speed: this.#settings.speed,
    };
    this.#send({ open });
    this.#assign([...this.#readings.values()]);
    this.prefetch.restart();
  }

  #assign(readings: readonly Reading[]): void {
    const { topic } = this.#settings;
    const partitions = readings.map(({ position, startTimeMs }) => ({
      topic,
      partition: position.partition,
      position: startTimeMs === undefined ? { offset: position.next } : { timestamp: startTimeMs },
    }));
    this.#send({ assign: { partitions } });
  }

  #onMessage(message: Buffer): void {
    const { delivery, error, needed } = FetchResponse.decode(message);
    if (delivery != null) {
      this.#onDelivery(delivery);
    } else if (needed != null) {
      this.prefetch.needed(needed.records, needed.bytes);
    } else if (error?.error != null) {
      this.#onPartitionError(error.partition, fromWireError(error.error));
    }
  }

  #onDelivery(wire: tidemark.v1.Delivery): void {
    const delivery = toDelivery(wire);
    this.prefetch.received(delivery.recordCount, delivery.sizeBytes);
    const reading = this.#readings.get(delivery.partition);
    if (reading === undefined) {
      this.prefetch.taken(delivery.recordCount, delivery.sizeBytes);
      return;
    }
    if (reading.startTimeMs !== undefined) leaveOutEarlier(delivery, reading);
    const { untilOffset, untilTimeMs, position } = reading;
    const bounded = untilOffset < Infinity || untilTimeMs < Infinity;
    const isEnd = (record: ConsumerRecord): boolean =>
      record.offset >= untilOffset || record.timestamp >= untilTimeMs;
    this.#events.delivery(delivery, position, bounded ? isEnd : undefined);
  }

  /** The application has everything of this delivery; a bounded reading may end with it. */
  taken(position: PartitionPosition, nextOffset: number, sawEnd: boolean): void {
    const reading = this.#readings.get(position.partition);
    if (reading === undefined || reading.position !== position) return;
    if (!sawEnd && nextOffset < reading.untilOffset) return;
    this.#readings.delete(position.partition);
    this.#done.push(position);
    const { topic } = this.#settings;
    this.#send({ unassign: { partitions: [{ topic, partition: position.partition }] } });
    this.#endIfDone();
  }

  #endIfDone(): void {
    for (const [partition, { position, untilOffset }] of this.#readings) {
      if (position.next < untilOffset) continue;
      this.#readings.delete(partition);
      this.#done.push(position);
    }
    if (this.#readings.size === 0) this.#events.ended(undefined);
  }

  #onPartitionError(partition: number, error: TidemarkError): void {
    const reading = this.#readings.get(partition);
    if (reading === undefined) return;
    const { onOutOfRange } = this.#settings;
    const { logStartOffset, highWatermark } = error.details;
    if (error.code === "OFFSET_OUT_OF_RANGE" && onOutOfRange !== "error") {
      const offset = onOutOfRange === "earliest" ? logStartOffset : highWatermark;
      reading.position = new PartitionPosition(this.#settings.topic, partition, offset ?? 0);
      this.#assign([reading]);
    } else if (error.retriable) {
      // A fresh stream after the usual pause asks for every partition again.
      this.#call.reopen(error);
    } else {
      this.#events.ended(error);
    }
  }

  positions(): readonly PartitionPosition[] {
    const readings = [...this.#readings.values()].map(({ position }) => position);
    return [...this.#done, ...readings];
  }

  close(): Promise<void> {
    this.#call.close();
    return Promise.resolve();
  }
}

/**
 * The batch that holds the first record at or after a time may begin with earlier ones. Once that
 * record is found, the place is an offset: what comes after it counts whatever its own time.
 */
function leaveOutEarlier(delivery: WireDelivery, reading: Reading): void {
  const { position, startTimeMs = 0 } = reading;
  const cursor = new BatchCursor(delivery, 0, undefined);
  for (let record = cursor.next(); record !== undefined; record = cursor.next()) {
    if (record.timestamp < startTimeMs) continue;
    position.next = record.offset;
    reading.startTimeMs = undefined;
    return;
  }
  position.next = delivery.nextOffset;
}

function readingsOf(topic: KnownTopic, settings: ReaderSettings): Map<number, Reading> {
  const { from, until } = settings;
  const wanted = settings.partitions ?? topic.partitions.map(({ partition }) => partition);
  const readings = new Map<number, Reading>();
  for (const partition of wanted) {
    const known = topic.partitions[partition];
    if (known === undefined) {
      const text = `Topic ${topic.name} has ${topic.partitions.length} partitions; there is no ${partition}.`;
      throw new TidemarkError("UNKNOWN_PARTITION", text);
    }
    const startTimeMs = from instanceof Date ? from.getTime() : undefined;
    let offset = known.logStartOffset;
    if (from === "latest") offset = known.highWatermark;
    else if (typeof from === "object" && !(from instanceof Date))
      offset = from[partition] ?? offset;
    let untilOffset = settings.untilEnd ? known.highWatermark : Infinity;
    if (typeof until === "object" && !(until instanceof Date)) {
      untilOffset = Math.min(untilOffset, until[partition] ?? Infinity);
    }
    readings.set(partition, {
      // A time is not yet an offset: everything that comes is at or after it.
      position: new PartitionPosition(
        topic.name,
        partition,
        startTimeMs === undefined ? offset : 0,
      ),
      startTimeMs,
      untilOffset,
      untilTimeMs: until instanceof Date ? until.getTime() : Infinity,
    });
  }
  return readings;
}
