/**
 * A replica whose log is a list of batch headers in memory, flushed some time after each append: what
 * streams between brokers are tried with where the log itself is not what is tried.
 */
import { EMPTY_BYTES, writeInt32, writeInt64 } from "../../../src/lib/bytes.ts";
import { type PartitionId, topicId } from "../../../src/model/ids.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { divergenceAt, type EpochEnd, truncationPoint } from "../../../src/partition/divergence.ts";
import { type InSyncProposal, LeaderState } from "../../../src/partition/leader-state.ts";
import * as at from "../../../src/record/layout.ts";
import { BatchView, batchSizeAt } from "../../../src/record/view.ts";
import type { FollowedReplica } from "../../../src/replication/follower-partition.ts";
import type { LedReplica } from "../../../src/replication/leader-follow.ts";
import type { FreshStart } from "../../../src/replication/replica-following.ts";
import type { SimSchedule } from "../../sim/platform/sim-schedule.ts";

export const REPLICAS = [1, 2, 3];
export const LAG_MAX_MS = 2_000;

export interface Leading {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly inSync: readonly number[];
}

export class ModelReplica implements LedReplica, FollowedReplica {
  readonly id: PartitionId;
  readonly brokerId: number;
  readonly schedule: SimSchedule;
  entries: Buffer[] = [];
  flushMs = 1;
  /** Below it a reader has to ask the disk. */
  coldBelow = 0;
  /** Appends wait for the disk and are then lost. */
  full = false;
  congested = false;
  firstOffset = 0;
  cleanedOffset = 0;
  flushedOffset = 0;
  /** Written, and being flushed: a full disk does not take it back any more. */
  sendableOffset = 0;
  highWatermark = 0;
  role: LedReplica["role"] = { kind: "follower", leaderEpoch: -1 };
  readsUnderWay = 0;
  readsMost = 0;
  appendedBytes = 0;
  startedAnew = 0;
  producers = "";
  /** Of batches that came from a leader and are not flushed: the most there ever were. */
  unflushedMost = 0;
  /** Hears each cut, as the oracle of what was committed. */
  onCut: ((from: number) => void) | undefined;
  #state: LeaderState | undefined;
  #flushing = false;
  #startOffset = 0;
  readonly #flushed = new Set<() => void>();
  readonly #sendable = new Set<() => void>();
  readonly #advance = new Set<() => void>();

  constructor(schedule: SimSchedule, brokerId: number, partition: number, topic = "ab") {
    this.id = { topicId: topicId(topic.repeat(16)), partition };
    this.brokerId = brokerId;
    this.schedule = schedule;
  }

  get endOffset(): number {
    const last = this.entries.at(-1);
    return last === undefined ? this.#startOffset : new BatchView(last).nextOffset;
  }

  get lastEpoch(): number {
    const last = this.entries.at(-1);
    return last === undefined ? -1 : new BatchView(last).leaderEpoch;
  }

  get log(): LedReplica["log"] {
    const { firstOffset, endOffset } = this;
    const cleanedOffset = Math.max(firstOffset, this.cleanedOffset);
    const sizeBytes = this.entries.reduce((sum, entry) => sum + entry.length, 0);
    return { firstOffset, cleanedOffset, logStartOffset: firstOffset, endOffset, sizeBytes };
  }

  // As the metadata say.

