/** Messages and entries in the words of the scenarios. */
import type { Entry, Message } from "../../src/raft/types.ts";

export function textOf(message: Message): string {
  switch (message.kind) {
    case "voteRequest": {
      const kind = message.pre ? "preVote?" : message.transfer ? "vote? (handed over)" : "vote?";
      return `${kind} last ${message.lastIndex}/t${message.lastTerm}`;
    }
    case "voteReply":
      return `${message.pre ? "preVote" : "vote"} ${message.granted ? "yes" : "no"}`;
    case "append": {
      const entries = message.entries.map(
        (entry) => `${entry.index}/t${entry.term}:${bodyOf(entry)}`,
      );
      const after = `after ${message.previousIndex}/t${message.previousTerm}`;
      return `append ${after} [${entries.join(", ")}] commit ${message.commitIndex}`;
    }
    case "appendAccepted":
      return `accepted ${message.matchIndex}`;
    case "appendRejected":
      return `rejected ${message.rejectedIndex}, try ${message.hintIndex}/t${message.hintTerm}`;
    case "heartbeat":
      return `heartbeat ${message.round} commit ${message.commitIndex}`;
    case "heartbeatReply":
      return `heartbeat ${message.round} heard`;
    case "snapshotChunk": {
      const { index, snapshotTerm, position, chunk, sizeBytes } = message;
      return `snapshot ${index}/t${snapshotTerm} from ${position}, ${chunk.length} of ${sizeBytes}`;
    }
    case "snapshotReply":
      return `snapshot ${message.index} has ${message.receivedBytes}`;
    case "timeoutNow":
    case "termIsOver":
      return message.kind;
    case "readRequest":
      return `read? ${message.id}`;
    case "readReply":
      return `read ${message.id}: ${message.index ?? "ask again"}`;
  }
}

export function bodyOf(entry: Entry): string {
  switch (entry.kind) {
    case "data":
      return Buffer.from(entry.data).toString();
    case "empty":
      return "-";
    case "membership": {
      const { voters, learners } = entry.membership;
      return `(${voters.join(" ")}|${learners.join(" ")})`;
    }
  }
}
