/**
 * A producer's stream: batches go to the broker as they come; what it answers in one turn leaves in
 * one write. Reading stops while the broker asks for it or the client does not read its answers.
 */
import type { ProduceSession, ProduceSink } from "../../broker/api.ts";
import { tidemark } from "../../wire/generated/tidemark.js";
import { decodeMessage, invalid, nonEmpty } from "../../wire/grpc/decode.ts";
import { ProduceResponses } from "../../wire/grpc/produce.ts";
import { acksOf } from "../../wire/grpc/records.ts";
import type { GrpcCall } from "./call.ts";
import type { MessageReader } from "./message-reader.ts";

const REQUEST = "tidemark.v1.ProduceRequest";

export class ProduceStream {
  readonly #call: GrpcCall;
  readonly #reader: MessageReader;
  readonly #responses = new ProduceResponses();
  #session: ProduceSession | undefined;
  #flushing = false;

  constructor(call: GrpcCall) {
    this.#call = call;
    this.#reader = call.reader({
      message: (bytes) => this.#message(bytes),
      end: () => this.#halfClosed(),
      failed: (error) => this.#break(error),
    });
  }

  start(): void {
    this.#call.exchange.markStreaming();
    this.#call.exchange.onDrain(() => this.#reader.resume("response"));
    this.#call.onGone(() => this.#abandon());
    this.#reader.start();
  }

  #message(bytes: Buffer): void {
    try {
      this.#request(decodeMessage(REQUEST, tidemark.v1.ProduceRequest, bytes));
    } catch (error) {
      this.#break(error);
    }
  }

  #request({ batch, open }: tidemark.v1.ProduceRequest): void {
    if (this.#session === undefined) {
      if (open === null) throw invalid("the first message of a Produce stream must be open");
      this.#call.context.clientId = open.clientId;
      const options = { acks: acksOf(open.acks) };
      const { records } = this.#call.parts.broker;
      this.#session = records.openProduce(this.#call.context, options, this.#sink());
    } else if (batch === null)
      throw invalid(open === null ? "the message holds no batch" : "open comes once, as the first");
    else
      this.#session.produce({
        id: batch.id,
        topic: batch.topic,
        topicId: nonEmpty(batch.topicId),
        partition: batch.partition,
        batch: batch.batch,
      });
  }

  #sink(): ProduceSink {
    return {
      ack: (id, result) => {
        this.#responses.ack(id, result, this.#call.parts.clock.wallMs());
        this.#flushLater();
      },
      credit: (batches, bytes) => {
        this.#responses.credit(batches, bytes);
        this.#flushLater();
      },
      pause: () => this.#reader.pause("credits"),
      resume: () => this.#reader.resume("credits"),
      end: (error) => {
        this.#reader.stop();
        this.#flush();
        this.#call.finish(error);
      },
    };
  }

  #halfClosed(): void {
    if (this.#session === undefined) this.#call.finish();
    else this.#session.finish();
  }

  #flushLater(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#responses.isEmpty) return;
    if (!this.#call.write(this.#responses.take())) this.#reader.pause("response");
  }

  /** The client broke the rules: what was not yet appended is dropped. */
  #break(failure: unknown): void {
    this.#reader.stop();
    this.#flush();
    this.#session?.abort();
    this.#call.fail(failure);
  }

  #abandon(): void {
    this.#reader.stop();
    this.#session?.abort();
  }
}
