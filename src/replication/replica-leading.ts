/**
 * What a replica does as leader of one epoch: writes its own first entry, hears of its followers, and
 * moves the high watermark. Must never call anything committed that `LeaderState` does not.
 */
import { divergenceAt, type EpochEnd } from "../partition/divergence.ts";
import { type InSyncProposal, LeaderState } from "../partition/leader-state.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Timer } from "../platform/clock.ts";
import type { ReplicaCore } from "./replica-core.ts";
import { buildLeaderBatch, leaderNotReady, type PartitionRoles } from "./replica-role.ts";

/** How long a full disk is left alone before the first entry is tried again. */
const RETRY_MS = 500;

export interface LeadingSettings {
  readonly minInsyncReplicas: () => number;
  readonly lagMaxMs: number;
}

export class Leading {
  readonly members: LeaderState;
  readonly #core: ReplicaCore;
  /** Appends a batch of the broker's own. */
  readonly #append: (batch: Buffer) => unknown;
  readonly #alone: boolean;
  #ownEntryTimer: Timer | undefined;
  #stopped = false;

  constructor(
    core: ReplicaCore,
    roles: PartitionRoles,
    { minInsyncReplicas, lagMaxMs }: LeadingSettings,
    append: (batch: Buffer) => unknown,
  ) {
    const { clock, brokerId, highWatermark } = core;
    const { log } = core.storage;
    const { replicas, inSync, partitionEpoch } = roles;
    this.#core = core;
    this.#append = append;
    this.#alone = replicas.length === 1;
    this.members = new LeaderState({
      brokerId,
      epochStartOffset: log.endOffset,
      replicas,
      inSync,
      partitionEpoch,
      minInsyncReplicas,
      highWatermark,
      flushedEnd: log.flushedOffset,
      lagMaxMs,
      nowMs: clock.monotonicMs(),
    });
  }

  /** Begins the epoch. With others it serves once its own entry is committed (Ongaro 2014, §6.4). */
  begin(): void {
    this.#core.refusal = leaderNotReady(this.#core.id);
    if (!this.#alone) this.#writeOwnEntry();
    if (!this.#advance()) this.#core.tellRole();
  }

  /** Another leads, or the replica closes. */
  stop(): void {
    this.#stopped = true;
    this.#ownEntryTimer?.cancel();
  }

  changed({ inSync, partitionEpoch, replicas }: PartitionRoles): void {
    const nowMs = this.#core.clock.monotonicMs();
    this.members.changed(inSync, partitionEpoch, replicas, nowMs);
    this.#advance();
    // It may have been waiting for the set to be large enough.
    this.#core.scheduleListener();
  }

  flushed(flushedOffset: number): void {
    if (this.members.flushed(flushedOffset)) this.#advance();
  }

  followerJoined(brokerId: number, flushedOffset: number): void {
    this.members.joined(brokerId, 0);
    this.followerFlushed(brokerId, flushedOffset);
  }

  /** It may claim nothing that is not there: what nobody has written is not acknowledged. */
  followerFlushed(brokerId: number, flushedOffset: number): void {
    const { flushedOffset: end, writtenOffset } = this.#core.storage.log;
    if (flushedOffset > writtenOffset) return;
    const nowMs = this.#core.clock.monotonicMs();
    if (this.members.fetched(brokerId, flushedOffset, end, nowMs)) this.#advance();
  }

  /** The one that is under way, or a new one where there is reason. */
  proposal(fenced?: ReadonlySet<number>): InSyncProposal | undefined {
    return this.members.outstanding ?? this.members.propose(this.#core.clock.monotonicMs(), fenced);
  }

  /** What the log could not write is gone, the first entry of this epoch perhaps with it. */
  cut(truncatedTo: number): void {
    this.members.cut(truncatedTo);
    if (this.members.ready || truncatedTo > this.members.epochStartOffset) return;
    this.#ownEntryTimer?.cancel();
    this.#ownEntryTimer = this.#core.clock.setTimer(RETRY_MS, () => this.#writeOwnEntry());
  }

  /** Where a follower has to cut; undefined: the logs agree. Throws OFFSET_OUT_OF_RANGE. */
  divergence(endOffset: number, lastEpoch: number): EpochEnd | undefined {
    const { log } = this.#core.storage;
    const { firstOffset, writtenOffset } = log;
    const parts = divergenceAt(log.epochs, writtenOffset, endOffset, lastEpoch);
    // An empty log contradicts nothing; but no leader begins behind its own end.
    const isBeyond = lastEpoch < 0 && endOffset > writtenOffset;
    // Of what lies before its first batch this leader knows nothing any more.
    const isKnown = endOffset >= firstOffset && (parts === undefined || parts.epoch >= 0);
    if (!isBeyond && (isKnown || firstOffset === 0)) return parts;
    throw new TidemarkError(
      "OFFSET_OUT_OF_RANGE",
      `the leader's log goes from ${firstOffset} to ${writtenOffset}; offset ${endOffset} does not go with it`,
      { logStartOffset: firstOffset, highWatermark: this.members.highWatermark },
    );
  }

  #writeOwnEntry(): void {
    if (this.#stopped) return;
    const { brokerId, clock } = this.#core;
    this.#append(buildLeaderBatch(brokerId, clock.wallMs()));
  }

  /** True where the high watermark moved or readers are let in. */
  #advance(): boolean {
    const core = this.#core;
    // One that closes goes on committing what was appended, and serves nobody any more.
    const begins = core.refusal?.code === "LEADER_NOT_READY" && this.members.ready;
    if (begins) core.refusal = undefined;
    const moved = core.commitTo(this.members.highWatermark);
    if (begins) core.tellRole();
    return moved || begins;
  }
}
