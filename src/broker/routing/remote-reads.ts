/**
 * Reads of partitions that one other broker leads, over one stream: any number of partitions, and so many
 * requests under way that what they answer fits into memory (P5). Where the stream ends everything that
 * was read over it has to be opened anew.
 */
import { Deque } from "../../lib/deque.ts";
import { TidemarkError } from "../../model/errors.ts";
import type { PartitionId } from "../../model/ids.ts";
import { REMOTE_READS_MAX } from "../../model/cluster-limits.ts";
import type { Network, PeerStream, PeerTarget, StreamEnd } from "../../platform/network.ts";
import { decodeLeaderSays, encodeRead, type LeaderSays, type ReaderSays } from "./read-messages.ts";
import { RemotePartition } from "./remote-partition.ts";

interface Following {
  readonly id: PartitionId;
  readonly opened: (partition: RemotePartition) => void;
  readonly refused: (error: TidemarkError) => void;
  partition: RemotePartition | undefined;
}

interface Asked {
  readonly follow: number;
  readonly answered: (answer: LeaderSays) => void;
  readonly failed: (error: TidemarkError) => void;
}

type Question = Extract<ReaderSays, { readonly request: number }>;

export class RemoteReads {
  readonly target: PeerTarget;
  readonly #stream: PeerStream;
  readonly #onEnd: () => void;
  readonly #followed = new Map<number, Following>();
  readonly #asked = new Map<number, Asked>();
  /** Questions that wait for an answer to another: one for each reader at most. */
  readonly #waiting = new Deque<() => void>();
  #last = 0;
  #ended: TidemarkError | undefined;

  /** `onEnd`: the stream is over, and nothing can be opened over it any more. */
  constructor(network: Network, target: PeerTarget, onEnd: () => void) {
    this.target = target;
    this.#onEnd = onEnd;
    this.#stream = network.open(target, "read", {
      message: (bytes) => this.#heard(decodeLeaderSays(bytes)),
      closed: (end, detail) => this.#over(endError(target, end, detail)),
    });
  }

  /** Rejects with what its leader says of it, or where the leader is gone. */
  open(topic: string, id: PartitionId): Promise<RemotePartition> {
    return new Promise((opened, refused) => {
      if (this.#ended !== undefined) return refused(this.#ended);
      const follow = ++this.#last;
      this.#followed.set(follow, { id, opened, refused, partition: undefined });
      const { topicId, partition } = id;
      this.#say({ kind: "follow", follow, topic, topicId, partition });
    });
  }

  /** Ends partitions that `goOn` refuses; closes the stream where none is left. */
  sweep(goOn: (partition: RemotePartition) => TidemarkError | undefined): void {
    for (const [follow, { partition }] of this.#followed) {
      const problem = partition && goOn(partition);
      if (problem === undefined) continue;
      this.#say({ kind: "unfollow", follow });
      this.#end(follow, problem);
    }
    if (this.#followed.size === 0) this.close();
  }

  close(): void {
    this.#stream.close();
    this.#over(new TidemarkError("NOT_LEADER", "nothing is read from this broker any more"));
  }

  #heard(message: LeaderSays): void {
    switch (message.kind) {
      case "bounds": {
        const { follow } = message;
        const following = this.#followed.get(follow);
        if (following === undefined) return;
        if (following.partition !== undefined) return following.partition.learn(message);
        const remote = {
          read: (from: number, until: number, maxBytes: number) =>
            this.#read(follow, from, until, maxBytes),
          find: (timeMs: number) => this.#find(follow, timeMs),
        };
        const leader = this.target.brokerId;
        following.partition = new RemotePartition(following.id, leader, remote, message);
        return following.opened(following.partition);
      }
      case "over":
        return this.#end(message.follow, message.error);
      case "failed":
        return this.#answered(message.request)?.failed(message.error);
      case "found":
        return this.#answered(message.request)?.answered(message);
      case "batches": {
        const asked = this.#answered(message.request);
        if (asked === undefined) return;
        // Before the batches: they may lie beyond a new start, or up to a new end.
        this.#followed.get(asked.follow)?.partition?.learn(message);
        return asked.answered(message);
      }
    }
  }

  async #read(
    follow: number,
    from: number,
    until: number,
    maxBytes: number,
  ): Promise<readonly Buffer[]> {
    const request = ++this.#last;
    const answer = await this.#ask({ kind: "read", follow, request, from, until, maxBytes });
    return answer.kind === "batches" ? answer.batches : [];
  }

  async #find(follow: number, timeMs: number): Promise<number | undefined> {
    const answer = await this.#ask({ kind: "find", follow, request: ++this.#last, timeMs });
    return answer.kind === "found" ? answer.offset : undefined;
  }

  #ask(question: Question): Promise<LeaderSays> {
    return new Promise((answered, failed) => {
      const send = () => {
        if (this.#ended !== undefined) return failed(this.#ended);
        this.#asked.set(question.request, { follow: question.follow, answered, failed });
        this.#say(question);
      };
      if (this.#asked.size < REMOTE_READS_MAX) send();
      else this.#waiting.pushBack(send);
    });
  }

  #answered(request: number): Asked | undefined {
    const asked = this.#asked.get(request);
    this.#asked.delete(request);
    while (this.#asked.size < REMOTE_READS_MAX && this.#waiting.length > 0) {
      this.#waiting.popFront()!();
    }
    return asked;
  }

  #end(follow: number, error: TidemarkError): void {
    const following = this.#followed.get(follow);
    this.#followed.delete(follow);
    following?.refused(error);
    following?.partition?.end(error);
  }

  #say(message: ReaderSays): void {
    // Small, and bounded by what may be under way: nothing waits for room.
    if (this.#ended === undefined) this.#stream.send(encodeRead(message));
  }

  #over(error: TidemarkError): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#onEnd();
    for (const follow of this.#followed.keys()) this.#end(follow, error);
    for (const { failed } of this.#asked.values()) failed(error);
    this.#asked.clear();
    for (let next = this.#waiting.popFront(); next; next = this.#waiting.popFront()) next();
  }
}

/** Nothing was changed by a read, so that it may always be tried again. */
function endError({ brokerId }: PeerTarget, end: StreamEnd, detail: string): TidemarkError {
  return new TidemarkError(
    "PEER_UNREACHABLE",
    `broker ${brokerId} cannot be read: ${end} ${detail}`,
  );
}
