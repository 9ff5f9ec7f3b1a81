/**
 * One replica of one partition on this node, its leader or a follower as the metadata says: it owns the
 * log and what is folded from it, and keeps them in step. The only place that appends to the
 * partition's log.
 *
 * Order of a leader's append, all in one turn: decide against committed + tail, stamp, `log.append`,
 * fold. A follower writes what its leader sent and folds it by the same rules. The flush comes later; a
 * cut undoes the folds. No view commits, and no reader sees, what is not committed (P3).
 */
import type { MessageIds } from "../dedup/message-ids.ts";
import type { PartitionLog } from "../log/partition-log.ts";
import type { FollowerLag } from "../model/descriptions.ts";
import { CLEANING_PATIENCE_MS } from "../model/cluster-limits.ts";
import { TidemarkError, toTidemarkError } from "../model/errors.ts";
import type { PartitionId } from "../model/ids.ts";
import type { Acks } from "../model/records.ts";
import type { EpochEnd } from "../partition/divergence.ts";
import type { Exclusion } from "../partition/admission.ts";
import type { InSyncProposal } from "../partition/leader-state.ts";
import type { ProducerStates } from "../partition/producer-states.ts";
import type { Waiters } from "../partition/waiters.ts";
import { BatchView } from "../record/view.ts";
import { ScheduleIndexDamaged } from "../schedule/index-damaged.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";
import { ViewDamaged } from "../runs/view-damaged.ts";
import type { LateRecords } from "./late-records.ts";
import { leftOut } from "./left-out.ts";
import { readForFollower } from "./read-for-follower.ts";
import { Appends, type AppendOutcome } from "./replica-appends.ts";
import { ReplicaCore } from "./replica-core.ts";
import { Following, type FreshStart } from "./replica-following.ts";
import { Leading } from "./replica-leading.ts";
import type { ReplicaParts } from "./replica-parts.ts";
import { notLeader, type PartitionRoles, type ReplicaRole } from "./replica-role.ts";
import { deleteRecords, pinnedBytes } from "./replica-retention.ts";

export type { AppendOutcome, ReplicaSettings } from "./replica-appends.ts";

const NOBODY: readonly number[] = [];

export class Replica {
  readonly id: PartitionId;
  /** Where records that were overdue when it opened are not to be released. */
  late: LateRecords | undefined;
  readonly #parts: ReplicaParts;
  readonly #core: ReplicaCore;
  readonly #appends: Appends;
  readonly #following: Following;
  /** While it leads. */
  #leading: Leading | undefined;
  /** Whom it follows. */
  #leader: number | undefined;
  readonly #droppedListeners = new Set<() => void>();
  /** Its log is not what it must be; only closing is left. */
  #failed: TidemarkError | undefined;
  #closed: TidemarkError | undefined;

