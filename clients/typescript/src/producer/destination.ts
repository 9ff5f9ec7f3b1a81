/** A topic that a producer sends to, with the queues of its partitions. */
import { TidemarkError } from "../errors.ts";
import type { KnownTopic } from "../transport/topic-directory.ts";
import { partitionOf } from "./message.ts";
import { PartitionQueue } from "./partition-queue.ts";
import type { MessageBody } from "./types.ts";

export class Destination {
  /** An answer said that the topic has changed. */
  doubted = false;
  #topic: KnownTopic;
  readonly #queues: PartitionQueue[] = [];
  /** Where records go that name no partition, until its batch is sent. */
  #sticky: number;

  constructor(topic: KnownTopic) {
    this.#topic = topic;
    this.#sticky = Math.floor(Math.random() * topic.partitions.length);
    this.update(topic);
  }

  get queues(): readonly PartitionQueue[] {
    return this.#queues;
  }

  get topic(): KnownTopic {
    return this.#topic;
  }

  /**
   * The same topic as it is now: its queues go on with their numbers, towards the leaders of now, and
   * new partitions get theirs.
   */
  update(topic: KnownTopic): void {
    this.#topic = topic;
    this.doubted = false;
    for (let index = this.#queues.length; index < topic.partitions.length; index++) {
      this.#queues.push(new PartitionQueue(topic.name, topic.id, index));
    }
    for (const [index, { leader }] of topic.partitions.entries()) {
      this.#queues[index]!.leader = leader;
    }
  }

  /** Throws `UNKNOWN_PARTITION`. */
  queueFor(message: MessageBody, scheduled: boolean): PartitionQueue {
    const queues = this.#queues;
    const partition = message.partition ?? partitionOf(message, queues.length);
    if (partition === undefined) return this.#stickyQueue(scheduled);
    const queue = queues[partition];
    if (queue !== undefined) return queue;
    const text = `Topic ${this.#topic.name} has ${queues.length} partitions; there is no ${partition}.`;
    throw new TidemarkError("UNKNOWN_PARTITION", text);
  }

  #stickyQueue(scheduled: boolean): PartitionQueue {
    const current = this.#queues[this.#sticky]!;
    if ((scheduled ? current.fillingScheduled : current.filling) !== undefined) return current;
    this.#sticky = (this.#sticky + 1) % this.#queues.length;
    return this.#queues[this.#sticky]!;
  }
}
