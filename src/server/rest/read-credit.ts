/** What a reader over HTTP has been granted: as much as it may still have, topped up as it is spent. */
import { HTTP_READ_CREDIT_BYTES, HTTP_READ_CREDIT_RECORDS } from "../../model/limits.ts";

interface Grantable {
  credit(records: number, bytes: number): void;
}

export class ReadCredit {
  /** Records that may still be delivered in all. */
  #remaining: number;
  /** Granted and not spent. */
  #records = 0;

  constructor(limit: number | undefined) {
    this.#remaining = limit ?? Number.POSITIVE_INFINITY;
  }

  get isSpent(): boolean {
    return this.#remaining <= 0;
  }

  begin(session: Grantable): void {
    this.#records = Math.min(HTTP_READ_CREDIT_RECORDS, this.#remaining);
    session.credit(this.#records, HTTP_READ_CREDIT_BYTES);
  }

  /** A delivery has spent so much. */
  spent(session: Grantable, records: number, bytes: number): void {
    this.#remaining -= records;
    this.#records -= records;
    const more = Math.min(HTTP_READ_CREDIT_RECORDS, this.#remaining) - this.#records;
    if (this.#remaining <= 0) return;
    this.#records += more;
    session.credit(more, bytes);
  }

  /** The next record needs more bytes than are left. */
  needed(session: Grantable, records: number, bytes: number): void {
    const more = Math.max(0, Math.min(records, this.#remaining - this.#records));
    this.#records += more;
    session.credit(more, bytes);
  }
}
