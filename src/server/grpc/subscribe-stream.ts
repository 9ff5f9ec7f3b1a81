/**
 * A member of a group: credits, commits and acknowledgements in; assignments, deliveries and results
 * out.
 */
import type { SettleRequest, SubscribeSession, SubscribeSink } from "../../broker/api.ts";
import type { TidemarkError } from "../../model/errors.ts";
import { COMMITS_UNDER_WAY_MAX } from "../../model/limits.ts";
import { tidemark } from "../../wire/generated/tidemark.js";
import { decodeMessage, invalid } from "../../wire/grpc/decode.ts";
import { SUBSCRIBE_DELIVERY_FIELD } from "../../wire/grpc/delivery.ts";
import { partitionErrorMessage } from "../../wire/grpc/fetch.ts";
import { errorMessage } from "../../wire/grpc/status.ts";
import {
  ackOf,
  encodeSubscribeResponse,
  extendOf,
  nackOf,
  offsetsOf,
  placesOf,
  subscribeOpenOf,
} from "../../wire/grpc/subscribe.ts";
import type { GrpcCall } from "./call.ts";
import { Deliveries } from "./deliveries.ts";
import type { MessageReader } from "./message-reader.ts";

const REQUEST = "tidemark.v1.SubscribeRequest";

export class SubscribeStream {
  readonly #call: GrpcCall;
  readonly #reader: MessageReader;
  readonly #deliveries: Deliveries;
  #session: SubscribeSession | undefined;
  /** Commits whose result the client wants and has not got. */
  #commitsUnderWay = 0;
  #leaving = false;
  #halfClosed = false;

  constructor(call: GrpcCall) {
    this.#call = call;
    this.#reader = call.reader({
      message: (bytes) => this.#message(bytes),
      end: () => this.#noMoreCredit(),
      failed: (error) => this.#break(error),
    });
    this.#deliveries = new Deliveries(call, SUBSCRIBE_DELIVERY_FIELD, this.#reader);
  }

  start(): void {
    this.#call.exchange.markStreaming();
    this.#call.onGone(() => this.#close(false));
    this.#reader.start();
  }

  #message(bytes: Buffer): void {
    if (this.#leaving) return;
    try {
      this.#request(decodeMessage(REQUEST, tidemark.v1.SubscribeRequest, bytes));
    } catch (error) {
      this.#break(error);
    }
  }

  #request(request: tidemark.v1.SubscribeRequest): void {
    const session = this.#session;
    if (session === undefined) this.#open(request.open);
    else if (request.credit !== null) session.credit(request.credit.records, request.credit.bytes);
    else if (request.commit !== null) this.#commit(session, request.commit);
    else if (request.released !== null)
      session.released(request.released.generation, placesOf(request.released.partitions));
    else if (request.leave !== null) {
      this.#leaving = true;
      this.#leaveIfSettled();
    } else if (request.ack !== null) this.#settle(session, request.ack.id, ackOf(request.ack));
    else if (request.nack !== null) this.#settle(session, request.nack.id, nackOf(request.nack));
    else if (request.extend !== null)
      this.#settle(session, request.extend.id, extendOf(request.extend));
    else
      throw invalid(
        request.open === null ? "the message is empty" : "open comes once, as the first",
      );
  }

  #open(message: tidemark.v1.SubscribeOpen | null): void {
    if (message === null) throw invalid("the first message of a Subscribe stream must be open");
    const open = subscribeOpenOf(message);
    this.#call.context.clientId = message.clientId;
    const options = {
      ...open,
      autoCommit: false,
      untilEnd: false,
      address: this.#call.exchange.remoteAddress,
    };
    const { records } = this.#call.parts.broker;
    this.#session = records.openSubscribe(this.#call.context, options, this.#sink());
    this.#deliveries.session = this.#session;
  }

  #commit(session: SubscribeSession, commit: tidemark.v1.CommitOffsets): void {
    if (commit.id !== 0 && ++this.#commitsUnderWay >= COMMITS_UNDER_WAY_MAX)
      this.#reader.pause("commits");
    session.commit(commit.id, commit.generation, offsetsOf(commit.offsets));
  }

  /** Every one has a result, told or not: so many wait for the disk at most. */
  #settle(session: SubscribeSession, id: number, request: SettleRequest): void {
    if (++this.#commitsUnderWay >= COMMITS_UNDER_WAY_MAX) this.#reader.pause("commits");
    session.settle(request, (error) => {
      if (--this.#commitsUnderWay < COMMITS_UNDER_WAY_MAX) this.#reader.resume("commits");
      // `lease_lost` has named the records; more is for who asked.
      const isKnown = error === undefined || error.code === "LEASE_LOST";
      if (id !== 0 || !isKnown) this.#answer(id, error);
      if (this.#leaving) this.#leaveIfSettled();
    });
  }

  #answer(id: number, error: TidemarkError | undefined): void {
    const failed = error === undefined ? undefined : errorMessage(error);
    this.#send({ commitResult: { id, error: failed } });
  }

  #send(response: tidemark.v1.SubscribeResponse.$Shape): void {
    this.#deliveries.send(encodeSubscribeResponse(response));
  }

  #sink(): SubscribeSink {
    const send = (response: tidemark.v1.SubscribeResponse.$Shape): void => this.#send(response);
    return {
      joined: (memberId, generation, sessionTimeoutMs, ackTimeoutMs) =>
        send({ joined: { memberId, generation, sessionTimeoutMs, ackTimeoutMs } }),
      assigned: (generation, added) => send({ assigned: { generation, added } }),
      revoked: (generation, partitions) => send({ revoked: { generation, partitions } }),
      deliver: (delivery) => this.#deliveries.deliver(delivery),
      commitResult: (id, error) => {
        if (id !== 0 || error !== undefined) this.#answer(id, error);
        if (id !== 0 && --this.#commitsUnderWay < COMMITS_UNDER_WAY_MAX)
          this.#reader.resume("commits");
        if (this.#leaving) this.#leaveIfSettled();
      },
      partitionError: (topic, partition, error) =>
        send({ error: partitionErrorMessage(topic, partition, error) }),
      needed: (records, bytes) => {
        if (this.#halfClosed) {
          this.#leaving = true;
          this.#leaveIfSettled();
        } else send({ needed: { records, bytes } });
      },
      leaseLost: (records) => send({ leaseLost: { records: [...records] } }),
      ended: () => send({ ended: {} }),
      end: (error) => {
        this.#close(true);
        this.#call.finish(error);
      },
    };
  }

  /** No more credits or commits can come: it gets what it paid for, then the stream ends. */
  #noMoreCredit(): void {
    this.#halfClosed = true;
    if (this.#session === undefined) this.#call.finish();
    else this.#session.lastCredit();
  }

  #leaveIfSettled(): void {
    if (this.#commitsUnderWay === 0) this.#leave();
  }

  #leave(): void {
    this.#close(true);
    this.#call.finish();
  }

  #break(failure: unknown): void {
    this.#close(false);
    this.#call.fail(failure);
  }

  #close(clean: boolean): void {
    this.#reader.stop();
    this.#session?.close(clean);
    this.#session = undefined;
  }
}
