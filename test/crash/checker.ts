/**
 * Holds a real broker to its promises: what its clients wrote down (the oracle, shared with the
 * simulation) against what readers are handed, while it runs, after a kill, and at the end.
 */
import { type ConsumerRecord, Tidemark } from "@tidemark/client";
import { Oracle, PromiseBroken, type Seen } from "../sim/broker/oracle.ts";
import { HttpClient } from "../system/harness/http-client.ts";

export class Checker {
  readonly oracle = new Oracle();
  readonly topic: string;
  #broken: unknown;
  #values = 0;

  constructor(topic: string) {
    this.topic = topic;
  }

  /** A value that was never sent before. */
  nextValue(): string {
    this.#values += 1;
    return `v${this.#values}`;
  }

  /** Runs a check inside a callback; what it finds comes out of `verify`. */
  guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#broken ??= error;
    }
  }

  /** Something went wrong that no promise names. */
  fail(error: unknown): void {
    this.#broken ??= error;
  }

  /** Throws the first broken promise. */
  verify(): void {
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** A reader was handed this, now (P4: never before its time, by the clock of this machine). */
  see(seen: Seen): void {
    this.oracle.wall(Date.now());
    this.oracle.see(seen);
  }

  /**
   * Reads all partitions from the first record to the end and closes the books: P1, P2 and, when
   * `settled` (nothing can wait any more), P4. Returns how many records there are.
   */
  async readEverything(address: string, settled: boolean): Promise<number> {
    this.verify();
    const expected = this.oracle.expected(settled);
    await using tidemark = new Tidemark({ brokers: address });
    const reader = tidemark.consumer({ topic: this.topic, from: "earliest", until: "latest" });
    const all: Seen[] = [];
    for await (const record of reader) all.push(seenIn(record));
    this.oracle.wall(Date.now());
    this.oracle.complete(all, expected);
    return all.length;
  }

  /** The same by another road: HTTP and lines. Both dialects must tell one story (P2). */
  async readEverythingOverHttp(url: string): Promise<number> {
    const client = new HttpClient(url);
    const { topic } = this;
    const answer = await client.request("GET", `/v1/topics/${topic}/records?from=earliest`);
    client.close();
    const all = answer.lines().map((line) => seenInLine(line as RecordLine));
    this.oracle.complete(inOrder(all), this.oracle.expected(true));
    return all.length;
  }
}

/** Sees every record of a reader that follows, and that none comes out of order or twice (P2). */
export class Follower {
  readonly #checker: Checker;
  readonly #name: string;
  readonly #next = new Map<number, number>();
  count = 0;

  constructor(checker: Checker, name: string) {
    this.#checker = checker;
    this.#name = name;
  }

  see(seen: Seen): void {
    this.#checker.guard(() => {
      const next = this.#next.get(seen.partition) ?? 0;
      if (seen.offset < next) {
        throw new PromiseBroken(`P2: ${this.#name} at ${next} was handed ${seen.offset}`);
      }
      this.#next.set(seen.partition, seen.offset + 1);
      this.count += 1;
      this.#checker.see(seen);
    });
  }
}

export function seenIn(record: ConsumerRecord): Seen {
  const { partition, offset, scheduled } = record;
  return {
    partition,
    offset,
    value: record.text ?? "",
    scheduledOffset: scheduled?.offset,
    dueMs: scheduled?.deliverAt,
  };
}

export interface RecordLine {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
  readonly scheduled?: { readonly offset: number; readonly deliverAt: string | number };
}

export function seenInLine({ partition, offset, value, scheduled }: RecordLine): Seen {
  const dueMs = scheduled === undefined ? undefined : new Date(scheduled.deliverAt).getTime();
  return { partition, offset, value, scheduledOffset: scheduled?.offset, dueMs };
}

/** Partitions come interleaved; within one the order stays as it came. */
function inOrder(all: readonly Seen[]): Seen[] {
  return [...all].sort((left, right) => left.partition - right.partition);
}
