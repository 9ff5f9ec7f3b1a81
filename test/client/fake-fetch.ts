/** The fake broker's Fetch stream. */
import type { ServerHttp2Stream } from "node:http2";
import { tidemark } from "../../clients/typescript/src/generated/tidemark.js";
import { frame } from "../../clients/typescript/src/transport/frames.ts";
import { BatchView } from "../../src/record/view.ts";
import { type FakeBroker, receive } from "./fake-broker.ts";
import { Deliveries } from "./fake-deliveries.ts";

const { FetchRequest, FetchResponse } = tidemark.v1;

export class FetchStream {
  readonly deliveries: Deliveries;
  readonly #broker: FakeBroker;
  readonly #stream: ServerHttp2Stream;

  constructor(broker: FakeBroker, stream: ServerHttp2Stream) {
    this.#broker = broker;
    this.#stream = stream;
    this.deliveries = new Deliveries(
      broker,
      (delivery) => this.send({ delivery }),
      (records, bytes) => this.send({ needed: { records, bytes } }),
    );
    receive(stream, (message) => {
      const { assign, unassign, credit } = FetchRequest.decode(message);
      for (const { topic, partition, position } of assign?.partitions ?? []) {
        const error = broker.refusal(topic, partition);
        if (error !== undefined) {
          this.send({ error: { topic, partition, error } });
          continue;
        }
        const end = broker.partitions.get(topic)![partition]!.endOffset;
        let offset = position?.offset ?? 0;
        if (position?.latest === true) offset = end;
        if (position?.timestamp != null)
          offset = offsetAt(broker, topic, partition, position.timestamp);
        this.deliveries.readings.set(`${topic}/${partition}`, { topic, partition, offset });
      }
      for (const { topic, partition } of unassign?.partitions ?? []) {
        this.deliveries.readings.delete(`${topic}/${partition}`);
      }
      if (credit != null) this.deliveries.credit(credit.records, credit.bytes);
      else this.pump();
    });
  }

  /** Ends what this broker does not lead any more. */
  moved(): void {
    for (const [key, { topic, partition }] of this.deliveries.readings) {
      const error = this.#broker.refusal(topic, partition);
      if (error === undefined) continue;
      this.deliveries.readings.delete(key);
      this.send({ error: { topic, partition, error } });
    }
  }

  pump(): void {
    if (!this.#stream.destroyed) this.deliveries.pump();
  }

  send(response: tidemark.v1.FetchResponse.$Properties): void {
    if (this.#stream.destroyed) return;
    this.#stream.write(frame(FetchResponse.encode(response).finish()));
  }

  break(): void {
    this.#stream.close(0x2);
  }
}

/** The first batch with a record at or after `timeMs`: where the real one begins, too. */
function offsetAt(broker: FakeBroker, topic: string, partition: number, timeMs: number): number {
  const { batches, endOffset } = broker.partitions.get(topic)![partition]!;
  const found = batches
    .map((bytes) => new BatchView(bytes))
    .find((view) => view.maxTimestamp >= timeMs);
  return found?.baseOffset ?? endOffset;
}
