/** Sends what fits into a stream's credits, partition by partition, as the broker does. */
import type { tidemark } from "../../clients/typescript/src/generated/tidemark.js";
import { BatchView } from "../../src/record/view.ts";
import type { FakeBroker } from "./fake-broker.ts";

export interface Reading {
  readonly topic: string;
  readonly partition: number;
  offset: number;
}

export class Deliveries {
  readonly readings = new Map<string, Reading>();
  records = 0;
  bytes = 0;
  /** Greatest balances ever held, to check that a consumer grants no more than its window. */
  recordsMost = 0;
  bytesMost = 0;
  readonly #broker: FakeBroker;
  readonly #deliver: (delivery: tidemark.v1.Delivery.$Properties) => void;
  readonly #needed: (records: number, bytes: number) => void;
  #asked = false;

  constructor(
    broker: FakeBroker,
    deliver: (delivery: tidemark.v1.Delivery.$Properties) => void,
    needed: (records: number, bytes: number) => void,
  ) {
    this.#broker = broker;
    this.#deliver = deliver;
    this.#needed = needed;
  }

  credit(records: number, bytes: number): void {
    this.records += records;
    this.bytes += bytes;
    this.recordsMost = Math.max(this.recordsMost, this.records);
    this.bytesMost = Math.max(this.bytesMost, this.bytes);
    this.#asked = false;
    this.pump();
  }

  pump(): void {
    for (const reading of this.readings.values()) this.#pump(reading);
  }

  #pump(reading: Reading): void {
    const partition = this.#broker.partitions.get(reading.topic)?.[reading.partition];
    for (const bytes of partition?.batches ?? []) {
      const view = new BatchView(bytes);
      if (view.nextOffset <= reading.offset) continue;
      const visible = view.isVisible ? view.recordCount : 0;
      const sizeBytes = view.isVisible ? bytes.length : 0;
      if (visible > this.records || sizeBytes > this.bytes) {
        if (!this.#asked) this.#needed(visible, sizeBytes);
        this.#asked = true;
        return;
      }
      this.records -= visible;
      this.bytes -= sizeBytes;
      reading.offset = view.nextOffset;
      this.#deliver({
        topic: reading.topic,
        partition: reading.partition,
        batches: view.isVisible ? [bytes] : [],
        nextOffset: view.nextOffset,
        highWatermark: partition!.endOffset,
        recordCount: visible,
        sizeBytes,
      });
    }
  }
}
