/**
 * A member of a stream group: the coordinator says which partitions are its own, the delivery engine
 * feeds it from them. A partition that is taken away stops in the same turn.
 */
import type { Clock, Timer } from "../platform/clock.ts";
import type { Membership } from "../coordination/group-coordinator.ts";
import { TidemarkError } from "../model/errors.ts";
import type {
  DeliverySink,
  PartitionOffset,
  SettleRequest,
  Position,
  SubscribeOptions,
  SubscribeSession,
  SubscribeSink,
} from "./api.ts";
import type { ExpiredRecords } from "./expired-records.ts";
import { Cursor, type CursorBounds } from "./delivery/cursor.ts";
import { DeliveryEngine, readFailure } from "./delivery/delivery-engine.ts";
import { paceOf, type ReaderParts, timeOf } from "./fetch.ts";
import type { GroupAccess } from "./groups/group-access.ts";
import { resolveEnd } from "./position.ts";
import type { RecordsObserver } from "./observe.ts";
import type { ReadablePartition, Readables } from "./routing/readable-partition.ts";

/** How often a reader to the end looks whether its group has settled. */
const END_CHECK_MS = 100;

type TopicPartition = { readonly topic: string; readonly partition: number };

const FOLLOW_AGAIN_MS = 1_000;
/** How often a partition that lost its leader is looked for: most failovers take a third of a second. */
const OPEN_AGAIN_MS = 100;

export class Subscribe implements SubscribeSession {
  readonly kind = "subscribe";
  readonly mode = "stream";
  readonly #observer: RecordsObserver;
  readonly #readables: Readables;
  readonly #sink: SubscribeSink;
  readonly #clock: Clock;
  readonly #engine: DeliveryEngine;
  readonly #onClose: () => void;
  readonly #membership: Membership;
  readonly #untilEnd: boolean;
  readonly #until: Position | undefined;
  readonly #holdsAll: () => boolean;
  /** Not joined, or in the middle of an assignment: the end is not known yet. */
  #assigning = true;
  #endTimer: Timer | undefined;
  #atEnd = false;
  #commitsUnderWay = 0;
  /** Partitions of the member's that could not be opened, by `topic/partition`. */
  readonly #later = new Map<string, Timer>();
  /** Partitions whose end is being looked for, by `topic/partition`; each look has its own token. */
  readonly #resolving = new Map<string, symbol>();
  #closed = false;

  constructor(
    parts: ReaderParts & {
      readonly group: GroupAccess;
      readonly expired: ExpiredRecords;
    },
    clientId: string,
    options: SubscribeOptions,
    sink: SubscribeSink,
    onClose: () => void,
  ) {
    const { clock, readables, group, observer } = parts;
    this.#readables = readables;
    this.#observer = observer;
    this.#clock = clock;
    this.#sink = sink;
    this.#onClose = onClose;
    this.#untilEnd = options.untilEnd;
    this.#until = options.until;
    this.#holdsAll = () => group.isStable();
    const engineSink: DeliverySink = {
      deliver: (delivery) => sink.deliver(delivery),
      partitionError: (topic, partition, error) => sink.partitionError(topic, partition, error),
      needed: (records, bytes) => sink.needed(records, bytes),
      end: () => this.#reachedEnd(),
    };
    this.#engine = new DeliveryEngine(clock, engineSink, {
      encoding: options.encoding,
      mayFinish: () =>
        this.#isBounded && !this.#assigning && this.#resolving.size === 0 && this.#holdsAll(),
      pace: paceOf(options.speed, () => !this.#assigning && this.#resolving.size === 0),
      onDelivered: (delivery) => observer.delivered(delivery, options.group),
      onUnreadable: (cursor, problem) => this.#openAgain(cursor, problem),
      onExpired: (cursor, expired, followed) => parts.expired.passing(cursor, expired, followed),
      ...(options.autoCommit
        ? { onHandedOver: (cursor: Cursor) => this.#commitHandedOver(cursor) }
        : {}),
    });
    this.#membership = group.join(
      { ...options, clientId },
      {
        joined: (memberId, generation, sessionTimeoutMs) => {
          sink.joined(memberId, generation, sessionTimeoutMs);
          if (this.#isBounded) this.#lookForEnd(clock);
        },
        assigned: (generation, added) => this.#assigned(generation, added),
        revoked: (generation, partitions) => this.#revoked(generation, partitions),
        partitionError: (topic, partition, error) => sink.partitionError(topic, partition, error),
        end: (error) => this.end(error),
      },
    );
  }

