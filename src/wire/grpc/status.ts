/**
 * Errors as gRPC trailers: `grpc-status`, `grpc-message`, `tidemark-error` with our code, and
 * `grpc-status-details-bin`, a google.rpc.Status that holds one tidemark.v1.Error.
 */
import { ERRORS, GrpcStatus, TidemarkError } from "../../model/errors.ts";
import { STATUS_MESSAGE_BYTES_MAX } from "../../model/limits.ts";
import protobuf from "protobufjs/minimal.js";
import { tidemark } from "../generated/tidemark.js";

export type Trailers = Readonly<Record<string, string>>;

export const OK_TRAILERS: Trailers = { "grpc-status": "0" };

/** The error as the schema shows it. */
export function errorMessage(error: TidemarkError): tidemark.v1.Error.$Properties {
  const { details } = error;
  const { retriable, refreshMetadata } = ERRORS[error.code];
  return {
    code: error.code,
    message: error.message,
    retriable,
    refreshMetadata,
    leader: details.leader ?? "",
    logStartOffset: details.logStartOffset,
    highWatermark: details.highWatermark,
    existingId: details.existing?.id ?? "",
    existingDeliverAt: details.existing?.deliverAt,
    existingPartition: details.existing?.partition,
    existingOffset: details.existing?.offset,
  };
}

export const encodeError = (error: TidemarkError): Uint8Array =>
  tidemark.v1.Error.encode(errorMessage(error)).finish();

/** google.rpc.Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3 } */
function statusDetails(status: number, message: string, error: TidemarkError): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(8).int32(status).uint32(18).string(message);
  writer.uint32(26).fork();
  writer.uint32(10).string("type.googleapis.com/tidemark.v1.Error");
  writer.uint32(18).bytes(encodeError(error));
  return writer.ldelim().finish();
}

export function errorTrailers(error: TidemarkError): Trailers {
  const status = GrpcStatus[ERRORS[error.code].grpc];
  const message = cut(error.message);
  const details = statusDetails(
    status,
    message,
    new TidemarkError(error.code, message, error.details),
  );
  return {
    "grpc-status": String(status),
    "grpc-message": percentEncode(message),
    "tidemark-error": error.code,
    "grpc-status-details-bin": Buffer.from(details).toString("base64").replace(/=+$/, ""),
  };
}

/** Header lists are bounded by the peer: a message that quotes much must not cost the whole status. */
function cut(message: string): string {
  if (message.length <= STATUS_MESSAGE_BYTES_MAX / 3) return message;
  return `${message.slice(0, STATUS_MESSAGE_BYTES_MAX / 3).replace(/[\ud800-\udfff]$/u, "")}…`;
}

/** As gRPC wants it: everything but printable ASCII, and `%`, becomes %XX of its UTF-8. */
export function percentEncode(text: string): string {
  if (/^[ -$&-~]*$/.test(text)) return text;
  let encoded = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += plain
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
