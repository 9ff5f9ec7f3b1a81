/** How far the application is in one partition. */
import type { PartitionOffset } from "./types.ts";

export class PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  /** The next record to hand over. Everything below was handed over, or is nobody's to see. */
  next: number;
  /** Everything below is finished. Invariant: finished <= next. */
  finished: number;
  /** What the broker holds as committed, or was last told. */
  committed: number;
  /** False once it is somebody else's: nothing of it is handed over or committed any more. */
  active = true;

  constructor(topic: string, partition: number, offset: number) {
    this.topic = topic;
    this.partition = partition;
    this.next = offset;
    this.finished = offset;
    this.committed = offset;
  }

  /** Everything below `offset` is handed over and done with. */
  finish(offset: number): void {
    if (offset > this.next) this.next = offset;
    if (offset > this.finished) this.finished = offset;
  }

  /** What there is to commit. */
  get uncommitted(): PartitionOffset | undefined {
    if (this.finished <= this.committed) return undefined;
    return { topic: this.topic, partition: this.partition, offset: this.finished };
  }
}

export const positionKey = (topic: string, partition: number): string => `${topic}/${partition}`;
