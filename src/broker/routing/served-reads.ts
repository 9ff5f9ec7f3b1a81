/**
 * The leader's side of channel `read`: one stream of another broker that reads partitions led here. News
 * of a partition are told once a turn; while the stream is clogged nothing is read and only the latest news
 * kept (P5, P6). Must never send what is not committed (P3).
 */
import { Deque } from "../../lib/deque.ts";
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import {
  REMOTE_FOLLOWS_MAX,
  REMOTE_READ_BYTES_MAX,
  REMOTE_READS_MAX,
} from "../../model/cluster-limits.ts";
import type { PeerStream, StreamEvents } from "../../platform/network.ts";
import { decodeReaderSays, encodeRead, type LeaderSays, type ReaderSays } from "./read-messages.ts";
import type { ReadablePartition } from "./readable-partition.ts";

/** Opens what is led here, once this node has caught up with the metadata. */
export type OpenLedHere = (
  topic: string,
  partition: number,
  topicId: string,
) => Promise<ReadablePartition>;

interface Followed {
  readonly readable: ReadablePartition;
  readonly stop: () => void;
}

type Question = Extract<ReaderSays, { readonly request: number }>;

export class ServedReads implements StreamEvents {
  readonly #open: OpenLedHere;
  readonly #stream: PeerStream;
  readonly #followed = new Map<number, Followed>();
  readonly #opening = new Set<number>();
  readonly #news = new Set<number>();
  readonly #questions = new Deque<Question>();
  #reading = false;
  #telling = false;
  #clogged = false;
  #over = false;

  constructor(open: OpenLedHere, stream: PeerStream) {
    this.#open = open;
    this.#stream = stream;
  }

  message(bytes: Buffer): void {
    const message = decodeReaderSays(bytes);
    switch (message.kind) {
      case "follow":
        return void this.#follow(message);
      case "unfollow":
        return this.#unfollow(message.follow);
      case "read":
      case "find":
        return this.#asked(message);
    }
  }

  drained(): void {
    this.#clogged = false;
    this.#tellSoon();
    void this.#answerAll();
  }

  closed(): void {
    this.#over = true;
    for (const { stop } of this.#followed.values()) stop();
    this.#followed.clear();
    this.#opening.clear();
  }

  async #follow(message: Extract<ReaderSays, { readonly kind: "follow" }>): Promise<void> {
    const { follow, topic, topicId, partition } = message;
    try {
      if (this.#followed.size + this.#opening.size >= REMOTE_FOLLOWS_MAX) {
        const text = `one broker reads at most ${REMOTE_FOLLOWS_MAX} partitions of another`;
        throw new TidemarkError("OVERLOADED", text);
      }
      this.#opening.add(follow);
      const readable = await this.#open(topic, partition, topicId);
      // The reader may have changed its mind, or gone.
      if (!this.#opening.delete(follow)) return;
      const stop = readable.onAdvance(() => {
        this.#news.add(follow);
        this.#tellSoon();
      });
      this.#followed.set(follow, { readable, stop });
      this.#news.add(follow);
      this.#tell();
    } catch (error) {
      if (this.#opening.delete(follow) || !this.#over) this.#refuse(follow, error);
    }
  }

  #refuse(follow: number, cause: unknown): void {
    const error = toTidemarkError(cause, "opening the partition failed");
    this.#say({ kind: "over", follow, error });
  }

  #unfollow(follow: number): void {
    this.#opening.delete(follow);
    this.#followed.get(follow)?.stop();
    this.#followed.delete(follow);
    this.#news.delete(follow);
  }

  /** Once for all partitions that moved in this turn. */
  #tellSoon(): void {
    if (this.#telling || this.#clogged) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      this.#tell();
    });
  }

  #tell(): void {
    for (const follow of this.#news) {
      if (this.#clogged || this.#over) return;
      this.#news.delete(follow);
      const followed = this.#followed.get(follow);
      if (followed === undefined) continue;
      const { unreadable: error } = followed.readable;
      if (error === undefined) {
        this.#say({ kind: "bounds", follow, ...boundsOf(followed.readable) });
        continue;
      }
      this.#unfollow(follow);
      this.#say({ kind: "over", follow, error });
    }
  }

  #asked(question: Question): void {
    if (this.#questions.length < REMOTE_READS_MAX) {
      this.#questions.pushBack(question);
      return void this.#answerAll();
    }
    const error = new TidemarkError(
      "OVERLOADED",
      "more reads are under way than one broker may ask",
    );
    this.#say({ kind: "failed", request: question.request, error });
  }

  /** One after another: what is read waits in the stream's buffer, and for that alone. */
  async #answerAll(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    while (!this.#clogged && !this.#over) {
      const question = this.#questions.popFront();
      if (question === undefined) break;
      try {
        this.#say(await this.#answer(question));
      } catch (cause) {
        const error = toTidemarkError(cause, "reading the log failed");
        this.#say({ kind: "failed", request: question.request, error });
      }
    }
    this.#reading = false;
  }

  async #answer(question: Question): Promise<LeaderSays> {
    const { request, follow } = question;
    const readable = this.#followed.get(follow)?.readable;
    if (readable === undefined) {
      throw new TidemarkError("NOT_LEADER", "the partition is not read from here any more");
    }
    if (readable.unreadable !== undefined) throw readable.unreadable;
    const { log } = readable;
    if (question.kind === "find") {
      const offset = await log.offsetForTimestamp(question.timeMs);
      return { kind: "found", request, ...(offset === undefined ? {} : { offset }) };
    }
    const until = Math.min(question.until, readable.highWatermark);
    const maxBytes = Math.min(question.maxBytes, REMOTE_READ_BYTES_MAX);
    const batches =
      log.readCached(question.from, until, maxBytes) ??
      (await log.read(question.from, until, maxBytes));
    return { kind: "batches", request, batches, ...boundsOf(readable) };
  }

  #say(message: LeaderSays): void {
    if (!this.#over && !this.#stream.send(encodeRead(message))) this.#clogged = true;
  }
}

const boundsOf = ({ highWatermark, log }: ReadablePartition) => ({
  highWatermark,
  logStartOffset: log.logStartOffset,
});
