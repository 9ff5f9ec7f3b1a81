/**
 * A member's session while its group's coordinator is being looked for: keeps what the member says, in
 * order and bounded, and hands it on to the session that is opened then.
 */
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import { SUBSCRIBE_WAITING_MAX } from "../../model/cluster-limits.ts";
import type { PartitionOffset, TopicPartition } from "../../model/records.ts";
import type { SettleRequest, SubscribeSession, SubscribeSink } from "../api.ts";

export interface OpenedSubscribe extends SubscribeSession {
  readonly kind: "subscribe";
  readonly creditBytes: number;
  end(error: TidemarkError | undefined): void;
}

export class PendingSubscribe implements OpenedSubscribe {
  readonly kind = "subscribe";
  readonly #sink: SubscribeSink;
  readonly #onClose: () => void;
  readonly #wanted: "stream" | "queue" | undefined;
  #session: OpenedSubscribe | undefined;
  #said: ((session: OpenedSubscribe) => void)[] = [];
  #closed = false;

  /** `opening` resolves with the session, or rejects with what refuses it. */
  constructor(
    opening: Promise<() => OpenedSubscribe>,
    wanted: "stream" | "queue" | undefined,
    sink: SubscribeSink,
    onClose: () => void,
  ) {
    this.#wanted = wanted;
    this.#sink = sink;
    this.#onClose = onClose;
    opening.then(
      (open) => this.#opened(open),
      (error: unknown) => this.#refuse(error),
    );
  }

  get mode(): "stream" | "queue" {
    return this.#session?.mode ?? this.#wanted ?? "stream";
  }

  get creditBytes(): number {
    return this.#session?.creditBytes ?? 0;
  }

  #opened(open: () => OpenedSubscribe): void {
    if (this.#closed) return;
    try {
      const session = open();
      this.#session = session;
      for (const say of this.#said) say(session);
      this.#said = [];
    } catch (error) {
      this.#session?.close(false);
      this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    this.end(toTidemarkError(error, "looking for the group's coordinator failed"));
  }

  #say(say: (session: OpenedSubscribe) => void): void {
    if (this.#session !== undefined) say(this.#session);
    else if (this.#closed) return;
    else if (this.#said.length < SUBSCRIBE_WAITING_MAX) this.#said.push(say);
    else {
      const text = "the member says more than can wait until it has joined";
      this.end(new TidemarkError("OVERLOADED", text));
    }
  }

  credit(records: number, bytes: number): void {
    this.#say((session) => session.credit(records, bytes));
  }

  lastCredit(): void {
    this.#say((session) => session.lastCredit());
  }

  commit(id: number, generation: number | undefined, offsets: readonly PartitionOffset[]): void {
    this.#say((session) => session.commit(id, generation, offsets));
  }

  released(generation: number, partitions: readonly TopicPartition[]): void {
    this.#say((session) => session.released(generation, partitions));
  }

  settle(request: SettleRequest, done: (error: TidemarkError | undefined) => void): void {
    this.#say((session) => session.settle(request, done));
  }

  pause(): void {
    this.#say((session) => session.pause());
  }

  resume(): void {
    this.#say((session) => session.resume());
  }

  close(clean: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#said = [];
    this.#session?.close(clean);
    this.#onClose();
  }

  /** By the broker. What the opened session ends with goes to the sink by itself. */
  end(error: TidemarkError | undefined): void {
    if (this.#closed) return;
    if (this.#session !== undefined) return this.#session.end(error);
    this.close(true);
    this.#sink.end(error);
  }
}
