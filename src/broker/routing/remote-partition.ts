/**
 * A partition that another broker leads, as its readers here see it. Holds no records: what is read is
 * asked for, so that a reader costs as much memory as it asked for (P6). Must never show as committed
 * what its leader did not say is (P3).
 */
import type { TidemarkError } from "../../model/errors.ts";
import type { PartitionId } from "../../model/ids.ts";
import type { PartitionBounds } from "./read-messages.ts";
import type { ReadableLog, ReadablePartition } from "./readable-partition.ts";

/** How it asks its leader. */
export interface RemoteLog {
  read(from: number, until: number, maxBytes: number): Promise<readonly Buffer[]>;
  find(timeMs: number): Promise<number | undefined>;
}

export class RemotePartition implements ReadablePartition {
  readonly id: PartitionId;
  readonly log: ReadableLog;
  readonly leader: number;
  readonly #listeners = new Set<() => void>();
  #bounds: PartitionBounds;
  #unreadable: TidemarkError | undefined;
  #reads = 0;
  /** It was of use since this was last taken. */
  #used = true;

  constructor(id: PartitionId, leader: number, remote: RemoteLog, bounds: PartitionBounds) {
    this.id = id;
    this.leader = leader;
    this.#bounds = bounds;
    const logStartOffset = () => this.#bounds.logStartOffset;
    this.log = {
      get logStartOffset() {
        return logStartOffset();
      },
      // Nothing is kept here.
      readCached: (from, until) => (from >= until ? [] : undefined),
      read: (from, until, maxBytes) => this.#reading(() => remote.read(from, until, maxBytes)),
      offsetForTimestamp: (timeMs) => this.#reading(() => remote.find(timeMs)),
    };
  }

  get highWatermark(): number {
    return this.#bounds.highWatermark;
  }

  get unreadable(): TidemarkError | undefined {
    return this.#unreadable;
  }

  onAdvance(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#used = true;
      this.#listeners.delete(listener);
    };
  }

  /** Its leader said how far it is. */
  learn({ highWatermark, logStartOffset }: PartitionBounds): void {
    const before = this.#bounds;
    this.#bounds = {
      highWatermark: Math.max(highWatermark, before.highWatermark),
      logStartOffset: Math.max(logStartOffset, before.logStartOffset),
    };
    if (highWatermark > before.highWatermark) this.#tell();
  }

  /** For good: whoever goes on opens it anew. */
  end(error: TidemarkError): void {
    if (this.#unreadable !== undefined) return;
    this.#unreadable = error;
    this.#tell();
  }

  /** Whether anybody used it since this was asked last. */
  takeUsed(): boolean {
    const used = this.#used || this.#reads > 0 || this.#listeners.size > 0;
    this.#used = false;
    return used;
  }

  async #reading<Answer>(ask: () => Promise<Answer>): Promise<Writable<Answer>> {
    if (this.#unreadable !== undefined) throw this.#unreadable;
    this.#used = true;
    this.#reads += 1;
    try {
      return (await ask()) as Writable<Answer>;
    } finally {
      this.#reads -= 1;
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** What was asked for is the asker's own. */
type Writable<Answer> = Answer extends readonly (infer Each)[] ? Each[] : Answer;