  constructor(parts: ReplicaParts) {
    this.id = parts.id;
    this.#parts = parts;
    this.#core = new ReplicaCore(parts, notLeader(parts.id, undefined));
    this.#appends = new Appends(this.#core, parts.settings, (error) => this.#idsDamaged(error));
    this.#following = new Following(this.#core, async (start, before) => {
      const storage = await parts.startAnew(this.#core.storage, start, before);
      this.#attach(storage.log);
      return storage;
    });
    this.#attach(parts.storage.log);
  }

  #attach(log: PartitionLog): void {
    log.onWritten = () => this.#core.tellSendable();
    log.onFlushed = (flushed) => this.#flushed(flushed);
    log.onAppendFailed = (error, truncatedTo) => this.#dropped(error, truncatedTo);
  }

  get log(): PartitionLog {
    return this.#core.storage.log;
  }
  get schedule(): PartitionSchedule {
    return this.#core.storage.views.schedule;
  }
  get ids(): MessageIds {
    return this.#core.storage.views.ids;
  }
  get producers(): ProducerStates {
    return this.#core.storage.views.producers;
  }

  // Role.

  get role(): ReplicaRole {
    const { leaderEpoch, refusal } = this.#core;
    if (this.#leading === undefined) return { kind: "follower", leader: this.#leader, leaderEpoch };
    return { kind: "leader", leaderEpoch, ready: refusal === undefined };
  }

  /** Stamped into what is appended. */
  get leaderEpoch(): number {
    return this.#core.leaderEpoch;
  }

  /** Why nobody is served here: NOT_LEADER, LEADER_NOT_READY, or it is closed. */
  get refusal(): TidemarkError | undefined {
    return this.#core.refusal;
  }

  /**
   * It leads, as the metadata says: in a new epoch it writes an entry of its own first, in the same one
   * it hears of a newer in-sync set. Old news is passed over.
   */
  lead(roles: PartitionRoles): void {
    if (this.closed !== undefined) return;
    const { changing } = this.#following;
    if (changing !== undefined) return void changing.then(() => this.lead(roles));
    const alone = roles.replicas.length === 1;
    const { lastEpoch } = this.log;
    // Alone it is whatever its log says; with others a log from a later epoch makes this old news.
    const epoch = alone ? Math.max(roles.leaderEpoch, lastEpoch) : roles.leaderEpoch;
    const core = this.#core;
    core.hasOthers = !alone;
    if (this.#leading !== undefined && epoch === core.leaderEpoch) {
      return this.#leading.changed(roles);
    }
    if (epoch < core.leaderEpoch || epoch < lastEpoch) return;
    this.#leading?.stop();
    core.leaderEpoch = epoch;
    this.#leader = core.brokerId;
    const settings = {
      minInsyncReplicas: () => this.#parts.settings().minInsyncReplicas,
      lagMaxMs: this.#parts.settings().replicaLagMaxMs,
    };
    this.#leading = new Leading(core, roles, settings, (batch) => this.#appends.append(batch));
    this.#leading.begin();
  }

  /**
   * Another broker leads, or nobody: who waits is told so, and nothing is released any more. `address`:
   * `host:port` of the leader, where it is known.
   */
  follow(roles: PartitionRoles, address?: string): void {
    const core = this.#core;
    if (this.closed !== undefined || roles.leaderEpoch < core.leaderEpoch) return;
    core.hasOthers = roles.replicas.length > 1;
    core.leaderEpoch = roles.leaderEpoch;
    this.#following.lossAccepted(roles.lossEpoch ?? -1);
    this.#leader = roles.leader;
    this.#leading?.stop();
    this.#leading = undefined;
    this.#appends.stopped();
    core.refusal = notLeader(this.id, roles.leader, address);
    core.failWaiters(core.refusal);
    core.tellRole();
  }

  /** How far each follower is behind; none where this one does not lead. */
  followerLags(): readonly FollowerLag[] {
    return this.#leading?.members.lags(this.#core.clock.monotonicMs()) ?? [];
  }

  /** Called when it begins to lead, is ready to, leads no more, or closes. */
  onRole(listener: () => void): () => void {
    this.#core.roleListeners.add(listener);
    return () => this.#core.roleListeners.delete(listener);
  }

  // For the streams of a leader.

  /**
   * Where the follower whose log ends at `endOffset` in `lastEpoch` has to cut it; undefined: nowhere.
   * Throws NOT_LEADER, or OFFSET_OUT_OF_RANGE with `logStartOffset`, where it has to start anew.
   */
  divergence(endOffset: number, lastEpoch: number): EpochEnd | undefined {
    return this.#leads().divergence(endOffset, lastEpoch);
  }

  /** What is known of idempotent producers whose batches lie below `offset`, for a follower that lacks them. */
  producersBelow(offset: number): Buffer {
    return this.#core.storage.views.producersBelow(offset);
  }

  /** Whole batches from `from` on, written here, flushed and committed or not. */
  readForFollower(from: number, maxBytes: number): Buffer[] | Promise<Buffer[]> {
    this.#leads();
    return readForFollower(this.log, from, maxBytes);
  }

  /** Exclusive end of what followers may be sent. */
  get sendableOffset(): number {
    return this.log.writtenOffset;
  }

  /** Called each time there may be more to send: once it is written, and once it is flushed. */
  onSendable(listener: () => void): () => void {
    this.#core.sendListeners.add(listener);
    return () => this.#core.sendListeners.delete(listener);
  }

  /** Its request was accepted: the logs agree up to what it has flushed, and what it said before is void. */
  followerJoined(brokerId: number, flushedOffset: number): void {
    this.#leading?.followerJoined(brokerId, flushedOffset);
  }

  /** A follower has everything below on disk. */
  followerFlushed(brokerId: number, flushedOffset: number): void {
    this.#leading?.followerFlushed(brokerId, flushedOffset);
  }

  /** Called each time more is flushed here. */
  onFlushed(listener: () => void): () => void {
    this.#core.flushListeners.add(listener);
    return () => this.#core.flushListeners.delete(listener);
  }

  /** The change of the in-sync set to ask the controller for, again until it has answered. */
  proposal(fenced?: ReadonlySet<number>): InSyncProposal | undefined {
    return this.#leading?.proposal(fenced);
  }

  // For the stream of a follower. What comes of an older epoch is passed over.

  /** Whole batches as the leader has them. Throws CORRUPT_BATCH (nothing is appended), PARTITION_DAMAGED. */
  appendFetched(leaderEpoch: number, batches: Buffer): void {
    if (!this.#follows(leaderEpoch)) return;
    try {
      this.#following.append(batches);
    } catch (error) {
      throw this.#foldFailed(error);
    }
  }

  /** What the leader says is committed, and where its log begins for readers. */
  learn(leaderEpoch: number, highWatermark: number, logStartOffset: number): void {
    if (this.#follows(leaderEpoch)) this.#following.learn(highWatermark, logStartOffset);
  }

  /** Cuts back to where both logs agree, given `divergence`'s answer. Rejects with PARTITION_DAMAGED. */
  async cutTo(answer: EpochEnd): Promise<void> {
    if (this.#leading !== undefined || this.closed !== undefined) return;
    await this.#following.cutTo(answer).catch((error: unknown) => {
      throw this.#foldFailed(error);
    });
  }

  /**
   * The leader no longer has what would follow here: drops all, and begins empty at `offset`, with what
   * the leader still knows of `producers` below it.
   */
  async startAnewAt(start: FreshStart): Promise<void> {
    if (this.#leading !== undefined || this.closed !== undefined) return;
    await this.#following.startAnewAt(start).catch((error: unknown) => {
      throw this.#foldFailed(error);
    });
  }

  get endOffset(): number {
    return this.log.endOffset;
  }
  get flushedOffset(): number {
    return this.log.flushedOffset;
  }
  /** Of the last batch; −1: there is none. */
  get lastEpoch(): number {
    return this.log.lastEpoch;
  }

  /** Called where the disk did not take what was appended: the log ends earlier now. */
  onDropped(listener: () => void): () => void {
    this.#droppedListeners.add(listener);
    return () => this.#droppedListeners.delete(listener);
  }

  #leads(): Leading {
    if (this.#leading !== undefined) return this.#leading;
    throw this.#core.refusal ?? notLeader(this.id, this.#leader);
  }

  #follows(leaderEpoch: number): boolean {
    return (
      this.#leading === undefined &&
      this.closed === undefined &&
      leaderEpoch === this.#core.leaderEpoch
    );
  }

  /** What its log says cannot be followed: it is out of service. */
  #foldFailed(error: unknown): unknown {
    if (error instanceof ScheduleIndexDamaged) this.indexDamaged(error);
    else if (error instanceof ViewDamaged) this.#idsDamaged(error);
    else if (error instanceof TidemarkError && error.code === "PARTITION_DAMAGED") {
      this.#failed = error;
      this.#core.refusal = error;
      this.#core.failWaiters(error);
      this.#core.tellRole();
    }
    return error;
  }

  // What clients see.

  /** Exclusive end of what readers may see (P3). */
  get highWatermark(): number {
    return this.#core.highWatermark;
  }

  /** As its leader knows; empty elsewhere. */
  get inSyncReplicas(): readonly number[] {
    return this.#leading?.members.inSync ?? NOBODY;
  }

  /** May this replica release? Only a leader that can commit what it appends. */
  get mayRelease(): boolean {
    return this.#core.refusal === undefined && this.#leading?.members.mayCommit === true;
  }

  get maxRecordBytes(): number {
    return this.#parts.settings().maxRecordBytes;
  }

  /** A view lags behind the log: who schedules more, or sends ids, should wait (P5, P6). */
  get congested(): boolean {
    return this.#core.storage.views.congested;
  }

  indexDamaged(error: ScheduleIndexDamaged): void {
    this.#parts.indexDamaged(this.#core.storage.views, error);
  }

  #idsDamaged(error: ViewDamaged): void {
    this.#parts.idsDamaged(this.#core.storage.views, error);
  }

  /**
   * Appends a batch as a client sent it. Throws a TidemarkError where the whole batch is refused.
   * Durable when `whenCommitted(answerAfter)` says so. With `acks` all too few replicas in sync are
   * one reason, NOT_ENOUGH_REPLICAS.
   */
  produce(bytes: Buffer, acks: Acks = "all"): AppendOutcome {
    if (this.#leading !== undefined && this.#core.refusal !== undefined) {
      this.#appends.refused(bytes);
    }
    this.#assertServes();
    return this.#appends.produce(bytes, acks, this.inSyncReplicas);
  }

  /** Appends a batch that the broker itself built: a release, a control batch, an internal record. */
  append(bytes: Buffer): AppendOutcome {
    this.#assertServes();
    return this.#appends.append(bytes);
  }

  /**
   * Calls `done` once everything up to and including `lastOffset` is committed, or with the error
   * that says it never will be, or that nobody knows.
   */
  whenCommitted(lastOffset: number, done: (error: TidemarkError | undefined) => void): void {
    if (lastOffset < this.highWatermark) return done(undefined);
    this.#wait(this.#core.waiters, lastOffset, done);
  }

  /** The same of this node's disk alone: other replicas may not have it yet, and it may be lost. */
  whenFlushed(lastOffset: number, done: (error: TidemarkError | undefined) => void): void {
    if (lastOffset < this.log.flushedOffset) return done(undefined);
    this.#wait(this.#core.flushWaiters, lastOffset, done);
  }

  #wait(
    waiters: Waiters,
    lastOffset: number,
    done: (error: TidemarkError | undefined) => void,
  ): void {
    if (this.#leading === undefined || this.closed !== undefined) return done(this.#core.refusal);
    waiters.add({
      until: lastOffset + 1,
      done: (error) =>
        done(error === undefined ? undefined : toTidemarkError(error, error.message)),
    });
  }

  /** Which records of a committed batch were left out when it first came, from the retry's bytes. */
  leftOut(retry: Buffer, first: AppendOutcome): Promise<readonly Exclusion[]> {
    return leftOut(this, new BatchView(retry), first, this.#core.clock.wallMs());
  }

  /** The promise form of `whenCommitted`. */
  committed(lastOffset: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.whenCommitted(lastOffset, (error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  /**
   * Makes what lies below `before` unreadable and frees whole segments that hold nothing pending.
   * Returns the new log start offset.
   */
  deleteRecords(before: number): Promise<number> {
    return deleteRecords(this, before);
  }

  /** Bounds what a start after a crash must read again; to be called about once a second. */
  checkpoint(): void {
    this.#core.storage.views.checkpoint(this.#core.clock.wallMs());
    this.#core.noteMarks();
  }

  /** The oldest record that waits; nothing below it has to stay in the log. */
  get scheduleStartOffset(): number {
    return this.schedule.firstPendingOffset ?? this.highWatermark;
  }

  /**
   * Below it entries may go that were settled. A leader waits for followers that are behind, as long as
   * they are heard of now and then: cleaned past, they would have to copy all of it again.
   */
  get cleanableOffset(): number {
    const members = this.#leading?.members;
    if (members === undefined) return this.highWatermark;
    const nowMs = this.#core.clock.monotonicMs();
    return Math.min(this.highWatermark, members.slowestEnd(nowMs, CLEANING_PATIENCE_MS));
  }

  /** Bytes below the log start that stay on disk, since something in them waits or is not cleaned yet. */
  get pinnedBytes(): number {
    return pinnedBytes(this.log);
  }

  /**
   * Stores the views of the log as far as it is committed. Below the answer the log may lose what it
   * needs no more: after a crash they go on from there. What the store refuses makes it less.
   */
  storeViews(): Promise<number> {
    return this.#core.storage.views.store(this.highWatermark, this.#core.clock.wallMs());
  }

  /** Called whenever the high watermark moves, the role changes, and once when the replica closes. */
  onAdvance(listener: () => void): () => void {
    this.#core.advanceListeners.add(listener);
    return () => this.#core.advanceListeners.delete(listener);
  }

  /** The one who releases: called whenever the schedule may have changed. */
  onScheduleChange(listener: () => void): void {
    this.#core.scheduleListener = listener;
  }

  /** Why readers must turn elsewhere. A leader that is not ready yet lets them wait for more. */
  get unreadable(): TidemarkError | undefined {
    return this.#leading === undefined ? this.#core.refusal : this.closed;
  }

  get closed(): TidemarkError | undefined {
    return this.#closed ?? this.#failed;
  }

  /** Flushes and closes; everyone who still waits is told `reason`. */
  async close(reason: TidemarkError): Promise<void> {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    const core = this.#core;
    core.refusal = reason;
    await this.#following.changing;
    const { log, views } = core.storage;
    await log.flush().catch(() => undefined);
    this.#leading?.stop();
    core.failWaiters(reason);
    core.tellRole();
    // Views: what the store does not take is folded again at the next start.
    await views.store(this.highWatermark, core.clock.wallMs());
    await views.close();
    await log.close();
    core.noteMarks();
  }

  #assertServes(): void {
    if (this.#core.refusal !== undefined) throw this.#core.refusal;
  }

  #flushed(flushedOffset: number): void {
    this.#core.flushedTo(flushedOffset);
    if (this.#leading !== undefined) this.#leading.flushed(flushedOffset);
    else this.#following.commitLearned();
    for (const listener of this.#core.flushListeners) listener();
    this.#core.tellSendable();
  }

  #dropped(error: TidemarkError, truncatedTo: number): void {
    this.#core.cut(error, truncatedTo);
    this.#leading?.cut(truncatedTo);
    for (const listener of this.#droppedListeners) listener();
  }
}
