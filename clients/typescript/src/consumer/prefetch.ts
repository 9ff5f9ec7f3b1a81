/**
 * The credits of one stream: what is under way plus what lies here untaken stays within the window.
 * Grants go in large steps, as the application takes what has come.
 */
import { CREDIT_BYTES_MAX, CREDIT_RECORDS_MAX } from "../limits.ts";

export class Prefetch {
  readonly #wholeRecords: number;
  readonly #wholeBytes: number;
  #windowRecords: number;
  #windowBytes: number;
  #restarts = 0;
  readonly #grant: (records: number, bytes: number) => void;
  /** Granted and not yet spent by deliveries. */
  #balanceRecords = 0;
  #balanceBytes = 0;
  /** Come and not yet taken. */
  #bufferedRecords = 0;
  #bufferedBytes = 0;
  /** The broker waits for a grant of at least this. */
  #needed: { readonly records: number; readonly bytes: number } | undefined;

  constructor(
    window: { readonly prefetchRecords: number; readonly prefetchBytes: number },
    grant: (records: number, bytes: number) => void,
  ) {
    this.#wholeRecords = Math.min(window.prefetchRecords, CREDIT_RECORDS_MAX);
    this.#wholeBytes = Math.min(window.prefetchBytes, CREDIT_BYTES_MAX);
    this.#windowRecords = this.#wholeRecords;
    this.#windowBytes = this.#wholeBytes;
    this.#grant = grant;
  }

  /** How often it began anew: what came before a restart spent credits that are void. */
  get restarts(): number {
    return this.#restarts;
  }

  /** So many streams share the window. What was granted beyond the share is used up first. */
  resize(streams: number): void {
    const before = this.#windowBytes;
    this.#windowRecords = Math.max(1, Math.floor(this.#wholeRecords / streams));
    this.#windowBytes = Math.max(1, Math.floor(this.#wholeBytes / streams));
    if (this.#restarts > 0 && this.#windowBytes > before) this.#top();
  }

  /** A new stream: balances start at nothing, and nothing is buffered. */
  restart(): void {
    this.#restarts++;
    this.#balanceRecords = 0;
    this.#balanceBytes = 0;
    this.#bufferedRecords = 0;
    this.#bufferedBytes = 0;
    this.#needed = undefined;
    this.#top();
  }

  received(records: number, bytes: number): void {
    this.#balanceRecords = Math.max(0, this.#balanceRecords - records);
    this.#balanceBytes = Math.max(0, this.#balanceBytes - bytes);
    this.#bufferedRecords += records;
    this.#bufferedBytes += bytes;
    this.#needed = undefined;
  }

  taken(records: number, bytes: number): void {
    this.#bufferedRecords = Math.max(0, this.#bufferedRecords - records);
    this.#bufferedBytes = Math.max(0, this.#bufferedBytes - bytes);
    this.#top();
  }

  /** A record larger than the window may come alone, once nothing else lies here. */
  needed(records: number, bytes: number): void {
    this.#needed = { records, bytes };
    this.#top();
  }

  #top(): void {
    let records = this.#windowRecords - this.#balanceRecords - this.#bufferedRecords;
    let bytes = this.#windowBytes - this.#balanceBytes - this.#bufferedBytes;
    if (this.#needed !== undefined && this.#bufferedRecords === 0) {
      records = Math.max(records, this.#needed.records);
      bytes = Math.max(bytes, this.#needed.bytes);
      this.#needed = undefined;
    } else {
      const worth = records * 4 >= this.#windowRecords || bytes * 4 >= this.#windowBytes;
      if (!worth) return;
    }
    records = Math.max(0, records);
    bytes = Math.max(0, bytes);
    this.#balanceRecords += records;
    this.#balanceBytes += bytes;
    this.#grant(records, bytes);
  }
}
