/** Hands messages of a queue group to the application, and tells the broker what became of each. */
import { Deque } from "../bytes/deque.ts";
import type { Iteration } from "../consumer/consumer.ts";
import { Prefetch } from "../consumer/prefetch.ts";
import { ReconnectingCall } from "../consumer/reconnecting-call.ts";
import { placeOf } from "../consumer/wire.ts";
import { TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import { CLOSE_TIMEOUT_MS } from "../limits.ts";
import { processRecord } from "../telemetry/tracing.ts";
import { cancelled } from "../transport/backoff.ts";
import type { Brokers } from "../transport/brokers.ts";
import { Leases } from "./leases.ts";
import { QueueMessage, type Settler } from "./queue-message.ts";
import { leaseLost, Settlements } from "./settlements.ts";
import { type QueueSettings, queueSettings } from "./settings.ts";
import type { ProcessOptions, QueueConsumerOptions } from "./types.ts";

const { SubscribeRequest, SubscribeResponse, Encoding, GroupMode } = tidemark.v1;

type Taker = {
  resolve(result: IteratorResult<QueueMessage, undefined>): void;
  reject(error: TidemarkError): void;
};

/**
 * Consumes from a queue group: every message goes to one of its consumers, which acknowledges it.
 * Made by `Tidemark.queueConsumer()`; iterate it from one loop or several, or let `process` do so.
 *
 * @example
 * await using consumer = tidemark.queueConsumer({ group: "mailer", topics: "mails" });
 * await consumer.process((message) => send(message.json()), { concurrency: 10 });
 */
export class QueueConsumer implements AsyncIterable<QueueMessage>, AsyncDisposable {
  readonly #settings: QueueSettings;
  readonly #clientId: string;
  readonly #call: ReconnectingCall;
  readonly #prefetch: Prefetch;
  readonly #leases: Leases;
  readonly #settlements: Settlements;
  readonly #settler: Settler;
  readonly #buffer = new Deque<QueueMessage>();
  readonly #takers = new Deque<Taker>();
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#end(cancelled(this.#signal));
  readonly #onClosed: () => void;
  #onSettled: (() => void) | undefined;
  /** Messages that `process` works on. */
  #working = 0;
  #memberId = "";
  #started = false;
  #ended = false;
  #error: TidemarkError | undefined;
  #closing: Promise<void> | undefined;

  /** @internal Use `Tidemark.queueConsumer()`. */
  constructor(
    brokers: Brokers,
    clientId: string,
    options: QueueConsumerOptions,
    onClosed: () => void = () => undefined,
  ) {
    const settings = queueSettings(options);
    this.#settings = settings;
    this.#clientId = clientId;
    this.#onClosed = onClosed;
    this.#call = new ReconnectingCall(brokers, "/tidemark.v1.RecordService/Subscribe", {
      opened: () => this.#onOpened(),
      message: (message) => this.#onMessage(message),
      interrupted: () => this.#onInterrupted(),
      failed: (error) => this.#end(error),
      isComplete: () => false,
    });
    this.#prefetch = new Prefetch(settings, (records, bytes) => {
      this.#send({ credit: { records, bytes } });
    });
    this.#settlements = new Settlements((request) => this.#send(request));
    this.#leases = new Leases(settings.extendForMs, {
      extend: (message) => void this.#settler.extend(message).catch(() => undefined),
      gone: ({ sizeBytes }) => this.#prefetch.taken(1, sizeBytes),
    });
    this.#settler = {
      settle: (message, verb, how) => {
        if (!this.#leases.holds(message)) return Promise.reject(leaseLost(message));
        this.#leases.drop(message);
        return this.#answered(this.#settlements.say(message, verb, how));
      },
      extend: async (message) => {
        if (!this.#leases.holds(message)) throw leaseLost(message);
        await this.#answered(this.#settlements.say(message, "extend"));
        this.#leases.extended(message);
      },
    };
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (this.#signal?.aborted === true) this.#onAbort();
  }

  /**
   * Message after message; several loops share them. Ends when the consumer is closed, fails with what
   * stopped it. A message that nobody settles comes again when its lease runs out.
   */
  [Symbol.asyncIterator](): Iteration<QueueMessage> {
    const iterator: Iteration<QueueMessage> = {
      next: () => this.#next(),
      return: () => Promise.resolve({ value: undefined, done: true }),
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  /**
   * Works on messages until the consumer is closed: acknowledges those whose work succeeds, rejects
   * those whose work fails, unless the work has settled them itself.
   */
  async process(
    work: (message: QueueMessage) => unknown,
    { concurrency = 1, onError }: ProcessOptions = {},
  ): Promise<void> {
    const loop = async (): Promise<void> => {
      for await (const message of this) {
        this.#working += 1;
        let settlement: Promise<void>;
        try {
          await processRecord(message, this.#settings.group, () => work(message));
          settlement = message.ack();
        } catch (error) {
          onError?.(error, message);
          settlement = message.nack({ reason: String(error) });
        }
        // What did not come through comes again.
        await settlement.catch(() => undefined);
        this.#working -= 1;
        this.#checkSettled();
      }
    };
    await Promise.all(Array.from({ length: concurrency }, loop));
  }

  /**
   * Ends the loops, waits (5 s at most) for the work that `process` has begun and for the broker's word
   * on what was settled. What is held and not settled comes again at once, to somebody else.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #next(): Promise<IteratorResult<QueueMessage, undefined>> {
    const message = this.#buffer.popFront();
    if (message !== undefined) return Promise.resolve({ value: message, done: false });
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    if (!this.#started) this.#call.open();
    this.#started = true;
    return new Promise((resolve, reject) => this.#takers.pushBack({ resolve, reject }));
  }

  #send(request: tidemark.v1.SubscribeRequest.$Properties): void {
    this.#call.send(SubscribeRequest.encode(request).finish());
  }

  #onOpened(): void {
    const { group, topics, from } = this.#settings;
    this.#send({
      open: {
        group,
        topics: [...topics],
        mode: GroupMode.GROUP_MODE_QUEUE,
        start: placeOf(from),
        clientId: this.#clientId,
        memberId: this.#memberId,
        encoding: Encoding.ENCODING_RECORDS,
      },
    });
    this.#prefetch.restart();
  }

  #onMessage(bytes: Buffer): void {
    const {
      joined,
      delivery,
      commitResult,
      leaseLost: lost,
      needed,
    } = SubscribeResponse.decode(bytes);
    if (delivery != null) this.#onDelivery(delivery);
    else if (joined != null) {
      this.#memberId = joined.memberId;
      this.#leases.begin(joined.ackTimeoutMs);
    } else if (commitResult != null) this.#settlements.result(commitResult);
    else if (lost != null) {
      for (const message of this.#settlements.lost(lost.records)) this.#leases.drop(message);
    } else if (needed != null) this.#prefetch.needed(needed.records, needed.bytes);
  }

  #onDelivery({ topic, partition, records, recordCount, sizeBytes }: tidemark.v1.Delivery): void {
    this.#prefetch.received(recordCount, sizeBytes);
    const receivedMs = performance.now();
    const share = Math.floor(sizeBytes / Math.max(records.length, 1));
    for (const [index, record] of records.entries()) {
      // What one message spent is not told, only their sum.
      const isLast = index === records.length - 1;
      const came = { receivedMs, sizeBytes: isLast ? sizeBytes - share * index : share };
      const message = new QueueMessage(this.#settler, topic, partition, record, came);
      this.#leases.hold(message);
      const taker = this.#takers.popFront();
      if (taker === undefined) this.#buffer.pushBack(message);
      else taker.resolve({ value: message, done: false });
    }
  }

  /** The broker has given back everything that the stream held. */
  #onInterrupted(): void {
    this.#buffer.takeAll();
    this.#leases.clear();
    const text = "The connection broke; whether the broker has it is not known. It may come again.";
    this.#settlements.interrupted(new TidemarkError("CONNECTION_LOST", text));
    this.#checkSettled();
  }

  async #answered(settlement: Promise<void>): Promise<void> {
    try {
      await settlement;
    } finally {
      this.#checkSettled();
    }
  }

  get #isSettled(): boolean {
    return this.#working === 0 && this.#settlements.isEmpty;
  }

  #checkSettled(): void {
    if (this.#isSettled) this.#onSettled?.();
  }

  #end(error: TidemarkError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#buffer.takeAll();
    for (let taker = this.#takers.popFront(); taker; taker = this.#takers.popFront()) {
      if (error === undefined) taker.resolve({ value: undefined, done: true });
      else taker.reject(error);
    }
    void this.close();
  }

  async #close(): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#end(undefined);
    if (this.#call.isOpen) {
      await this.#settled();
      this.#send({ leave: {} });
      await this.#call.finish(CLOSE_TIMEOUT_MS);
    }
    this.#call.close();
    this.#leases.clear();
    this.#onClosed();
  }

  async #settled(): Promise<void> {
    if (this.#isSettled) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onSettled = resolve;
      timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    });
    clearTimeout(timer);
  }
}
