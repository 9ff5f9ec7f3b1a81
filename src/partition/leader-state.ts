/**
 * What a leader knows of its followers: who is in sync, what may be called committed, which change of the
 * in-sync set it asks the controller for. Pure: it is told what was flushed and what time it is.
 *
 *   committed members   as the controller last said
 *   proposed members    asked for, not answered: at most one proposal at a time
 *
 * Invariants:
 *   the high watermark is at most the flushed end of every committed and every proposed member, as either
 *     set may be what the controller elects the next leader from (KIP-497);
 *   it never goes back;
 *   it does not move before an entry of this leader's own epoch is on all of them: what an earlier leader
 *     left behind counts only together with that (Ongaro 2014, §3.6.2). One that began as the only
 *     replica has no other leader to fear and is free of this, also when others are added later;
 *   it does not move while the committed members are fewer than minInsyncReplicas: then whoever fell out of
 *     the set meanwhile still has everything, and may be elected (KIP-966). Proposed members do not help
 *     here: until the controller has agreed, it may elect one of the others.
 */
import type { FollowerLag } from "../model/descriptions.ts";
import { assert } from "../lib/assert.ts";

export interface LeaderParts {
  readonly brokerId: number;
  /** Of this leader's first entry; the end of its log when it became leader. */
  readonly epochStartOffset: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  /** Grows with each change of the in-sync set or the leader: a proposal names the one it changes. */
  readonly partitionEpoch: number;
  /** Read at each use: it changes with the topic. */
  readonly minInsyncReplicas: () => number;
  readonly highWatermark: number;
  readonly flushedEnd: number;
  /** A follower that was not caught up for so long leaves the set. */
  readonly lagMaxMs: number;
  /** Monotonic. */
  readonly nowMs: number;
}

/** To the controller: the members instead of those of `partitionEpoch`. */
export interface InSyncProposal {
  readonly inSync: readonly number[];
  readonly partitionEpoch: number;
}

interface Follower {
  flushedEnd: number;
  /** As it said last, whether that counts or not. */
  reportedEnd: number;
  /** When it last had everything that the leader had then. */
  caughtUpMs: number;
  /** The leader's end when it was last heard of, and when that was. */
  endThen: number;
  heardMs: number;
}

export class LeaderState {
  readonly #parts: LeaderParts;
  readonly #followers = new Map<number, Follower>();
  /** Whether it led others from its first entry on: alone it had nobody to fear. */
  readonly #hadOthers: boolean;
  #epochStartOffset: number;
  #replicas: readonly number[];
  #inSync: readonly number[];
  #partitionEpoch: number;
  #proposal: InSyncProposal | undefined;
  #ownEnd: number;
  #highWatermark: number;

  constructor(parts: LeaderParts) {
    const { brokerId, replicas, inSync, nowMs } = parts;
    assert(
      inSync.includes(brokerId),
      `leader ${brokerId} is not in its in-sync set ${inSync.join(" ")}`,
    );
    this.#parts = parts;
    this.#hadOthers = replicas.length > 1;
    this.#epochStartOffset = parts.epochStartOffset;
    this.#replicas = replicas;
    this.#inSync = inSync;
    this.#partitionEpoch = parts.partitionEpoch;
    this.#ownEnd = parts.flushedEnd;
    this.#highWatermark = parts.highWatermark;
    this.#follow(replicas, nowMs);
    this.#advance();
  }

  /** Exclusive end of what readers may see (P3). */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** As the controller last said. */
  get inSync(): readonly number[] {
    return this.#inSync;
  }

  get partitionEpoch(): number {
    return this.#partitionEpoch;
  }

  /** An entry of this leader's own epoch is committed, and with it all that was there before. */
  get ready(): boolean {
    return !this.#hadOthers || this.#highWatermark > this.#epochStartOffset;
  }

  /** As many replicas are in sync as the topic asks for. */
  get enough(): boolean {
    return this.#inSync.length >= this.#parts.minInsyncReplicas();
  }

  /** Whether appends can be committed now; nothing is released while they cannot. */
  get mayCommit(): boolean {
    return this.enough && this.ready;
  }

  /** Of its first entry, wherever that will be. */
  get epochStartOffset(): number {
    return this.#epochStartOffset;
  }

  /** What the log could not write is dropped: it ends there, and its own first entry may be lost. */
  cut(endOffset: number): void {
    this.#epochStartOffset = Math.min(this.#epochStartOffset, endOffset);
  }

  /** The leader's own log is flushed up to there. True where the high watermark moved. */
  flushed(end: number): boolean {
    this.#ownEnd = Math.max(this.#ownEnd, end);
    return this.#advance();
  }

  /**
   * A follower asked for what comes after `flushedEnd`: it has everything before on disk, and its log
   * is the leader's up to there. True where the high watermark moved.
   */
  fetched(id: number, flushedEnd: number, leaderEnd: number, nowMs: number): boolean {
    const follower = this.#followers.get(id);
    if (follower === undefined) return false;
    // Caught up now, or with what there was when it asked the last time.
    if (flushedEnd >= leaderEnd) follower.caughtUpMs = nowMs;
    else if (flushedEnd >= follower.endThen) {
      follower.caughtUpMs = Math.max(follower.caughtUpMs, follower.heardMs);
    }
    follower.endThen = leaderEnd;
    follower.heardMs = nowMs;
    follower.flushedEnd = Math.max(follower.flushedEnd, flushedEnd);
    follower.reportedEnd = flushedEnd;
    return this.#advance();
  }

