/**
 * Messages of the Raft group ↔ bytes, `schema/tidemark/peer/v1/raft.proto`. Who sends and who receives is
 * the stream's to say. It must never take what it does not know for something else.
 */
import type {
  Entry,
  EntryBody,
  Membership,
  Message,
  MessageBody,
  NodeId,
} from "../../raft/types.ts";
import { tidemark } from "../generated/peer.js";

const { RaftMessage } = tidemark.peer.v1;
type Wire = tidemark.peer.v1.RaftMessage;
type WireEntry = tidemark.peer.v1.RaftEntry;
type WireProperties = tidemark.peer.v1.RaftMessage.$Properties;

export function encodeRaft(message: Message): Uint8Array {
  return RaftMessage.encode({ ...wireBody(message), term: message.term }).finish();
}

/** Throws where the bytes are no message. Entries and chunks are views. */
export function decodeRaft(bytes: Uint8Array, from: NodeId, to: NodeId): Message {
  const wire = RaftMessage.decode(bytes);
  return { ...bodyOf(wire), from, to, term: wire.term };
}

function wireBody(message: Message): WireProperties {
  switch (message.kind) {
    case "voteRequest":
      return { voteRequest: message };
    case "voteReply":
      return { voteReply: message };
    case "append":
      return { append: { ...message, entries: message.entries.map(wireEntry) } };
    case "appendAccepted":
      return { appendAccepted: message };
    case "appendRejected":
      return { appendRejected: message };
    case "heartbeat":
      return { heartbeat: message };
    case "heartbeatReply":
      return { heartbeatReply: message };
    case "snapshotChunk":
      return { snapshotChunk: message };
    case "snapshotReply":
      return { snapshotReply: message };
    case "timeoutNow":
      return { timeoutNow: {} };
    case "readRequest":
      return { readRequest: message };
    case "readReply":
      return { readReply: message };
    case "termIsOver":
      return { termIsOver: {} };
  }
}

function wireEntry(entry: Entry): tidemark.peer.v1.RaftEntry.$Properties {
  const { term } = entry;
  switch (entry.kind) {
    case "data":
      return { term, data: entry.data };
    case "membership":
      return { term, membership: entry.membership };
    case "empty":
      return { term, empty: true };
  }
}

/** Field by field: those that are zero are not the message's own, and a spread would not find them. */
function bodyOf(wire: Wire): MessageBody {
  const { append, appendAccepted: accepted, heartbeat, heartbeatReply, readReply } = wire;
  if (append !== null) return appendOf(append);
  if (accepted !== null) return { kind: "appendAccepted", matchIndex: accepted.matchIndex };
  if (heartbeat !== null) {
    const { commitIndex, round, lastIndex } = heartbeat;
    return { kind: "heartbeat", commitIndex, round, lastIndex };
  }
  if (heartbeatReply !== null) {
    const { round, lastIndex, lost, appliedIndex } = heartbeatReply;
    return { kind: "heartbeatReply", round, lastIndex, lost, appliedIndex };
  }
  if (wire.appendRejected !== null) {
    const { rejectedIndex, hintIndex, hintTerm } = wire.appendRejected;
    return { kind: "appendRejected", rejectedIndex, hintIndex, hintTerm };
  }
  if (wire.readRequest !== null) return { kind: "readRequest", id: wire.readRequest.id };
  if (readReply !== null) {
    return { kind: "readReply", id: readReply.id, index: readReply.index ?? undefined };
  }
  return rareBodyOf(wire);
}

function rareBodyOf(wire: Wire): MessageBody {
  if (wire.voteRequest !== null) {
    const { pre, lastIndex, lastTerm, transfer } = wire.voteRequest;
    return { kind: "voteRequest", pre, lastIndex, lastTerm, transfer };
  }
  if (wire.voteReply !== null) {
    const { pre, granted } = wire.voteReply;
    return { kind: "voteReply", pre, granted };
  }
  if (wire.snapshotChunk !== null) {
    const { index, snapshotTerm, sizeBytes, position, chunk } = wire.snapshotChunk;
    const membership = membershipOf(wire.snapshotChunk.membership);
    return { kind: "snapshotChunk", index, snapshotTerm, membership, sizeBytes, position, chunk };
  }
  if (wire.snapshotReply !== null) {
    const { index, receivedBytes } = wire.snapshotReply;
    return { kind: "snapshotReply", index, receivedBytes };
  }
  if (wire.timeoutNow !== null) return { kind: "timeoutNow" };
  if (wire.termIsOver !== null) return { kind: "termIsOver" };
  throw new RangeError("a message of the Raft group says nothing that is known");
}

function appendOf(append: tidemark.peer.v1.Append): MessageBody {
  const { previousIndex, previousTerm, commitIndex } = append;
  const entries = append.entries.map(
    (entry, at): Entry => ({
      ...entryBodyOf(entry),
      index: previousIndex + 1 + at,
      term: entry.term ?? 0,
    }),
  );
  return { kind: "append", previousIndex, previousTerm, entries, commitIndex };
}

function entryBodyOf(entry: Partial<WireEntry>): EntryBody {
  if (entry.data != null) return { kind: "data", data: entry.data };
  if (entry.membership != null) {
    return { kind: "membership", membership: membershipOf(entry.membership) };
  }
  if (entry.empty === true) return { kind: "empty" };
  throw new RangeError("an entry of the Raft group is of a kind that is not known");
}

function membershipOf(
  membership: tidemark.peer.v1.RaftMembership.$Properties | null | undefined,
): Membership {
  if (membership == null) throw new RangeError("a membership of the Raft group is missing");
  return { voters: [...(membership.voters ?? [])], learners: [...(membership.learners ?? [])] };
}
