/** A request body read whole, within a limit. */
import { TidemarkError } from "../model/errors.ts";
import { concat } from "../lib/bytes.ts";
import type { Exchange } from "./exchange.ts";
import { cancelled } from "./failures.ts";

/** Rejects with REQUEST_TOO_LARGE, UNSUPPORTED_ENCODING, or CANCELLED where the peer went away. */
export function readWholeBody(exchange: Exchange, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const encoding = exchange.headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity") {
      const problem = "a body with a content-encoding is not taken; send it as it is";
      reject(new TidemarkError("UNSUPPORTED_ENCODING", problem));
      return;
    }
    if (Number(exchange.headers["content-length"]) > bytesMax) {
      reject(tooLarge(bytesMax));
      return;
    }
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    exchange.signal.addEventListener("abort", () => reject(cancelled()), { once: true });
    exchange.readBody({
      data(chunk) {
        sizeBytes += chunk.length;
        if (sizeBytes <= bytesMax) chunks.push(chunk);
        else {
          chunks.length = 0;
          reject(tooLarge(bytesMax));
        }
      },
      end: () => resolve(concat(chunks)),
    });
  });
}

const tooLarge = (bytesMax: number): TidemarkError =>
  new TidemarkError(
    "REQUEST_TOO_LARGE",
    `the body is longer than ${bytesMax} bytes; send records as lines (application/x-ndjson), which has no limit`,
  );
