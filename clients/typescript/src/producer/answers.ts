/** What a broker's answer to a batch says of the batch and of its records. */
import type { ErrorCode } from "../errors.ts";
import type { tidemark } from "../generated/tidemark.js";
import { fromWireError } from "../transport/status.ts";
import type { Exception } from "./settlement.ts";

/** Refusals that may come after the batch is in the log: it waited there for its replicas. */
export const MAY_BE_APPENDED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "NOT_LEADER",
  "STALE_EPOCH",
  "NOT_ENOUGH_REPLICAS",
  "DEADLINE_EXCEEDED",
  "SHUTTING_DOWN",
]);

export function exceptionsOf(
  ack: tidemark.v1.ProduceAck,
): ReadonlyMap<number, Exception> | undefined {
  if (ack.exceptions.length === 0) return undefined;
  const exceptions = new Map<number, Exception>();
  for (const { index, duplicateOf, error } of ack.exceptions) {
    if (error != null) exceptions.set(index, { error: fromWireError(error) });
    else if (duplicateOf != null) exceptions.set(index, { duplicateOf });
  }
  return exceptions;
}
