/** One topic of a broker, over HTTP, for tests that break the broker and look at the records. */
import { HttpClient } from "./http-client.ts";

export interface Result {
  readonly partition?: number;
  readonly offset?: number;
  readonly scheduled?: { readonly id: string; readonly deliverAt: number | string };
  readonly error?: { readonly code: string; readonly message: string };
}

export interface ReadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
  readonly scheduled?: { readonly offset: number; readonly deliverAt: number | string };
}

export interface TopicLine {
  readonly id: string;
  readonly pending: number;
  readonly partitions: readonly {
    readonly partition: number;
    readonly highWatermark: number;
    readonly pending: number;
  }[];
}

export class TopicClient {
  readonly http: HttpClient;
  readonly topic: string;

  constructor(url: string, topic = "faults") {
    this.http = new HttpClient(url);
    this.topic = topic;
  }

  async create(partitions = 1): Promise<TopicLine> {
    const { status, text } = await this.http.request("POST", "/v1/topics", {
      name: this.topic,
      partitions,
    });
    if (status !== 201) throw new Error(`create: ${status} ${text}`);
    return JSON.parse(text) as TopicLine;
  }

  async describe(): Promise<TopicLine> {
    const { text } = await this.http.request("GET", `/v1/topics/${this.topic}`);
    return JSON.parse(text) as TopicLine;
  }

  /** One result for each record, in order. */
  async produce(records: readonly object[]): Promise<Result[]> {
    const body = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    const path = `/v1/topics/${this.topic}/records`;
    const headers = { "content-type": "application/x-ndjson" };
    const answer = await this.http.request("PUT", path, body, headers);
    return answer.lines() as Result[];
  }

  /** As `produce`, where none may fail. */
  async produceAll(records: readonly object[]): Promise<Result[]> {
    const results = await this.produce(records);
    const failed = results.find(({ error }) => error !== undefined);
    if (failed !== undefined || results.length !== records.length) {
      throw new Error(`produce: ${results.length} results, ${JSON.stringify(failed)}`);
    }
    return results;
  }

  async read(query = "from=earliest"): Promise<ReadRecord[]> {
    const answer = await this.http.request("GET", `/v1/topics/${this.topic}/records?${query}`);
    const lines = answer.lines() as (ReadRecord & Result)[];
    const failed = lines.find(({ error }) => error !== undefined);
    if (failed !== undefined) throw new Error(`read: ${JSON.stringify(failed)}`);
    return lines;
  }

  async values(query?: string): Promise<string[]> {
    return (await this.read(query)).map(({ value }) => value);
  }

  close(): void {
    this.http.close();
  }
}
