/**
 * One member of a Raft group as a pure state machine: ticks, messages and proposals go in; what to
 * save, send and apply comes out of `takeEffects`. Knows no time, disk or network and never waits.
 *
 * The driver's part, in this order for each `Effects`:
 *
 *   1 send `messages` at once
 *   2 save `snapshot`, then `entries` (they replace all it has from the first one on), then
 *     `hardState`, and sync them; effects are saved in the order in which they were taken
 *   3 call `saved(effects)`, send `messagesAfterSave`
 *   4 bring `snapshot` and then `committed` into the state machine, answer `reads` once it is there
 *
 * Source: Ongaro, Consensus: Bridging Theory and Practice (2014); sections are cited where they apply.
 */
import { assert } from "../lib/assert.ts";
import { Core, leads, type LeaderCore, type ReadState } from "./core.ts";
import { answerVote, campaign, disturbs, mayCampaign, takeVote } from "./election.ts";
import { takeAppend, takeHeartbeat, takeSnapshotChunk } from "./follower.ts";
import * as leader from "./leader.ts";
import { assertMembership, changeMembership, type MembershipChange } from "./membership.ts";
import type { Progress } from "./progress.ts";
import { RaftLog } from "./raft-log.ts";
import { beginRead } from "./reads.ts";
import { checkSettings, type RaftSettings } from "./settings.ts";
import {
  type Entry,
  type HardState,
  type Membership,
  type Message,
  type NodeId,
  type Snapshot,
} from "./types.ts";

/** What is on the disk when the node starts. */
export interface Stored {
  readonly hardState: HardState;
  /** A new group begins with one at index 0 that names its members. */
  readonly snapshot: Snapshot;
  readonly entries: readonly Entry[];
}

export interface Effects {
  readonly messages: readonly Message[];
  readonly hardState: HardState | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly entries: readonly Entry[];
  readonly messagesAfterSave: readonly Message[];
  readonly committed: readonly Entry[];
  readonly reads: readonly ReadState[];
  /** Where term and log stand once all of this is saved. */
  readonly mark: { readonly number: number; term: number; lastIndex: number; lastTerm: number };
}

export type Refusal = { readonly refused: string };
export type Proposed = { readonly index: number; readonly term: number } | Refusal;

export class RaftNode {
  readonly #core: Core;
  #taken = 0;
  #savedNumber = 0;

  constructor(settings: RaftSettings, { hardState, snapshot, entries }: Stored) {
    checkSettings(settings);
    assertMembership(snapshot.membership);
    this.#core = new Core(settings, hardState, new RaftLog(snapshot, entries));
  }

  get id(): NodeId {
    return this.#core.id;
  }
  get term(): number {
    return this.#core.term;
  }
  get role(): "follower" | "preCandidate" | "candidate" | "leader" {
    return this.#core.role.kind;
  }
  get leader(): NodeId | undefined {
    return this.#core.leader;
  }
  get membership(): Membership {
    return this.#core.log.membership;
  }
  get committedIndex(): number {
    return this.#core.log.committed;
  }
  get appliedIndex(): number {
    return this.#core.log.applied;
  }
  get lastIndex(): number {
    return this.#core.log.lastIndex;
  }
  get snapshotIndex(): number {
    return this.#core.log.snapshot.index;
  }

