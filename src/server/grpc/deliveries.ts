/**
 * Deliveries of one stream on their way out: framed. While they do not leave, the session is paused
 * and the client is not read from: its requests make answers, too.
 */
import type { Delivery } from "../../model/records.ts";
import { deliveryFrames } from "../../wire/grpc/delivery.ts";
import type { GrpcCall } from "./call.ts";
import type { MessageReader } from "./message-reader.ts";

interface Pausable {
  pause(): void;
  resume(): void;
}

/** Names of the topics that a stream has seen lately, as bytes. */
const TOPICS_REMEMBERED_MAX = 256;

export class Deliveries {
  readonly #call: GrpcCall;
  /** Field number of `delivery` in the stream's responses. */
  readonly #field: number;
  readonly #topics = new Map<string, Buffer>();
  readonly #reader: MessageReader;
  #session: Pausable | undefined;

  constructor(call: GrpcCall, field: number, reader: MessageReader) {
    this.#call = call;
    this.#field = field;
    this.#reader = reader;
    call.exchange.onDrain(() => {
      reader.resume("response");
      this.#session?.resume();
    });
  }

  set session(session: Pausable) {
    this.#session = session;
  }

  deliver(delivery: Delivery): void {
    let open = true;
    for (const piece of deliveryFrames(this.#field, this.#nameOf(delivery.topic), delivery))
      open = this.#call.write(piece);
    if (!open) this.#hold();
  }

  send(message: Uint8Array): void {
    if (!this.#call.send(message)) this.#hold();
  }

  #hold(): void {
    this.#reader.pause("response");
    this.#session?.pause();
  }

  #nameOf(topic: string): Buffer {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    if (this.#topics.size >= TOPICS_REMEMBERED_MAX) this.#topics.clear();
    const name = Buffer.from(topic, "utf8");
    this.#topics.set(topic, name);
    return name;
  }
}
