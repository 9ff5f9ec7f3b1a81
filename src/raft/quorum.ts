/** Majorities: how many it takes, what they have, what they say. */
import type { NodeId } from "./types.ts";

/** The least number of `count` voters that is more than half of them. */
export function majority(count: number): number {
  return Math.floor(count / 2) + 1;
}

/**
 * The greatest value that a majority has at least: sorted 9 7 4 4 1, the majority of five is three,
 * so it is 4. 0 where there are no voters.
 */
export function majorityValue(
  voters: readonly NodeId[],
  valueOf: (node: NodeId) => number,
): number {
  if (voters.length === 0) return 0;
  const values = voters.map(valueOf).sort((a, b) => b - a);
  return values[majority(voters.length) - 1]!;
}

export type Tally = "won" | "lost" | "open";

/** `votes`: who answered, and what. Voices of those that are no voters do not count. */
export function tally(voters: readonly NodeId[], votes: ReadonlyMap<NodeId, boolean>): Tally {
  const needed = majority(voters.length);
  let granted = 0;
  let refused = 0;
  for (const node of voters) {
    const vote = votes.get(node);
    if (vote === true) granted++;
    else if (vote === false) refused++;
  }
  if (voters.length > 0 && granted >= needed) return "won";
  return voters.length - refused < needed ? "lost" : "open";
}

/** The same where everybody has to agree. */
export function tallyAll(voters: readonly NodeId[], votes: ReadonlyMap<NodeId, boolean>): Tally {
  if (voters.some((node) => votes.get(node) === false)) return "lost";
  return voters.length > 0 && voters.every((node) => votes.get(node) === true) ? "won" : "open";
}
