/**
 * A member of a group over lines, both ways. Once the client has ended its side it can grant and
 * acknowledge no more: in a stream group it gets what it paid for, then it leaves.
 */
import type { SubscribeOptions, SubscribeSession, SubscribeSink } from "../../broker/api.ts";
import { TidemarkError } from "../../model/errors.ts";
import { COMMITS_UNDER_WAY_MAX, CREDIT_BYTES_MAX, CREDIT_RECORDS_MAX } from "../../model/limits.ts";
import { jsonLines } from "../../wire/ndjson/delivery.ts";
import { LineSplitter } from "../../wire/ndjson/framing.ts";
import { lineTooLong } from "../../wire/ndjson/records.ts";
import { type SubscribeLine, subscribeLineOf } from "../../wire/ndjson/subscribe.ts";
import { RecordStream } from "./record-stream.ts";
import type { RestRequest } from "./request.ts";
import { groupStart } from "./start.ts";

export async function subscribe(request: RestRequest): Promise<void> {
  const { query, broker, context, exchange } = request;
  exchange.markStreaming();
  const topic = await broker.topics.describe(context, request.param("topic"), {
    leadersOnly: true,
  });
  new LineSubscriber(request, topic.name).start(query.text("group") ?? "");
}

type SettleLine = Extract<SubscribeLine, { kind: "settle" }>;

class LineSubscriber {
  readonly #request: RestRequest;
  readonly #topic: string;
  readonly #stream: RecordStream;
  readonly #splitter: LineSplitter;
  /** Line of each commit whose result has not come, by its id. */
  readonly #commits = new Map<number, number>();
  #session: SubscribeSession | undefined;
  #nextCommit = 1;
  /** Records granted and not delivered. */
  #balance = 0;
  #bodyEnded = false;
  /** Answer also what was done, not only what failed. */
  readonly #confirms: boolean;
  readonly #held = new Set<"response" | "commits">();

  constructor(request: RestRequest, topic: string) {
    this.#request = request;
    this.#topic = topic;
    this.#confirms = request.query.flag("confirm");
    this.#stream = new RecordStream(request, jsonLines, () => "");
    this.#splitter = new LineSplitter({
      line: (bytes, number) => this.#line(bytes, number),
      tooLong: (number) => this.#stream.error(lineTooLong(), number),
    });
  }

  start(group: string): void {
    const { broker, context, exchange } = this.#request;
    const options = {
      group,
      topics: [this.#topic],
      mode: this.#request.query.text("mode") as "stream" | "queue" | undefined,
      start: groupStart(this.#request, true),
      encoding: "records" as const,
      autoCommit: false,
      untilEnd: false,
      address: exchange.remoteAddress,
    } satisfies SubscribeOptions;
    const session = broker.records.openSubscribe(context, options, this.#sink());
    this.#session = session;
    this.#stream.session = {
      pause: () => this.#hold("response", true),
      resume: () => this.#hold("response", false),
    };
    exchange.signal.addEventListener("abort", () => this.#close(false), { once: true });
    exchange.readBody({
      data: (chunk) => {
        if (!this.#stream.isOver) this.#splitter.push(chunk);
      },
      end: () => {
        if (this.#stream.isOver) return;
        this.#splitter.finish();
        this.#bodyEnded = true;
        if (this.#session?.mode === "queue") this.#session.lastCredit();
        else this.#leaveIfDone();
      },
    });
  }

  #line(bytes: Buffer, number: number): void {
    const session = this.#session;
    if (session === undefined) return;
    try {
      const line = subscribeLineOf(bytes);
      if (line === undefined) return;
      if (line.kind === "settle") return this.#settle(session, line, number);
      if (line.kind === "credit") {
        this.#balance = Math.min(this.#balance + line.records, CREDIT_RECORDS_MAX);
        session.credit(line.records, CREDIT_BYTES_MAX);
        return;
      }
      const { partition, offset } = line;
      const offsets = [{ topic: this.#topic, partition, offset }];
      this.#answered(number, (id) => session.commit(id, undefined, offsets));
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      this.#stream.error(error, number);
    }
  }

  #settle(session: SubscribeSession, line: SettleLine, number: number): void {
    const { verb, partition, offset, delayMs, reason } = line;
    const records = [{ topic: this.#topic, partition, offset }];
    this.#answered(number, (id) =>
      session.settle({ verb, records, delayMs, reason }, (error) => this.#settled(id, error)),
    );
  }

  /** Runs what a line asks for and remembers the line until the answer. */
  #answered(line: number, work: (id: number) => void): void {
    const id = this.#nextCommit++;
    this.#commits.set(id, line);
    try {
      work(id);
    } catch (error) {
      this.#commits.delete(id);
      throw error;
    }
    if (this.#commits.size >= COMMITS_UNDER_WAY_MAX) this.#hold("commits", true);
  }

  /** The answer to a commit, or to what was said of a record. */
  #settled(id: number, error: TidemarkError | undefined): void {
    const line = this.#commits.get(id);
    this.#commits.delete(id);
    if (this.#commits.size < COMMITS_UNDER_WAY_MAX) this.#hold("commits", false);
    if (error !== undefined) this.#stream.error(error, line);
    else if (this.#confirms && line !== undefined) this.#stream.confirm(line);
    this.#leaveIfDone();
  }

  #sink(): SubscribeSink {
    return {
      joined: () => this.#stream.begin(),
      assigned: () => {},
      // Lines cannot say that work on a partition is over: it moves on at once, and a commit that
      // comes too late is told so.
      revoked: (generation, partitions) => this.#session?.released(generation, partitions),
      deliver: (delivery) => {
        this.#balance -= delivery.recordCount;
        this.#stream.records(delivery.records);
        this.#leaveIfDone();
      },
      commitResult: (id, error) => this.#settled(id, error),
      partitionError: (_topic, _partition, error) => this.#stream.error(error),
      // Bytes are not the client's to count over lines.
      needed: (records, bytes) => {
        if (records <= this.#balance) this.#session?.credit(0, bytes);
        else if (this.#bodyEnded) {
          this.#balance = 0;
          this.#leaveIfDone();
        }
      },
      end: (error) => {
        this.#session = undefined;
        this.#stream.end(error);
      },
    };
  }

  /** Lines are not read while answers to them pile up, nor are records delivered behind these. */
  #hold(reason: "response" | "commits", on: boolean): void {
    if (on) this.#held.add(reason);
    else this.#held.delete(reason);
    if (reason === "response") {
      if (on) this.#session?.pause();
      else this.#session?.resume();
    }
    if (this.#held.size > 0) this.#request.exchange.pauseBody();
    else this.#request.exchange.resumeBody();
  }

  #leaveIfDone(): void {
    if (!this.#bodyEnded || this.#balance > 0 || this.#commits.size > 0) return;
    this.#stream.end();
    this.#close(true);
  }

  #close(clean: boolean): void {
    this.#session?.close(clean);
    this.#session = undefined;
    this.#stream.stop();
  }
}
