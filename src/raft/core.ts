/**
 * What all roles share: term, vote, log, and what has to go out. The roles' files change it; nothing
 * here waits, writes or sends.
 */
import type { RaftLog } from "./raft-log.ts";
import type { Leader, Role } from "./roles.ts";
import type { RaftSettings } from "./settings.ts";
import {
  type HardState,
  LOST_AT_UNKNOWN,
  type Membership,
  type Message,
  type MessageBody,
  type NodeId,
  type Snapshot,
} from "./types.ts";

/** A linearizable read may be answered from what is applied up to `index`; undefined: ask again. */
export interface ReadState {
  readonly id: number;
  readonly index: number | undefined;
}

export class Core {
  readonly settings: RaftSettings;
  readonly log: RaftLog;
  role: Role = { kind: "follower", leader: undefined, incoming: undefined };
  /** Since a leader was heard, or since the election began. */
  electionTicks = 0;
  electionTimeout = 0;
  reads: ReadState[] = [];
  /** Say nothing that the disk has to know first. */
  messages: Message[] = [];
  /** Only after what is unsaved now is saved. */
  messagesAfterSave: Message[] = [];
  hardStateChanged = false;
  /** The term that is on disk. */
  savedTerm: number;
  /** See settings; ends with the first vote and the first word of a leader. */
  fresh: boolean;
  /** See HardState. */
  lost: number | undefined;
  /** Of the leader that said where its log ended, when `lost` was set. */
  #lostTerm = 0;
  /** Where this node, which is lost, is no voter by the last membership that it took; undefined: it is one. */
  #removedAt: number | undefined;
  #term: number;
  #vote: NodeId | undefined;
  #random: number;

  constructor(settings: RaftSettings, hardState: HardState, log: RaftLog) {
    this.settings = settings;
    this.log = log;
    this.#term = hardState.term;
    this.savedTerm = hardState.term;
    this.#vote = hardState.vote;
    this.fresh = settings.fresh;
    this.lost = hardState.lost ?? (settings.mayVote ? undefined : LOST_AT_UNKNOWN);
    this.takeSnapshotMembership(log.snapshot);
    this.#random = settings.seed | 0;
    this.restartElectionTimer();
  }

  get id(): NodeId {
    return this.settings.id;
  }
  get term(): number {
    return this.#term;
  }
  get vote(): NodeId | undefined {
    return this.#vote;
  }
  get mayVote(): boolean {
    return this.lost === undefined;
  }
  get hardState(): HardState {
    const { term, vote, lost } = this;
    return lost === undefined ? { term, vote } : { term, vote, lost };
  }

  /** The leader of this term, as far as this node knows. */
  get leader(): NodeId | undefined {
    switch (this.role.kind) {
      case "leader":
        return this.id;
      case "follower":
        return this.role.leader;
      case "preCandidate":
      case "candidate":
        return undefined;
    }
  }

  get isVoter(): boolean {
    return this.log.membership.voters.includes(this.id);
  }

  /** Everybody but this node. */
  get others(): readonly NodeId[] {
    const { voters, learners } = this.log.membership;
    return [...voters, ...learners].filter((node) => node !== this.id);
  }

  enterTerm(term: number, vote: NodeId | undefined): void {
    if (term === this.#term && vote === this.#vote) return;
    this.#term = term;
    this.#vote = vote;
    this.hardStateChanged = true;
    if (vote !== undefined) this.fresh = false;
  }

  /** Heard a leader, whose log ends at `lastIndex` if it said so. */
  hearLeader(lastIndex: number | undefined): void {
    if (this.fresh) {
      this.fresh = false;
      // The group began without this voter, or this is what is left of it after its disk was lost.
      if (this.isVoter) this.#lose(LOST_AT_UNKNOWN);
    }
    if (this.lost === undefined || lastIndex === undefined || this.#lostTerm === this.#term) return;
    // A leader of an earlier term may not have had what this node knew of its membership in its earlier life.
    this.#lostTerm = this.#term;
    this.#lose(this.lost === LOST_AT_UNKNOWN ? lastIndex : Math.max(this.lost, lastIndex));
  }

  #lose(index: number): void {
    if (index === this.lost) return;
    this.lost = index;
    this.hardStateChanged = true;
  }

  /**
   * The membership at `index` is committed. Who lost what it knew may vote once it was no voter, and is
   * made one after its loss: a majority without it has that it was none, and elects nobody who does not
   * know of that, whatever this node said in its earlier life.
   */
  takeMembership(index: number, { voters }: Membership): void {
    if (this.lost === undefined) return;
    if (!voters.includes(this.id)) this.#removedAt = index;
    else if (index > this.lost && this.#removedAt !== undefined) this.#takenInAnew();
    else this.#removedAt = undefined;
  }

  /** What was between the last one that it took and this one is not known. */
  takeSnapshotMembership({ index, membership }: Omit<Snapshot, "data">): void {
    if (this.lost === undefined) return;
    if (this.#removedAt !== undefined && this.#removedAt <= this.lost) this.#removedAt = undefined;
    this.takeMembership(index, membership);
  }

  #takenInAnew(): void {
    this.#removedAt = undefined;
    this.lost = undefined;
    // In this term it follows its leader and votes for nobody else.
    this.#vote ??= this.leader;
    this.hardStateChanged = true;
  }

  become(role: Role): void {
    this.abandonReads();
    this.role = role;
    this.restartElectionTimer();
  }

  follow(term: number, leader: NodeId | undefined): void {
    if (term > this.#term) this.enterTerm(term, undefined);
    this.become({ kind: "follower", leader, incoming: undefined });
  }

  restartElectionTimer(): void {
    const { electionTicks } = this.settings;
    this.electionTicks = 0;
    this.electionTimeout = electionTicks + Math.floor(this.#draw() * electionTicks);
  }

  /**
   * To another node. A leader's own words may leave before its disk has its entries, as these count
   * for a majority only once they are saved (Ongaro 2014, §10.2.1), but not before its term is saved.
   */
  send(to: NodeId, body: MessageBody, term = this.#term): void {
    const message: Message = { ...body, from: this.id, to, term };
    if (this.role.kind === "leader" && this.savedTerm === this.#term) this.messages.push(message);
    else this.messagesAfterSave.push(message);
  }

  /** Who waits for a read here has to ask whoever leads next. */
  abandonReads(): void {
    if (this.role.kind !== "leader") return;
    for (const read of this.role.reads.splice(0)) this.answerRead(read.id, read.from, undefined);
  }

  answerRead(id: number, from: NodeId | undefined, index: number | undefined): void {
    if (from === undefined) this.reads.push({ id, index });
    else this.send(from, { kind: "readReply", id, index });
  }

  /** Uniform in [0, 1): splitmix32. */
  #draw(): number {
    this.#random = (this.#random + 0x9e3779b9) | 0;
    let mixed = this.#random ^ (this.#random >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }
}

export type LeaderCore = Core & { role: Leader };

export function leads(core: Core): core is LeaderCore {
  return core.role.kind === "leader";
}
