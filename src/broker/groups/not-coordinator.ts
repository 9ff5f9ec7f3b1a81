/** What is said of a group whose coordinator is elsewhere, or nowhere yet. */
import { TidemarkError } from "../../model/errors.ts";

const OF_LEADERSHIP: ReadonlySet<string> = new Set([
  "NOT_LEADER",
  "LEADER_NOT_READY",
  "STALE_EPOCH",
]);

/** Where a partition of the groups log is not led here its coordinator is not here; other errors as they are. */
export function notCoordinator(error: unknown): unknown {
  if (!(error instanceof TidemarkError) || !OF_LEADERSHIP.has(error.code)) return error;
  const { leader } = error.details;
  return new TidemarkError(
    "NOT_COORDINATOR",
    `this broker does not coordinate the group${leader === undefined ? " now" : `: ${leader} does`}; subscribe again`,
    leader === undefined ? {} : { leader },
    { cause: error },
  );
}

/** Who does is looked up by whoever asks again. */
export function elsewhere(): TidemarkError {
  const text = "this broker does not coordinate the group any more; subscribe again";
  return new TidemarkError("NOT_COORDINATOR", text);
}

export function noCoordinatorYet(why: string): TidemarkError {
  return new TidemarkError("NOT_COORDINATOR", `no broker coordinates groups yet: ${why}`);
}
