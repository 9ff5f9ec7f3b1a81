/**
 * Commits without an answer. Those that a connection took with it wait until the member is back, and
 * go again if it still holds their partitions; never one that would undo a reset of the group.
 */
import { TidemarkError } from "../errors.ts";
import type { tidemark } from "../generated/tidemark.js";
import { COMMITS_WAITING_MAX } from "../limits.ts";
import { fromWireError } from "../transport/status.ts";
import type { PartitionOffset, TopicPartition } from "./types.ts";

interface PendingCommit {
  readonly offsets: readonly PartitionOffset[];
  resolve(): void;
  reject(error: TidemarkError): void;
}

export class PendingCommits {
  readonly #send: (id: number, offsets: readonly PartitionOffset[]) => void;
  readonly #sent = new Map<number, PendingCommit>();
  /** Oldest first. */
  #waiting: PendingCommit[] = [];
  #nextId = 1;

  constructor(send: (id: number, offsets: readonly PartitionOffset[]) => void) {
    this.#send = send;
  }

  /** Resolves once the broker has them durably. `canSend`: the member has its partitions. */
  add(offsets: readonly PartitionOffset[], canSend: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const commit = { offsets, resolve, reject };
      if (canSend) this.#sendNow(commit);
      else if (this.#waiting.length < COMMITS_WAITING_MAX) this.#waiting.push(commit);
      else {
        const text = `${COMMITS_WAITING_MAX} commits wait for the connection: await them.`;
        reject(new TidemarkError("OVERLOADED", text));
      }
    });
  }

  #sendNow(commit: PendingCommit): void {
    const id = this.#nextId++;
    this.#sent.set(id, commit);
    this.#send(id, commit.offsets);
  }

  /** What the broker has now; `undefined`: nothing new. */
  answered(
    id: number,
    refusal: tidemark.v1.Error.$Properties | null | undefined,
  ): readonly PartitionOffset[] | undefined {
    const commit = this.#sent.get(id);
    if (commit === undefined) return undefined;
    this.#sent.delete(id);
    if (refusal == null) {
      commit.resolve();
      return commit.offsets;
    }
    const error = fromWireError(refusal as tidemark.v1.Error);
    // Who coordinates the group has changed: the stream is about to end, and the member comes back.
    if (error.retriable && error.refreshMetadata) this.#waiting.push(commit);
    else commit.reject(error);
    return undefined;
  }

  interrupted(): void {
    this.#waiting = [...this.#sent.values(), ...this.#waiting];
    this.#sent.clear();
  }

  /**
   * The member is back. `committedOf`: what the group has committed of a partition that is still the
   * member's.
   */
  resume(committedOf: (place: TopicPartition) => number | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const commit of waiting) {
      if (commit.offsets.some((place) => committedOf(place) === undefined)) {
        commit.reject(moved());
        continue;
      }
      const offsets = commit.offsets.filter((each) => each.offset > (committedOf(each) ?? 0));
      // The answer was lost, not the commit.
      if (offsets.length === 0) commit.resolve();
      else this.#sendNow({ ...commit, offsets });
    }
  }

  /** Somebody has set the group back there: what was done before counts no more. */
  forget({ topic, partition }: TopicPartition): void {
    const touches = ({ offsets }: PendingCommit): boolean =>
      offsets.some((each) => each.topic === topic && each.partition === partition);
    for (const commit of this.#waiting.filter(touches)) commit.reject(moved());
    this.#waiting = this.#waiting.filter((commit) => !touches(commit));
  }

  rejectAll(error: TidemarkError): void {
    this.interrupted();
    for (const commit of this.#waiting) commit.reject(error);
    this.#waiting = [];
  }
}

const moved = (): TidemarkError =>
  new TidemarkError("STALE_GENERATION", "The partition is not this member's any more.");
