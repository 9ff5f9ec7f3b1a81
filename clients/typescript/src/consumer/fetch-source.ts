/**
 * Reads partitions at offsets, over a Fetch stream to each broker that leads some of them. Where a
 * leader moves, or a stream breaks, the partition goes on where it was, at who leads it now.
 */
import { TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import type { ConsumerRecord } from "../record/consumer-record.ts";
import { leaderBackoffMs } from "../transport/backoff.ts";
import { type Brokers, leaderIn } from "../transport/brokers.ts";
import { fromWireError } from "../transport/status.ts";
import { TopicDirectory } from "../transport/topic-directory.ts";
import { LeaderStream, type LeaderStreamEvents } from "./leader-stream.ts";
import { PartitionPosition } from "./partition-position.ts";
import { leaveOutEarlier, type Reading, readingsOf } from "./readings.ts";
import type { ReaderSettings } from "./settings.ts";
import type { Source, SourceEvents } from "./source.ts";
import { toDelivery } from "./wire.ts";

export class FetchSource implements Source {
  readonly #settings: ReaderSettings;
  readonly #clientId: string;
  readonly #brokers: Brokers;
  readonly #directory: TopicDirectory;
  readonly #events: SourceEvents;
  readonly #streamEvents: LeaderStreamEvents;
  #readings = new Map<number, Reading>();
  /** Partitions that are read to their end. */
  readonly #done: PartitionPosition[] = [];
  readonly #streams = new Set<LeaderStream>();
  /** Read by no stream now; the next pass of `#settle` gives them to one. */
  readonly #waiting = new Set<Reading>();
  /** Passes in a row that brought nothing. */
  #failures = 0;
  /** Who leads what waits is to be asked for. */
  #astray = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(brokers: Brokers, clientId: string, settings: ReaderSettings, events: SourceEvents) {
    this.#settings = settings;
    this.#clientId = clientId;
    this.#brokers = brokers;
    this.#directory = new TopicDirectory(brokers);
    this.#events = events;
    this.#streamEvents = {
      delivery: (delivery, stream) => this.#onDelivery(delivery, stream),
      partitionError: ({ partition, error }, stream) => {
        this.#onPartitionError(partition, fromWireError(error), stream);
      },
      ended: (stream, error) => this.#onStreamEnded(stream, error),
    };
  }

  async start(): Promise<void> {
    const topic = await this.#directory.fetch(this.#settings.topic);
    this.#readings = readingsOf(topic, this.#settings);
    this.#endIfDone();
    if (this.#closed) return;
    for (const reading of this.#readings.values()) this.#waiting.add(reading);
    this.#settle();
  }

  /** Gives what waits to streams, one for each leader. */
  #settle(): void {
    const byLeader = new Map<string | undefined, Reading[]>();
    for (const reading of this.#waiting) {
      const readings = byLeader.get(reading.leader) ?? [];
      byLeader.set(reading.leader, [...readings, reading]);
    }
    this.#waiting.clear();
    for (const [leader, readings] of byLeader) {
      const stream = new LeaderStream(this.#settings, this.#clientId, readings, this.#streamEvents);
      this.#streams.add(stream);
      this.#share();
      stream.open(this.#brokers, leader);
    }
  }

  /** All streams together hold no more than one window. */
  #share(): void {
    for (const stream of this.#streams) stream.prefetch.resize(this.#streams.size);
  }

  #forget(stream: LeaderStream): void {
    if (this.#streams.delete(stream)) this.#share();
  }

  #onDelivery(wire: tidemark.v1.Delivery, stream: LeaderStream): void {
    this.#failures = 0;
    const delivery = toDelivery(wire);
    stream.prefetch.received(delivery.recordCount, delivery.sizeBytes);
    const reading = stream.readings.get(delivery.partition);
    if (reading === undefined) {
      stream.prefetch.taken(delivery.recordCount, delivery.sizeBytes);
      return;
    }
    if (reading.startTimeMs !== undefined) leaveOutEarlier(delivery, reading);
    const { untilOffset, untilTimeMs, position } = reading;
    const bounded = untilOffset < Infinity || untilTimeMs < Infinity;
    const isEnd = (record: ConsumerRecord): boolean =>
      record.offset >= untilOffset || record.timestamp >= untilTimeMs;
    this.#events.delivery(delivery, position, stream.prefetch, bounded ? isEnd : undefined);
  }

  /** The application has everything of this delivery; a bounded reading may end with it. */
  taken(position: PartitionPosition, nextOffset: number, sawEnd: boolean): void {
    const reading = this.#readings.get(position.partition);
    if (reading === undefined || reading.position !== position) return;
    if (!sawEnd && nextOffset < reading.untilOffset) return;
    this.#finish(reading);
    this.#endIfDone();
  }

  #finish(reading: Reading): void {
    const { partition } = reading.position;
    this.#readings.delete(partition);
    this.#waiting.delete(reading);
    this.#done.push(reading.position);
    for (const stream of this.#streams) {
      stream.drop(partition);
      if (stream.readings.size === 0) this.#forget(stream);
    }
  }

  #endIfDone(): void {
    for (const reading of this.#readings.values()) {
      if (reading.position.next >= reading.untilOffset) this.#finish(reading);
    }
    if (this.#readings.size === 0) this.#events.ended(undefined);
  }

  #onPartitionError(partition: number, error: TidemarkError, stream: LeaderStream): void {
    const reading = stream.readings.get(partition);
    if (reading === undefined) return;
    const { onOutOfRange } = this.#settings;
    const { logStartOffset, highWatermark } = error.details;
    if (error.code === "OFFSET_OUT_OF_RANGE" && onOutOfRange !== "error") {
      const offset = onOutOfRange === "earliest" ? logStartOffset : highWatermark;
      reading.position = new PartitionPosition(this.#settings.topic, partition, offset ?? 0);
      stream.assign([reading]);
    } else if (error.retriable) {
      // The other partitions of the stream go on.
      stream.drop(partition);
      if (stream.readings.size === 0) this.#forget(stream);
      this.#again([reading], error);
    } else {
      this.#events.ended(error);
    }
  }

  #onStreamEnded(stream: LeaderStream, error: TidemarkError | undefined): void {
    this.#forget(stream);
    const readings = [...stream.readings.values()];
    if (error !== undefined && !error.retriable && error.code !== "CANCELLED") {
      this.#events.ended(error);
    } else if (error === undefined && this.#settings.untilEnd) {
      // It said all there was when it opened, which is what was asked for.
      for (const reading of readings) this.#finish(reading);
      this.#endIfDone();
    } else {
      this.#again(
        readings,
        error ?? new TidemarkError("CONNECTION_LOST", "The broker ended the stream."),
      );
    }
  }

  /** Reads them again, from what was handed over on, at whoever leads them. */
  #again(readings: readonly Reading[], error: TidemarkError): void {
    for (const reading of readings) this.#waiting.add(reading);
    this.#events.interrupted(new Set(readings.map(({ position }) => position)));
    const leader = leaderIn(error);
    const isNews = leader !== undefined && this.#failures === 0;
    if (isNews) for (const reading of readings) reading.leader = leader;
    else this.#astray = true;
    if (this.#timer !== undefined) return;
    this.#failures++;
    this.#resettle(isNews && this.#failures === 1 ? 0 : this.#pauseMs());
  }

  #pauseMs(): number {
    return leaderBackoffMs(this.#failures);
  }

  #resettle(waitMs: number): void {
    this.#timer = setTimeout(() => {
      this.#locate().then(
        () => {
          this.#timer = undefined;
          if (!this.#closed) this.#settle();
        },
        (error: TidemarkError) => {
          this.#timer = undefined;
          if (this.#closed) return;
          if (!error.retriable) return this.#events.ended(error);
          this.#failures++;
          this.#resettle(this.#pauseMs());
        },
      );
    }, waitMs);
  }

  async #locate(): Promise<void> {
    if (!this.#astray) return;
    const topic = await this.#directory.fetch(this.#settings.topic, { leadersOnly: true });
    this.#astray = false;
    for (const reading of this.#waiting) {
      const known = topic.partitions[reading.position.partition];
      if (known !== undefined) reading.leader = known.leader;
    }
  }

  positions(): readonly PartitionPosition[] {
    const readings = [...this.#readings.values()].map(({ position }) => position);
    return [...this.#done, ...readings];
  }

  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
    return Promise.resolve();
  }
}
