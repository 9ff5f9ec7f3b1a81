/** One stream that consumes from a queue group, as the broker's sessions see it. */
import type { SessionId, Ticket } from "../group/events.ts";
import type { SettleEvent } from "../group/queue-events.ts";
import { TidemarkError } from "../model/errors.ts";
import { QUEUE_STREAM_WAITING_MAX } from "../model/limits.ts";
import type { Delivery, PartitionOffset } from "../model/records.ts";
import type { QueueNews, QueueRunner } from "./queue-runner.ts";

/** What a consumer hears, in order, never from within one of its own calls. */
export interface QueueSink {
  joined(memberId: string, ackTimeoutMs: number): void;
  deliver(delivery: Delivery): void;
  /** The balance of bytes is too small for the next record: so many more are needed. */
  needed(bytes: number): void;
  /** It does not hold these (any more): what it said of them does not count. */
  lost(records: readonly PartitionOffset[]): void;
  partitionError(topic: string, partition: number, error: TidemarkError): void;
  /** Refused, fenced, or shut down. Nothing comes after. */
  end(error: TidemarkError): void;
}

export type SettleVerb = SettleEvent["verb"];
export type SettleRequest = Pick<SettleEvent, "verb" | "records" | "delayMs" | "reason">;
type Done = (error: TidemarkError | undefined) => void;

export interface QueueMembership {
  credit(records: number, bytes: number): void;
  pause(paused: boolean): void;
  /** `done` comes once, when all of it is durable, or with `LEASE_LOST` where some does not count. */
  settle(request: SettleRequest, done: Done): void;
  /** What it holds goes back at once. */
  close(): void;
}

export interface QueueStreamHost {
  ticket(done: Done): Ticket;
  forget(session: SessionId): void;
}

export class QueueStream implements QueueMembership {
  readonly session: SessionId;
  readonly #sink: QueueSink;
  /** Undefined: refused from the start. */
  readonly #runner: QueueRunner | undefined;
  readonly #host: QueueStreamHost;
  /** Without an answer yet. */
  #waiting = 0;
  #over = false;

  constructor(
    session: SessionId,
    sink: QueueSink,
    runner: QueueRunner | undefined,
    host: QueueStreamHost,
  ) {
    this.session = session;
    this.#sink = sink;
    this.#runner = runner;
    this.#host = host;
  }

  isOf(runner: QueueRunner): boolean {
    return this.#runner === runner;
  }

  credit(records: number, bytes: number): void {
    if (!this.#over)
      this.#runner?.submit({ kind: "credit", session: this.session, records, bytes });
  }

  pause(paused: boolean): void {
    if (!this.#over) this.#runner?.submit({ kind: "pause", session: this.session, paused });
  }

  settle(request: SettleRequest, done: Done): void {
    if (this.#over || this.#runner === undefined) {
      void Promise.resolve(OVER).then(done);
    } else if (this.#waiting >= QUEUE_STREAM_WAITING_MAX) {
      void Promise.resolve(CROWDED).then(done);
    } else {
      this.#waiting++;
      const ticket = this.#host.ticket((error) => {
        this.#waiting--;
        done(error);
      });
      this.#runner.submit({ kind: "settle", session: this.session, ticket, ...request });
    }
  }

  close(): void {
    if (this.#over) return;
    this.#finish();
    this.#runner?.submit({ kind: "leave", session: this.session });
  }

  tell(news: Exclude<QueueNews, { kind: "reply" }>): void {
    if (this.#over) return;
    switch (news.kind) {
      case "joined":
        return this.#sink.joined(news.memberId, news.ackTimeoutMs);
      case "deliver":
        return this.#sink.deliver(news.delivery);
      case "needed":
        return this.#sink.needed(news.bytes);
      case "lost":
        return this.#sink.lost(news.records);
      case "ended":
        return this.end(news.error);
    }
  }

  partitionError(topic: string, partition: number, error: TidemarkError): void {
    if (!this.#over) this.#sink.partitionError(topic, partition, error);
  }

  end(error: TidemarkError): void {
    if (this.#over) return;
    this.#finish();
    this.#sink.end(error);
  }

  #finish(): void {
    this.#over = true;
    this.#host.forget(this.session);
  }
}

const OVER = new TidemarkError(
  "LEASE_LOST",
  "this stream is over, and what it held was given back; subscribe again",
);
const CROWDED = new TidemarkError(
  "OVERLOADED",
  `${QUEUE_STREAM_WAITING_MAX} acknowledgements of this stream wait for the disk; ` +
    "send fewer, with more records each",
);
