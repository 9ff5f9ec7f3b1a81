/** Elections: who seeks one, who grants a vote, who wins. See roles.ts for the moves. */
import { assert } from "../lib/assert.ts";
import type { Core } from "./core.ts";
import { becomeLeader } from "./leader.ts";
import { tally, tallyAll } from "./quorum.ts";
import type { Message } from "./types.ts";

export function mayCampaign(core: Core): boolean {
  return core.mayVote && core.isVoter;
}

/**
 * Asks first whether anybody would vote (§9.6): a node that was cut off comes back without pushing
 * the others into a new term. `transfer`: the leader asked for it, so there is nothing to ask.
 */
export function campaign(core: Core, transfer: boolean): void {
  assert(mayCampaign(core), `node ${core.id} has no right to be elected`);
  if (transfer) seekVotes(core, false, true);
  else seekVotes(core, true, false);
}

function seekVotes(core: Core, pre: boolean, transfer: boolean): void {
  const term = core.term + 1;
  if (!pre) core.enterTerm(term, core.id);
  const votes = new Map([[core.id, true]]);
  core.become({ kind: pre ? "preCandidate" : "candidate", transfer, votes });
  const { lastIndex, lastTerm, membership } = core.log;
  for (const node of membership.voters) {
    if (node === core.id) continue;
    core.send(node, { kind: "voteRequest", pre, lastIndex, lastTerm, transfer }, term);
  }
  count(core);
}

/** Whether the message's term is to be ignored as that of somebody who disturbs a live leader. */
export function disturbs(core: Core, message: Message & { kind: "voteRequest" }): boolean {
  const heard = core.leader !== undefined && core.electionTicks < core.settings.electionTicks;
  return heard && !message.transfer;
}

export function answerVote(core: Core, message: Message & { kind: "voteRequest" }): void {
  const { from, pre, term, lastIndex, lastTerm } = message;
  const free = core.vote === undefined && core.leader === undefined;
  const mine = term === core.term && core.vote === from;
  const fits = mine || free || (pre && term > core.term);
  const mayVote = core.mayVote && (!core.fresh || lastIndex === 0);
  const granted = mayVote && fits && core.log.isUpToDate(lastIndex, lastTerm);
  if (granted && !pre) {
    core.enterTerm(core.term, from);
    core.electionTicks = 0;
  }
  // A granted pre-vote answers in the term that it is for; a refusal tells the present one.
  core.send(from, { kind: "voteReply", pre, granted }, granted ? term : core.term);
}

export function takeVote(core: Core, message: Message & { kind: "voteReply" }): void {
  const { role } = core;
  if (role.kind !== (message.pre ? "preCandidate" : "candidate")) return;
  // A vote for another election than this one.
  if (message.granted && message.term !== core.term + (message.pre ? 1 : 0)) return;
  if (!role.votes.has(message.from)) role.votes.set(message.from, message.granted);
  count(core);
}

function count(core: Core): void {
  const { role } = core;
  if (role.kind !== "preCandidate" && role.kind !== "candidate") return;
  const { voters } = core.log.membership;
  const founds = core.settings.founding === "all" && core.log.lastIndex === 0;
  switch (founds ? tallyAll(voters, role.votes) : tally(voters, role.votes)) {
    case "open":
      return;
    case "lost":
      return core.follow(core.term, undefined);
    case "won":
      if (role.kind === "preCandidate") seekVotes(core, false, false);
      else becomeLeader(core);
  }
}
