/** A stream that is opened again, with backoff, for as long as it is wanted. */
import { asTidemarkError, TidemarkError } from "../errors.ts";
import { STREAM_HELD_MS } from "../limits.ts";
import { type Brokers, leaderIn } from "../transport/brokers.ts";
import { backoffMs } from "../transport/backoff.ts";
import type { Call, CallHandlers } from "../transport/call.ts";

export interface ReconnectingEvents {
  /** A fresh stream: say hello. */
  opened(): void;
  message(message: Buffer): void;
  /** The stream is gone; another follows unless it was the last. */
  interrupted(): void;
  /** It failed for good. */
  failed(error: TidemarkError): void;
  /** The broker ended it well. True: that was all; false: another stream is wanted. */
  isComplete(): boolean;
}

export class ReconnectingCall {
  readonly #brokers: Brokers;
  readonly #path: string;
  readonly #events: ReconnectingEvents;
  #call: Call | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #openedMs = 0;
  #closed = false;
  /** Who an answer said leads what is read; any broker else. */
  #leader: string | undefined;
  #onGone: (() => void) | undefined;

  constructor(brokers: Brokers, path: string, events: ReconnectingEvents) {
    this.#brokers = brokers;
    this.#path = path;
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#call !== undefined;
  }

  open(): void {
    let opened: Call | undefined;
    const handlers: CallHandlers = {
      message: (message) => this.#onMessage(opened, message),
      end: (error) => this.#onEnd(opened, error),
    };
    this.#brokers.call(this.#leader, this.#path, handlers).then(
      (call) => {
        opened = call;
        if (this.#closed) {
          call.fail(closedError());
          return;
        }
        this.#call = call;
        this.#openedMs = performance.now();
        this.#events.opened();
      },
      (error: unknown) => this.#onFailure(asTidemarkError(error)),
    );
  }

  send(message: Uint8Array): void {
    this.#call?.send(message);
  }

  #onMessage(call: Call | undefined, message: Buffer): void {
    if (call !== this.#call) return;
    this.#events.message(message);
  }

  #onEnd(call: Call | undefined, error: TidemarkError | undefined): void {
    if (call === undefined || call !== this.#call) return;
    this.#call = undefined;
    // Only what has held for a while was a success: an error at once must not be asked for again
    // and again without a pause.
    if (performance.now() - this.#openedMs > STREAM_HELD_MS) this.#failures = 0;
    this.#onGone?.();
    this.#events.interrupted();
    if (this.#closed) return;
    if (error !== undefined) this.#onFailure(error);
    else if (this.#events.isComplete()) this.#closed = true;
    else this.#onFailure(new TidemarkError("CONNECTION_LOST", "The broker ended the stream."));
  }

  #onFailure(error: TidemarkError): void {
    if (this.#closed) return;
    if (!error.retriable && error.code !== "CANCELLED") {
      this.#closed = true;
      this.#events.failed(error);
      return;
    }
    this.#leader = leaderIn(error);
    this.#failures++;
    this.#timer = setTimeout(() => this.open(), backoffMs(this.#failures));
  }

  /** Gives up the stream under way and opens another; where `reason` names a leader, to that one. */
  reopen(reason = new TidemarkError("CONNECTION_LOST", "The stream is opened anew.")): void {
    this.#call?.fail(reason);
  }

  /** No more messages go; resolves when the broker has ended the stream, or after `timeoutMs`. */
  async finish(timeoutMs: number): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const call = this.#call;
    if (call === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onGone = resolve;
      timer = setTimeout(resolve, timeoutMs);
      call.finish();
    });
    clearTimeout(timer);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    const call = this.#call;
    this.#call = undefined;
    call?.fail(closedError());
  }
}

const closedError = (): TidemarkError => new TidemarkError("CLOSED", "The consumer was closed.");
