/**
 * What one round of a group has decided and not yet made durable. It dies with the round: nothing
 * in it counts before its records are replayed.
 */
import type { TidemarkError } from "../model/errors.ts";
import type { TopicId } from "../model/ids.ts";
import { partitionKey } from "../model/ids.ts";
import type { OffsetChange } from "../model/descriptions.ts";
import type { TopicPartition } from "../model/records.ts";
import type { GroupEffect, SessionId, Ticket } from "./events.ts";
import type { Holding } from "./ownership.ts";
import type { GroupRecord } from "./records.ts";

interface Reply {
  readonly ticket: Ticket;
  readonly error?: TidemarkError;
  readonly changes?: readonly OffsetChange[];
}

export class Round {
  /** Sessions to tell that they joined, with what they are told. */
  readonly joined: { session: SessionId; memberId: string; sessionTimeoutMs: number }[] = [];
  /** Partitions whose offsets a person set while a member reads them. */
  readonly resets: Holding[] = [];
  /** The generation grows although no partition changes hands. */
  newGeneration = false;
  /** Records other than offsets; with them the round becomes durable. */
  readonly records: GroupRecord[] = [];
  readonly #ended: GroupEffect[] = [];
  readonly #revoked = new Map<SessionId, TopicPartition[]>();
  readonly #replies: Reply[] = [];
  readonly #offsets = new Map<string, { topicId: TopicId; partition: number; offset: number }>();

  offset(topicId: TopicId, partition: number): number | undefined {
    return this.#offsets.get(partitionKey({ topicId, partition }))?.offset;
  }

  setOffset(topicId: TopicId, partition: number, offset: number): void {
    this.#offsets.set(partitionKey({ topicId, partition }), { topicId, partition, offset });
  }

  end(session: SessionId, error: TidemarkError): void {
    this.#ended.push({ kind: "ended", session, error });
  }

  revoke(session: SessionId, { topic, partition }: TopicPartition): void {
    const revoked = this.#revoked.get(session);
    if (revoked === undefined) this.#revoked.set(session, [{ topic, partition }]);
    else revoked.push({ topic, partition });
  }

  reply(reply: Reply): void {
    this.#replies.push(reply);
  }

  allRecords(group: string): GroupRecord[] {
    const offsets = [...this.#offsets.values()];
    return [
      ...this.records,
      ...offsets.map((each): GroupRecord => ({ kind: "offset", group, ...each })),
    ];
  }

  /** What to tell now. `failure`: the records did not become durable, so no answer is "done". */
  effects(
    generation: { before: number; after: number },
    failure: TidemarkError | undefined,
  ): GroupEffect[] {
    const replies = this.#replies.map((reply): GroupEffect => {
      if (failure === undefined || reply.error !== undefined) return { kind: "reply", ...reply };
      return { kind: "reply", ticket: reply.ticket, error: failure };
    });
    const revoked = [...this.#revoked].map(
      ([session, partitions]): GroupEffect => ({
        kind: "revoked",
        session,
        generation: generation.before,
        partitions,
      }),
    );
    const joined = this.joined.map(
      (each): GroupEffect => ({ kind: "joined", ...each, generation: generation.after }),
    );
    return [...replies, ...this.#ended, ...revoked, ...joined];
  }
}
