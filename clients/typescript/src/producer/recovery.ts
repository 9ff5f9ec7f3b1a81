/**
 * Takes a partition's queue from a refusal back to sending: waits until everything under way is
 * answered, pauses, finds the leader, numbers anew where a number is missing. Never numbers a batch
 * anew that may have been appended.
 */
import { asTidemarkError, type TidemarkError } from "../errors.ts";
import { leaderBackoffMs } from "../transport/backoff.ts";
import type { OutgoingBatch, ProducerIdentity } from "./outgoing-batch.ts";
import type { PartitionQueue } from "./partition-queue.ts";

export interface RecoveryEvents {
  /** The newest; `undefined`: none yet. */
  identity(): ProducerIdentity | undefined;
  identify(): Promise<ProducerIdentity>;
  /** Resolves once the topic's queues know who leads them. */
  locate(topic: string): Promise<void>;
  isClosed(): boolean;
  /** What waits may go. */
  recovered(queue: PartitionQueue): void;
  /** It will never be sent. */
  refused(batch: OutgoingBatch, error: TidemarkError): void;
  /** Nothing will ever be sent. */
  failed(error: TidemarkError): void;
}

export class Recovery {
  readonly #idempotent: boolean;
  readonly #events: RecoveryEvents;

  constructor(idempotent: boolean, events: RecoveryEvents) {
    this.#idempotent = idempotent;
    this.#events = events;
  }

  /** Again with each answer: it goes on once everything under way is answered. */
  begin(queue: PartitionQueue): void {
    if (queue.inFlight.length > 0 || queue.recovering || this.#events.isClosed()) return;
    queue.recovering = true;
    queue.failures++;
    const isNews = !queue.astray && queue.leader !== queue.authority;
    const atOnce = isMissing(queue) || isNews;
    const { failures } = queue;
    const waitMs = failures === 1 && atOnce ? 0 : leaderBackoffMs(failures);
    setTimeout(() => {
      this.#prepare(queue).then(
        () => {
          queue.recovering = false;
          queue.blocked = false;
          this.#events.recovered(queue);
        },
        (thrown: unknown) => {
          queue.recovering = false;
          const error = asTidemarkError(thrown);
          if (error.retriable) this.begin(queue);
          else this.#events.failed(error);
        },
      );
    }, waitMs);
  }

  async #prepare(queue: PartitionQueue): Promise<void> {
    if (queue.astray) {
      try {
        await this.#events.locate(queue.topic);
        queue.astray = false;
      } catch (thrown) {
        const error = asTidemarkError(thrown);
        if (error.retriable) throw error;
        this.#refuse(queue, error);
        return;
      }
    }
    await this.#renumber(queue);
  }

  /** Its topic is gone, or may not be asked for. */
  #refuse(queue: PartitionQueue, error: TidemarkError): void {
    queue.astray = false;
    for (let batch = queue.sealed[0]; batch !== undefined; batch = queue.sealed[0]) {
      queue.drop(batch);
      this.#events.refused(batch, error);
    }
  }

  /** After a gap: a new identity, if it is certain that no waiting batch was appended. */
  async #renumber(queue: PartitionQueue): Promise<void> {
    if (!this.#idempotent || !isMissing(queue)) return;
    if (queue.sealed.some((batch) => batch.unsure)) return;
    const current = this.#events.identity();
    const other = current !== queue.identity ? current : undefined;
    queue.renumber(other ?? (await this.#events.identify()));
  }
}

/** A number that the broker waits for will never come. */
const isMissing = ({ gap, sealed }: PartitionQueue): boolean =>
  gap || sealed[0]?.outOfOrder === true;
