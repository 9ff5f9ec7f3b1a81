/** gzip as gRPC's message encoding: what the headers say, and what a message that lies is told. */
import { TidemarkError } from "../../model/errors.ts";
import { MESSAGE_BYTES_MAX } from "../../model/limits.ts";
import { quote } from "../quote.ts";

/** Whether messages may come compressed. Throws UNSUPPORTED_ENCODING for anything but gzip. */
export function parseEncoding(header: string | undefined): "identity" | "gzip" {
  if (header === undefined || header === "identity") return "identity";
  if (header === "gzip") return "gzip";
  throw new TidemarkError(
    "UNSUPPORTED_ENCODING",
    `message encoding ${quote(header)} is not offered; use gzip or identity`,
  );
}

/** Whether the peer takes gzip. */
export function acceptsGzip(header: string | undefined): boolean {
  return header !== undefined && /(^|,)\s*gzip\s*(;|,|$)/.test(header);
}

/** For zlib: a bomb ends here, before more is allocated. */
export const INFLATE_OPTIONS = { maxOutputLength: MESSAGE_BYTES_MAX };
export const DEFLATE_OPTIONS = { level: 1 };

/** What zlib's failure means to the client. */
export function inflateError(failure: unknown): TidemarkError {
  if ((failure as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE")
    return new TidemarkError(
      "REQUEST_TOO_LARGE",
      `a compressed message is longer than ${MESSAGE_BYTES_MAX} bytes once inflated`,
    );
  return new TidemarkError("INVALID_REQUEST", "a message marked as gzip does not inflate");
}
