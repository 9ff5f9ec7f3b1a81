/** A member of a stream group: it reads what it is given, and commits now and then (P9). */
import type { Delivery, SubscribeSession } from "../../../src/broker/api.ts";
import { CONTEXT, GROUP, type Ground, TOPIC } from "./ground.ts";
import { PromiseBroken } from "./oracle.ts";
import { CREDIT_BYTES, CREDIT_RECORDS, seenIn } from "./reader.ts";

interface Place {
  readonly generation: number;
  /** Everything below was handed to this member. */
  next: number;
}

export class Member {
  readonly #ground: Ground;
  readonly #name: string;
  #session: SubscribeSession | undefined;
  readonly #reading = new Map<number, Place>();
  /** Grows with each stream: what an older one still says is not heard. */
  #stream = 0;
  #commits = 0;
  readonly #committing = new Map<number, { readonly partition: number; readonly offset: number }>();

  constructor(ground: Ground, name: string) {
    this.#ground = ground;
    this.#name = name;
  }

  get isReading(): boolean {
    return this.#session !== undefined;
  }

  join(): void {
    this.leave(false);
    const ground = this.#ground;
    ground.note(`${this.#name} joins`);
    const { life } = ground.world;
    const { books } = ground;
    const stream = ++this.#stream;
    const heard = (tell: () => void): void => {
      if (stream === this.#stream && !life.dead && books === ground.books) ground.guard(tell);
    };
    const options = {
      group: GROUP,
      topics: [TOPIC],
      mode: undefined,
      start: "earliest",
      memberId: this.#name,
      encoding: "records",
      autoCommit: false,
      untilEnd: false,
      address: "sim",
    } as const;
    this.#session = ground.api.records.openSubscribe(CONTEXT, options, {
      joined: () => undefined,
      assigned: (generation, added) =>
        heard(() => {
          for (const { partition, offset } of added) this.#assigned(generation, partition, offset);
        }),
      revoked: (generation, partitions) =>
        heard(() => {
          for (const { partition } of partitions) this.#reading.delete(partition);
          this.#session?.released(generation, partitions);
        }),
      deliver: (delivery) => heard(() => this.#delivered(delivery)),
      commitResult: (id, error) => heard(() => this.#answered(id, error === undefined)),
      partitionError: (_topic, partition, error) =>
        heard(() => {
          ground.note(`${this.#name}, partition ${partition}: ${error.code}`);
          if (ground.deleting || error.retriable) return;
          throw new Error(`the group cannot read partition ${partition}: ${error.message}`);
        }),
      needed: () => undefined,
      end: (error) =>
        heard(() => {
          ground.note(`${this.#name} ended: ${error?.code}`);
          this.#forget();
        }),
    });
    this.#session.credit(CREDIT_RECORDS, CREDIT_BYTES);
  }

  leave(clean: boolean): void {
    this.#session?.close(clean);
    this.#forget();
  }

  /** The broker is gone. */
  disconnect(): void {
    this.#forget();
  }

  /** Not always all that it has read: what is not committed comes again. */
  commit(): void {
    const { random, books } = this.#ground;
    for (const [partition, { generation, next }] of this.#reading) {
      const offset = Math.max(0, next - (random.chance(0.3) ? random.int(0, 4) : 0));
      const id = ++this.#commits;
      this.#committing.set(id, { partition, offset });
      books.group.committing(partition, offset);
      this.#ground.note(`${this.#name} commits ${partition} ${offset}`);
      this.#session?.commit(id, generation, [{ topic: TOPIC, partition, offset }]);
    }
  }

  #assigned(generation: number, partition: number, offset: number): void {
    this.#ground.note(`${this.#name} begins ${partition} at ${offset}`);
    this.#ground.books.group.begins(partition, offset);
    this.#reading.set(partition, { generation, next: offset });
  }

  #delivered(delivery: Delivery): void {
    const { partition, nextOffset } = delivery;
    const place = this.#reading.get(partition);
    if (place === undefined) throw new Error(`${this.#name} was handed partition ${partition}`);
    const { oracle, group } = this.#ground.books;
    oracle.wall(this.#ground.world.wallMs);
    for (const seen of seenIn(delivery)) {
      if (seen.offset < place.next) {
        throw new PromiseBroken(`P2: ${this.#name} at ${place.next} was handed ${seen.offset}`);
      }
      place.next = seen.offset + 1;
      oracle.see(seen);
      group.saw(seen.value);
    }
    place.next = nextOffset;
  }

  #answered(id: number, done: boolean): void {
    const commit = this.#committing.get(id);
    this.#committing.delete(id);
    if (done && commit !== undefined) {
      this.#ground.books.group.committed(commit.partition, commit.offset);
    }
  }

  #forget(): void {
    this.#stream += 1;
    this.#session = undefined;
    this.#reading.clear();
    this.#committing.clear();
  }
}
