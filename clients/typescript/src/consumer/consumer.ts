/**
 * Hands records to the application, one by one or by the batch, fetched ahead within bounds. What
 * counts as finished, and so may be committed, never runs ahead of the application (P9).
 */
import { Deque } from "../bytes/deque.ts";
import { asTidemarkError, TidemarkError } from "../errors.ts";
import type { ConsumerRecord } from "../record/consumer-record.ts";
import { isTracing, processRecord, recordReceive, refreshTracing } from "../telemetry/tracing.ts";
import { cancelled } from "../transport/backoff.ts";
import type { Brokers } from "../transport/brokers.ts";
import { FetchSource } from "./fetch-source.ts";
import { type GroupEvents, GroupSource } from "./group-source.ts";
import type { PartitionPosition } from "./partition-position.ts";
import { type BatchCursor, RecordBatch } from "./record-batch.ts";
import { groupSettings, isGroup, readerSettings } from "./settings.ts";
import type { Source } from "./source.ts";
import type { ConsumerOptions, PartitionOffset } from "./types.ts";

/** For `for await`, or `next()` by hand. */
export type Iteration<T> = AsyncIterable<T> & AsyncIterator<T, undefined>;

/**
 * Reads records. Made by `Tidemark.consumer()`; iterate it, or `batches()`, from one loop.
 *
 * @example
 * await using consumer = tidemark.consumer({ group: "billing", topics: "orders" });
 * for await (const record of consumer) {
 *   await charge(record.json());
 * }
 */
export class Consumer implements AsyncIterable<ConsumerRecord>, AsyncDisposable {
  readonly #source: Source;
  readonly #group: GroupSource | undefined;
  readonly #groupName: string | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#stop(cancelled(this.#signal));
  readonly #onClosed: () => void;
  readonly #buffer = new Deque<RecordBatch>();
  /** The batch that is handed over now: as a whole, or record by record from its cursor. */
  #batch: RecordBatch | undefined;
  #cursor: BatchCursor | undefined;
  /** What the application works on, and the offset below which all is finished once it moves on. */
  #busy: PartitionPosition | undefined;
  #finishesAt = 0;
  /** Set while somebody waits for an arrival. */
  #wake: (() => void) | undefined;
  #arrival: Promise<void> | undefined;
  #started = false;
  #ended = false;
  /** Nothing comes after what lies in the buffer. */
  #exhausted = false;
  #error: TidemarkError | undefined;
  #closing: Promise<void> | undefined;

  /** @internal Use `Tidemark.consumer()`. */
  constructor(
    brokers: Brokers,
    clientId: string,
    options: ConsumerOptions,
    onClosed: () => void = () => undefined,
  ) {
    this.#onClosed = onClosed;
    const events: GroupEvents = {
      delivery: (delivery, position, prefetch, isEnd) => {
        this.#buffer.pushBack(new RecordBatch(delivery, position, prefetch, isEnd));
        this.#awaken();
      },
      interrupted: (positions) => this.#interrupted(positions),
      ended: (error) => this.#end(error),
      isBusy: (position) => this.#busy === position,
      exhausted: () => {
        this.#exhausted = true;
        this.#awaken();
      },
    };
    if (isGroup(options)) {
      const settings = groupSettings(options);
      this.#group = new GroupSource(brokers, clientId, settings, options, events);
      this.#groupName = settings.group;
      this.#source = this.#group;
    } else {
      this.#source = new FetchSource(brokers, clientId, readerSettings(options), events);
    }
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (this.#signal?.aborted === true) this.#onAbort();
    refreshTracing();
  }

  /**
   * Record after record. Leaving the loop does not close the consumer, and the record it was left
   * at counts as finished only once another loop asks for the next, or `commit()` says so. Ends
   * when the consumer is closed or a bounded reading is done; fails with what stopped it:
   * `UNKNOWN_TOPIC`, `OFFSET_OUT_OF_RANGE`, `PARTITION_DAMAGED`, `CANCELLED` …
   */
  [Symbol.asyncIterator](): Iteration<ConsumerRecord> {
    return this.#iterator(() => this.#take());
  }

  /**
   * Batch after batch: the quickest way. All records of a batch count as finished when the next
   * batch is asked for.
   */
  batches(): Iteration<RecordBatch> {
    return this.#iterator(() => this.#takeBatch());
  }

  #iterator<T>(take: () => T | undefined): Iteration<T> {
    const iterator: Iteration<T> = {
      next: () => {
        try {
          const value = take();
          if (value !== undefined) return Promise.resolve({ value, done: false });
        } catch (error) {
          this.#stop(asTidemarkError(error, "CORRUPT_BATCH"));
        }
        return this.#wait(take);
      },
      return: () => Promise.resolve({ value: undefined, done: true }),
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  async #wait<T>(take: () => T | undefined): Promise<IteratorResult<T, undefined>> {
    this.#start();
    for (;;) {
      const value = take();
      if (value !== undefined) return { value, done: false };
      // All of it is taken and finished: what it commits on closing is everything.
      if (this.#exhausted) await this.close();
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return { value: undefined, done: true };
      this.#arrival ??= new Promise((resolve) => (this.#wake = resolve));
      await this.#arrival;
    }
  }

  #start(): void {
    if (this.#started || this.#ended) return;
    this.#started = true;
    this.#source.start().catch((error: unknown) => this.#end(asTidemarkError(error)));
  }

  #awaken(): void {
    this.#arrival = undefined;
    this.#wake?.();
    this.#wake = undefined;
  }

  /** The next record, if one is here. */
  #take(): ConsumerRecord | undefined {
    this.#finish();
    for (;;) {
      if (this.#batch === undefined && !this.#nextBatch()) return undefined;
      const batch = this.#batch!;
      this.#cursor ??= batch.cursor();
      const record = this.#cursor.next();
      if (record !== undefined) {
        this.#busy = batch.position;
        this.#finishesAt = record.offset + 1;
        batch.position.next = this.#finishesAt;
        return record;
      }
      this.#done(batch, this.#cursor.sawEnd);
    }
  }

  #takeBatch(): RecordBatch | undefined {
    this.#finish();
    if (this.#batch !== undefined) this.#batch.begin();
    else if (!this.#nextBatch()) return undefined;
    const batch = this.#batch!;
    this.#cursor = undefined;
    this.#busy = batch.position;
    this.#finishesAt = batch.nextOffset;
    // Handed over as a whole: a reconnection must not bring it again.
    batch.position.next = Math.max(batch.position.next, batch.nextOffset);
    if (isTracing()) recordReceive(batch.topic, batch.partition, this.#groupName, [...batch]);
    return batch;
  }

  /** Takes what came next and is still wanted. */
  #nextBatch(): boolean {
    for (let batch = this.#buffer.popFront(); batch; batch = this.#buffer.popFront()) {
      if (batch.position.active) {
        batch.begin();
        this.#batch = batch;
        return true;
      }
      batch.giveCredit();
    }
    return false;
  }

  /** What was handed over last is finished: the application asks for more. */
  #finish(): void {
    const position = this.#busy;
    if (position === undefined) return;
    this.#busy = undefined;
    const batch = this.#batch;
    if (batch !== undefined && this.#cursor === undefined) {
      this.#done(batch, batch.reachesEnd);
    } else {
      position.finish(this.#finishesAt);
      if (batch !== undefined && !position.active) this.#drop(batch);
    }
    if (!position.active) this.#group?.moved();
  }

  /** Everything of it was handed over and finished. */
  #done(batch: RecordBatch, sawEnd: boolean): void {
    if (!sawEnd) batch.position.finish(batch.nextOffset);
    this.#drop(batch);
    this.#source.taken(batch.position, batch.nextOffset, sawEnd);
  }

  #drop(batch: RecordBatch): void {
    this.#batch = undefined;
    this.#cursor = undefined;
    batch.giveCredit();
  }

