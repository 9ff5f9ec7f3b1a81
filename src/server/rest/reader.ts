/** Reading a topic over HTTP without a group: to the high watermark of the request, or on and on. */
import type { DeliverySink, FetchSession } from "../../broker/api.ts";
import type { TidemarkError } from "../../model/errors.ts";
import { EVENT_ID_PARTITIONS_MAX } from "../../model/limits.ts";
import type { ConsumedRecord, Delivery, FetchPartition } from "../../model/records.ts";
import { ReadCredit } from "./read-credit.ts";
import { formatOf, RecordStream } from "./record-stream.ts";
import type { RestRequest } from "./request.ts";
import { cursorOf, cursorText, partitionsToRead } from "./start.ts";

export async function readRecords(request: RestRequest): Promise<void> {
  const { query, exchange, broker, context } = request;
  const topic = await broker.topics.describe(context, request.param("topic"), {
    leadersOnly: true,
  });
  const follow = query.flag("follow");
  const partitions = partitionsToRead(request, topic, follow);
  const limit = query.number("limit");
  const cursor = query.has("cursor") ? cursorOf(partitions) : undefined;
  if (limit === 0) {
    const stream = new RecordStream(request, formatOf(request), () => "");
    stream.end(undefined, cursor && cursorText(cursor));
    return;
  }
  const reader = new Reader(request, new ReadCredit(limit), cursor);
  reader.start(partitions, follow);
  if (!follow) return;
  // What is wrong with the position is known by then, and is a status rather than a line.
  await request.parts.clock.nextTurn();
  if (!exchange.signal.aborted) reader.begin();
}

class Reader {
  readonly #request: RestRequest;
  readonly #credit: ReadCredit;
  readonly #stream: RecordStream;
  /** Next offset of each partition, where event ids name them. */
  readonly #positions = new Map<number, number>();
  /** The same past everything delivered, where a cursor is asked for. */
  readonly #cursor: Map<number, number> | undefined;
  #partitions = 0;
  #failed = 0;
  #session: FetchSession | undefined;

  constructor(request: RestRequest, credit: ReadCredit, cursor: Map<number, number> | undefined) {
    this.#request = request;
    this.#credit = credit;
    this.#cursor = cursor;
    this.#stream = new RecordStream(request, formatOf(request), (record) => this.#eventId(record));
  }

  start(partitions: readonly FetchPartition[], follow: boolean): void {
    const { broker, context, exchange, query } = this.#request;
    const speed = query.number("speed");
    const options = { encoding: "records", untilEnd: !follow, speed, anywhere: true } as const;
    const session = broker.records.openFetch(context, options, this.#sink());
    this.#session = session;
    this.#partitions = partitions.length;
    this.#stream.session = session;
    exchange.signal.addEventListener("abort", () => this.#gone(), { once: true });
    session.assign(partitions);
    this.#credit.begin(session);
  }

  begin(): void {
    this.#stream.begin();
  }

  #sink(): DeliverySink {
    return {
      deliver: (delivery) => this.#deliver(delivery),
      partitionError: (_topic, partition, error) => {
        this.#failed++;
        const last = this.#failed === this.#partitions;
        if (last || !this.#stream.tellsErrors) this.#end(error);
        else this.#stream.error(error);
      },
      needed: (records, bytes) => this.#credit.needed(records, bytes),
      end: (error) => this.#end(error),
    };
  }

  #deliver(delivery: Delivery): void {
    if (this.#session === undefined) return;
    this.#stream.records(delivery.records);
    this.#cursor?.set(delivery.partition, delivery.nextOffset);
    this.#credit.spent(delivery.recordCount, delivery.sizeBytes);
    if (this.#credit.isSpent) this.#end();
  }

  #eventId(record: ConsumedRecord): string {
    this.#positions.set(record.partition, record.offset + 1);
    if (this.#positions.size > EVENT_ID_PARTITIONS_MAX)
      return `${record.partition}:${record.offset + 1}`;
    return cursorText(this.#positions);
  }

  #end(error?: TidemarkError): void {
    this.#close();
    this.#stream.end(error, this.#cursor && cursorText(this.#cursor));
  }

  #gone(): void {
    this.#close();
    this.#stream.stop();
  }

  #close(): void {
    this.#credit.stop();
    this.#session?.close();
    this.#session = undefined;
  }
}
