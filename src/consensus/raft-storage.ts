/**
 * What a member of the Raft group keeps on its disk: the metadata log, the vote file and snapshots, all
 * in one folder. Effects are saved in the order given and are durable when `save` resolves. It decides
 * nothing, and never cuts the log where Raft did not say so.
 */
import { assert } from "../lib/assert.ts";
import type { LogDeps, LogOptions } from "../log/log-options.ts";
import { PartitionLog } from "../log/partition-log.ts";
import { damaged, fromDisk } from "../log/damage.ts";
import { type PartitionId, topicId } from "../model/ids.ts";
import type { Effects, Stored } from "../raft/raft-node.ts";
import type { Entry, HardState, Membership, NodeId, Snapshot } from "../raft/types.ts";
import { batchOf, entriesOf, offsetOf } from "./raft-entries.ts";
import { readSnapshots, writeSnapshot } from "./snapshot-files.ts";
import { readVote, writeVote } from "./vote-file.ts";

/** The metadata log belongs to no topic. */
export const METADATA_ID: PartitionId = { topicId: topicId("0".repeat(32)), partition: 0 };
const VOTE_FILE = "vote.json";

export interface RaftStorageOptions {
  readonly id: NodeId;
  readonly directory: string;
  readonly log: LogOptions;
  /** Whom the settings name: the members of a group that is yet to begin. */
  readonly voters: readonly NodeId[];
  readonly durableMark: number;
  /** The log will end at `endOffset`: durable when it resolves. */
  readonly lowerMark: (endOffset: number) => Promise<void>;
  /** Everything below is durable. */
  readonly noteMark: (endOffset: number) => void;
}

/** What the node may do with what it found; see docs/raft.md. */
export interface Standing {
  readonly mayVote: boolean;
  /** Nothing was there: the node is new, or its disk is. */
  readonly fresh: boolean;
}

type Unsaved = Pick<Effects, "snapshot" | "entries" | "hardState">;

export class RaftStorage {
  readonly stored: Stored;
  readonly standing: Standing;
  /** In force as far as the log goes. */
  readonly membership: Membership;
  /** Snapshots that could not be used, for the log line. */
  readonly damagedSnapshots: readonly string[];
  readonly #deps: LogDeps;
  readonly #options: RaftStorageOptions;
  readonly #log: PartitionLog;

  private constructor(
    deps: LogDeps,
    options: RaftStorageOptions,
    log: PartitionLog,
    found: Pick<RaftStorage, "stored" | "standing" | "membership" | "damagedSnapshots">,
  ) {
    this.#deps = deps;
    this.#options = options;
    this.#log = log;
    this.stored = found.stored;
    this.standing = found.standing;
    this.membership = found.membership;
    this.damagedSnapshots = found.damagedSnapshots;
  }

  /** Rejects with PARTITION_DAMAGED, having changed nothing, where what is left does not fit together. */
  static async open(deps: LogDeps, options: RaftStorageOptions): Promise<RaftStorage> {
    const { directory, durableMark } = options;
    const log = await PartitionLog.open(deps, directory, METADATA_ID, options.log, durableMark);
    const entries: Entry[] = [];
    await log.scan(0, (batch) => void entries.push(...entriesOf(batch)));
    const { snapshots, damaged: damagedSnapshots } = await readSnapshots(deps.disk, directory);
    const hasLog = entries.length > 0 || snapshots.length > 0 || damagedSnapshots.length > 0;
    const snapshot = snapshots[0] ?? firstSnapshot(options, hasLog, entries[0]);
    const after = entriesAfter(snapshot, entries, log.directory, damagedSnapshots);
    if (after === "superseded") await log.truncateTo(log.logStartOffset, options.lowerMark);
    const kept = after === "superseded" ? [] : after;
    const vote = await readVote(deps.disk, `${directory}/${VOTE_FILE}`);
    const membership = membershipIn(snapshot, kept);
    const lastTerm = kept.at(-1)?.term ?? snapshot.term;
    const isAlone = membership.voters.length === 1 && membership.voters[0] === options.id;
    const hardState = hardStateOf(vote, isAlone);
    const stored: Stored = {
      // An entry of a later term than the file's: the crash came before the file, and nothing was said.
      hardState:
        hardState.term >= lastTerm ? hardState : { ...hardState, term: lastTerm, vote: undefined },
      snapshot,
      entries: kept,
    };
    const standing = {
      mayVote: typeof vote !== "string" || isAlone || (vote === "missing" && !hasLog),
      fresh: vote === "missing" && !hasLog,
    };
    return new RaftStorage(deps, options, log, { stored, standing, membership, damagedSnapshots });
  }

