/**
 * Runs one member of the Raft group on its disk, clock and network: ticks it, saves and syncs what it
 * wants saved, in order, before anybody hears of it, and hands on what is committed. Decides nothing.
 */
import type { LogDeps } from "../log/log-options.ts";
import { TidemarkError } from "../model/errors.ts";
import {
  RAFT_ELECTION_TICKS,
  RAFT_HEARTBEAT_TICKS,
  RAFT_SAVE_RETRY_MS,
  RAFT_TICK_MS,
} from "../model/cluster-limits.ts";
import type { Timer } from "../platform/clock.ts";
import type { MembershipChange } from "../raft/membership.ts";
import { type Effects, type Proposed, RaftNode } from "../raft/raft-node.ts";
import { RAFT_DEFAULTS } from "../raft/settings.ts";
import type { Entry, Message, NodeId, Snapshot } from "../raft/types.ts";
import type { RaftStorage } from "./raft-storage.ts";

export interface RaftDriverParts {
  readonly id: NodeId;
  readonly deps: LogDeps;
  readonly storage: RaftStorage;
  /** Between two snapshots: no more need be kept behind one. */
  readonly snapshotEntries: number;
  /** Other nodes draw other election timeouts. */
  readonly seed: number;
  /** To another node; may be lost. */
  readonly send: (message: Message) => void;
  /** A leader's snapshot takes the place of everything. */
  readonly restored: (snapshot: Snapshot) => void;
  /** Committed and durable here, in order, each once. */
  readonly applied: (entries: readonly Entry[]) => void;
  /** Term, role, leader or membership may have changed. */
  readonly changed: () => void;
  /** Nothing can be saved for now; undefined: it can again. */
  readonly blocked: (error: TidemarkError | undefined) => void;
}

export class RaftDriver {
  readonly #parts: RaftDriverParts;
  readonly #raft: RaftNode;
  /** Taken and not saved, in order. */
  #unsaved: Effects[] = [];
  #saving: Promise<void> | undefined;
  #ticks: Timer | undefined;
  #retry: Timer | undefined;
  readonly #reads = new Map<number, (index: number | undefined) => void>();
  #readsAsked = 0;
  #pumping = false;
  #closed = false;

  constructor(parts: RaftDriverParts) {
    const { id, seed, storage, snapshotEntries } = parts;
    this.#parts = parts;
    const settings = {
      ...RAFT_DEFAULTS,
      id,
      seed,
      electionTicks: RAFT_ELECTION_TICKS,
      heartbeatTicks: RAFT_HEARTBEAT_TICKS,
      entriesKept: Math.min(RAFT_DEFAULTS.entriesKept, snapshotEntries),
      ...storage.standing,
      founding: "all" as const,
    };
    this.#raft = new RaftNode(settings, storage.stored);
  }

  /** Who asks nobody need not wait for an election. */
  start(): void {
    if (this.isAlone) this.#raft.campaign();
    this.#pump();
  }

  get raft(): Omit<RaftNode, "step" | "tick" | "takeEffects" | "saved"> {
    return this.#raft;
  }

  get leads(): boolean {
    return this.#raft.role === "leader";
  }

  /** The only voter, and nobody follows. */
  get isAlone(): boolean {
    const { voters, learners } = this.#raft.membership;
    return voters.length === 1 && voters[0] === this.#raft.id && learners.length === 0;
  }

  propose(data: Uint8Array): Proposed {
    const proposed = this.#raft.propose([data]);
    this.#pump();
    return proposed;
  }

  changeMembership(change: MembershipChange): Proposed {
    const proposed = this.#raft.changeMembership(change);
    this.#pump();
    return proposed;
  }

  /** The index up to which must be applied what answers a linearizable read; undefined: ask again. */
  read(): Promise<number | undefined> {
    const id = ++this.#readsAsked;
    return new Promise((resolve) => {
      this.#reads.set(id, resolve);
      this.#raft.read(id);
      this.#pump();
    });
  }

