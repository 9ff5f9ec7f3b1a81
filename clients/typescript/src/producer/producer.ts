/**
 * Sends records: batches, numbers and retries them, and settles each send. Its buffer is bounded:
 * sends beyond it wait for room, in order.
 */
import { asTidemarkError, TidemarkError } from "../errors.ts";
import { LOCATE_TIMEOUT_MS, METADATA_AGE_MAX_MS, METADATA_REFRESH_MIN_MS } from "../limits.ts";
import { isTracing, refreshTracing } from "../telemetry/tracing.ts";
import { cancelled } from "../transport/backoff.ts";
import type { Brokers } from "../transport/brokers.ts";
import { type KnownTopic, TopicDirectory } from "../transport/topic-directory.ts";
import { abortable } from "./abortable.ts";
import { BrokerClock } from "./broker-clock.ts";
import { Destination } from "./destination.ts";
import { attributesOf, dueTimeOf, headersOf, timestampOf } from "./message.ts";
import type { OutgoingBatch } from "./outgoing-batch.ts";
import type { PartitionQueue } from "./partition-queue.ts";
import { Sender } from "./sender.ts";
import { type ProducerSettings, producerSettings } from "./settings.ts";
import { ManyCall, type Reject, type Resolve } from "./settlement.ts";
import { traceMany, traceSend } from "./traced.ts";
import type {
  Message,
  MessageBody,
  ProducerOptions,
  SendManyResult,
  SendOptions,
  SendResult,
} from "./types.ts";
import { WaitingRoom } from "./waiting-room.ts";

/** `sendMany` lets the event loop turn after this many bytes, so that what it filled is sent. */
const MANY_BYTES_A_TURN = 1024 * 1024;

/**
 * Sends records. Made by `Tidemark.producer()`; one serves a whole process.
 *
 * @example
 * await using producer = tidemark.producer();
 * const { partition, offset } = await producer.send({ topic: "orders", key: "42", value: "{}" });
 * await producer.send({ topic: "orders", value: "later", delayMs: 5_000 });
 */
export class Producer implements AsyncDisposable {
  readonly #settings: ProducerSettings;
  readonly #directory: TopicDirectory;
  readonly #clock = new BrokerClock();
  readonly #sender: Sender;
  readonly #destinations = new Map<string, Destination>();
  readonly #waiting: WaitingRoom<Destination>;
  readonly #onClosed: () => void;
  #checkedMs = 0;
  #closing: Promise<void> | undefined;

