/** What a leader does: keeps the others' logs like its own, commits, proves that it still leads. */
import { assert } from "../lib/assert.ts";
import type { Core, LeaderCore } from "./core.ts";
import { leads } from "./core.ts";
import { Progress } from "./progress.ts";
import { majorityValue } from "./quorum.ts";
import { confirmReads } from "./reads.ts";
import { beatHeart, sendAppend, sendAppendIfNew, sendSnapshotChunk } from "./replicate.ts";
import { type Entry, type EntryBody, entryBytes, type Message, type NodeId } from "./types.ts";

export function becomeLeader(core: Core): void {
  const { log } = core;
  core.become({
    kind: "leader",
    progress: new Map(),
    firstIndex: log.lastIndex + 1,
    heartbeatTicks: 0,
    quorumTicks: 0,
    round: 0,
    reads: [],
    uncommittedBytes: 0,
    transfer: undefined,
  });
  assert(leads(core), "the node leads now");
  followMembership(core);
  const founds = core.settings.founding === "all" && log.lastIndex === 0;
  const { membership } = log;
  appendEntries(core, [founds ? { kind: "membership", membership } : { kind: "empty" }]);
}

/** Knows of everybody that takes part, and of nobody else. */
export function followMembership(core: LeaderCore): void {
  const { progress } = core.role;
  const { inflightMessagesMax: messages, inflightBytesMax: bytes } = core.settings;
  const others = core.others;
  for (const node of others) {
    if (progress.has(node)) continue;
    const added = new Progress(core.log.lastIndex + 1, { messages, bytes });
    // It had no chance to be heard of yet.
    added.active = true;
    progress.set(node, added);
  }
  for (const node of progress.keys()) if (!others.includes(node)) progress.delete(node);
  const { transfer } = core.role;
  if (transfer !== undefined && !core.log.membership.voters.includes(transfer.to)) {
    core.role.transfer = undefined;
  }
}

/** To the own log, and on to the others. The index of the last one. */
export function appendEntries(core: LeaderCore, bodies: readonly EntryBody[]): number {
  const { log, term } = core;
  const first = log.lastIndex + 1;
  const entries = bodies.map((body, at): Entry => ({ ...body, index: first + at, term }));
  for (const body of bodies) core.role.uncommittedBytes += entryBytes(body);
  log.append(entries);
  if (bodies.some(({ kind }) => kind === "membership")) {
    followMembership(core);
    for (const progress of core.role.progress.values()) progress.lost = false;
  }
  for (const node of core.role.progress.keys()) sendAppendIfNew(core, node);
  return log.lastIndex;
}

export function tickLeader(core: LeaderCore): void {
  const { role, settings } = core;
  if (role.transfer !== undefined && ++role.transfer.ticks >= settings.electionTicks) {
    // The other one did not take over: go on.
    role.transfer = undefined;
  }
  if (++role.quorumTicks >= settings.electionTicks) {
    role.quorumTicks = 0;
    if (!hearsMajority(core)) return core.follow(core.term, undefined);
  }
  if (++role.heartbeatTicks >= settings.heartbeatTicks) beatHeart(core);
}

/** A leader that hears of no majority may have been deposed: it stops to say that it leads. */
function hearsMajority({ id, log, role }: LeaderCore): boolean {
  const heard = majorityValue(log.membership.voters, (node) =>
    node === id || role.progress.get(node)?.active === true ? 1 : 0,
  );
  for (const progress of role.progress.values()) progress.active = false;
  return heard === 1;
}

