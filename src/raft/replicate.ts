/** What goes from the leader to one other node: entries where it has them, else its snapshot. */
import type { LeaderCore } from "./core.ts";
import type { Progress, ProgressState } from "./progress.ts";
import { entryBytes, type NodeId } from "./types.ts";

/** As many appends as the window takes, if there is anything new for it. */
export function sendAppendIfNew(core: LeaderCore, node: NodeId): void {
  const progress = core.role.progress.get(node);
  if (progress === undefined) return;
  while (progress.mayAppend && progress.nextIndex <= core.log.lastIndex) {
    sendAppend(core, node, progress);
  }
}

/** One append, if need be an empty one: it tells what is committed and asks whether the logs agree. */
export function sendAppend(core: LeaderCore, node: NodeId, progress: Progress): void {
  const { log, settings } = core;
  if (progress.state.kind === "snapshot") return;
  const previousIndex = progress.nextIndex - 1;
  const previousTerm = log.termAt(previousIndex);
  if (previousTerm === undefined || progress.nextIndex < log.firstIndex) {
    return sendSnapshotChunk(core, node, progress.sendSnapshot(log.snapshot));
  }
  const entries = progress.mayAppend ? log.slice(progress.nextIndex, settings.appendBytesMax) : [];
  let bytes = 0;
  for (const entry of entries) bytes += entryBytes(entry);
  const commitIndex = log.committed;
  core.send(node, { kind: "append", previousIndex, previousTerm, entries, commitIndex });
  progress.sent(previousIndex + entries.length, bytes);
}

/** A new round: who answers it heard of this leader after now. */
export function beatHeart(core: LeaderCore): void {
  const { role, log } = core;
  role.heartbeatTicks = 0;
  role.round++;
  for (const [node, { matchIndex }] of role.progress) {
    const commitIndex = Math.min(matchIndex, log.committed);
    const { round } = role;
    core.send(node, { kind: "heartbeat", commitIndex, round, lastIndex: log.lastIndex });
  }
}

export function sendSnapshotChunk(
  core: LeaderCore,
  node: NodeId,
  { snapshot, position }: ProgressState & { kind: "snapshot" },
): void {
  const { index, term: snapshotTerm, membership, data } = snapshot;
  const chunk = data.subarray(position, position + core.settings.snapshotChunkBytes);
  const sizeBytes = data.length;
  const place = { index, snapshotTerm, membership, sizeBytes, position };
  core.send(node, { kind: "snapshotChunk", ...place, chunk });
}
