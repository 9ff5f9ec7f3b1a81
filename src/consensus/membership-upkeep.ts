/**
 * Which changes bring the membership of the Raft group nearer to what it should be: the nodes that the
 * settings name are voters, registered brokers learn. Never takes a vote from a node for being away, nor
 * one that the group cannot spare at the moment.
 */
import type { MembershipChange } from "../raft/membership.ts";
import type { Membership, NodeId } from "../raft/types.ts";

export interface MembershipWanted {
  readonly membership: Membership;
  readonly leader: NodeId;
  /** Named by the leader's settings; empty: they name nobody, and no voter is one too many. */
  readonly controllers: ReadonlySet<NodeId>;
  /** Registered brokers. */
  readonly brokers: ReadonlySet<NodeId>;
  /** Voters that lost what they knew: they come back as learners first. */
  readonly lost: readonly NodeId[];
  /** The leader, and who answers it. */
  readonly present: ReadonlySet<NodeId>;
}

/** The first that the group takes is made; then all of it is looked at anew. */
export function membershipChanges(wanted: MembershipWanted): readonly MembershipChange[] {
  const { membership, controllers, brokers, present, leader } = wanted;
  const { voters, learners } = membership;
  const lost = wanted.lost.filter((node) => mayGo(voters, node, present));
  const ready = learners.filter((node) => controllers.has(node) && present.has(node));
  const left = learners.filter((node) => !controllers.has(node) && !brokers.has(node));
  // Only once those that are named all vote: who takes somebody's place comes first.
  const complete = controllers.size > 0 && [...controllers].every((node) => voters.includes(node));
  const unnamed = voters.filter(
    (node) => complete && !controllers.has(node) && node !== leader && mayGo(voters, node, present),
  );
  const missing = [...new Set([...controllers, ...brokers])].filter(
    (node) => !voters.includes(node) && !learners.includes(node),
  );
  return [
    ...lost.map((node) => ({ kind: "remove", node }) as const),
    ...ready.map((node) => ({ kind: "promote", node }) as const),
    ...unnamed.map((node) => ({ kind: brokers.has(node) ? "demote" : "remove", node }) as const),
    ...left.map((node) => ({ kind: "remove", node }) as const),
    ...missing.map((node) => ({ kind: "addLearner", node }) as const),
  ];
}

/** Without it the group can go on: a majority of the others is there. */
function mayGo(voters: readonly NodeId[], node: NodeId, present: ReadonlySet<NodeId>): boolean {
  const others = voters.filter((voter) => voter !== node);
  return others.filter((voter) => present.has(voter)).length > others.length / 2;
}
