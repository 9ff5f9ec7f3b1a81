/** Reading a topic over HTTP as a member of a stream group; what was handed over is committed. */
import type { SubscribeSession, SubscribeSink } from "../../broker/api.ts";
import type { TopicDescription } from "../../model/descriptions.ts";
import type { TidemarkError } from "../../model/errors.ts";
import type { Delivery, PartitionOffset } from "../../model/records.ts";
import { ReadCredit } from "./read-credit.ts";
import { formatOf, RecordStream } from "./record-stream.ts";
import type { RestRequest } from "./request.ts";
import { groupEnd, groupStart } from "./start.ts";

export async function readAsGroup(request: RestRequest, group: string): Promise<void> {
  const { query, broker, context } = request;
  const topic = await broker.topics.describe(context, request.param("topic"), {
    leadersOnly: true,
  });
  const limit = query.number("limit");
  const reader = new GroupReader(request, new ReadCredit(limit));
  if (limit === 0) reader.end();
  else reader.start(group, topic, query.flag("follow"));
}

class GroupReader {
  readonly #request: RestRequest;
  readonly #credit: ReadCredit;
  readonly #stream: RecordStream;
  #session: SubscribeSession | undefined;
  /** Handed over and not yet committed: next offset of each partition. */
  readonly #uncommitted = new Map<number, PartitionOffset>();
  /** One commit at a time: what is handed over meanwhile forms the next. */
  #committing = false;
  /** Set: no more records; the answer ends once everything is committed. */
  #ending: { readonly error: TidemarkError | undefined } | undefined;

  constructor(request: RestRequest, credit: ReadCredit) {
    this.#request = request;
    this.#credit = credit;
    this.#stream = new RecordStream(
      request,
      formatOf(request),
      ({ partition, offset }) => `${partition}:${offset + 1}`,
    );
  }

  start(group: string, topic: TopicDescription, follow: boolean): void {
    const { broker, context, exchange, query } = this.#request;
    const options = {
      group,
      topics: [topic.name],
      mode: "stream",
      start: groupStart(this.#request, follow),
      until: groupEnd(this.#request, topic),
      speed: query.number("speed"),
      encoding: "records",
      autoCommit: false,
      untilEnd: !follow,
      address: exchange.remoteAddress,
    } as const;
    const session = broker.records.openSubscribe(context, options, this.#sink());
    this.#session = session;
    this.#stream.session = session;
    // It has no work in hand that it could come back to: its partitions move at once.
    exchange.signal.addEventListener("abort", () => this.#close(), { once: true });
    this.#credit.begin(session);
  }

  #sink(): SubscribeSink {
    return {
      joined: () => this.#stream.begin(),
      assigned: () => {},
      // Everything handed over has been committed before: there is nothing to finish first.
      revoked: (generation, partitions) => this.#session?.released(generation, partitions),
      deliver: (delivery) => this.#deliver(delivery),
      commitResult: (_id, error) => this.#committed(error),
      partitionError: (_topic, _partition, error) => {
        if (this.#stream.tellsErrors) this.#stream.error(error);
        else this.end(error);
      },
      needed: (records, bytes) => this.#credit.needed(records, bytes),
      end: (error) => {
        // The session is over, and answers no commit any more.
        this.#committing = false;
        this.#uncommitted.clear();
        this.end(error);
      },
    };
  }

  #deliver(delivery: Delivery): void {
    if (this.#session === undefined || this.#ending !== undefined) return;
    this.#stream.records(delivery.records);
    this.#credit.spent(delivery.recordCount, delivery.sizeBytes);
    const { topic, partition, nextOffset: offset } = delivery;
    this.#uncommitted.set(partition, { topic, partition, offset });
    this.#commit();
    if (this.#credit.isSpent) this.end();
  }

  #commit(): void {
    if (this.#committing || this.#session === undefined || this.#uncommitted.size === 0) return;
    this.#committing = true;
    const offsets = [...this.#uncommitted.values()];
    this.#uncommitted.clear();
    this.#session.commit(1, undefined, offsets);
  }

  #committed(error: TidemarkError | undefined): void {
    this.#committing = false;
    // A partition that has moved on is another member's: what was handed over comes again there.
    if (error !== undefined && error.code !== "STALE_GENERATION") this.end(error);
    this.#commit();
    this.#endIfSettled();
  }

  /** Who asks again at once, must not be handed the same records: commits come first. */
  end(error?: TidemarkError): void {
    this.#ending ??= { error };
    this.#credit.stop();
    this.#endIfSettled();
  }

  #endIfSettled(): void {
    if (this.#ending === undefined || this.#committing) return;
    this.#stream.end(this.#ending.error);
    this.#close();
  }

  #close(): void {
    this.#credit.stop();
    this.#session?.close(true);
    this.#session = undefined;
    this.#stream.stop();
  }
}
