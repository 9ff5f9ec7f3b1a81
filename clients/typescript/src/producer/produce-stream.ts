/**
 * The Produce stream to one broker: batches out within the broker's credits, acknowledgements in;
 * opened when first needed and again, with backoff, while there is something to send.
 */
import { asTidemarkError, TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";
import { ENVELOPE_BYTES_MAX } from "../record/batch-builder.ts";
import type { Brokers } from "../transport/brokers.ts";
import type { Call, CallHandlers } from "../transport/call.ts";
import { backoffMs } from "../transport/backoff.ts";
import type { OutgoingBatch } from "./outgoing-batch.ts";
import { type PartitionQueue, writeEnvelope } from "./partition-queue.ts";

const { ProduceRequest, ProduceResponse } = tidemark.v1;

export interface ProduceEvents {
  acknowledged(batch: OutgoingBatch, ack: tidemark.v1.ProduceAck): void;
  /** The connection broke under these, in the order they were sent. */
  lost(batches: readonly OutgoingBatch[]): void;
  /** There is room again for a queue that was refused. */
  room(queue: PartitionQueue): void;
  /** The stream to a leader is gone: these waited for it. Who leads them now is to be found out. */
  unreachable(queues: ReadonlySet<PartitionQueue>): void;
  /** It cannot be opened, and trying again will not help. */
  failed(error: TidemarkError): void;
  /** Something still waits to be sent. */
  isNeeded(): boolean;
}

export interface ProduceStreamOptions {
  readonly clientId: string;
  readonly acks: tidemark.v1.Acks;
}

export class ProduceStream {
  readonly #brokers: Brokers;
  readonly #authority: string | undefined;
  readonly #options: ProduceStreamOptions;
  readonly #events: ProduceEvents;
  #call: Call | undefined;
  #opening = false;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #creditBatches = 0;
  #creditBytes = 0;
  #nextId = 1;
  readonly #inFlight = new Map<number, OutgoingBatch>();
  #refused = new Set<PartitionQueue>();
  #closed = false;

  constructor(
    brokers: Brokers,
    authority: string | undefined,
    options: ProduceStreamOptions,
    events: ProduceEvents,
  ) {
    this.#brokers = brokers;
    this.#authority = authority;
    this.#options = options;
    this.#events = events;
  }

  /** False: no credit or no connection now; `room` is called for the batch's queue later. */
  hasRoom(batch: OutgoingBatch): boolean {
    const { sizeBytes } = batch.built!;
    // A batch above the whole balance goes alone: the broker takes it and pauses the stream.
    const fits =
      sizeBytes <= this.#creditBytes || (this.#inFlight.size === 0 && this.#creditBytes > 0);
    if (this.#call !== undefined && this.#creditBatches > 0 && fits) return true;
    this.#refused.add(batch.queue);
    if (this.#call === undefined) this.#open();
    return false;
  }

  send(batch: OutgoingBatch): void {
    const id = this.#nextId;
    this.#nextId = id === 0xffff_ffff ? 1 : id + 1;
    const { buffer, end, sizeBytes } = batch.built!;
    const start = writeEnvelope(buffer, ENVELOPE_BYTES_MAX, end, id, batch.queue.envelope);
    this.#creditBatches--;
    this.#creditBytes -= sizeBytes;
    this.#inFlight.set(id, batch);
    batch.sends++;
    batch.sentMs = Date.now();
    batch.sentAtMs = performance.now();
    this.#call!.sendFramed(buffer.subarray(start, end));
  }

  #open(): void {
    if (this.#opening || this.#timer !== undefined || this.#closed) return;
    this.#opening = true;
    let opened: Call | undefined;
    const handlers: CallHandlers = {
      message: (message) => this.#onMessage(opened, message),
      end: (error) => this.#onEnd(opened, error),
    };
    this.#brokers.call(this.#authority, "/tidemark.v1.RecordService/Produce", handlers).then(
      (call) => {
        this.#opening = false;
        opened = call;
        if (this.#closed) {
          call.finish();
          return;
        }
        this.#call = call;
        call.send(ProduceRequest.encode({ open: this.#options }).finish());
      },
      (error: unknown) => {
        this.#opening = false;
        this.#onFailure(asTidemarkError(error, "CONNECTION_LOST"));
      },
    );
  }

  #onMessage(call: Call | undefined, message: Buffer): void {
    if (call !== this.#call) return;
    const { ack, credit } = ProduceResponse.decode(message);
    if (credit != null) {
      this.#failures = 0;
      this.#creditBatches += credit.batches;
      this.#creditBytes += credit.bytes;
      this.#offerRoom();
    } else if (ack != null) {
      const batch = this.#inFlight.get(ack.id);
      if (batch === undefined) return;
      this.#inFlight.delete(ack.id);
      this.#events.acknowledged(batch, ack);
      if (this.#refused.size > 0 && this.#inFlight.size === 0) this.#offerRoom();
    }
  }

  #offerRoom(): void {
    const queues = this.#refused;
    this.#refused = new Set();
    for (const queue of queues) this.#events.room(queue);
  }

  #onEnd(call: Call | undefined, error: TidemarkError | undefined): void {
    if (call === undefined || call !== this.#call) return;
    this.#call = undefined;
    this.#creditBatches = 0;
    this.#creditBytes = 0;
    const lost = [...this.#inFlight.values()];
    this.#inFlight.clear();
    for (const { queue } of lost) this.#refused.add(queue);
    this.#events.lost(lost);
    this.#onFailure(error);
  }

  #onFailure(error: TidemarkError | undefined): void {
    if (this.#closed) return;
    if (error !== undefined && !error.retriable && error.code !== "CANCELLED") {
      this.#events.failed(error);
      return;
    }
    if (!this.#events.isNeeded()) return;
    this.#failures++;
    if (this.#authority !== undefined) {
      const queues = this.#refused;
      this.#refused = new Set();
      this.#events.unreachable(queues);
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#open();
    }, backoffMs(this.#failures));
  }

  /** Waits no more for what is under way of that queue; returns it, in the order it was sent. */
  abandon(queue: PartitionQueue): OutgoingBatch[] {
    const abandoned: OutgoingBatch[] = [];
    for (const [id, batch] of this.#inFlight) {
      if (batch.queue !== queue) continue;
      this.#inFlight.delete(id);
      abandoned.push(batch);
    }
    return abandoned;
  }

  /** Breaks the stream: what is under way is lost, another is opened if there is a need. */
  reset(): void {
    this.#call?.fail(new TidemarkError("CONNECTION_LOST", "The broker did not answer in time."));
  }

  /** What is under way is lost; nothing is opened any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    const call = this.#call;
    this.#call = undefined;
    call?.finish();
  }
}
