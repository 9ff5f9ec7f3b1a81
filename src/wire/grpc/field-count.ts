/** Counts the fields of a message before anything is built from them: a bomb is refused as bytes. */
import { TidemarkError } from "../../model/errors.ts";
import { MESSAGE_FIELDS_MAX } from "../../model/limits.ts";
import { type FieldShape, messages } from "../generated/schema.js";

const LENGTH_DELIMITED = 2;
/** A field takes two bytes at least: most messages cannot hold too many. */
const SUSPECT_BYTES_MIN = MESSAGE_FIELDS_MAX * 2;

const messageTypes = new Map<string, ReadonlyMap<number, string>>();

/** The type of each field that is a message itself. */
function messageTypesOf(type: string): ReadonlyMap<number, string> {
  const known = messageTypes.get(type);
  if (known !== undefined) return known;
  const isMessage = (field: FieldShape) => field.kind === "message" && field.type !== undefined;
  const nested = new Map(
    (messages[type] ?? []).filter(isMessage).map((field) => [field.number, field.type as string]),
  );
  messageTypes.set(type, nested);
  return nested;
}

/** Throws REQUEST_TOO_LARGE. Other faults of the bytes are left to the decoder. */
export function checkFieldCount(type: string, bytes: Uint8Array): void {
  if (bytes.length < SUSPECT_BYTES_MIN) return;
  const counter = new FieldCounter(bytes);
  counter.walk(type, 0, bytes.length);
}

class FieldCounter {
  readonly #bytes: Uint8Array;
  #position = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The schema's types do not contain themselves: the recursion ends where they do. */
  walk(type: string, start: number, end: number): void {
    const nested = messageTypesOf(type);
    this.#position = start;
    while (this.#position < end) {
      if (++this.#count > MESSAGE_FIELDS_MAX)
        throw new TidemarkError(
          "REQUEST_TOO_LARGE",
          `the message holds more than ${MESSAGE_FIELDS_MAX} fields; send less at a time`,
        );
      const tag = this.#varint(end);
      if (tag % 8 === LENGTH_DELIMITED) {
        const length = this.#varint(end);
        const behind = Math.min(end, this.#position + length);
        const inner = nested.get(Math.floor(tag / 8));
        if (inner !== undefined) this.walk(inner, this.#position, behind);
        this.#position = behind;
      } else this.#skip(tag % 8, end);
    }
  }

  #skip(wireType: number, end: number): void {
    if (wireType === 0) this.#varint(end);
    else if (wireType === 1) this.#position += 8;
    else if (wireType === 5) this.#position += 4;
    else {
      const problem = `wire type ${wireType} is not part of proto3`;
      throw new TidemarkError("INVALID_PROTOBUF", problem);
    }
  }

  #varint(end: number): number {
    let value = 0;
    let scale = 1;
    while (this.#position < end) {
      const byte = this.#bytes[this.#position++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    return value;
  }
}