  /** Of a leader: how far each other node's disk is known to be. Undefined elsewhere. */
  get matchIndexes(): ReadonlyMap<NodeId, number> | undefined {
    if (!leads(this.#core)) return undefined;
    const entries = [...this.#core.role.progress];
    return new Map(entries.map(([node, { matchIndex }]) => [node, matchIndex]));
  }

  /** Of a leader: who answered one of its last heartbeats. */
  get heard(): readonly NodeId[] {
    const core = this.#core;
    if (!leads(core)) return [];
    const { progress, round } = core.role;
    return [...progress]
      .filter(([, one]) => one.round >= round - HEARD_ROUNDS)
      .map(([node]) => node);
  }

  /** Of a leader: voters that may not vote until they were removed and taken in anew. */
  get lostVoters(): readonly NodeId[] {
    const core = this.#core;
    if (!leads(core)) return [];
    const { progress } = core.role;
    return core.log.membership.voters.filter((node) => progress.get(node)?.lost === true);
  }

  /** False: what it knew in an earlier life is lost. */
  get mayVote(): boolean {
    return this.#core.mayVote;
  }

  /** One tick of the driver's clock. */
  tick(): void {
    const core = this.#core;
    if (leads(core)) return leader.tickLeader(core);
    if (++core.electionTicks < core.electionTimeout) return;
    if (mayCampaign(core)) campaign(core, false);
    else core.follow(core.term, undefined);
  }

  /** Seeks election now: a driver that sees the leader's connection break need not wait. */
  campaign(): void {
    if (!leads(this.#core) && mayCampaign(this.#core)) campaign(this.#core, false);
  }

  /** The driver knows that nobody listens where the leader was: this node need not defend it. */
  forgetLeader(): void {
    const { role } = this.#core;
    if (role.kind === "follower") role.leader = undefined;
  }

  /** Several entries at once; they are committed when `committed` brings them with this index and term. */
  propose(datas: readonly Uint8Array[]): Proposed {
    const core = this.#core;
    const { uncommittedBytesMax } = core.settings;
    if (!leads(core)) return { refused: "this node does not lead" };
    if (core.role.transfer !== undefined) return { refused: "leadership is being handed over" };
    if (!core.isVoter) return { refused: "this node is about to leave" };
    if (core.role.uncommittedBytes >= uncommittedBytesMax) {
      return { refused: `${uncommittedBytesMax} bytes wait to be committed` };
    }
    const bodies = datas.map((data) => ({ kind: "data", data }) as const);
    return { index: leader.appendEntries(core, bodies), term: core.term };
  }

  /** One change at a time, and none before this leader's first entry is committed (Ongaro 2015). */
  changeMembership(change: MembershipChange): Proposed {
    const core = this.#core;
    if (!leads(core)) return { refused: "this node does not lead" };
    const { log, role } = core;
    if (log.committed < role.firstIndex) return { refused: "the leader is too new" };
    if (log.membershipIndex > log.committed) return { refused: "another change is under way" };
    if (change.kind === "promote") {
      const matchIndex = role.progress.get(change.node)?.matchIndex ?? 0;
      if (matchIndex < log.committed) {
        return { refused: `node ${change.node} has ${matchIndex} of ${log.committed} entries` };
      }
    }
    const membership = changeMembership(log.membership, change);
    if ("refused" in membership) return membership;
    const index = leader.appendEntries(core, [{ kind: "membership", membership }]);
    return { index, term: core.term };
  }

  /** Resolves by itself: the other one leads, or after an election timeout this one goes on. */
  transferLeadership(to: NodeId): Refusal | undefined {
    const core = this.#core;
    if (!leads(core)) return { refused: "this node does not lead" };
    if (to === core.id) return { refused: `node ${to} leads already` };
    if (!core.log.membership.voters.includes(to)) return { refused: `node ${to} is no voter` };
    leader.beginTransfer(core, to);
    return undefined;
  }

  /** The answer comes in `reads` under this id, here or, asked of the leader, some messages later. */
  read(id: number): void {
    const core = this.#core;
    if (leads(core)) beginRead(core, id, undefined);
    else if (core.leader !== undefined) core.send(core.leader, { kind: "readRequest", id });
    else core.reads.push({ id, index: undefined });
  }

  /** Everything up to `index`, which was handed out to be applied, is in `data`. The driver saves it. */
  compact(index: number, data: Uint8Array): Snapshot {
    return this.#core.log.compact(index, data, this.#core.settings.entriesKept);
  }

  get hasEffects(): boolean {
    const core = this.#core;
    return (
      core.hardStateChanged ||
      core.messages.length > 0 ||
      core.messagesAfterSave.length > 0 ||
      core.reads.length > 0 ||
      core.log.hasUnsaved ||
      core.log.hasCommitted
    );
  }

  takeEffects(): Effects {
    const core = this.#core;
    const { log, term } = core;
    const { snapshot, entries } = log.takeUnsaved();
    const committed = log.takeCommitted(core.settings.applyBytesMax);
    for (const entry of committed) {
      if (entry.kind === "membership") core.takeMembership(entry.index, entry.membership);
    }
    const effects: Effects = {
      messages: core.messages,
      hardState: core.hardStateChanged ? core.hardState : undefined,
      snapshot,
      entries,
      messagesAfterSave: core.messagesAfterSave,
      committed,
      reads: core.reads,
      mark: { number: ++this.#taken, term, lastIndex: log.lastIndex, lastTerm: log.lastTerm },
    };
    core.messages = [];
    core.messagesAfterSave = [];
    core.reads = [];
    core.hardStateChanged = false;
    return effects;
  }

  /** They are on disk. In the order in which they were taken. */
  saved({ mark }: Effects): void {
    const core = this.#core;
    assert(mark.number === this.#savedNumber + 1, `effects ${mark.number} are saved out of order`);
    this.#savedNumber = mark.number;
    core.savedTerm = mark.term;
    core.log.savedTo(mark.lastIndex, mark.lastTerm);
    if (leads(core)) leader.advanceCommit(core);
  }

  /** What another node sent. Duplicates, old ones and any order are fine. */
  step(message: Message): void {
    const core = this.#core;
    assert(message.to === core.id, `a message to node ${message.to} came to node ${core.id}`);
    if (message.term > core.term) {
      if (message.kind === "voteRequest" && disturbs(core, message)) return;
      if (!speaksOfNextTerm(message)) core.follow(message.term, undefined);
    } else if (message.term < core.term) return this.#answerOldTerm(message);
    this.#handle(message);
  }

  #answerOldTerm(message: Message): void {
    switch (message.kind) {
      case "append":
      case "heartbeat":
      case "snapshotChunk":
        return this.#core.send(message.from, { kind: "termIsOver" });
      case "voteRequest":
        return this.#core.send(message.from, {
          kind: "voteReply",
          pre: message.pre,
          granted: false,
        });
      case "readRequest":
        return this.#core.answerRead(message.id, message.from, undefined);
      case "voteReply":
      case "appendAccepted":
      case "appendRejected":
      case "heartbeatReply":
      case "snapshotReply":
      case "timeoutNow":
      case "readReply":
      case "termIsOver":
    }
  }

  #handle(message: Message): void {
    const core = this.#core;
    switch (message.kind) {
      case "voteRequest":
        return answerVote(core, message);
      case "voteReply":
        return takeVote(core, message);
      case "append":
      case "heartbeat":
      case "snapshotChunk":
        return this.#fromLeader(message);
      case "timeoutNow":
        if (!leads(core) && mayCampaign(core)) campaign(core, true);
        return;
      case "readRequest":
        if (leads(core)) beginRead(core, message.id, message.from);
        else core.answerRead(message.id, message.from, undefined);
        return;
      case "readReply":
        core.reads.push({ id: message.id, index: message.index });
        return;
      case "termIsOver":
        return;
      case "appendAccepted":
      case "appendRejected":
      case "heartbeatReply":
      case "snapshotReply":
        if (leads(core)) this.#fromFollower(core, message);
    }
  }

  #fromLeader(message: Message & { kind: "append" | "heartbeat" | "snapshotChunk" }): void {
    const core = this.#core;
    assert(!leads(core), `nodes ${core.id} and ${message.from} both lead in term ${core.term}`);
    if (core.role.kind !== "follower") core.follow(core.term, message.from);
    const { role } = core;
    assert(role.kind === "follower", "the node follows now");
    role.leader = message.from;
    core.electionTicks = 0;
    core.hearLeader(message.kind === "heartbeat" ? message.lastIndex : undefined);
    if (message.kind === "append") takeAppend(core, message);
    else if (message.kind === "heartbeat") takeHeartbeat(core, message);
    else takeSnapshotChunk(core, role, message);
  }

  #fromFollower(
    core: LeaderCore,
    message: Message & {
      kind: "appendAccepted" | "appendRejected" | "heartbeatReply" | "snapshotReply";
    },
  ): void {
    const progress: Progress | undefined = core.role.progress.get(message.from);
    // It was removed.
    if (progress === undefined) return;
    progress.active = true;
    switch (message.kind) {
      case "appendAccepted":
        return leader.takeAccepted(core, progress, message);
      case "appendRejected":
        return leader.takeRejected(core, progress, message);
      case "heartbeatReply":
        return leader.takeHeartbeatReply(core, progress, message);
      case "snapshotReply":
        return leader.takeSnapshotReply(core, progress, message);
    }
  }
}

const HEARD_ROUNDS = 3;

/** A pre-vote is about a term that may never be. */
function speaksOfNextTerm(message: Message): boolean {
  if (message.kind === "voteRequest") return message.pre;
  return message.kind === "voteReply" && message.pre && message.granted;
}