  /** What was not handed over comes again on the next stream. */
  #interrupted(positions: ReadonlySet<PartitionPosition> | undefined): void {
    const isVoid = (batch: RecordBatch): boolean => positions?.has(batch.position) ?? true;
    for (const batch of this.#buffer.takeAll()) {
      if (isVoid(batch)) batch.giveCredit();
      else this.#buffer.pushBack(batch);
    }
    this.#exhausted = false;
    if (this.#batch === undefined || !isVoid(this.#batch)) return;
    if (this.#cursor !== undefined) this.#drop(this.#batch);
  }

  /** After what has arrived already. */
  #end(error: TidemarkError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#awaken();
    void this.close();
  }

  /** At once. */
  #stop(error: TidemarkError): void {
    this.#buffer.takeAll();
    if (this.#cursor !== undefined && this.#batch !== undefined) this.#drop(this.#batch);
    this.#ended = false;
    this.#end(error);
  }

  /**
   * Commits, durably: without an argument everything handed over, the current record or batch
   * included; with a record everything up to and including it in its partition. For groups only.
   *
   * Where the connection breaks, it is sent again once the member is back. Fails with
   * `STALE_GENERATION` where the partition has moved to another member since, or the group was set
   * back; with `CONNECTION_LOST` where the member was away for too long.
   */
  async commit(record?: ConsumerRecord): Promise<void> {
    const group = this.#group;
    if (group === undefined) {
      throw new TidemarkError("INVALID_REQUEST", "Only a member of a group commits.");
    }
    if (record === undefined) {
      this.#busy?.finish(this.#finishesAt);
      await group.commit(group.uncommitted());
      return;
    }
    const { topic, partition } = record;
    const position = group.positionOf(topic, partition);
    if (position === undefined) {
      const text = `Partition ${topic}-${partition} is not this member's any more.`;
      throw new TidemarkError("STALE_GENERATION", text);
    }
    const offset = record.offset + 1;
    if (offset <= position.committed) return;
    position.finish(offset);
    await group.commit([{ topic, partition, offset }]);
  }

  /**
   * Partitions read now, of a bounded reading also those at their end, with the next offset of each to
   * be handed over: a reader that is given them as `from` goes on here.
   */
  get positions(): readonly PartitionOffset[] {
    return this.#source.positions().map(({ topic, partition, next }) => ({
      topic,
      partition,
      offset: next,
    }));
  }

  /**
   * Runs `work` in an OpenTelemetry span `process {topic}` that links to the span of the record's
   * producer. Without an OpenTelemetry SDK it just runs it.
   */
  process<T>(record: ConsumerRecord, work: () => T | Promise<T>): Promise<T> {
    return processRecord(record, this.#groupName, work);
  }

  /**
   * Commits what is finished (where `autoCommit` is on), leaves the group and ends the loop. The
   * record that the loop is at is not finished, unless the loop has asked for the next.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    if (!this.#ended) this.#buffer.takeAll();
    this.#ended = true;
    await this.#source.close();
    this.#awaken();
    this.#onClosed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
