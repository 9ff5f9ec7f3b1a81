/** Reading without a group: resolves positions, then leaves the work to the delivery engine. */
import { TidemarkError } from "../model/errors.ts";
import { READER_AWAY_MAX_MS } from "../model/cluster-limits.ts";
import { REPLAY_SPEED_MAX, REPLAY_SPEED_MIN } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { DeliverySink, FetchOptions, FetchPartition, FetchSession, Position } from "./api.ts";
import { Cursor, type CursorBounds } from "./delivery/cursor.ts";
import { DeliveryEngine, readFailure } from "./delivery/delivery-engine.ts";
import type { PaceOptions } from "./delivery/pace.ts";
import { resolveEnd, resolvePosition } from "./position.ts";
import type { RecordsObserver } from "./observe.ts";
import type { ReadablePartition, Readables } from "./routing/readable-partition.ts";

/** How often a reader whose partition has no leader looks for one. */
const OPEN_AGAIN_MS = 100;

type TopicPartition = { readonly topic: string; readonly partition: number };

/** What every reader needs of its node. */
export interface ReaderParts {
  readonly clock: Clock;
  readonly readables: Readables;
  readonly observer: RecordsObserver;
}

export class Fetch implements FetchSession {
  readonly kind = "fetch";
  readonly #observer: RecordsObserver;
  readonly #clock: Clock;
  readonly #readables: Readables;
  readonly #anywhere: boolean;
  readonly #sink: DeliverySink;
  readonly #engine: DeliveryEngine;
  readonly #untilEnd: boolean;
  readonly #onClose: () => void;
  /** Assignments whose positions are being resolved: the stream must not end before. */
  #resolving = 0;
  /** Above 0 once something was assigned. Grows with every assign and unassign of a partition: a late resolution finds itself outdated. */
  readonly #wanted = new Map<string, number>();
  #revision = 0;
  #closed = false;

  constructor(parts: ReaderParts, options: FetchOptions, sink: DeliverySink, onClose: () => void) {
    const { clock, readables, observer } = parts;
    this.#observer = observer;
    this.#clock = clock;
    this.#readables = readables;
    this.#anywhere = options.anywhere === true;
    this.#sink = sink;
    this.#untilEnd = options.untilEnd;
    this.#onClose = onClose;
    this.#engine = new DeliveryEngine(clock, sink, {
      encoding: options.encoding,
      // Without partitions there is nothing to finish, unless all of them are done or failed.
      mayFinish: () =>
        this.#revision > 0 &&
        this.#resolving === 0 &&
        (this.#untilEnd || this.#engine.cursors.length > 0),
      onFinished: () => this.close(),
      pace: paceOf(options.speed, () => this.#resolving === 0),
      onDelivered: (delivery) => observer.delivered(delivery, undefined),
      onUnreadable: (cursor, problem) => this.#openAgain(cursor, problem),
    });
  }

  /** Granted and not used yet. */
  get creditBytes(): number {
    return this.#engine.creditBytes;
  }

  assign(partitions: readonly FetchPartition[]): void {
    for (const request of partitions) {
      this.#revision += 1;
      this.#wanted.set(keyOf(request), this.#revision);
      this.#resolving += 1;
      void this.#start(request, this.#revision).then(() => {
        this.#resolving -= 1;
        this.#engine.pump();
      });
    }
  }

  unassign(partitions: readonly TopicPartition[]): void {
    for (const place of partitions) {
      this.#wanted.delete(keyOf(place));
      this.#engine.remove(place.topic, place.partition);
    }
    this.#engine.pump();
  }

  credit(records: number, bytes: number): void {
    this.#observer.creditGranted("consumer", bytes);
    this.#engine.credit(records, bytes);
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

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#engine.close();
    this.#onClose();
  }

  /** The broker drains. */
  end(error: TidemarkError): void {
    if (this.#closed) return;
    this.close();
    this.#sink.end(error);
  }

  async #start(request: FetchPartition, revision: number): Promise<void> {
    const { topic, partition } = request;
    const current = () => !this.#closed && this.#wanted.get(keyOf(request)) === revision;
    try {
      const readable = await this.#readables.open(topic, partition);
      const from = await resolvePosition(readable, request.position, `${topic}/${partition}`);
      const end =
        request.until === undefined ? undefined : await resolveEnd(readable, request.until);
      const until = this.#untilEnd ? Math.min(end ?? Infinity, readable.highWatermark) : end;
      if (!current()) return;
      const untilTimeMs = end === undefined ? timeOf(request.until) : undefined;
      const bounds = { from, until, untilTimeMs };
      const told = typeof request.position === "string" || "timestamp" in request.position;
      this.#read(request, readable, bounds, told);
    } catch (error) {
      if (!current()) return;
      this.#sink.partitionError(topic, partition, readFailure(error));
    }
  }

  #read(
    { topic, partition }: TopicPartition,
    readable: ReadablePartition,
    bounds: CursorBounds,
    told: boolean,
  ): void {
    const onAdvance = () => this.#engine.pump();
    this.#engine.add(new Cursor(topic, partition, readable, bounds, onAdvance), told);
  }

  /** Another broker leads it now: the reader goes on there with the next offset. */
  #openAgain(cursor: Cursor, problem: TidemarkError): boolean {
    const revision = this.#wanted.get(keyOf(cursor));
    if (!this.#anywhere || !problem.retriable || revision === undefined) return false;
    this.#resolving += 1;
    void this.#goOn(cursor, revision).then(() => {
      this.#resolving -= 1;
      this.#engine.pump();
    });
    return true;
  }

  async #goOn(cursor: Cursor, revision: number): Promise<void> {
    const { topic, partition, nextOffset: from, until, untilTimeMs } = cursor;
    const { topicId } = cursor.readable.id;
    const current = () => !this.#closed && this.#wanted.get(keyOf(cursor)) === revision;
    const giveUpAtMs = this.#clock.monotonicMs() + READER_AWAY_MAX_MS;
    while (current()) {
      try {
        const readable = await this.#readables.open(topic, partition, topicId);
        if (current()) this.#read(cursor, readable, { from, until, untilTimeMs }, false);
        return;
      } catch (error) {
        const failure = readFailure(error);
        if (!current()) return;
        if (!failure.retriable || this.#clock.monotonicMs() >= giveUpAtMs) {
          return this.#sink.partitionError(topic, partition, failure);
        }
      }
      await new Promise<void>((resolve) => this.#clock.setTimer(OPEN_AGAIN_MS, resolve));
    }
  }
}

export function paceOf(
  speed: number | undefined,
  mayBegin: () => boolean,
): PaceOptions | undefined {
  if (speed === undefined) return undefined;
  if (speed >= REPLAY_SPEED_MIN && speed <= REPLAY_SPEED_MAX) return { speed, mayBegin };
  throw new TidemarkError(
    "INVALID_REQUEST",
    `speed is ${speed}; it must be from ${REPLAY_SPEED_MIN} to ${REPLAY_SPEED_MAX}`,
  );
}

export const timeOf = (position: Position | undefined): number | undefined =>
  typeof position === "object" && "timestamp" in position ? position.timestamp : undefined;

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
