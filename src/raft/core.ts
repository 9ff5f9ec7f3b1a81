/**
 * What all roles share: term, vote, log, and what has to go out. The roles' files change it; nothing
 * here waits, writes or sends.
 */
import type { RaftLog } from "./raft-log.ts";
import type { Leader, Role } from "./roles.ts";
import type { RaftSettings } from "./settings.ts";
import type { HardState, Message, MessageBody, NodeId } from "./types.ts";

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
  #term: number;
  #vote: NodeId | undefined;
  #random: number;

  constructor(settings: RaftSettings, hardState: HardState, log: RaftLog) {
    this.settings = settings;
    this.log = log;
    this.#term = hardState.term;
    this.savedTerm = hardState.term;
    this.#vote = hardState.vote;
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
