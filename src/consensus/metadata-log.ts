/**
 * The cluster's metadata as a log of its own. With one controller this node is the only voter, and
 * its term grows with every start; what is flushed is committed.
 */
import type { LogDeps, LogOptions } from "../log/log-options.ts";
import { PartitionLog } from "../log/partition-log.ts";
import { type PartitionId, topicId } from "../model/ids.ts";
import { BatchBuilder } from "../record/build.ts";
import { forEachRecord } from "../record/records.ts";
import { stampBatch } from "../record/stamp.ts";

/** The metadata log belongs to no topic. */
export const METADATA_ID: PartitionId = { topicId: topicId("0".repeat(32)), partition: 0 };

export class MetadataLog {
  readonly #log: PartitionLog;
  /** Raft's term: one leader each. Durable with the first entry of it. */
  readonly term: number;

  private constructor(log: PartitionLog) {
    this.#log = log;
    this.term = log.lastEpoch + 1;
  }

  /** Opens the log and hands every entry of it to `replay`, in order. */
  static async open(
    dependencies: LogDeps,
    directory: string,
    options: LogOptions,
    durableMark: number,
    replay: (value: Buffer) => void,
  ): Promise<MetadataLog> {
    const log = await PartitionLog.open(dependencies, directory, METADATA_ID, options, durableMark);
    await log.scan(0, (view) => {
      forEachRecord(view, ({ value }) => {
        if (value !== undefined) replay(value);
      });
    });
    return new MetadataLog(log);
  }

  get flushedOffset(): number {
    return this.#log.flushedOffset;
  }

  /** Appends entries as one batch; resolves when they are durable. */
  async append(values: readonly Uint8Array[], nowMs: number): Promise<void> {
    const builder = new BatchBuilder({ baseTimestamp: nowMs });
    for (const value of values) builder.append({ timestamp: nowMs, key: undefined, value });
    const batch = builder.build();
    stampBatch(batch, 0, this.#log.endOffset, this.term);
    this.#log.append(batch);
    await this.#log.flush();
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
