/** One replica of the simulated partition: a log of which only the flushed part survives a crash. */
import type { PartitionLeadership } from "../../../src/controller/partition-election.ts";
import type { EpochEnd, Epochs } from "../../../src/partition/divergence.ts";
import type { LeaderState } from "../../../src/partition/leader-state.ts";

export interface SimEntry {
  readonly epoch: number;
  readonly value: string;
}

export class SimReplica implements Epochs {
  readonly id: number;
  log: SimEntry[] = [];
  flushedEnd = 0;
  highWatermark = 0;
  /** The controller's state as this broker last heard it; forgotten with the process. */
  known: PartitionLeadership | undefined;
  leader: LeaderState | undefined;
  up = true;
  /** Leads in no earlier epoch: that of a process before this one may be among them. */
  leadsFrom = 0;

  constructor(id: number) {
    this.id = id;
  }

  get lastEpoch(): number {
    return this.log.at(-1)?.epoch ?? -1;
  }

  endOf(epoch: number, logEndOffset: number): EpochEnd | undefined {
    for (let at = Math.min(logEndOffset, this.log.length) - 1; at >= 0; at--) {
      const found = this.log[at]!.epoch;
      if (found <= epoch) return { epoch: found, endOffset: at + 1 };
    }
    return undefined;
  }

  crash(kept: number): void {
    this.up = false;
    this.leader = undefined;
    this.known = undefined;
    this.log.length = Math.min(this.log.length, this.flushedEnd + kept);
  }

  /** Recovery syncs what it keeps before anything counts. */
  start(): void {
    this.up = true;
    this.flushedEnd = this.log.length;
    this.highWatermark = Math.min(this.highWatermark, this.log.length);
  }

  truncate(end: number): void {
    this.log.length = end;
    this.flushedEnd = Math.min(this.flushedEnd, end);
  }
}