export function takeHeartbeatReply(
  core: LeaderCore,
  progress: Progress,
  { from, round, lastIndex, lost, appliedIndex }: Message & { kind: "heartbeatReply" },
): void {
  progress.round = Math.max(progress.round, round);
  // Who has not heard that it was taken in anew still says that it is lost: to remove it again would never end.
  progress.lost = lost && appliedIndex >= core.log.membershipIndex;
  // It lost its disk, or this came late: either way it costs no more than to ask again.
  if (lastIndex < progress.matchIndex) progress.startAnew(lastIndex);
  const { state } = progress;
  if (state.kind === "snapshot") {
    // Nothing came of it since the last heartbeat: the chunk, or the answer, was lost.
    if (!state.moved) sendSnapshotChunk(core, from, state);
    state.moved = false;
  } else {
    progress.probeAgain();
    if (progress.matchIndex < core.log.lastIndex) sendAppend(core, from, progress);
  }
  confirmReads(core);
}

export function takeAccepted(
  core: LeaderCore,
  progress: Progress,
  { from, matchIndex }: Message & { kind: "appendAccepted" },
): void {
  if (!progress.accepted(Math.min(matchIndex, core.log.lastIndex))) return;
  advanceCommit(core);
  goOn(core, from);
}

export function takeRejected(
  core: LeaderCore,
  progress: Progress,
  message: Message & { kind: "appendRejected" },
): void {
  const { from, rejectedIndex, hintIndex, hintTerm } = message;
  // Both sides skip whole terms, so that a long divergence takes a few messages.
  const agree = core.log.agreeBelow(hintIndex, hintTerm).index;
  if (progress.rejected(rejectedIndex, agree)) sendAppend(core, from, progress);
}

export function takeSnapshotReply(
  core: LeaderCore,
  progress: Progress,
  { from, index, receivedBytes }: Message & { kind: "snapshotReply" },
): void {
  const { state } = progress;
  if (state.kind !== "snapshot" || state.snapshot.index !== index) return;
  state.moved = true;
  if (receivedBytes < state.snapshot.data.length) {
    if (receivedBytes === state.position && receivedBytes > 0) return;
    state.position = receivedBytes;
    return sendSnapshotChunk(core, from, state);
  }
  progress.accepted(index);
  advanceCommit(core);
  goOn(core, from);
}

/** The node has room for more, or all that it needs to take over. Not if this one just stepped down. */
function goOn(core: Core, node: NodeId): void {
  if (!leads(core)) return;
  sendAppendIfNew(core, node);
  handOver(core);
}

/**
 * Commits what a majority has on disk, but only once an entry of this term is among it (§3.6.2), and
 * tells everybody. The node may have stepped down when it comes back.
 */
export function advanceCommit(core: LeaderCore): void {
  const { id, log, role } = core;
  const index = majorityValue(log.membership.voters, (node) =>
    node === id ? log.saved : (role.progress.get(node)?.matchIndex ?? 0),
  );
  if (index <= log.committed || log.termAt(index) !== core.term) return;
  // What was in the log before this leader's first entry was not counted.
  const counted = Math.max(log.committed + 1, role.firstIndex);
  for (const entry of log.slice(counted, Number.POSITIVE_INFINITY, index)) {
    role.uncommittedBytes -= entryBytes(entry);
  }
  log.commitTo(index);
  for (const [node, progress] of role.progress) sendAppend(core, node, progress);
  confirmReads(core);
  const removed = log.membershipIndex <= index && !core.isVoter;
  // Its own removal is the last thing it commits (§4.2.2).
  if (removed) core.follow(core.term, undefined);
}

/** The node that is to take over has everything: it may begin. */
export function handOver(core: LeaderCore): void {
  const { transfer } = core.role;
  if (transfer === undefined) return;
  const progress = core.role.progress.get(transfer.to);
  if (progress === undefined || progress.matchIndex < core.log.lastIndex) return;
  core.send(transfer.to, { kind: "timeoutNow" });
}

export function beginTransfer(core: LeaderCore, to: NodeId): void {
  core.role.transfer = { to, ticks: 0 };
  const progress = core.role.progress.get(to)!;
  if (progress.matchIndex < core.log.lastIndex) sendAppend(core, to, progress);
  handOver(core);
}
