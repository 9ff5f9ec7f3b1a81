/** What a follower does with what its leader says: entries, heartbeats, a snapshot in chunks. */
import type { Core } from "./core.ts";
import type { Follower } from "./roles.ts";
import type { Message } from "./types.ts";

export function takeAppend(core: Core, message: Message & { kind: "append" }): void {
  const { log } = core;
  const { from, previousIndex, previousTerm, entries, commitIndex } = message;
  if (previousIndex < log.committed) {
    // Old news: what is committed is the same everywhere.
    core.send(from, { kind: "appendAccepted", matchIndex: log.committed });
    return;
  }
  if (log.termAt(previousIndex) !== previousTerm) {
    const hint = log.agreeBelow(previousIndex, previousTerm);
    core.send(from, {
      kind: "appendRejected",
      rejectedIndex: previousIndex,
      hintIndex: hint.index,
      hintTerm: hint.term,
    });
    return;
  }
  log.merge(entries);
  const matchIndex = previousIndex + entries.length;
  log.commitTo(Math.min(commitIndex, matchIndex));
  core.send(from, { kind: "appendAccepted", matchIndex });
}

export function takeHeartbeat(core: Core, message: Message & { kind: "heartbeat" }): void {
  // The leader never says more than it knows this node to have.
  core.log.commitTo(Math.min(message.commitIndex, core.log.lastIndex));
  core.send(message.from, {
    kind: "heartbeatReply",
    round: message.round,
    lastIndex: core.log.lastIndex,
    lost: !core.mayVote,
    appliedIndex: core.log.applied,
  });
}

export function takeSnapshotChunk(
  core: Core,
  role: Follower,
  message: Message & { kind: "snapshotChunk" },
): void {
  const { log, settings } = core;
  const { from, index, snapshotTerm, sizeBytes, position, chunk } = message;
  if (index <= log.committed) {
    role.incoming = undefined;
    core.send(from, { kind: "appendAccepted", matchIndex: log.committed });
    return;
  }
  if (sizeBytes > settings.snapshotBytesMax || position + chunk.length > sizeBytes) return;
  const known = role.incoming;
  const same =
    known !== undefined &&
    known.from === from &&
    known.index === index &&
    known.term === snapshotTerm &&
    known.data.length === sizeBytes;
  const incoming = same
    ? known
    : { from, index, term: snapshotTerm, data: new Uint8Array(sizeBytes), receivedBytes: 0 };
  role.incoming = incoming;
  if (position === incoming.receivedBytes) {
    incoming.data.set(chunk, position);
    incoming.receivedBytes += chunk.length;
  }
  const { receivedBytes } = incoming;
  if (receivedBytes === sizeBytes) {
    log.restore({ index, term: snapshotTerm, membership: message.membership, data: incoming.data });
    role.incoming = undefined;
    core.takeSnapshotMembership({ index, term: snapshotTerm, membership: message.membership });
  }
  core.send(from, { kind: "snapshotReply", index, receivedBytes });
}
