/** Reading a topic over HTTP as a member of a stream group; what was handed over is committed. */
import type { SubscribeSession, SubscribeSink } from "../../broker/api.ts";
import type { TidemarkError } from "../../model/errors.ts";
import type { Delivery } from "../../model/records.ts";
import { ReadCredit } from "./read-credit.ts";
import { formatOf, RecordStream } from "./record-stream.ts";
import type { RestRequest } from "./request.ts";
import { groupStart } from "./start.ts";

export async function readAsGroup(request: RestRequest, group: string): Promise<void> {
  const { query, broker, context } = request;
  const topic = await broker.topics.describe(context, request.param("topic"));
  const limit = query.number("limit");
  const reader = new GroupReader(request, new ReadCredit(limit));
  if (limit === 0) reader.end();
  else reader.start(group, topic.name, query.flag("follow"));
}

class GroupReader {
  readonly #request: RestRequest;
  readonly #credit: ReadCredit;
  readonly #stream: RecordStream;
  #session: SubscribeSession | undefined;

  constructor(request: RestRequest, credit: ReadCredit) {
    this.#request = request;
    this.#credit = credit;
    this.#stream = new RecordStream(
      request,
      formatOf(request),
      ({ partition, offset }) => `${partition}:${offset + 1}`,
    );
  }

  start(group: string, topic: string, follow: boolean): void {
    const { broker, context, exchange } = this.#request;
    const options = {
      group,
      topics: [topic],
      mode: "stream",
      start: groupStart(this.#request, follow),
      encoding: "records",
      autoCommit: true,
      untilEnd: !follow,
      address: exchange.remoteAddress,
    } as const;
    const session = broker.records.openSubscribe(context, options, this.#sink());
    this.#session = session;
    this.#stream.session = session;
    exchange.signal.addEventListener("abort", () => this.#close(true), { once: true });
    this.#credit.begin(session);
  }

  #sink(): SubscribeSink {
    return {
      joined: () => this.#stream.begin(),
      assigned: () => {},
      // Everything handed over is committed already: there is nothing to finish first.
      revoked: (generation, partitions) => this.#session?.released(generation, partitions),
      deliver: (delivery) => this.#deliver(delivery),
      commitResult: () => {},
      partitionError: (_topic, _partition, error) => {
        if (this.#stream.tellsErrors) this.#stream.error(error);
        else this.end(error);
      },
      needed: (records, bytes) => {
        if (this.#session !== undefined) this.#credit.needed(this.#session, records, bytes);
      },
      end: (error) => {
        this.#session = undefined;
        this.#stream.end(error);
      },
    };
  }

  #deliver(delivery: Delivery): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#stream.records(delivery.records);
    this.#credit.spent(session, delivery.recordCount, delivery.sizeBytes);
    if (this.#credit.isSpent) this.end();
  }

  end(error?: TidemarkError): void {
    this.#stream.end(error);
    this.#close(true);
  }

  #close(clean: boolean): void {
    this.#session?.close(clean);
    this.#session = undefined;
    this.#stream.stop();
  }
}