  /** What another node sent. */
  step(message: Message): void {
    if (this.#closed) return;
    this.#raft.step(message);
    this.#pump();
  }

  /** Nobody listens where the leader was: does not wait for an election timeout. */
  campaign(): void {
    if (this.#closed) return;
    this.#raft.campaign();
    this.#pump();
  }

  forgetLeader(): void {
    this.#raft.forgetLeader();
  }

  transferLeadership(to: NodeId): void {
    this.#raft.transferLeadership(to);
    this.#pump();
  }

  compact(index: number, data: Uint8Array): Snapshot {
    return this.#raft.compact(index, data);
  }

  /** What is being saved is saved; nothing more is. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#ticks?.cancel();
    for (const answer of this.#reads.values()) answer(undefined);
    this.#reads.clear();
    this.#retry?.cancel();
    await this.#saving;
  }

  /** What is called from here may propose, but not come in between. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#raft.hasEffects) {
        this.#take();
        this.#settle();
      }
    } finally {
      this.#pumping = false;
    }
    if (this.#unsaved.length > 0) this.#saving ??= this.#saveAll();
    this.#parts.changed();
    this.#keepTicking();
  }

  #take(): void {
    const effects = this.#raft.takeEffects();
    this.#unsaved.push(effects);
    for (const message of effects.messages) this.#parts.send(message);
    // Committed entries are on this disk already: they need not wait for what comes after them.
    if (effects.committed.length > 0) this.#parts.applied(effects.committed);
    for (const { id, index } of effects.reads) this.#answerRead(id, index);
  }

  /** Effects that ask nothing of the disk, and come after nothing that does, are done at once. */
  #settle(): void {
    if (this.#saving !== undefined) return;
    while (this.#unsaved.length > 0 && !needsDisk(this.#unsaved[0]!)) {
      this.#finish(this.#unsaved.shift()!);
    }
  }

  async #saveAll(): Promise<void> {
    try {
      while (this.#unsaved.length > 0 && !this.#closed) {
        const all = this.#unsaved;
        this.#unsaved = [];
        if (all.some(needsDisk)) await this.#untilSaved(all);
        if (this.#closed) return;
        for (const effects of all) this.#finish(effects);
        this.#pump();
      }
    } catch (error) {
      this.#parts.deps.fatal("the metadata log failed", error);
    } finally {
      this.#saving = undefined;
    }
  }

  /** A full disk and too many open files pass; everything else does not. */
  async #untilSaved(all: readonly Effects[]): Promise<void> {
    for (let blocked = false; !this.#closed; blocked = true) {
      try {
        await this.#parts.storage.save(all);
        if (blocked) this.#parts.blocked(undefined);
        return;
      } catch (error) {
        if (!(error instanceof TidemarkError) || !error.retriable) throw error;
        this.#parts.blocked(error);
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#parts.deps.clock.setTimer(RAFT_SAVE_RETRY_MS, resolve);
      this.#retry = { cancel: () => (timer.cancel(), resolve()) };
    });
  }

  #finish(effects: Effects): void {
    this.#raft.saved(effects);
    for (const message of effects.messagesAfterSave) this.#parts.send(message);
    if (effects.snapshot !== undefined) this.#parts.restored(effects.snapshot);
  }

  #answerRead(id: number, index: number | undefined): void {
    this.#reads.get(id)?.(index);
    this.#reads.delete(id);
  }

  /** A node alone has nobody to hear and nobody to tell. */
  #keepTicking(): void {
    const idle = this.isAlone && this.leads;
    if (this.#ticks !== undefined || idle || this.#closed) return;
    this.#ticks = this.#parts.deps.clock.setTimer(RAFT_TICK_MS, () => {
      this.#ticks = undefined;
      this.#raft.tick();
      this.#pump();
    });
  }
}

const needsDisk = ({ snapshot, entries, hardState }: Effects): boolean =>
  snapshot !== undefined || entries.length > 0 || hardState !== undefined;
