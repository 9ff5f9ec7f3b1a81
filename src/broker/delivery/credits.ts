/** What a consumer has granted and not yet been sent: records and bytes, capped (P5, P6). */
import { CREDIT_BYTES_MAX, CREDIT_RECORDS_MAX } from "../../model/limits.ts";

export class Credits {
  #records = 0;
  #bytes = 0;

  get records(): number {
    return this.#records;
  }
  get bytes(): number {
    return this.#bytes;
  }
  get none(): boolean {
    return this.#records <= 0 || this.#bytes <= 0;
  }

  grant(records: number, bytes: number): void {
    this.#records = Math.min(this.#records + records, CREDIT_RECORDS_MAX);
    this.#bytes = Math.min(this.#bytes + bytes, CREDIT_BYTES_MAX);
  }

  spend(records: number, bytes: number): void {
    this.#records -= records;
    this.#bytes -= bytes;
  }
}
