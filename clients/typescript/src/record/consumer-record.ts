/** A record on its way to the application: a view of the bytes that came, decoded where asked. */
import { Cursor } from "../bytes/varint.ts";
import { TidemarkError } from "../errors.ts";
import {
  HEADER_FIRING,
  HEADER_SCHEDULE_ID,
  HEADER_SCHEDULED_OFFSET,
  type RecordHeader,
} from "./headers.ts";

/** What the records of one batch share. */
export interface RecordSource {
  readonly topic: string;
  readonly partition: number;
  readonly buffer: Buffer;
  readonly released: boolean;
}

/** Where a released record waited before it became visible. */
export interface ScheduledFrom {
  /** The offset that it was accepted at, in the same partition. */
  readonly offset: number;
  /** Its due time, epoch milliseconds. */
  readonly deliverAt: number;
  /** Of a recurring schedule: its id. */
  readonly id?: string;
  /** Of a recurring schedule: the number of this firing, from 1. */
  readonly firing?: number;
}

/**
 * A record. `key`, `value` and header values are views into the bytes of the whole delivery: copy
 * (`Buffer.from(record.value)`) what is kept for long, or it keeps a megabyte with it.
 *
 * @example
 * for await (const record of consumer) {
 *   console.log(record.partition, record.offset, record.keyText, record.json());
 * }
 */
export class ConsumerRecord {
  /** Place in the partition: 0, 1, 2 … */
  readonly offset: number;
  /** Epoch milliseconds; of a released record its due time. */
  readonly timestamp: number;
  /** Queue groups: how often this record was delivered, from 1. 0 elsewhere. */
  readonly deliveries: number;
  readonly #source: RecordSource;
  readonly #keyAt: number;
  readonly #keyBytes: number;
  readonly #valueAt: number;
  readonly #valueBytes: number;

  /** Made by the client alone. Lengths of −1: no key, no value. */
  constructor(
    source: RecordSource,
    offset: number,
    timestamp: number,
    keyAt: number,
    keyBytes: number,
    valueAt: number,
    valueBytes: number,
    deliveries = 0,
  ) {
    this.offset = offset;
    this.timestamp = timestamp;
    this.deliveries = deliveries;
    this.#source = source;
    this.#keyAt = keyAt;
    this.#keyBytes = keyBytes;
    this.#valueAt = valueAt;
    this.#valueBytes = valueBytes;
  }

  get topic(): string {
    return this.#source.topic;
  }

  get partition(): number {
    return this.#source.partition;
  }

  /** `null`: the record has no key. */
  get key(): Buffer | null {
    if (this.#keyBytes < 0) return null;
    return this.#source.buffer.subarray(this.#keyAt, this.#keyAt + this.#keyBytes);
  }

  /** `null`: a tombstone. */
  get value(): Buffer | null {
    if (this.#valueBytes < 0) return null;
    return this.#source.buffer.subarray(this.#valueAt, this.#valueAt + this.#valueBytes);
  }

  /** The key as UTF-8 text; quicker than `key.toString()`. */
  get keyText(): string | null {
    if (this.#keyBytes < 0) return null;
    return this.#source.buffer.toString("utf8", this.#keyAt, this.#keyAt + this.#keyBytes);
  }

  /** The value as UTF-8 text; quicker than `value.toString()`. */
  get text(): string | null {
    if (this.#valueBytes < 0) return null;
    return this.#source.buffer.toString("utf8", this.#valueAt, this.#valueAt + this.#valueBytes);
  }

  /** The value parsed as JSON; a tombstone is `null`. Not JSON: a `SyntaxError`. */
  json(): unknown {
    return JSON.parse(this.text ?? "null");
  }

  /** All headers in order; decoded at each call. */
  get headers(): readonly RecordHeader[] {
    try {
      return this.#decodeHeaders();
    } catch (cause) {
      const text = `The headers of ${this.topic}-${this.partition} offset ${this.offset} end beyond it.`;
      throw new TidemarkError("CORRUPT_BATCH", text, {}, { cause });
    }
  }

  #decodeHeaders(): RecordHeader[] {
    const { buffer } = this.#source;
    const cursor = new Cursor(buffer, this.#headersAt);
    const count = cursor.varint();
    const headers: RecordHeader[] = [];
    for (let index = 0; index < count; index++) {
      const nameBytes = cursor.varint();
      const key = buffer.toString("utf8", cursor.position, cursor.position + nameBytes);
      cursor.position += nameBytes;
      const valueBytes = Math.max(cursor.varint(), 0);
      headers.push({ key, value: buffer.subarray(cursor.position, cursor.position + valueBytes) });
      cursor.position += valueBytes;
      if (cursor.position > buffer.length || nameBytes < 0) throw new RangeError("beyond the end");
    }
    return headers;
  }

  /** The last value of a header, as text; `undefined` where the record has none of that name. */
  header(name: string): string | undefined {
    const found = this.headers.findLast((header) => header.key === name);
    return found === undefined ? undefined : (found.value as Buffer).toString("utf8");
  }

  /** Set on a record that was released by the schedule. */
  get scheduled(): ScheduledFrom | undefined {
    if (!this.#source.released) return undefined;
    const offset = Number(this.header(HEADER_SCHEDULED_OFFSET) ?? -1);
    const from = { offset, deliverAt: this.timestamp };
    const firing = this.header(HEADER_FIRING);
    if (firing === undefined) return from;
    return { ...from, id: this.header(HEADER_SCHEDULE_ID) ?? "", firing: Number(firing) };
  }

  /** Plain data, for `JSON.stringify` and logs; bytes as UTF-8 text. */
  toJSON(): Record<string, unknown> {
    const { topic, partition, offset, timestamp, keyText, text, scheduled } = this;
    const headers = Object.fromEntries(
      this.headers.map(({ key, value }) => [key, (value as Buffer).toString("utf8")]),
    );
    return { topic, partition, offset, timestamp, key: keyText, value: text, headers, scheduled };
  }

  get #headersAt(): number {
    return this.#valueAt + Math.max(this.#valueBytes, 0);
  }
}
