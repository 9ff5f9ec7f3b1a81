/** Invariants, checked in production too: a broken one means the state can no longer be trusted. */

export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * Throws where `condition` is false. The message says which invariant broke, with the values. Where
 * records pass by, give a function: putting numbers into a text costs more than most of what is checked.
 */
export function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof message === "string" ? message : message());
}

/** The end of an exhaustive `switch`. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${JSON.stringify(value)}`);
}
