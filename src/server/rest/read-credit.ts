/** What a reader over HTTP has been granted: as much as it may still have, topped up as it is spent. */
import { HTTP_READ_CREDIT_BYTES, HTTP_READ_CREDIT_RECORDS } from "../../model/limits.ts";

interface Grantable {
  credit(records: number, bytes: number): void;
}

export class ReadCredit {
  /** Records that may still be delivered in all. */
  #remaining: number;
  /** Records granted and not spent. */
  #records = 0;
  /** Bytes spent and not granted again. */
  #bytesSpent = 0;
  #session: Grantable | undefined;
  #granting = false;

  constructor(limit: number | undefined) {
    this.#remaining = limit ?? Number.POSITIVE_INFINITY;
  }

  get isSpent(): boolean {
    return this.#remaining <= 0;
  }

  begin(session: Grantable): void {
    this.#session = session;
    this.#records = Math.min(HTTP_READ_CREDIT_RECORDS, this.#remaining);
    session.credit(this.#records, HTTP_READ_CREDIT_BYTES);
  }

  /**
   * A delivery has spent so much. What it spent is granted again once the session has finished what
   * it is at: a grant from within a delivery would make it deliver within a delivery.
   */
  spent(records: number, bytes: number): void {
    this.#remaining -= records;
    this.#records -= records;
    this.#bytesSpent += bytes;
    if (this.#granting || this.isSpent) return;
    this.#granting = true;
    queueMicrotask(() => this.#grant());
  }

  #grant(): void {
    this.#granting = false;
    if (this.isSpent) return;
    const records = Math.min(HTTP_READ_CREDIT_RECORDS, this.#remaining) - this.#records;
    const bytes = this.#bytesSpent;
    this.#records += records;
    this.#bytesSpent = 0;
    this.#session?.credit(records, bytes);
  }

  /** The next record needs more bytes than are left. */
  needed(records: number, bytes: number): void {
    const more = Math.max(0, Math.min(records, this.#remaining - this.#records));
    this.#records += more;
    queueMicrotask(() => this.#session?.credit(more, bytes));
  }

  /** The session is closed. */
  stop(): void {
    this.#session = undefined;
  }
}
