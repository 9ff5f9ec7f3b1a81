/**
 * Moves batches from the queues of all partitions to the brokers and settles them: what may go, in
 * what order, and what happens after each answer. Never sends a partition's batches out of order
 * and never numbers one anew that may have been appended.
 */
import { BufferPool } from "../bytes/buffer-pool.ts";
import { TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import { BATCHES_IN_FLIGHT_MAX } from "../limits.ts";
import type { Payload } from "../record/batch-builder.ts";
import { compress, COMPRESSION_CODES } from "../record/compression.ts";
import type { HeaderList } from "../record/headers.ts";
import type { Brokers } from "../transport/brokers.ts";
import { fromWireError } from "../transport/status.ts";
import { exceptionsOf, MAY_BE_APPENDED } from "./answers.ts";
import type { BrokerClock } from "./broker-clock.ts";
import { OutgoingBatch, type ProducerIdentity } from "./outgoing-batch.ts";
import type { PartitionQueue } from "./partition-queue.ts";
import { ProduceStream } from "./produce-stream.ts";
import type { ProducerSettings } from "./settings.ts";
import { Recovery } from "./recovery.ts";
import type { Exception } from "./settlement.ts";

const { InitProducerRequest, InitProducerResponse } = tidemark.v1;
type ProduceAck = tidemark.v1.ProduceAck;

export interface SenderEvents {
  /** Some of the buffer is free again. */
  freed(): void;
  /** An answer says that what is known of the topic is old. */
  doubted(topic: string): void;
  /** Asks who leads the topic's partitions; resolves once their queues know. */
  locate(topic: string): Promise<void>;
  turnEnded(): void;
}

export class Sender {
  bufferedBytes = 0;
  readonly #brokers: Brokers;
  readonly #settings: ProducerSettings;
  readonly #clock: BrokerClock;
  readonly #events: SenderEvents;
  readonly #recovery: Recovery;
  readonly #pool = new BufferPool();
  readonly #unsettled = new Set<OutgoingBatch>();
  readonly #streams = new Map<string, ProduceStream>();
  #dirty: PartitionQueue[] = [];
  #flushes = 0;
  #sweeper: NodeJS.Timeout | undefined;
  #identity: ProducerIdentity | undefined;
  #identifying: Promise<ProducerIdentity> | undefined;
  #fatal: TidemarkError | undefined;
  #closed = false;

  constructor(
    brokers: Brokers,
    settings: ProducerSettings,
    clock: BrokerClock,
    events: SenderEvents,
  ) {
    this.#brokers = brokers;
    this.#settings = settings;
    this.#clock = clock;
    this.#events = events;
    this.#recovery = new Recovery(settings.idempotent, {
      identity: () => this.#identity,
      identify: () => this.identify(),
      locate: (topic) => events.locate(topic),
      isClosed: () => this.#closed,
      recovered: (queue) => this.#drain(queue),
      refused: (batch, error) => this.#fail(batch, error),
      failed: (error) => this.failAll(error),
    });
  }

  /** Set: the producer was fenced; nothing can be sent any more. */
  get fatal(): TidemarkError | undefined {
    return this.#fatal;
  }

  /** Has an identity, or needs none, and knows the broker's clock. */
  get isReady(): boolean {
    return this.#identity !== undefined;
  }

  /** Asks for an identity; also tells the broker's time. */
  identify(): Promise<ProducerIdentity> {
    this.#identifying ??= this.#askIdentity().finally(() => (this.#identifying = undefined));
    return this.#identifying;
  }

  async #askIdentity(): Promise<ProducerIdentity> {
    const path = "/tidemark.v1.RecordService/InitProducer";
    const sentMs = Date.now();
    const options = { idempotent: true, timeoutMs: this.#settings.deliveryTimeoutMs };
    const codecs = [InitProducerRequest, InitProducerResponse] as const;
    const answer = await this.#brokers.request(path, ...codecs, {}, options);
    const { producerId, producerEpoch, brokerTimeMs } = answer;
    this.#clock.observe(sentMs, Date.now(), brokerTimeMs);
    this.#identity = { producerId, producerEpoch };
    return this.#identity;
  }

  /** Appends to the batch that fills. Throws what the record itself is refused for. */
  append(
    queue: PartitionQueue,
    scheduled: boolean,
    timestamp: number,
    key: Payload,
    value: Payload,
    headers: HeaderList,
    attributes: number,
  ): OutgoingBatch {
    let batch = scheduled ? queue.fillingScheduled : queue.filling;
    let before = batch?.builder.sizeBytes ?? 0;
    batch ??= this.#begin(queue, scheduled);
    try {
      if (!batch.builder.append(timestamp, key, value, headers)) {
        this.#seal(queue, batch);
        this.#drain(queue);
        batch = this.#begin(queue, scheduled);
        before = 0;
        batch.builder.append(timestamp, key, value, headers);
      }
    } catch (error) {
      if (batch.builder.count === 0) this.#forget(batch);
      throw error;
    }
    batch.mark(attributes);
    this.bufferedBytes += batch.builder.sizeBytes - before;
    if (!queue.ripe && !queue.dirty) this.#touch(queue);
    return batch;
  }

  #begin(queue: PartitionQueue, scheduled: boolean): OutgoingBatch {
    const { batchBytes } = this.#settings;
    const batch = new OutgoingBatch(queue, scheduled, this.#pool, batchBytes, this.#clock.nowMs());
    if (scheduled) queue.fillingScheduled = batch;
    else queue.filling = batch;
    this.#unsettled.add(batch);
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#settings.sweepMs);
    return batch;
  }

  /** Its only record was refused: there is nothing to send. */
  #forget(batch: OutgoingBatch): void {
    batch.queue.drop(batch);
    this.#release(batch);
  }

  #touch(queue: PartitionQueue): void {
    queue.dirty = true;
    if (this.#settings.lingerMs > 0) {
      setTimeout(() => this.#ripen([queue]), this.#settings.lingerMs);
      return;
    }
    if (this.#dirty.length === 0) {
      setImmediate(() => {
        const queues = this.#dirty;
        this.#dirty = [];
        this.#ripen(queues);
        this.#events.turnEnded();
      });
    }
    this.#dirty.push(queue);
  }

  #ripen(queues: readonly PartitionQueue[]): void {
    for (const queue of queues) {
      queue.dirty = false;
      queue.ripe = true;
      this.#drain(queue);
    }
  }

  #seal(queue: PartitionQueue, batch: OutgoingBatch): void {
    queue.seal(batch);
    const built = batch.builder.build();
    batch.built = built;
    const code = COMPRESSION_CODES[this.#settings.compression];
    if (code === 0 || batch.scheduled) return;
    const compressed = compress(code, built.records);
    if (compressed.length >= built.records.length) return;
    const { buffer } = built;
    built.replaceRecords(compressed, code);
    this.#pool.give(buffer);
  }

  /** Sends what may go now. */
  #drain(queue: PartitionQueue): void {
    if (!queue.blocked && !queue.follow()) return;
    while (!queue.blocked && queue.inFlight.length < BATCHES_IN_FLIGHT_MAX && !this.#closed) {
      const batch = queue.sealed[0];
      if (batch === undefined) {
        const eager = this.#flushes > 0 || this.#settings.lingerMs > 0;
        const ripe = queue.ripeBatch(eager);
        if (ripe === undefined) break;
        this.#seal(queue, ripe);
        continue;
      }
      const stream = this.#streamTo(queue.authority);
      if (!stream.hasRoom(batch)) break;
      queue.number(batch, this.#settings.idempotent ? this.#identity : undefined);
      queue.sealed.shift();
      queue.inFlight.push(batch);
      stream.send(batch);
    }
    if (queue.isFillingEmpty) queue.ripe = false;
  }

  /** What waits for a connection to who led before need not wait for it any more. */
  follow(queues: readonly PartitionQueue[]): void {
    for (const queue of queues) {
      if (!queue.blocked && queue.leader !== queue.authority) this.#drain(queue);
    }
  }

  #streamTo(authority: string | undefined): ProduceStream {
    const known = this.#streams.get(authority ?? "");
    if (known !== undefined) return known;
    const { clientId, acks } = this.#settings;
    const stream = new ProduceStream(
      this.#brokers,
      authority,
      { clientId, acks },
      {
        acknowledged: (batch, ack) => this.#acknowledged(batch, ack),
        lost: (batches) => this.#lost(batches),
        room: (queue) => this.#drain(queue),
        unreachable: (queues) => {
          for (const queue of queues) {
            if (queue.authority === authority) this.#stray(queue);
            else this.#drain(queue);
          }
        },
        failed: (error) => this.failAll(error),
        isNeeded: () => this.#unsettled.size > 0,
      },
    );
    this.#streams.set(authority ?? "", stream);
    return stream;
  }

  #acknowledged(batch: OutgoingBatch, ack: ProduceAck): void {
    const { queue } = batch;
    this.#clock.observe(batch.sentMs, Date.now(), ack.brokerTimeMs);
    queue.sent(batch);
    if (ack.error == null) this.#succeed(batch, ack.baseOffset, exceptionsOf(ack));
    else this.#refused(batch, fromWireError(ack.error));
    if (queue.blocked) this.#recovery.begin(queue);
    else this.#drain(queue);
  }

  #succeed(
    batch: OutgoingBatch,
    baseOffset: number,
    exceptions?: ReadonlyMap<number, Exception>,
  ): void {
    batch.queue.failures = 0;
    this.#release(batch);
    // Sent once and answered: nothing refers to its bytes any more.
    if (batch.sends === 1 && !batch.settled) this.#pool.give(batch.built!.buffer);
    batch.succeed({ partition: batch.queue.partition, baseOffset, exceptions });
  }

  #fail(batch: OutgoingBatch, error: TidemarkError): void {
    this.#release(batch);
    batch.fail(error);
  }

  #release(batch: OutgoingBatch): void {
    if (!this.#unsettled.delete(batch)) return;
    if (batch.builder.count > 0) this.bufferedBytes -= batch.builder.sizeBytes;
    if (this.#unsettled.size === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    }
    this.#events.freed();
  }

  #refused(batch: OutgoingBatch, error: TidemarkError): void {
    const { queue } = batch;
    const { unsure } = batch;
    // Whether it was appended by an earlier attempt only a look at its number tells. Other refusals
    // come before that look, and some while the batch waits in the log for its replicas.
    batch.unsure = error.retriable && (unsure || MAY_BE_APPENDED.has(error.code));
    batch.outOfOrder = false;
    if (error.refreshMetadata && !error.retriable) this.#events.doubted(queue.topic);
    if (error.code === "DUPLICATE_SEQUENCE") {
      this.#succeed(batch, -1);
    } else if (error.code === "PRODUCER_FENCED") {
      this.#fatal = error;
      this.#fail(batch, error);
      this.failAll(error);
    } else if (error.code === "UNKNOWN_PRODUCER" && unsure) {
      const text = "The broker forgot this producer while an answer was outstanding.";
      queue.gap = true;
      queue.blocked = true;
      this.#fail(batch, new TidemarkError("OUTCOME_UNKNOWN", text, {}, { cause: error }));
    } else if (error.code === "OUT_OF_ORDER_SEQUENCE" || error.code === "UNKNOWN_PRODUCER") {
      batch.outOfOrder = true;
      this.#retry(batch);
    } else if (error.retriable) {
      if (error.refreshMetadata) this.#redirect(queue, error.details.leader);
      this.#retry(batch);
    } else {
      queue.gap = true;
      queue.blocked = true;
      this.#fail(batch, error);
    }
  }

  /** Somebody else leads it: who was named, if that is news, or else who the cluster says. */
  #redirect(queue: PartitionQueue, leader: string | undefined): void {
    const isNews = leader !== undefined && leader !== queue.authority && queue.failures === 0;
    if (isNews) queue.leader = leader;
    else queue.astray = true;
  }

  #stray(queue: PartitionQueue): void {
    queue.astray = true;
    queue.blocked = true;
    this.#recovery.begin(queue);
  }

  #retry(batch: OutgoingBatch): void {
    const { queue } = batch;
    queue.blocked = true;
    if (batch.settled) queue.gap = true;
    else queue.takeBack(batch);
  }

  #lost(batches: readonly OutgoingBatch[]): void {
    for (const batch of batches) {
      batch.unsure = true;
      batch.queue.sent(batch);
      if (batch.settled) batch.queue.gap = true;
      else batch.queue.takeBack(batch);
    }
    for (const { queue } of batches) {
      if (queue.gap) queue.blocked = true;
      if (queue.blocked) this.#recovery.begin(queue);
    }
  }

  /**
   * What is under way to a leader that answers nothing, and leads no more, goes to the next one. Only
   * numbered batches: the old leader may wake up and append those it has.
   */
  #abandon(queue: PartitionQueue): void {
    const [oldest] = queue.inFlight;
    if (!this.#settings.idempotent || oldest === undefined || !this.#isSilent(oldest)) return;
    if (queue.leader === queue.authority) return;
    this.#lost(this.#streamTo(queue.authority).abandon(queue));
    if (!queue.blocked) this.#drain(queue);
  }

  /** Gives up what is older than the delivery timeout; a stream that leaves it open is broken. */
  #sweep(): void {
    this.#sweepSilent();
    const silent = new Set<ProduceStream>();
    const oldest = performance.now() - this.#settings.deliveryTimeoutMs;
    for (const batch of this.#unsettled) {
      if (batch.createdMs > oldest) break;
      const { queue } = batch;
      const text = `Not acknowledged within deliveryTimeoutMs; ${queue.topic}-${queue.partition}.`;
      if (queue.inFlight.includes(batch)) silent.add(this.#streamTo(queue.authority));
      queue.drop(batch);
      this.#fail(batch, new TidemarkError("DEADLINE_EXCEEDED", text));
      if (queue.gap && queue.inFlight.length === 0) {
        queue.blocked = true;
        this.#recovery.begin(queue);
      }
    }
    for (const stream of silent) stream.reset();
  }

  /** Where nothing is answered, somebody else may lead by now. */
  #sweepSilent(): void {
    const silent = new Map<string, Set<PartitionQueue>>();
    for (const { queue } of this.#unsettled) {
      const [oldest] = queue.inFlight;
      if (oldest === undefined || !this.#isSilent(oldest)) continue;
      const queues = silent.get(queue.topic) ?? new Set();
      silent.set(queue.topic, queues.add(queue));
    }
    for (const [topic, queues] of silent) {
      this.#events.locate(topic).then(
        () => {
          for (const queue of queues) this.#abandon(queue);
        },
        // The next sweep asks again.
        () => undefined,
      );
    }
  }

  #isSilent({ sentAtMs }: OutgoingBatch): boolean {
    return performance.now() - sentAtMs > this.#settings.silenceMs;
  }

  failAll(error: TidemarkError): void {
    for (const batch of this.#unsettled) {
      batch.queue.drop(batch);
      this.#fail(batch, error);
    }
  }

  /** Resolves when all that was appended before is settled, well or not. */
  async flush(): Promise<void> {
    this.#flushes++;
    try {
      const batches = [...this.#unsettled];
      for (const queue of new Set(batches.map((batch) => batch.queue))) {
        queue.ripe = true;
        this.#drain(queue);
      }
      await Promise.all(batches.map((batch) => batch.done()));
    } finally {
      this.#flushes--;
    }
  }

  close(error: TidemarkError): void {
    this.#closed = true;
    this.failAll(error);
    clearInterval(this.#sweeper);
    for (const stream of this.#streams.values()) stream.close();
  }
}
