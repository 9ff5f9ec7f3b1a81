/** A gRPC request body as messages, in order, inflated; paused while somebody asks for it. */
import { TidemarkError } from "../../model/errors.ts";
import { MESSAGE_BYTES_MAX } from "../../model/limits.ts";
import { MessageSplitter } from "../../wire/grpc/framing.ts";
import type { BodyReader, Exchange } from "../exchange.ts";
import { inflate } from "./inflate.ts";

export interface MessageReceiver {
  message(bytes: Buffer): void;
  /** The client has half-closed, after its last whole message. */
  end(): void;
  /** The body cannot be read on. */
  failed(error: TidemarkError): void;
}

/** Why the body is held back. */
export type PauseReason = "inflating" | "credits" | "commits" | "response";

export class MessageReader implements BodyReader {
  readonly #exchange: Exchange;
  readonly #encoding: "identity" | "gzip";
  readonly #receiver: MessageReceiver;
  readonly #splitter: MessageSplitter;
  readonly #pauses = new Set<PauseReason>();
  /** Behind a message that is being inflated; at most what one chunk held. */
  readonly #waiting: { readonly bytes: Buffer; readonly compressed: boolean }[] = [];
  #inflating = false;
  #ended = false;
  #stopped = false;

  constructor(exchange: Exchange, encoding: "identity" | "gzip", receiver: MessageReceiver) {
    this.#exchange = exchange;
    this.#encoding = encoding;
    this.#receiver = receiver;
    this.#splitter = new MessageSplitter(MESSAGE_BYTES_MAX, (bytes, compressed) =>
      this.#arrived(bytes, compressed),
    );
  }

  start(): void {
    this.#exchange.readBody(this);
  }

  data(chunk: Buffer): void {
    if (this.#stopped) return;
    try {
      this.#splitter.push(chunk);
    } catch (error) {
      this.#fail(error);
    }
  }

  end(): void {
    if (this.#stopped) return;
    this.#ended = true;
    try {
      this.#splitter.finish();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#drainWaiting();
  }

  /** Nothing more is read or told. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
  }

  pause(reason: PauseReason): void {
    if (this.#pauses.size === 0) this.#exchange.pauseBody();
    this.#pauses.add(reason);
  }

  resume(reason: PauseReason): void {
    if (this.#pauses.delete(reason) && this.#pauses.size === 0) this.#exchange.resumeBody();
  }

  #arrived(bytes: Buffer, compressed: boolean): void {
    if (this.#stopped) return;
    if (this.#inflating) this.#waiting.push({ bytes, compressed });
    else this.#take(bytes, compressed);
  }

  #take(bytes: Buffer, compressed: boolean): void {
    if (!compressed) {
      this.#receiver.message(bytes);
      return;
    }
    if (this.#encoding === "identity") {
      this.#fail(
        new TidemarkError(
          "INVALID_REQUEST",
          "a message is marked as compressed, but no grpc-encoding header says how",
        ),
      );
      return;
    }
    this.#inflating = true;
    inflate(bytes, (result) => this.#inflated(result));
    if (this.#inflating) this.pause("inflating");
  }

  #inflated(result: Buffer | TidemarkError): void {
    this.#inflating = false;
    if (this.#stopped) return;
    if (result instanceof TidemarkError) {
      this.#fail(result);
      return;
    }
    this.#receiver.message(result);
    this.#drainWaiting();
  }

  #drainWaiting(): void {
    while (!this.#inflating && !this.#stopped) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#take(next.bytes, next.compressed);
    }
    if (this.#inflating || this.#stopped) return;
    this.resume("inflating");
    if (this.#ended) {
      this.#stopped = true;
      this.#receiver.end();
    }
  }

  #fail(error: unknown): void {
    this.stop();
    if (error instanceof TidemarkError) this.#receiver.failed(error);
    else throw error;
  }
}
