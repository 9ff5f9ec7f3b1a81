/**
 * A reader without a group: partitions and credits in, deliveries out. Once the client has
 * half-closed it can grant no more: it gets what it paid for, then the stream ends.
 */
import type { DeliverySink, FetchSession } from "../../broker/api.ts";
import { tidemark } from "../../wire/generated/tidemark.js";
import { decodeMessage, invalid, nonZero } from "../../wire/grpc/decode.ts";
import { FETCH_DELIVERY_FIELD } from "../../wire/grpc/delivery.ts";
import {
  encodeFetchResponse,
  encodingOf,
  fetchPartitionsOf,
  partitionErrorMessage,
} from "../../wire/grpc/fetch.ts";
import { placesOf } from "../../wire/grpc/subscribe.ts";
import type { GrpcCall } from "./call.ts";
import { Deliveries } from "./deliveries.ts";
import type { MessageReader } from "./message-reader.ts";

const REQUEST = "tidemark.v1.FetchRequest";

export class FetchStream {
  readonly #call: GrpcCall;
  readonly #reader: MessageReader;
  readonly #deliveries: Deliveries;
  #session: FetchSession | undefined;
  #halfClosed = false;

  constructor(call: GrpcCall) {
    this.#call = call;
    this.#reader = call.reader({
      message: (bytes) => this.#message(bytes),
      end: () => this.#noMoreCredit(),
      failed: (error) => this.#break(error),
    });
    this.#deliveries = new Deliveries(call, FETCH_DELIVERY_FIELD, this.#reader);
  }

  start(): void {
    this.#call.exchange.markStreaming();
    this.#call.onGone(() => this.#close());
    this.#reader.start();
  }

  #message(bytes: Buffer): void {
    try {
      this.#request(decodeMessage(REQUEST, tidemark.v1.FetchRequest, bytes));
    } catch (error) {
      this.#break(error);
    }
  }

  #request({ open, assign, unassign, credit }: tidemark.v1.FetchRequest): void {
    if (this.#session === undefined) {
      if (open === null) throw invalid("the first message of a Fetch stream must be open");
      this.#call.context.clientId = open.clientId;
      const options = {
        encoding: encodingOf(open.encoding),
        untilEnd: open.untilEnd,
        speed: nonZero(open.speed),
      };
      const { records } = this.#call.parts.broker;
      this.#session = records.openFetch(this.#call.context, options, this.#sink());
      this.#deliveries.session = this.#session;
    } else if (assign !== null) this.#session.assign(fetchPartitionsOf(assign));
    else if (unassign !== null) this.#session.unassign(placesOf(unassign.partitions));
    else if (credit !== null) this.#session.credit(credit.records, credit.bytes);
    else throw invalid(open === null ? "the message is empty" : "open comes once, as the first");
  }

  #sink(): DeliverySink {
    return {
      deliver: (delivery) => this.#deliveries.deliver(delivery),
      partitionError: (topic, partition, error) =>
        this.#deliveries.send(
          encodeFetchResponse({ error: partitionErrorMessage(topic, partition, error) }),
        ),
      needed: (records, bytes) => {
        if (this.#halfClosed) this.#finish();
        else this.#deliveries.send(encodeFetchResponse({ needed: { records, bytes } }));
      },
      end: (error) => {
        this.#close();
        this.#call.finish(error);
      },
    };
  }

  #noMoreCredit(): void {
    this.#halfClosed = true;
    if (this.#session === undefined) this.#call.finish();
    else this.#session.lastCredit();
  }

  #finish(): void {
    this.#close();
    this.#call.finish();
  }

  #break(failure: unknown): void {
    this.#close();
    this.#call.fail(failure);
  }

  #close(): void {
    this.#reader.stop();
    this.#session?.close();
    this.#session = undefined;
  }
}
