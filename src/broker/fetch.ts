/** Reading without a group: resolves positions, then leaves the work to the delivery engine. */
import { TidemarkError } from "../model/errors.ts";
import { REPLAY_SPEED_MAX, REPLAY_SPEED_MIN } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { DeliverySink, FetchOptions, FetchPartition, FetchSession, Position } from "./api.ts";
import { Cursor } from "./delivery/cursor.ts";
import { DeliveryEngine, readFailure } from "./delivery/delivery-engine.ts";
import type { PaceOptions } from "./delivery/pace.ts";
import { resolveEnd, resolvePosition } from "./position.ts";
import type { RecordsObserver } from "./observe.ts";
import type { Replicas } from "./replicas.ts";

/** What every reader needs of its node. */
export interface ReaderParts {
  readonly clock: Clock;
  readonly replicas: Replicas;
  readonly observer: RecordsObserver;
}

export class Fetch implements FetchSession {
  readonly kind = "fetch";
  readonly #observer: RecordsObserver;
  readonly #replicas: Replicas;
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
    const { clock, replicas, observer } = parts;
    this.#observer = observer;
    this.#replicas = replicas;
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

  unassign(partitions: readonly { readonly topic: string; readonly partition: number }[]): void {
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
      const replica = this.#replicas.serving(topic, partition);
      const from = await resolvePosition(replica, request.position, `${topic}/${partition}`);
      const end =
        request.until === undefined ? undefined : await resolveEnd(replica, request.until);
      const until = this.#untilEnd ? Math.min(end ?? Infinity, replica.highWatermark) : end;
      if (!current()) return;
      const onAdvance = () => this.#engine.pump();
      const untilTimeMs = end === undefined ? timeOf(request.until) : undefined;
      const bounds = { from, until, untilTimeMs };
      const told = typeof request.position === "string" || "timestamp" in request.position;
      this.#engine.add(new Cursor(topic, partition, replica, bounds, onAdvance), told);
    } catch (error) {
      if (!current()) return;
      this.#sink.partitionError(topic, partition, readFailure(error));
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

const keyOf = (place: { readonly topic: string; readonly partition: number }): string =>
  `${place.topic}/${place.partition}`;
