/**
 * What a replica does as a follower: writes what its leader sends as it is, folds it, commits what the
 * leader calls committed as far as it is on disk here, and goes back to where both logs agree. Must never
 * cut what it knows to be committed, and never acknowledge what it has not flushed.
 */
import { TidemarkError } from "../model/errors.ts";
import { type EpochEnd, truncationPoint } from "../partition/divergence.ts";
import type { ReplicaCore, ReplicaStorage } from "./replica-core.ts";
import { fetchedBatches } from "./replica-fetched.ts";
import { logsPart } from "./replica-role.ts";
import { concernsSchedule } from "./replica-views.ts";

/** Where an empty log begins, as its leader says. */
export interface FreshStart {
  readonly offset: number;
  /** Below it the leader's log lacks entries, so that the copy will. */
  readonly cleanedOffset: number;
  /** Of batches below the cleaned offset, as `producersBelow` of the leader gives them. */
  readonly producers?: Uint8Array;
}

/** What becomes of the log that was there. */
export type Before = "remove" | "quarantine";

export type StartAnew = (start: FreshStart, before: Before) => Promise<ReplicaStorage>;

/** A leader that has it no more says where instead. */
const FROM_THE_START: FreshStart = { offset: 0, cleanedOffset: 0 };

export class Following {
  readonly #core: ReplicaCore;
  /** Puts an empty log that begins there, and empty views, in the place of what there is. */
  readonly #startAnew: StartAnew;
  /** By the leaders' words. */
  #committed = 0;
  #startOffset = 0;
  #deleting = false;
  /** Of the metadata: what differs from the leader's log, and is older, was given up by a person. */
  #lossEpoch = -1;
  /** The last one for which this log began anew. */
  #begunAnewSince = -1;
  /** The log is cut or begun anew: nothing may be appended meanwhile. */
  #changing: Promise<void> | undefined;

  constructor(core: ReplicaCore, startAnew: StartAnew) {
    this.#core = core;
    this.#startAnew = startAnew;
  }

  /** The log is being cut; resolves when that is over, whatever became of it. */
  get changing(): Promise<void> | undefined {
    return this.#changing;
  }

  /** What leaders said before counts no more: the next one may have less. */
  lossAccepted(lossEpoch: number): void {
    if (lossEpoch === this.#lossEpoch) return;
    this.#lossEpoch = lossEpoch;
    this.#committed = 0;
    this.#startOffset = 0;
  }

  /** Throws CORRUPT_BATCH, where nothing was appended, or PARTITION_DAMAGED. */
  append(bytes: Buffer): void {
    if (this.#changing !== undefined) return;
    const core = this.#core;
    const { log, views } = core.storage;
    const { endOffset, lastEpoch } = log;
    const batches = fetchedBatches(bytes, endOffset, lastEpoch, core.leaderEpoch);
    const nowMs = core.clock.wallMs();
    let concerns = false;
    for (const view of batches) {
      const place = log.append(view.bytes);
      // The leader had it a moment ago, or long ago: what is remembered for a time, rather too long.
      views.fold(view, place, nowMs, core.highWatermark, nowMs);
      concerns ||= concernsSchedule(view);
    }
    if (concerns) core.scheduleListener();
  }

  learn(highWatermark: number, logStartOffset: number): void {
    if (highWatermark > this.#committed) this.#committed = highWatermark;
    if (logStartOffset > this.#startOffset) this.#startOffset = logStartOffset;
    this.commitLearned();
    this.#deleteSoon();
  }

  /** Not beyond what is on disk here. */
  commitLearned(): void {
    if (this.#changing !== undefined) return;
    const core = this.#core;
    core.commitTo(Math.min(this.#committed, core.storage.log.flushedOffset));
  }

  /** Rejects with PARTITION_DAMAGED, where nothing was cut. */
  cutTo(answer: EpochEnd): Promise<void> {
    return this.#change(async () => {
      const core = this.#core;
      const { log, views } = core.storage;
      const { highWatermark, id } = core;
      const point = truncationPoint(log.epochs, log.endOffset, answer);
      if (point < log.endOffset && this.#isGivenUp) return this.#beginAnew(FROM_THE_START);
      if (point < highWatermark) throw logsPart(id, point, highWatermark);
      await log.truncateTo(point, async (endOffset) => {
        if (endOffset < highWatermark) throw logsPart(id, endOffset, highWatermark);
        await core.lowerMarks(endOffset);
      });
      views.truncate(log.endOffset);
    });
  }

  /**
   * What is known to be committed goes as well: the leader has it, or has cleaned it, and what settles
   * records that this log still holds may be gone with that.
   */
  startAnewAt(start: FreshStart): Promise<void> {
    return this.#change(() => this.#beginAnew(start));
  }

  /** What was there is kept aside where only a person knows that it is not needed any more. */
  async #beginAnew(start: FreshStart): Promise<void> {
    const core = this.#core;
    const before = this.#isGivenUp ? "quarantine" : "remove";
    core.beganAnew(await this.#startAnew(start, before), start.offset);
    this.#begunAnewSince = this.#lossEpoch;
  }

  /** Nothing of it is of the time since, and it was not copied since: it may hold what the leader never had. */
  get #isGivenUp(): boolean {
    const { endOffset, firstOffset, lastEpoch } = this.#core.storage.log;
    if (endOffset === firstOffset || this.#begunAnewSince === this.#lossEpoch) return false;
    return lastEpoch < this.#lossEpoch;
  }

  async #change(work: () => Promise<void>): Promise<void> {
    const { leaderEpoch } = this.#core;
    while (this.#changing !== undefined) await this.#changing;
    // The answer of a leader that leads no more says nothing.
    if (this.#core.leaderEpoch !== leaderEpoch) return;
    const working = work();
    this.#changing = working.then(
      () => undefined,
      () => undefined,
    );
    try {
      await working;
    } finally {
      this.#changing = undefined;
    }
  }

  #deleteSoon(): void {
    if (this.#deleting || this.#changing !== undefined) return;
    if (this.#mayStartAt() <= this.#core.storage.log.logStartOffset) return;
    this.#deleting = true;
    this.#delete()
      // A full disk, or a log that closes: the next word of the leader tries again.
      .catch((error: unknown) => {
        if (!(error instanceof TidemarkError)) throw error;
      })
      .finally(() => (this.#deleting = false));
  }

  #mayStartAt(): number {
    return Math.min(this.#startOffset, this.#core.highWatermark);
  }

  /** As the leader's `deleteRecords`: only what the stored views need no more. */
  async #delete(): Promise<void> {
    const core = this.#core;
    const { storage } = core;
    const folded = await storage.views.store(core.highWatermark, core.clock.wallMs());
    if (storage !== core.storage || this.#changing !== undefined) return;
    const { firstPendingOffset = core.highWatermark } = storage.views.schedule;
    await storage.log.deleteBefore(this.#mayStartAt(), Math.min(firstPendingOffset, folded));
  }
}
