/**
 * One topic in one queue group: who takes records of it, and in which order records leave. Consumers
 * take turns record by record, and so do partitions.
 */
import { Deque } from "../lib/deque.ts";
import type { TopicId } from "../model/ids.ts";
import type { QueueConsumer } from "./queue-consumer.ts";
import type { QueueEntry, StockRecord } from "./queue-entry.ts";
import type { QueuePartition } from "./queue-partition.ts";

export interface HandOut {
  readonly to: QueueConsumer;
  readonly entry: QueueEntry;
  readonly stock: StockRecord;
}

export class QueueTopic {
  readonly id: TopicId;
  readonly name: string;
  /** Open ones by number; missing: not opened yet. */
  readonly partitions = new Map<number, QueuePartition>();
  /** Partitions whose start is being looked for. */
  readonly opening = new Set<number>();
  /** Who may take, in turn; one that cannot is left out when its turn comes. */
  readonly #takers = new Deque<QueueConsumer>();
  /** Partitions that may have something, in turn. */
  readonly #stocked = new Deque<QueuePartition>();
  #turn = 0;

  constructor(id: TopicId, name: string) {
    this.id = id;
    this.name = name;
  }

  /** Partitions, another one first each time. */
  inTurn(): readonly QueuePartition[] {
    const all = [...this.partitions.values()];
    this.#turn = (this.#turn + 1) % Math.max(all.length, 1);
    return [...all.slice(this.#turn), ...all.slice(0, this.#turn)];
  }

  /** It may take records, or again. */
  lineUp(consumer: QueueConsumer): void {
    if (!consumer.takes || consumer.linesUp.has(this.id)) return;
    consumer.linesUp.add(this.id);
    this.#takers.pushBack(consumer);
  }

  /** It may have something to hand out. */
  stock(partition: QueuePartition): void {
    if (partition.linesUp) return;
    partition.linesUp = true;
    this.#stocked.pushBack(partition);
  }

  get hasTaker(): boolean {
    return this.#taker() !== undefined;
  }

  /** The next record and who gets it. `starved` is told who has too few bytes for it. */
  next(starved: (consumer: QueueConsumer, missingBytes: number) => void): HandOut | undefined {
    for (let to = this.#taker(); to !== undefined; to = this.#taker()) {
      const partition = this.#partition();
      if (partition === undefined) return undefined;
      const size = partition.nextBytes()!;
      if (size > to.bytes) {
        to.starved = true;
        starved(to, size - to.bytes);
        continue;
      }
      this.#takers.popFront();
      this.#takers.pushBack(to);
      this.#stocked.popFront();
      this.#stocked.pushBack(partition);
      return { to, ...partition.take() };
    }
    return undefined;
  }

  #taker(): QueueConsumer | undefined {
    for (let first = this.#takers.front(); first; first = this.#takers.front()) {
      if (first.takes) return first;
      this.#takers.popFront();
      first.linesUp.delete(this.id);
    }
    return undefined;
  }

  #partition(): QueuePartition | undefined {
    for (let first = this.#stocked.front(); first; first = this.#stocked.front()) {
      if (first.nextBytes() !== undefined) return first;
      this.#stocked.popFront();
      first.linesUp = false;
    }
    return undefined;
  }
}
