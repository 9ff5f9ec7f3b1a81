/** From the end of a gRPC call to a `TidemarkError`, and from an error message of the schema. */
import type { IncomingHttpHeaders } from "node:http2";
import $protobuf from "protobufjs/minimal.js";
import { type ErrorCode, type ErrorDetails, isErrorCode, TidemarkError } from "../errors.ts";
import { tidemark } from "../generated/tidemark.js";

type WireError = tidemark.v1.Error;

/** For what does not name a code of ours: another server, a proxy. gRPC status number → code. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  1: "CANCELLED",
  3: "INVALID_REQUEST",
  4: "DEADLINE_EXCEEDED",
  8: "OVERLOADED",
  12: "UNKNOWN_METHOD",
  14: "CONNECTION_LOST",
};

/** An `Error` message of the schema. A code this version does not know keeps its text. */
export function fromWireError(error: WireError): TidemarkError {
  const details: { -readonly [K in keyof ErrorDetails]: ErrorDetails[K] } = {};
  if (error.leader !== "") details.leader = error.leader;
  if (error.logStartOffset != null) details.logStartOffset = error.logStartOffset;
  if (error.highWatermark != null) details.highWatermark = error.highWatermark;
  if (error.existingId !== "") {
    const { existingId, existingPartition, existingOffset, existingDeliverAt } = error;
    details.existing = {
      id: existingId,
      partition: existingPartition ?? 0,
      offset: existingOffset ?? 0,
      ...(existingDeliverAt == null ? {} : { deliverAt: existingDeliverAt }),
    };
  }
  if (isErrorCode(error.code)) return new TidemarkError(error.code, error.message, details);
  const code = error.retriable ? "OVERLOADED" : "INTERNAL";
  return new TidemarkError(code, `${error.code}: ${error.message}`, details);
}

/** `undefined`: the call ended well. */
export function errorOfTrailers(trailers: IncomingHttpHeaders): TidemarkError | undefined {
  const status = trailers["grpc-status"];
  if (status === "0") return undefined;
  const details = trailers["grpc-status-details-bin"];
  if (typeof details === "string") {
    const error = errorInDetails(Buffer.from(details, "base64"));
    if (error !== undefined) return error;
  }
  const text = trailers["grpc-message"];
  const message = typeof text === "string" ? percentDecoded(text) : "";
  // Our code: in a trailer of its own, or before the text where the transport itself refused.
  const named = trailers["tidemark-error"] ?? /^([A-Z_]+): /.exec(message)?.[1];
  if (typeof named === "string" && isErrorCode(named)) return new TidemarkError(named, message);
  if (typeof status !== "string") {
    const http = String(trailers[":status"] ?? 200);
    const text = `The stream ended without a gRPC status (HTTP ${http}).`;
    return new TidemarkError("CONNECTION_LOST", text);
  }
  const code = CODE_OF_STATUS[Number(status)] ?? "INTERNAL";
  return new TidemarkError(
    code,
    message === "" ? `The broker answered status ${status}.` : message,
  );
}

/**
 * `google.rpc.Status`: code = 1, message = 2, details = 3 (repeated `google.protobuf.Any`: type url
 * = 1, value = 2). The detail of type `tidemark.v1.Error` is ours.
 */
function errorInDetails(bytes: Buffer): TidemarkError | undefined {
  try {
    const status = $protobuf.Reader.create(bytes);
    while (status.pos < status.len) {
      const tag = status.uint32();
      if (tag !== ((3 << 3) | 2)) {
        status.skipType(tag & 7);
        continue;
      }
      const any = $protobuf.Reader.create(status.bytes());
      let type = "";
      let value: Uint8Array = Buffer.alloc(0);
      while (any.pos < any.len) {
        const field = any.uint32();
        if (field === ((1 << 3) | 2)) type = any.string();
        else if (field === ((2 << 3) | 2)) value = any.bytes();
        else any.skipType(field & 7);
      }
      if (type.endsWith("/tidemark.v1.Error")) {
        return fromWireError(tidemark.v1.Error.decode(value));
      }
    }
  } catch {
    // Details are an extra; status and message stand without them.
  }
  return undefined;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