  lead({ leaderEpoch, partitionEpoch, inSync }: Leading): void {
    if (this.role.kind === "leader" && this.role.leaderEpoch === leaderEpoch) {
      if (this.#state?.changed(inSync, partitionEpoch) === true) this.#advanced();
      return;
    }
    this.role = { kind: "leader", leaderEpoch };
    this.#state = new LeaderState({
      brokerId: this.brokerId,
      epochStartOffset: this.endOffset,
      replicas: REPLICAS,
      inSync,
      partitionEpoch,
      minInsyncReplicas: () => 2,
      highWatermark: this.highWatermark,
      flushedEnd: this.flushedOffset,
      lagMaxMs: LAG_MAX_MS,
      nowMs: this.schedule.nowMs,
    });
    this.append(1);
  }

  follow({ leaderEpoch }: Leading): void {
    this.role = { kind: "follower", leaderEpoch };
    this.#state = undefined;
  }

  proposal(): InSyncProposal | undefined {
    return this.#state?.outstanding ?? this.#state?.propose(this.schedule.nowMs);
  }

  // Its leader's side.

  append(offsets: number, bytes = 100): void {
    const batch = Buffer.alloc(Math.max(bytes, at.HEADER_BYTES));
    writeInt64(batch, at.BASE_OFFSET_AT, this.endOffset);
    writeInt32(batch, at.LENGTH_AT, batch.length - at.LEADING_BYTES);
    writeInt32(batch, at.LEADER_EPOCH_AT, this.role.leaderEpoch);
    writeInt32(batch, at.LAST_OFFSET_DELTA_AT, offsets - 1);
    // Tells batches of the same place apart.
    writeInt32(batch, at.CRC_AT, this.brokerId * 1_000_000 + this.entries.length);
    this.#append(batch);
  }

  divergence(endOffset: number, lastEpoch: number): EpochEnd | undefined {
    if (lastEpoch < 0 && endOffset > this.sendableOffset) {
      throw new TidemarkError("OFFSET_OUT_OF_RANGE", "it begins behind the leader's end");
    }
    return divergenceAt(this, this.sendableOffset, endOffset, lastEpoch);
  }

  readForFollower(from: number, maxBytes: number): Buffer[] | Promise<Buffer[]> {
    const found: Buffer[] = [];
    let bytes = 0;
    for (const entry of this.entries) {
      const { nextOffset } = new BatchView(entry);
      if (nextOffset <= from || nextOffset > this.sendableOffset) continue;
      bytes += entry.length;
      if (found.length > 0 && bytes > maxBytes) break;
      found.push(entry);
    }
    if (from >= this.coldBelow) return found;
    this.readsUnderWay += 1;
    this.readsMost = Math.max(this.readsMost, this.readsUnderWay);
    return new Promise((resolve) => {
      this.schedule.after(2, () => {
        this.readsUnderWay -= 1;
        resolve(found.length === 0 ? [] : [Buffer.concat(found)]);
      });
    });
  }

  followerJoined(brokerId: number, flushedOffset: number): void {
    this.#state?.joined(brokerId, 0);
    this.followerFlushed(brokerId, flushedOffset);
  }

  followerFlushed(brokerId: number, flushedOffset: number): void {
    const { nowMs } = this.schedule;
    if (this.#state?.fetched(brokerId, flushedOffset, this.endOffset, nowMs)) this.#advanced();
  }

  /** Everything before `offset` goes, as retention does it. */
  deleteBefore(offset: number): void {
    this.entries = this.entries.filter((entry) => new BatchView(entry).baseOffset >= offset);
    this.firstOffset = offset;
  }

  producersBelow(offset: number): Uint8Array {
    return Buffer.from(`below ${offset}`);
  }

  // Its follower's side.

  appendFetched(leaderEpoch: number, batches: Buffer): void {
    if (this.role.kind !== "follower" || this.role.leaderEpoch !== leaderEpoch) {
      throw new Error(`append of epoch ${leaderEpoch}`);
    }
    for (let position = 0; position < batches.length; ) {
      const size = batchSizeAt(batches, position);
      const batch = batches.subarray(position, position + size);
      const { baseOffset, leaderEpoch: epoch } = new BatchView(batch);
      // No holes here: whatever is missing was lost on the way.
      if (baseOffset !== this.endOffset) throw new Error(`${baseOffset} after ${this.endOffset}`);
      if (epoch < this.lastEpoch) throw new Error(`epoch ${epoch} after ${this.lastEpoch}`);
      this.appendedBytes += size;
      this.#append(batch);
      position += size;
    }
    const unflushed = this.entries.filter(
      (entry) => new BatchView(entry).nextOffset > this.flushedOffset,
    );
    const bytes = unflushed.reduce((sum, entry) => sum + entry.length, 0);
    this.unflushedMost = Math.max(this.unflushedMost, bytes);
  }

  learn(_leaderEpoch: number, highWatermark: number): void {
    this.highWatermark = Math.max(this.highWatermark, Math.min(highWatermark, this.flushedOffset));
  }

  async cutTo(answer: EpochEnd): Promise<void> {
    await this.#pass(1);
    this.#truncate(truncationPoint(this, this.endOffset, answer));
  }

  async startAnewAt(start: FreshStart): Promise<void> {
    const { offset, producers = EMPTY_BYTES } = start;
    await this.#pass(1);
    this.cleanedOffset = start.cleanedOffset;
    this.producers = Buffer.from(producers).toString();
    this.entries = [];
    this.startedAnew += 1;
    this.#startOffset = this.firstOffset = this.flushedOffset = this.sendableOffset = offset;
  }

  onFlushed(listener: () => void): () => void {
    this.#flushed.add(listener);
    return () => this.#flushed.delete(listener);
  }

  onSendable(listener: () => void): () => void {
    this.#sendable.add(listener);
    return () => this.#sendable.delete(listener);
  }

  onAdvance(listener: () => void): () => void {
    this.#advance.add(listener);
    return () => this.#advance.delete(listener);
  }

  /** The process dies: what was not flushed is gone, and who listened. */
  crash(): void {
    this.#truncate(this.flushedOffset);
    this.#flushed.clear();
    this.#sendable.clear();
    this.#advance.clear();
    this.#state = undefined;
    this.role = { kind: "follower", leaderEpoch: this.role.leaderEpoch };
  }

  endOf(epoch: number, logEndOffset: number): EpochEnd | undefined {
    for (const entry of this.entries.toReversed()) {
      const { leaderEpoch, nextOffset } = new BatchView(entry);
      if (leaderEpoch <= epoch && nextOffset <= logEndOffset) {
        return { epoch: leaderEpoch, endOffset: nextOffset };
      }
    }
    return undefined;
  }

  #append(batch: Buffer): void {
    this.entries.push(batch);
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    const end = this.endOffset;
    const refused = this.full;
    if (!refused) this.#written(end);
    this.schedule.after(this.flushMs, () => {
      this.#flushing = false;
      if (refused) return this.#truncate(this.flushedOffset);
      this.flushedOffset = Math.min(end, this.endOffset);
      if (this.#state?.flushed(this.flushedOffset) === true) this.#advanced();
      for (const listener of this.#flushed) listener();
      if (this.flushedOffset < this.endOffset) this.#flushSoon();
    });
  }

  #written(end: number): void {
    this.sendableOffset = end;
    for (const listener of this.#sendable) listener();
  }

  #advanced(): void {
    this.highWatermark = this.#state!.highWatermark;
    for (const listener of this.#advance) listener();
  }

  #truncate(offset: number): void {
    if (offset < this.highWatermark) {
      throw new Error(`${this.brokerId} cuts at ${offset}, committed ${this.highWatermark}`);
    }
    if (offset < this.endOffset) this.onCut?.(offset);
    this.entries = this.entries.filter((entry) => new BatchView(entry).nextOffset <= offset);
    this.flushedOffset = Math.min(this.flushedOffset, offset);
    this.sendableOffset = Math.min(this.sendableOffset, offset);
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => void this.schedule.after(ms, resolve));
  }
}
