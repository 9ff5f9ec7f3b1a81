/**
 * One member of a simulated Raft group: the core, a disk that forgets what was not synced, and a state
 * machine that is the list of what was applied.
 */
import { RaftNode, type Effects } from "../../../src/raft/raft-node.ts";
import type { RaftSettings } from "../../../src/raft/settings.ts";
import type { Entry, HardState, Message, NodeId, Snapshot } from "../../../src/raft/types.ts";
import type { Defect } from "./defects.ts";

export interface SimDisk {
  hardState: HardState;
  snapshot: Snapshot;
  entries: Entry[];
}

/** What the world hears of a node. */
export interface Witness {
  send(message: Message): void;
  applied(node: NodeId, entry: Entry): void;
  restored(node: NodeId, snapshot: Snapshot): void;
  read(node: NodeId, id: number, index: number | undefined): void;
}

const NOBODY = { voters: [], learners: [] };

export class SimNode {
  readonly id: NodeId;
  readonly disk: SimDisk;
  readonly #settings: () => Omit<RaftSettings, "id">;
  readonly #witness: Witness;
  readonly #defect: Defect | undefined;
  raft: RaftNode | undefined;
  /** Handed out and not synced, oldest first. */
  saving: Effects[] = [];
  /** Index and text of all that is applied: what a snapshot holds. */
  state: { index: number; values: string[] } = { index: 0, values: [] };
  lives = 0;

  constructor(
    id: NodeId,
    snapshot: Snapshot | undefined,
    settings: () => Omit<RaftSettings, "id">,
    witness: Witness,
    defect: Defect | undefined,
  ) {
    this.id = id;
    this.#settings = settings;
    this.#witness = witness;
    this.#defect = defect;
    const empty: Snapshot = { index: 0, term: 0, membership: NOBODY, data: encode([]) };
    this.disk = {
      hardState: { term: 0, vote: undefined },
      snapshot: snapshot ?? empty,
      entries: [],
    };
  }

  start(): void {
    const { hardState, snapshot, entries } = this.disk;
    this.lives++;
    const known = this.#defect === "forgetsItsVote" ? { ...hardState, vote: undefined } : hardState;
    const settings = { ...this.#settings(), id: this.id };
    this.raft = new RaftNode(settings, { hardState: known, snapshot, entries });
    this.saving = [];
    this.state = { index: snapshot.index, values: decode(snapshot.data) };
  }

  /** `kept`: how many of the saves under way reached the disk. */
  crash(kept: number): void {
    for (const effects of this.saving.slice(0, kept)) this.#write(effects);
    if (this.#defect === "losesItsLastEntry") this.disk.entries.pop();
    this.raft = undefined;
    this.saving = [];
  }

  /** Takes what the core has to say; its disk work begins. */
  flushEffects(): void {
    while (this.raft?.hasEffects === true) {
      const effects = this.raft.takeEffects();
      for (const message of effects.messages) this.#witness.send(message);
      if (this.#defect === "answersBeforeItSaves") {
        for (const message of effects.messagesAfterSave) this.#witness.send(message);
      }
      this.saving.push(effects);
    }
  }

  /** The oldest disk work is done. */
  finishSave(): void {
    const effects = this.saving.shift();
    if (effects === undefined || this.raft === undefined) return;
    this.#write(effects);
    this.raft.saved(effects);
    if (this.#defect !== "answersBeforeItSaves") {
      for (const message of effects.messagesAfterSave) this.#witness.send(message);
    }
    if (effects.snapshot !== undefined) this.#restore(effects.snapshot);
    for (const entry of effects.committed) this.#apply(entry);
    for (const { id, index } of effects.reads) this.#witness.read(this.id, id, index);
  }

  compact(): void {
    const { raft, state } = this;
    if (raft === undefined || state.index <= raft.snapshotIndex) return;
    this.#write({ snapshot: raft.compact(state.index, encode(state.values)) });
  }

  #apply(entry: Entry): void {
    // Applied by a snapshot that came meanwhile.
    if (entry.index <= this.state.index) return;
    this.state.index = entry.index;
    if (entry.kind === "data") this.state.values.push(Buffer.from(entry.data).toString());
    this.#witness.applied(this.id, entry);
  }

  #restore(snapshot: Snapshot): void {
    this.state = { index: snapshot.index, values: decode(snapshot.data) };
    this.#witness.restored(this.id, snapshot);
  }

  #write({
    hardState,
    snapshot,
    entries = [],
  }: Partial<Pick<Effects, "hardState" | "snapshot" | "entries">>): void {
    const { disk } = this;
    if (snapshot !== undefined) {
      const last = disk.entries.at(-1);
      const covers = disk.entries.some(
        ({ index, term }) => index === snapshot.index && term === snapshot.term,
      );
      if (!covers && (last?.index ?? 0) > 0) disk.entries = [];
      disk.snapshot = snapshot;
      disk.entries = disk.entries.filter(({ index }) => index > snapshot.index);
    }
    if (entries.length > 0) {
      const from = entries[0]!.index;
      disk.entries = [...disk.entries.filter(({ index }) => index < from), ...entries];
    }
    if (hardState !== undefined) disk.hardState = hardState;
  }
}

const encode = (values: readonly string[]): Uint8Array => Buffer.from(JSON.stringify(values));
const decode = (data: Uint8Array): string[] =>
  data.length === 0 ? [] : (JSON.parse(Buffer.from(data).toString()) as string[]);
