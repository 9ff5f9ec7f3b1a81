/**
 * Partitions whose views have to follow too much of their log for anybody to wait: they are brought up
 * one after the other while the others are served, and tell how far they are. Must never let one be
 * served, and so release anything, before all of its log is folded.
 *
 * States of one: waiting → under way → served, or out of service; stopped at any time, when its topic is
 * deleted or the broker stops. What the store took until then counts: the next start goes on from there.
 */
import { TidemarkError } from "../model/errors.ts";
import { REBUILD_BEFORE_UP_BYTES, REPLAY_BEFORE_UP_BYTES } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { OpeningReplica } from "../replication/open-replica.ts";
import type { Replica } from "../replication/replica.ts";
import type { Log } from "../telemetry/log.ts";

const TELL_EVERY_MS = 2_000;

export interface Rebuild {
  readonly topic: string;
  readonly partition: number;
  /** Offsets that are folded, and all that have to be. */
  readonly doneOffsets: number;
  readonly totalOffsets: number;
}

type Job = { -readonly [Member in keyof Rebuild]: Rebuild[Member] } & { stopped: boolean };

class Stopped extends Error {
  override readonly name = "Stopped";
}

export class Rebuilds {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #jobs = new Map<string, Job>();
  #last: Promise<unknown> = Promise.resolve();
  #beforeUpBytes = REPLAY_BEFORE_UP_BYTES;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  get list(): readonly Rebuild[] {
    return [...this.#jobs.values()].map(({ topic, partition, doneOffsets, totalOffsets }) => ({
      topic,
      partition,
      doneOffsets,
      totalOffsets,
    }));
  }

  /** Whether it is worth waiting for; takes its share of what all may take. */
  isShort({ replayBytes, rebuilding }: OpeningReplica): boolean {
    const most = rebuilding ? REBUILD_BEFORE_UP_BYTES : this.#beforeUpBytes;
    if (replayBytes > Math.min(most, this.#beforeUpBytes)) return false;
    this.#beforeUpBytes -= replayBytes;
    return true;
  }

  /** Resolves with the replica; undefined: it was stopped, and is closed. Rejects as `finish` does. */
  run(
    key: string,
    topic: string,
    partition: number,
    opening: OpeningReplica,
  ): Promise<Replica | undefined> {
    const totalOffsets = opening.replayOffsets;
    const job: Job = { topic, partition, doneOffsets: 0, totalOffsets, stopped: false };
    this.#jobs.set(key, job);
    const done = this.#last
      .then(() => this.#run(job, opening))
      .finally(() => this.#jobs.delete(key));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** It ends soon: `run` tells when. */
  stop(key: string): void {
    const job = this.#jobs.get(key);
    if (job !== undefined) job.stopped = true;
  }

  stopAll(): void {
    for (const job of this.#jobs.values()) job.stopped = true;
  }

  async #run(job: Job, opening: OpeningReplica): Promise<Replica | undefined> {
    if (job.stopped) return opening.close().then(() => undefined);
    const { topic, partition, totalOffsets } = job;
    const startedMs = this.#clock.monotonicMs();
    this.#log.info("building the pending index anew", { topic, partition, totalOffsets });
    const told = { atMs: startedMs, doneOffsets: 0 };
    try {
      const replica = await opening.finish((doneOffsets) => {
        if (job.stopped) throw new Stopped();
        job.doneOffsets = doneOffsets;
        this.#tell(job, told);
      });
      const tookMs = Math.round(this.#clock.monotonicMs() - startedMs);
      const pending = replica.schedule.count;
      this.#log.info("the pending index is there again", { topic, partition, pending, tookMs });
      return replica;
    } catch (error) {
      if (error instanceof Stopped) return undefined;
      throw error;
    }
  }

  #tell(job: Job, told: { atMs: number; doneOffsets: number }): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - told.atMs < TELL_EVERY_MS) return;
    const { topic, partition, doneOffsets, totalOffsets } = job;
    const perSecond = ((doneOffsets - told.doneOffsets) * 1_000) / (nowMs - told.atMs);
    Object.assign(told, { atMs: nowMs, doneOffsets });
    this.#log.info("building the pending index anew", {
      topic,
      partition,
      percent: Math.floor((100 * doneOffsets) / totalOffsets),
      doneOffsets,
      totalOffsets,
      offsetsPerSecond: Math.round(perSecond),
    });
  }
}

/** What whoever asks for such a partition hears. */
export function rebuildingError(topic: string, partition: number): TidemarkError {
  return new TidemarkError(
    "SCHEDULE_REBUILDING",
    `partition ${partition} of topic "${topic}" reads its log again to find what waits in it; ` +
      "ask again in a moment (GET /readyz says how far it is)",
  );
}