  /** A follower begins to fetch, anew perhaps: what it says now counts, however little it is. */
  joined(id: number, flushedEnd: number): void {
    const follower = this.#followers.get(id);
    if (follower !== undefined) follower.flushedEnd = flushedEnd;
  }

  /** How far each follower is behind what is on this disk, as far as it said. */
  lags(nowMs: number): readonly FollowerLag[] {
    return [...this.#followers].map(([broker, { reportedEnd, caughtUpMs }]) => {
      const lagOffsets = Math.max(this.#ownEnd - reportedEnd, 0);
      const lagMs = lagOffsets === 0 ? 0 : Math.max(Math.round(nowMs - caughtUpMs), 0);
      return { broker, lagOffsets, lagMs };
    });
  }

  /** The least end of those that were heard of within `patienceMs`, in sync or not, and of the leader. */
  slowestEnd(nowMs: number, patienceMs: number): number {
    let least = this.#ownEnd;
    for (const { reportedEnd, heardMs } of this.#followers.values()) {
      if (nowMs - heardMs <= patienceMs) least = Math.min(least, reportedEnd);
    }
    return least;
  }

  /** Asked for and not answered: to be sent again until the partition epoch has changed. */
  get outstanding(): InSyncProposal | undefined {
    return this.#proposal;
  }

  /**
   * The change to ask for, if there is one and none is under way: one that fell behind leaves, one that
   * has all that is committed and all that was before this leader comes in. `fenced`: whom the controller
   * takes for dead; it would refuse them.
   */
  propose(nowMs: number, fenced: ReadonlySet<number> = NOBODY): InSyncProposal | undefined {
    if (this.#proposal !== undefined) return undefined;
    const { brokerId } = this.#parts;
    const inSync = this.#replicas.filter(
      (id) => id === brokerId || (!fenced.has(id) && this.#belongs(id, nowMs)),
    );
    const same =
      inSync.length === this.#inSync.length && inSync.every((id) => this.#inSync.includes(id));
    if (same) return undefined;
    this.#proposal = { inSync, partitionEpoch: this.#partitionEpoch };
    return this.#proposal;
  }

  /** The controller's word, by its answer or its log. Old news is passed over. True as above. */
  changed(
    inSync: readonly number[],
    partitionEpoch: number,
    replicas: readonly number[] = this.#replicas,
    nowMs: number = this.#parts.nowMs,
  ): boolean {
    // Fewer replicas may be enough by now.
    if (partitionEpoch <= this.#partitionEpoch) return this.#advance();
    assert(inSync.includes(this.#parts.brokerId), "a leader is never taken out of its in-sync set");
    this.#follow(replicas, nowMs);
    for (const id of this.#inSync) {
      const follower = inSync.includes(id) ? undefined : this.#followers.get(id);
      // It may come back with an empty disk: what it once had counts no more, only what it says anew.
      if (follower !== undefined) follower.flushedEnd = 0;
    }
    this.#inSync = inSync;
    this.#partitionEpoch = partitionEpoch;
    // The proposal was this one, or can never be accepted any more: it was about an older state.
    this.#proposal = undefined;
    return this.#advance();
  }

  #follow(replicas: readonly number[], nowMs: number): void {
    this.#replicas = replicas;
    for (const id of this.#followers.keys()) if (!replicas.includes(id)) this.#followers.delete(id);
    for (const id of replicas) {
      if (id === this.#parts.brokerId || this.#followers.has(id)) continue;
      // Nothing is known of it yet; it has lagMaxMs to show itself.
      this.#followers.set(id, {
        flushedEnd: 0,
        reportedEnd: 0,
        caughtUpMs: nowMs,
        endThen: this.#ownEnd,
        heardMs: nowMs,
      });
    }
  }

  #belongs(id: number, nowMs: number): boolean {
    const { caughtUpMs, flushedEnd } = this.#followers.get(id)!;
    const { lagMaxMs } = this.#parts;
    if (this.#inSync.includes(id)) return nowMs - caughtUpMs <= lagMaxMs;
    return (
      flushedEnd >= this.#highWatermark &&
      flushedEnd >= this.#epochStartOffset &&
      nowMs - caughtUpMs <= lagMaxMs
    );
  }

  /** Committed and proposed members: any of them may become leader. */
  #counted(): readonly number[] {
    if (this.#proposal === undefined) return this.#inSync;
    return [...new Set([...this.#inSync, ...this.#proposal.inSync])];
  }

  #advance(): boolean {
    if (!this.enough) return false;
    let least = this.#ownEnd;
    for (const id of this.#counted()) {
      if (id === this.#parts.brokerId) continue;
      least = Math.min(least, this.#followers.get(id)?.flushedEnd ?? 0);
    }
    if (least <= this.#highWatermark) return false;
    if (this.#hadOthers && least <= this.#epochStartOffset) return false;
    this.#highWatermark = least;
    return true;
  }
}

const NOBODY: ReadonlySet<number> = new Set();
