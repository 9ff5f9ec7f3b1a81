/**
 * A consumer of a queue group: the coordinator hands it records as its credit allows, and hears what
 * became of each. Has no partitions of its own, and nothing to commit.
 */
import type { QueueMembership } from "../../coordination/group-coordinator.ts";
import { TidemarkError } from "../../model/errors.ts";
import { CREDIT_BYTES_MAX } from "../../model/limits.ts";
import type { SettleRequest, SubscribeOptions, SubscribeSession, SubscribeSink } from "../api.ts";
import type { GroupAccess } from "../groups/group-access.ts";
import type { RecordsObserver } from "../observe.ts";

/** Of a member that has no session timeout: when its stream ends, what it held is given back. */
const NO_SESSION_TIMEOUT = 0;
const NO_GENERATION = 0;

export class QueueSubscribe implements SubscribeSession {
  readonly kind = "subscribe";
  readonly mode = "queue";
  readonly #observer: RecordsObserver;
  readonly #sink: SubscribeSink;
  readonly #onClose: () => void;
  readonly #membership: QueueMembership;
  #creditBytes = 0;
  #settling = 0;
  /** Set: the client says no more; it is over when everything is answered. */
  #ending = false;
  #closed = false;

  constructor(
    parts: { readonly group: GroupAccess; readonly observer: RecordsObserver },
    clientId: string,
    options: SubscribeOptions,
    sink: SubscribeSink,
    onClose: () => void,
  ) {
    this.#observer = parts.observer;
    this.#sink = sink;
    this.#onClose = onClose;
    this.#membership = parts.group.joinQueue(
      { ...options, clientId },
      {
        joined: (memberId, ackTimeoutMs) =>
          sink.joined(memberId, NO_GENERATION, NO_SESSION_TIMEOUT, ackTimeoutMs),
        deliver: (delivery) => {
          this.#creditBytes -= delivery.sizeBytes;
          sink.deliver(delivery);
          this.#observer.delivered(delivery, options.group);
        },
        needed: (bytes) => sink.needed(0, bytes),
        lost: (records) => {
          this.#observer.settled("lost", records.length);
          sink.leaseLost?.(records);
        },
        partitionError: (topic, partition, error) => sink.partitionError(topic, partition, error),
        end: (error) => this.end(error),
      },
    );
  }

  get creditBytes(): number {
    return Math.max(this.#creditBytes, 0);
  }

  credit(records: number, bytes: number): void {
    this.#creditBytes = Math.min(this.#creditBytes + bytes, CREDIT_BYTES_MAX);
    this.#observer.creditGranted("consumer", bytes);
    this.#membership.credit(records, bytes);
  }

  settle(request: SettleRequest, done: (error: TidemarkError | undefined) => void): void {
    this.#settling += 1;
    this.#observer.settled(request.verb, request.records.length);
    this.#membership.settle(request, (error) => {
      this.#settling -= 1;
      if (this.#closed) return;
      done(error);
      this.#endIfSettled();
    });
  }

  commit(): void {
    throw new TidemarkError(
      "INVALID_REQUEST",
      "commit belongs to stream groups; in a queue group acknowledge each record with ack",
    );
  }

  released(): void {
    // It has no partitions of its own.
  }

  /** What it would still get it could not acknowledge any more. */
  lastCredit(): void {
    this.#ending = true;
    this.#membership.pause(true);
    queueMicrotask(() => this.#endIfSettled());
  }

  pause(): void {
    this.#membership.pause(true);
  }

  resume(): void {
    if (!this.#ending) this.#membership.pause(false);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#membership.close();
    this.#onClose();
  }

  /** Fenced by another stream of the same member, refused by the group, or the broker drains. */
  end(error: TidemarkError | undefined): void {
    if (this.#closed) return;
    this.close();
    this.#sink.end(error);
  }

  #endIfSettled(): void {
    if (this.#ending && this.#settling === 0) this.end(undefined);
  }
}

/** Throws where the options make no sense in a queue group. */
export function checkQueueOptions(options: SubscribeOptions): void {
  const wrong =
    options.until !== undefined || options.untilEnd
      ? "until"
      : options.speed !== undefined
        ? "speed"
        : options.autoCommit
          ? "reading with automatic commits"
          : undefined;
  if (wrong === undefined) return;
  throw new TidemarkError(
    "INVALID_REQUEST",
    `${wrong} does not go with queue groups: their records come until each is acknowledged`,
  );
}
