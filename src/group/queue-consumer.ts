/** One stream that consumes from a queue group: its credit, and what it holds. */
import type { TopicId } from "../model/ids.ts";
import { CREDIT_BYTES_MAX, QUEUE_CREDITS_MAX } from "../model/limits.ts";
import type { SessionId } from "./events.ts";
import type { QueueEntry } from "./queue-entry.ts";

export class QueueConsumer {
  readonly session: SessionId;
  readonly memberId: string;
  readonly clientId: string;
  readonly address: string;
  readonly topics: readonly TopicId[];
  readonly held = new Set<QueueEntry>();
  /** Topics in whose line of takers it stands. */
  readonly linesUp = new Set<TopicId>();
  /** It was told that it is a member: nothing is delivered before. */
  announced = false;
  paused = false;
  /** The next record is larger than its balance of bytes; until it grants more. */
  starved = false;
  #records = 0;
  #bytes = 0;

  constructor(from: {
    readonly session: SessionId;
    readonly memberId: string;
    readonly clientId: string;
    readonly address: string;
    readonly topics: readonly TopicId[];
  }) {
    this.session = from.session;
    this.memberId = from.memberId;
    this.clientId = from.clientId;
    this.address = from.address;
    this.topics = from.topics;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** May it be given a record now (Q7)? */
  get takes(): boolean {
    return (
      this.announced &&
      !this.paused &&
      !this.starved &&
      this.#records > 0 &&
      this.#bytes > 0 &&
      this.held.size < QUEUE_CREDITS_MAX
    );
  }

  grant(records: number, bytes: number): void {
    this.#records = Math.min(this.#records + records, QUEUE_CREDITS_MAX);
    this.#bytes = Math.min(this.#bytes + bytes, CREDIT_BYTES_MAX);
    this.starved = false;
  }

  spend(bytes: number): void {
    this.#records -= 1;
    this.#bytes -= bytes;
  }
}