  get #isBounded(): boolean {
    return this.#untilEnd || this.#until !== undefined;
  }

  /** Granted and not used yet. */
  get creditBytes(): number {
    return this.#engine.creditBytes;
  }

  credit(records: number, bytes: number): void {
    this.#observer.creditGranted("consumer", bytes);
    this.#engine.credit(records, bytes);
  }

  commit(id: number, generation: number | undefined, offsets: readonly PartitionOffset[]): void {
    this.#commitsUnderWay += 1;
    this.#membership.commit(generation, offsets, (error) => {
      this.#commitsUnderWay -= 1;
      if (this.#closed) return;
      if (id !== 0 || error !== undefined) this.#sink.commitResult(id, error);
      this.#endIfSettled();
    });
  }

  released(generation: number, partitions: readonly TopicPartition[]): void {
    this.#membership.released(generation, partitions);
  }

  settle({ verb }: SettleRequest): void {
    throw new TidemarkError(
      "INVALID_REQUEST",
      `${verb} belongs to queue groups; in a stream group commit the next offset to read`,
    );
  }

  lastCredit(): void {
    this.#engine.lastCredit();
  }

  pause(): void {
    this.#engine.pause();
  }

  resume(): void {
    this.#engine.resume();
  }

  close(clean: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#endTimer?.cancel();
    for (const timer of this.#later.values()) timer.cancel();
    this.#engine.close();
    this.#membership.close(clean);
    this.#onClose();
  }

  /** Fenced by another stream of the same member, refused by the group, or the broker drains. */
  end(error: TidemarkError | undefined): void {
    if (this.#closed) return;
    this.close(true);
    this.#sink.end(error);
  }

  #assigned(generation: number, added: readonly PartitionOffset[]): void {
    if (this.#closed) return;
    this.#assigning = true;
    this.#sink.assigned(generation, added);
    for (const { topic, partition, offset } of added) this.#follow(topic, partition, offset);
    this.#assigning = false;
    this.#engine.pump();
  }

  /** Others may hold everything, and a group that settles tells only those whom it gives something. */
  #lookForEnd(clock: Clock): void {
    this.#assigning = false;
    this.#endTimer = clock.setTimer(END_CHECK_MS, () => {
      if (this.#closed || this.#atEnd) return;
      this.#engine.pump();
      this.#lookForEnd(clock);
    });
  }

  /** Nothing more comes, but what was delivered may still be committed. */
  #reachedEnd(): void {
    this.#atEnd = true;
    if (this.#sink.ended !== undefined) return this.#sink.ended();
    // A commit of the last delivery is on its way in the same turn.
    queueMicrotask(() => this.#endIfSettled());
  }

  #endIfSettled(): void {
    if (this.#sink.ended !== undefined) return;
    if (this.#atEnd && this.#commitsUnderWay === 0) this.end(undefined);
  }

  #follow(topic: string, partition: number, from: number): void {
    try {
      const opened = this.#readables.open(topic, partition);
      if (opened instanceof Promise || this.#until !== undefined)
        return void this.#followOnceOpen(opened, { topic, partition }, from);
      const until = this.#untilEnd ? opened.highWatermark : undefined;
      this.#read(opened, { topic, partition }, { from, until });
    } catch (error) {
      this.#notFollowed(topic, partition, from, error);
    }
  }

  #read(
    readable: ReadablePartition,
    { topic, partition }: TopicPartition,
    bounds: CursorBounds,
  ): void {
    this.#engine.add(new Cursor(topic, partition, readable, bounds, () => this.#engine.pump()));
  }

  /** Its leader and its end are found first; it may be taken away meanwhile, and even be given again. */
  async #followOnceOpen(
    opening: ReadablePartition | Promise<ReadablePartition>,
    place: TopicPartition,
    from: number,
  ): Promise<void> {
    const { topic, partition } = place;
    const key = `${topic}/${partition}`;
    const token = Symbol(key);
    this.#resolving.set(key, token);
    const isCurrent = () => !this.#closed && this.#resolving.get(key) === token;
    try {
      const readable = await opening;
      const until = this.#until;
      const end = until === undefined ? undefined : await resolveEnd(readable, until);
      if (!isCurrent()) return;
      this.#resolving.delete(key);
      const untilTimeMs = end === undefined ? timeOf(until) : undefined;
      const bound = this.#untilEnd ? Math.min(end ?? Infinity, readable.highWatermark) : end;
      this.#read(readable, place, { from, until: bound, untilTimeMs });
    } catch (error) {
      if (!isCurrent()) return;
      this.#resolving.delete(key);
      this.#notFollowed(topic, partition, from, error);
    }
  }

  /** Another broker leads it now: the member holds it still, and goes on there with the next offset. */
  #openAgain(cursor: Cursor, problem: TidemarkError): boolean {
    if (this.#closed || !problem.retriable) return false;
    const token = Symbol(problem.code);
    this.#resolving.set(`${cursor.topic}/${cursor.partition}`, token);
    void this.#goOn(cursor, token);
    return true;
  }

  async #goOn(cursor: Cursor, token: symbol): Promise<void> {
    const { topic, partition, nextOffset: from, until, untilTimeMs } = cursor;
    const { topicId } = cursor.readable.id;
    const key = `${topic}/${partition}`;
    const isCurrent = () => !this.#closed && this.#resolving.get(key) === token;
    while (isCurrent()) {
      try {
        const readable = await this.#readables.open(topic, partition, topicId);
        if (!isCurrent()) return;
        this.#resolving.delete(key);
        this.#read(readable, { topic, partition }, { from, until, untilTimeMs });
        return this.#engine.pump();
      } catch (error) {
        const failure = readFailure(error);
        if (!isCurrent()) return;
        if (!failure.retriable) {
          this.#resolving.delete(key);
          return this.#sink.partitionError(topic, partition, failure);
        }
      }
      await new Promise<void>((resolve) => this.#clock.setTimer(OPEN_AGAIN_MS, resolve));
    }
  }

  #notFollowed(topic: string, partition: number, from: number, error: unknown): void {
    const failure = readFailure(error);
    this.#sink.partitionError(topic, partition, failure);
    if (failure.retriable) this.#followLater(topic, partition, from);
  }

  /** The partition is the member's and out of service for now: looked at again until it is revoked. */
  #followLater(topic: string, partition: number, from: number): void {
    const retry = () => {
      this.#later.delete(`${topic}/${partition}`);
      this.#follow(topic, partition, from);
    };
    this.#later.set(`${topic}/${partition}`, this.#clock.setTimer(FOLLOW_AGAIN_MS, retry));
  }

  #stopWaitingFor(topic: string, partition: number): void {
    this.#later.get(`${topic}/${partition}`)?.cancel();
    this.#later.delete(`${topic}/${partition}`);
    this.#resolving.delete(`${topic}/${partition}`);
  }

  #revoked(generation: number, partitions: readonly TopicPartition[]): void {
    if (this.#closed) return;
    for (const { topic, partition } of partitions) {
      this.#stopWaitingFor(topic, partition);
      this.#engine.remove(topic, partition);
    }
    this.#sink.revoked(generation, partitions);
  }

  /** At most once, by the caller's choice: what was handed over is committed. */
  #commitHandedOver(cursor: Cursor): void {
    const { topic, partition, nextOffset: offset } = cursor;
    this.commit(0, undefined, [{ topic, partition, offset }]);
  }
}
