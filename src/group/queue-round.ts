/** What a queue group has to tell once something is durable: who joined, who waits for an answer. */
import type { TidemarkError } from "../model/errors.ts";
import type { TopicId } from "../model/ids.ts";
import type { SessionId, Ticket } from "./events.ts";
import type { GroupImage } from "./image.ts";
import type { QueueEffect } from "./queue-events.ts";
import type { GroupRecord } from "./records.ts";

type Reply = Extract<QueueEffect, { kind: "reply" }>;

interface Change {
  readonly ticket: Ticket | undefined;
  readonly records: readonly GroupRecord[];
}

export class QueueRound {
  /** Sessions that wait to hear that they are members. */
  joined: SessionId[] = [];
  /** The draft does not hold everything that was decided before it. */
  isPartial = false;
  #replies: Reply[] = [];
  #changes: Change[] = [];
  /** Topics that the group begins to read: their partitions now. */
  readonly #begun = new Map<TopicId, number>();
  #inAir: { joined: SessionId[]; replies: Reply[]; changes: Change[] } = nothing();

  get isOpen(): boolean {
    return this.joined.length + this.#replies.length + this.#changes.length > 0;
  }

  /** Answered when everything that was decided so far is durable. */
  reply(reply: Omit<Reply, "kind">): void {
    this.#replies.push({ kind: "reply", ...reply });
  }

  /** Records of their own; refused as a whole where they cannot be written. */
  change(ticket: Ticket | undefined, records: readonly GroupRecord[]): void {
    this.#changes.push({ ticket, records });
  }

  begins(topicId: TopicId, partitions: number): number {
    const known = this.#begun.get(topicId);
    if (known === undefined) this.#begun.set(topicId, partitions);
    return known ?? partitions;
  }

  /** Records of the round beside those of partitions. What comes from now on is of the next. */
  begin(group: string, image: GroupImage | undefined, exists: boolean): GroupRecord[] {
    this.#inAir = { joined: this.joined, replies: this.#replies, changes: this.#changes };
    this.joined = [];
    this.#replies = [];
    this.#changes = [];
    this.isPartial = false;
    const records: GroupRecord[] = [];
    if (image === undefined && exists) {
      records.push({ kind: "group", group, mode: "queue", generation: 0 });
    }
    for (const [topicId, partitions] of this.#begun) {
      if (!image?.topics.has(topicId)) records.push({ kind: "topic", group, topicId, partitions });
      else this.#begun.delete(topicId);
    }
    return [...records, ...this.#inAir.changes.flatMap((change) => change.records)];
  }

  /** The round is durable: who is to be told. */
  finish(): { readonly joined: readonly SessionId[]; readonly replies: readonly Reply[] } {
    const { joined, replies, changes } = this.#inAir;
    this.#inAir = nothing();
    const done = changes.flatMap(({ ticket }): Reply[] =>
      ticket === undefined ? [] : [{ kind: "reply", ticket }],
    );
    if (!this.isPartial) return { joined, replies: [...replies, ...done] };
    this.#replies = [...replies, ...this.#replies];
    return { joined, replies: done };
  }

  /** It is not: changes are refused, everything else waits for the next round. */
  failed(error: TidemarkError): Reply[] {
    const { joined, replies, changes } = this.#inAir;
    this.#inAir = nothing();
    this.joined = [...joined, ...this.joined];
    this.#replies = [...replies, ...this.#replies];
    return changes.flatMap(({ ticket }): Reply[] =>
      ticket === undefined ? [] : [{ kind: "reply", ticket, error }],
    );
  }
}

const nothing = () => ({ joined: [], replies: [], changes: [] });
