/**
 * Changes of membership, one node at a time: two memberships in a row always have a majority in
 * common, so that no joint one is needed (Ongaro 2014, §4.1).
 */
import { assert } from "../lib/assert.ts";
import type { Membership, NodeId } from "./types.ts";

export type MembershipChange =
  | { readonly kind: "addLearner"; readonly node: NodeId }
  /** A learner becomes a voter. A node that is none yet has to catch up as a learner first. */
  | { readonly kind: "promote"; readonly node: NodeId }
  | { readonly kind: "demote"; readonly node: NodeId }
  | { readonly kind: "remove"; readonly node: NodeId };

/** The membership after the change, or why there can be none. */
export function changeMembership(
  { voters, learners }: Membership,
  { kind, node }: MembershipChange,
): Membership | { readonly refused: string } {
  const isVoter = voters.includes(node);
  const isLearner = learners.includes(node);
  switch (kind) {
    case "addLearner":
      if (isVoter || isLearner) return refuse(`node ${node} takes part already`);
      return { voters, learners: inserted(learners, node) };
    case "promote":
      if (!isLearner) return refuse(`node ${node} is no learner`);
      return { voters: inserted(voters, node), learners: without(learners, node) };
    case "demote":
      if (!isVoter) return refuse(`node ${node} is no voter`);
      if (voters.length === 1) return refuse(`node ${node} is the only voter`);
      return { voters: without(voters, node), learners: inserted(learners, node) };
    case "remove":
      if (!isVoter && !isLearner) return refuse(`node ${node} takes no part`);
      if (isVoter && voters.length === 1) return refuse(`node ${node} is the only voter`);
      return { voters: without(voters, node), learners: without(learners, node) };
  }
}

/** Throws InvariantError where it is not what `Membership` promises. */
export function assertMembership({ voters, learners }: Membership): void {
  for (const nodes of [voters, learners]) {
    for (let at = 1; at < nodes.length; at++) {
      assert(nodes[at]! > nodes[at - 1]!, `nodes ${nodes.join(" ")} are not ascending`);
    }
  }
  assert(
    !learners.some((node) => voters.includes(node)),
    `voters ${voters.join(" ")} and learners ${learners.join(" ")} have a node in common`,
  );
}

export function takesPart({ voters, learners }: Membership, node: NodeId): boolean {
  return voters.includes(node) || learners.includes(node);
}

const refuse = (refused: string): { readonly refused: string } => ({ refused });

const without = (nodes: readonly NodeId[], node: NodeId): NodeId[] =>
  nodes.filter((other) => other !== node);

const inserted = (nodes: readonly NodeId[], node: NodeId): NodeId[] =>
  [...nodes, node].sort((a, b) => a - b);