  /** Several effects share a sync. Rejects where the disk is full, and may then be called again. */
  async save(all: readonly Unsaved[]): Promise<void> {
    let entries: Entry[] = [];
    let hardState: HardState | undefined;
    for (const effects of all) {
      if (effects.snapshot !== undefined) {
        await this.#append(entries);
        entries = [];
        await this.#install(effects.snapshot);
      }
      const first = effects.entries[0];
      if (first !== undefined) {
        // What is replaced before it was written need not be written.
        while (entries.length > 0 && entries.at(-1)!.index >= first.index) entries.pop();
        entries.push(...effects.entries);
      }
      hardState = effects.hardState ?? hardState;
    }
    await Promise.all([this.#append(entries), this.#vote(hardState)]);
  }

  /** Of what was applied here; the log before the older of the two that are kept goes. */
  async writeSnapshot(snapshot: Snapshot): Promise<void> {
    const { directory } = this.#options;
    const oldest = await this.#write(() => writeSnapshot(this.#deps.disk, directory, snapshot));
    await this.#log.deleteBefore(oldest, oldest);
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  /** They replace all that the log has from the first of them on. */
  async #append(entries: readonly Entry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    const offset = offsetOf(first.index);
    if (offset < this.#log.endOffset) {
      await this.#log.truncateTo(offset, this.#options.lowerMark);
      assert(
        this.#log.endOffset <= offset,
        `the log ends at ${this.#log.endOffset}, entry ${first.index} comes next`,
      );
    }
    const nowMs = this.#deps.clock.wallMs();
    for (const entry of entries) this.#log.append(batchOf(entry, nowMs));
    await this.#log.flush();
    this.#options.noteMark(this.#log.flushedOffset);
  }

  async #vote(hardState: HardState | undefined): Promise<void> {
    if (hardState === undefined) return;
    const path = `${this.#options.directory}/${VOTE_FILE}`;
    await this.#write(() => writeVote(this.#deps.disk, path, hardState));
  }

  /**
   * From the leader: it takes the place of the log, which goes on at its index. The file is there first:
   * a crash in between leaves a log that does not reach it, and the next start empties that.
   */
  async #install(snapshot: Snapshot): Promise<void> {
    await this.#write(() => writeSnapshot(this.#deps.disk, this.#options.directory, snapshot));
    await this.#log.truncateTo(this.#log.logStartOffset, this.#options.lowerMark);
  }

  async #write<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw fromDisk(error, "save metadata");
    }
  }
}

/** Who is alone has nobody whom it could have voted for. */
function hardStateOf(vote: HardState | "missing" | "damaged", isAlone: boolean): HardState {
  if (typeof vote === "string") return NO_VOTE;
  return isAlone ? { term: vote.term, vote: vote.vote } : vote;
}

const NO_VOTE: HardState = { term: 0, vote: undefined };
const NOTHING = Buffer.alloc(0);

/**
 * What the group began with. A log that does not begin with its membership is that of a single broker of
 * an earlier version, whatever the settings say now.
 */
function firstSnapshot(
  { id, voters }: RaftStorageOptions,
  hasLog: boolean,
  first: Entry | undefined,
): Snapshot {
  const known = first?.kind === "membership" ? first.membership : undefined;
  const membership = known ?? { voters: hasLog ? [id] : voters, learners: [] };
  return { index: 0, term: 0, membership, data: NOTHING };
}

/** Those that follow the snapshot; `superseded` where the snapshot has taken the log's place. */
function entriesAfter(
  { index, term }: Snapshot,
  entries: readonly Entry[],
  directory: string,
  damagedSnapshots: readonly string[],
): readonly Entry[] | "superseded" {
  const after = entries.filter((entry) => entry.index > index);
  if (entries.length === 0 && damagedSnapshots.length > 0) missing(directory, damagedSnapshots);
  if (after.some((entry, at) => entry.index !== index + 1 + at)) {
    missing(directory, damagedSnapshots);
  }
  const last = entries.find((entry) => entry.index === index);
  // A log that goes on behind an installed snapshot has no entry at its index.
  const fits = last === undefined ? after.length > 0 || entries.length === 0 : last.term === term;
  return fits || index === 0 ? after : "superseded";
}

function missing(directory: string, damagedSnapshots: readonly string[]): never {
  const files = damagedSnapshots.length === 0 ? "a snapshot" : damagedSnapshots.join(", ");
  return damaged(
    directory,
    `its log does not reach back to an undamaged snapshot (${files} cannot be used). ` +
      "Where other controllers live, move the folder away: the node copies all of it from them",
  );
}

function membershipIn(snapshot: Snapshot, entries: readonly Entry[]): Membership {
  const entry = entries.findLast(({ kind }) => kind === "membership");
  return entry?.kind === "membership" ? entry.membership : snapshot.membership;
}
