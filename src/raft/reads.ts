/**
 * Linearizable reads without a log entry (Ongaro 2014, §6.4): the leader remembers what is committed,
 * makes sure by a round of heartbeats that it still leads, and then the state up to there answers.
 */
import type { LeaderCore } from "./core.ts";
import { majorityValue } from "./quorum.ts";
import { beatHeart } from "./replicate.ts";
import type { NodeId } from "./types.ts";

/** `from`: the node that asks, undefined for this one. */
export function beginRead(core: LeaderCore, id: number, from: NodeId | undefined): void {
  const { role, log, settings } = core;
  if (role.reads.length >= settings.readsMax) return core.answerRead(id, from, undefined);
  // Before its own first entry is committed, a leader does not know all that is.
  const index = Math.max(log.committed, role.firstIndex);
  role.reads.push({ id, from, index, round: role.round + 1 });
  // Those that come while a round is under way share the next one.
  if (role.reads.length === 1) beatHeart(core);
  confirmReads(core);
}

/** Answers those whose round a majority answered, in their order. */
export function confirmReads(core: LeaderCore): void {
  const { role, log, id } = core;
  if (role.reads.length === 0 || log.committed < role.firstIndex) return;
  const confirmed = majorityValue(log.membership.voters, (node) =>
    node === id ? Number.POSITIVE_INFINITY : (role.progress.get(node)?.round ?? 0),
  );
  while (role.reads.length > 0 && role.reads[0]!.round <= confirmed) {
    const read = role.reads.shift()!;
    core.answerRead(read.id, read.from, read.index);
  }
  if (role.reads.length > 0 && role.reads[0]!.round > role.round) beatHeart(core);
}