  /** @internal Use `Tidemark.producer()`. */
  constructor(
    brokers: Brokers,
    clientId: string,
    options: ProducerOptions,
    onClosed: () => void = () => undefined,
  ) {
    this.#onClosed = onClosed;
    this.#settings = producerSettings(clientId, options);
    this.#directory = new TopicDirectory(brokers);
    this.#sender = new Sender(brokers, this.#settings, this.#clock, {
      freed: () => this.#waiting.isEmpty || this.#waiting.admit(),
      doubted: (topic) => this.#doubt(topic),
      locate: (topic) => this.#locate(topic),
      turnEnded: () => this.#onTurn(),
    });
    this.#waiting = new WaitingRoom<Destination>(
      {
        hasSpace: () => this.#hasSpace,
        known: (topic) => this.#known(topic),
        find: (topic) => this.#find(topic),
      },
      this.#settings.deliveryTimeoutMs,
    );
    refreshTracing();
  }

  /**
   * Sends one record; resolves once it is durable as `acks` says. Records of one partition keep the
   * order of the calls. Where the buffer is full the record waits for room: await sends, or some of
   * them, to keep within it.
   *
   * Fails with `UNKNOWN_TOPIC`, `UNKNOWN_PARTITION`, `RECORD_TOO_LARGE`, `INVALID_RECORD`,
   * `INVALID_DUE_TIME`, `DUE_TIME_TOO_FAR`, `ALREADY_SCHEDULED` (`error.details.existing` names the
   * waiting record), `DEADLINE_EXCEEDED` after `deliveryTimeoutMs`, `CLOSED`. Everything retriable
   * has been retried by then.
   */
  send(message: Message, { signal }: SendOptions = {}): Promise<SendResult> {
    const sent = isTracing()
      ? traceSend(message, (traced) => this.#send(traced, signal))
      : this.#send(message, signal);
    return signal === undefined ? sent : abortable(sent, signal);
  }

  #send(message: Message, signal: AbortSignal | undefined): Promise<SendResult> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(cancelled(signal));
      const destination = this.#destinations.get(message.topic);
      if (destination !== undefined && !destination.doubted && this.#canEnter) {
        this.#enter(destination, message, resolve, reject);
      } else {
        this.#wait(message, signal, resolve, reject);
      }
    });
  }

  /**
   * Sends many records to one topic; resolves once all are durable. The quickest way: one result
   * for each batch instead of each record. An element is a record, or its bare value. Waits while
   * the buffer is full, so the list may be longer than memory allows to hold at once.
   *
   * Fails after all were tried if some were refused: `error.details.refused` lists them.
   *
   * @example
   * const { count, batches } = await producer.sendMany("lines", text.split("\n"));
   */
  async sendMany(
    topic: string,
    records: Iterable<MessageBody | string | Uint8Array>,
    { signal }: SendOptions = {},
  ): Promise<SendManyResult> {
    const call = new ManyCall();
    const trace = isTracing() ? traceMany(topic, records) : undefined;
    const traced = trace?.records ?? records;
    let destination = await this.#turn(topic);
    let turnBytes = this.#sender.bufferedBytes + MANY_BYTES_A_TURN;
    let index = 0;
    for (const record of traced) {
      if (signal?.aborted === true) throw cancelled(signal);
      if (!this.#hasSpace || destination.doubted || this.#refusal !== undefined) {
        destination = await this.#turn(topic);
      }
      if (this.#sender.bufferedBytes > turnBytes) {
        await new Promise((resolve) => setImmediate(resolve));
        turnBytes = this.#sender.bufferedBytes + MANY_BYTES_A_TURN;
      }
      try {
        const plain = typeof record === "string" || record instanceof Uint8Array;
        const batch = this.#append(destination, plain ? { value: record } : record);
        batch.settlement.addMany(batch.builder.count - 1, call, index);
      } catch (error) {
        call.refuse(index, asTidemarkError(error));
      }
      index++;
    }
    call.appended(index);
    return trace === undefined ? call.done : trace.settle(call.done, index);
  }

  /** Resolves when a record may be appended: the topic is known and the buffer has room. */
  #turn(topic: string): Promise<Destination> {
    return new Promise((enter, refuse) => {
      const error = this.#refusal;
      if (error !== undefined) refuse(error);
      else this.#waiting.add({ topic, enter, refuse });
    });
  }

  get #canEnter(): boolean {
    return this.#hasSpace && this.#waiting.isEmpty && this.#refusal === undefined;
  }

  get #hasSpace(): boolean {
    return this.#sender.bufferedBytes < this.#settings.bufferBytes;
  }

  /** Why nothing is sent any more. */
  get #refusal(): TidemarkError | undefined {
    if (this.#closing !== undefined) {
      return new TidemarkError("CLOSED", "The producer was closed; make a new one.");
    }
    return this.#sender.fatal;
  }

  #wait(message: Message, signal: AbortSignal | undefined, resolve: Resolve, reject: Reject): void {
    const error = this.#refusal;
    if (error !== undefined) {
      reject(error);
      return;
    }
    this.#waiting.add({
      topic: message.topic,
      enter: (destination) => {
        if (signal?.aborted !== true) this.#enter(destination, message, resolve, reject);
      },
      refuse: reject,
    });
  }

  #enter(destination: Destination, message: MessageBody, resolve: Resolve, reject: Reject): void {
    try {
      const batch = this.#append(destination, message);
      batch.settlement.addSend(batch.builder.count - 1, resolve, reject);
    } catch (error) {
      reject(asTidemarkError(error));
    }
  }

  #append(destination: Destination, message: MessageBody): OutgoingBatch {
    const nowMs = this.#clock.nowMs();
    const dueMs = dueTimeOf(message, nowMs);
    const headers = headersOf(message);
    const scheduled = dueMs !== undefined;
    const batch = this.#sender.append(
      this.#queueFor(destination, message, scheduled),
      scheduled,
      dueMs ?? timestampOf(message, nowMs),
      message.key,
      message.value,
      headers,
      headers.length === 0 ? 0 : attributesOf(headers),
    );
    if (scheduled) batch.settlement.addScheduled(dueMs, message.scheduleId);
    return batch;
  }

  #queueFor(destination: Destination, message: MessageBody, scheduled: boolean): PartitionQueue {
    try {
      return destination.queueFor(message, scheduled);
    } catch (error) {
      // Partitions are only ever added: the next send looks again.
      this.#doubt(destination.topic.name);
      throw error;
    }
  }

  #known(topic: string): Destination | undefined {
    const destination = this.#destinations.get(topic);
    return destination?.doubted === true ? undefined : destination;
  }

  async #find(name: string): Promise<Destination> {
    const { deliveryTimeoutMs } = this.#settings;
    const [topic] = await Promise.all([
      this.#directory.fetch(name, { timeoutMs: deliveryTimeoutMs }),
      this.#sender.isReady ? undefined : this.#sender.identify(),
    ]);
    return this.#update(topic);
  }

  async #locate(name: string): Promise<void> {
    const timeoutMs = Math.min(this.#settings.deliveryTimeoutMs, LOCATE_TIMEOUT_MS);
    this.#update(await this.#directory.fetch(name, { timeoutMs, leadersOnly: true }));
  }

  /** Queues of a topic that lives on go on with their numbers; a re-created topic gets new ones. */
  #update(topic: KnownTopic): Destination {
    const before = this.#destinations.get(topic.name);
    if (before !== undefined && before.topic.id === topic.id) {
      before.update(topic);
      this.#sender.follow(before.queues);
      return before;
    }
    const made = new Destination(topic);
    this.#destinations.set(topic.name, made);
    return made;
  }

  #doubt(topic: string): void {
    const destination = this.#destinations.get(topic);
    if (destination === undefined || this.#directory.isFresh(destination.topic)) return;
    destination.doubted = true;
  }

  #onTurn(): void {
    const nowMs = performance.now();
    if (nowMs - this.#checkedMs < METADATA_REFRESH_MIN_MS) return;
    this.#checkedMs = nowMs;
    refreshTracing();
    for (const { topic } of this.#destinations.values()) {
      if (nowMs - topic.fetchedMs < METADATA_AGE_MAX_MS) continue;
      // Only to learn of new partitions: what is known stays good if this fails.
      this.#directory.fetch(topic.name).then(
        (fetched) => this.#update(fetched),
        () => undefined,
      );
    }
  }

  /** Resolves when everything sent before is settled. The sends themselves say how. */
  async flush(): Promise<void> {
    await this.#waiting.settled();
    await this.#sender.flush();
  }

  /** Settles what is under way, then ends. Sends from now on fail with `CLOSED`. */
  close(): Promise<void> {
    this.#closing ??= this.flush().then(() => {
      const error = new TidemarkError("CLOSED", "The producer was closed.");
      this.#waiting.refuseAll(error);
      this.#sender.close(error);
      this.#onClosed();
    });
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
