/**
 * The Produce stream: batches in, acknowledgements and credits out. Acknowledgements are written by
 * hand, many into one buffer; their layout, inside the 5-byte prefix and field 1 of ProduceResponse:
 *
 *     08 id   10 base_offset   18 01 (duplicate)   30 broker_time_ms
 */
import { TidemarkError } from "../../model/errors.ts";
import type { ProduceBatchResult } from "../../model/records.ts";
import { tidemark } from "../generated/tidemark.js";
import { PREFIX_BYTES, writePrefix } from "./framing.ts";
import { errorMessage } from "./status.ts";
import { VARINT_BYTES_MAX, writeVarint } from "./varint.ts";

/** Prefix, ack tag and length, four fields with a tag each. */
const ACK_BYTES_MAX = PREFIX_BYTES + 2 + 4 * (1 + VARINT_BYTES_MAX);
const FIRST_BYTES = 1_024;

/** Frames of one turn, to leave in one write. */
export class ProduceResponses {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  ack(id: number, result: ProduceBatchResult | TidemarkError, brokerTimeMs: number): void {
    if (result instanceof TidemarkError || result.exceptions.length > 0)
      this.#message({ ack: ackMessage(id, result, brokerTimeMs) });
    else this.#plainAck(id, result, brokerTimeMs);
  }

  credit(batches: number, bytes: number): void {
    this.#message({ credit: { batches, bytes } });
  }

  /** Everything so far; the bytes are the caller's. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(FIRST_BYTES);
    this.#length = 0;
    return taken;
  }

  #plainAck(id: number, result: ProduceBatchResult, brokerTimeMs: number): void {
    this.#reserve(ACK_BYTES_MAX);
    const buffer = this.#buffer;
    const start = this.#length;
    const body = start + PREFIX_BYTES + 2;
    let at = body;
    buffer[at++] = 0x08;
    at = writeVarint(buffer, at, id);
    buffer[at++] = 0x10;
    at = writeVarint(buffer, at, result.baseOffset);
    if (result.duplicate) {
      buffer[at++] = 0x18;
      buffer[at++] = 1;
    }
    buffer[at++] = 0x30;
    at = writeVarint(buffer, at, brokerTimeMs);
    // At most 4 × 11 bytes: the length takes one.
    buffer[body - 2] = 0x0a;
    buffer[body - 1] = at - body;
    writePrefix(buffer, start, at - body + 2);
    this.#length = at;
  }

  #message(response: tidemark.v1.ProduceResponse.$Shape): void {
    const encoded = tidemark.v1.ProduceResponse.encode(response).finish();
    this.#reserve(PREFIX_BYTES + encoded.length);
    this.#length = writePrefix(this.#buffer, this.#length, encoded.length);
    this.#buffer.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}

function ackMessage(
  id: number,
  result: ProduceBatchResult | TidemarkError,
  brokerTimeMs: number,
): tidemark.v1.ProduceAck.$Properties {
  if (result instanceof TidemarkError)
    return { id, baseOffset: -1, error: errorMessage(result), brokerTimeMs };
  return {
    id,
    baseOffset: result.baseOffset,
    duplicate: result.duplicate,
    exceptions: exceptionMessages(result),
    brokerTimeMs,
  };
}

export function exceptionMessages(
  result: ProduceBatchResult,
): tidemark.v1.RecordException.$Properties[] {
  return result.exceptions.map(({ index, duplicateOf, error }) => ({
    index,
    duplicateOf,
    error: error === undefined ? undefined : errorMessage(error),
  }));
}
