/** Invariants, checked in production too: a broken one means the state can no longer be trusted. */

export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Throws where `condition` is false. The message says which invariant broke, with the values. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** The end of an exhaustive `switch`. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${JSON.stringify(value)}`);
}
