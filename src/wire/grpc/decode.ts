/** Decoding with an error that names the message; codecs themselves throw whatever they like. */
import { TidemarkError } from "../../model/errors.ts";
import { checkFieldCount } from "./field-count.ts";
import { quote } from "../quote.ts";

/** `type` is the full name of the message, as the schema has it. */
export function decodeMessage<Message>(
  type: string,
  codec: { decode(bytes: Uint8Array): Message },
  bytes: Uint8Array,
): Message {
  checkFieldCount(type, bytes);
  try {
    return codec.decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TidemarkError(
      "INVALID_PROTOBUF",
      `${bytes.length} bytes do not decode as ${type}: ${quote(reason)}`,
    );
  }
}

export const invalid = (message: string): TidemarkError =>
  new TidemarkError("INVALID_REQUEST", message);

/** `null` is protobufjs's word for absent. */
export const present = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

/** Proto3's zero values where they mean absence. */
export const nonZero = (value: number): number | undefined => (value === 0 ? undefined : value);
export const nonEmpty = (value: string): string | undefined => (value === "" ? undefined : value);
