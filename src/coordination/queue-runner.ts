/**
 * Runs one queue group: takes events in turns of its own and does what comes of them. Never calls
 * back from within a caller's own call.
 */
import type { GroupsImage } from "../group/image.ts";
import type { QueuePlace } from "../group/queue-entry.ts";
import type { Burial, Moment, QueueEffect, QueueEvent } from "../group/queue-events.ts";
import { QueueGroup } from "../group/queue-group.ts";
import { Deque } from "../lib/deque.ts";
import type { TidemarkError } from "../model/errors.ts";
import { toTidemarkError } from "../model/errors.ts";
import { QUEUE_DEAD_LETTERS_AT_ONCE } from "../model/limits.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import { Delays } from "./delays.ts";
import type { OffsetsLog } from "./offsets-log.ts";
import type { QueueSource, ReadRecords } from "./queue-source.ts";
import { QueueWriter } from "./queue-writer.ts";
import type { TopicsView } from "./topics-view.ts";

/** What members and people are told. */
export type QueueNews = Extract<
  QueueEffect,
  { kind: "joined" | "deliver" | "needed" | "lost" | "ended" | "reply" }
>;

export interface QueueRunnerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OffsetsLog;
  readonly images: GroupsImage;
  readonly topics: TopicsView;
  readonly source: QueueSource;
  tell(news: QueueNews, runner: QueueRunner): void;
  partitionError(place: QueuePlace, error: TidemarkError, runner: QueueRunner): void;
  /** Nothing is under way and nobody consumes: the runner may be dropped. */
  idle(runner: QueueRunner): void;
}

/** A partition out of service, or a read that failed, is looked at again after so long. */
const AGAIN_MS = 1_000;
/** So many turns in a row, then others have theirs. */
const TURNS_IN_A_ROW = 8;

/** Decided against what is durable, so not while something is being written. */
const ADMIN: ReadonlySet<QueueEvent["kind"]> = new Set(["reset", "configure", "delete", "topics"]);
const READ_FAILED = "reading the log failed";

export class QueueRunner {
  readonly group: QueueGroup;
  readonly #deps: QueueRunnerDeps;
  readonly #queue = new Deque<QueueEvent>();
  readonly #follows = new Map<QueuePlace, () => void>();
  readonly #burials = new Deque<Burial>();
  readonly #delays: Delays;
  readonly #writer: QueueWriter;
  #burying = 0;
  #awake = false;
  #turns = 0;
  #deadline: { readonly atMs: number; readonly timer: Timer } | undefined;
  #closed = false;

  constructor(name: string, deps: QueueRunnerDeps) {
    this.#deps = deps;
    this.group = new QueueGroup(name, deps.images, deps.topics);
    this.#delays = new Delays(deps.clock);
    this.#writer = new QueueWriter({
      group: this.group,
      log: deps.log,
      delays: this.#delays,
      now: () => this.#now(),
      wake: () => this.#wake(),
    });
  }

  get name(): string {
    return this.group.name;
  }

  submit(event: QueueEvent): void {
    if (this.#closed) return;
    this.#queue.pushBack(event);
    this.#wake();
  }

  /** Gives everything back, writes what is decided, and takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    const now = this.#now();
    for (const session of this.group.consumers.keys())
      this.group.step({ kind: "leave", session }, now);
    await this.#writer.close();
  }

  #now(): Moment {
    const { clock, random } = this.#deps;
    return {
      monotonicMs: clock.monotonicMs(),
      wallMs: clock.wallMs(),
      random: random.float(),
    };
  }

  #wake(): void {
    if (this.#awake || this.#closed) return;
    this.#awake = true;
    this.#turns = (this.#turns + 1) % TURNS_IN_A_ROW;
    const next = this.#turns === 0 ? this.#deps.clock.nextTurn() : Promise.resolve();
    void next.then(() => this.#turn());
  }

  #turn(): void {
    this.#awake = false;
    if (this.#closed) return;
    const now = this.#now();
    for (let left = this.#queue.length; left > 0; left--) {
      const event = this.#queue.front()!;
      if (this.#writer.isInAir && ADMIN.has(event.kind)) break;
      this.#queue.popFront();
      this.group.step(event, now);
    }
    const { effects, more } = this.group.turn(now);
    for (const effect of effects) this.#perform(effect);
    if (more) void this.#deps.clock.nextTurn().then(() => this.#wake());
    this.#writer.look();
    this.#armDeadline();
    const isOver = this.group.isIdle && !this.#writer.isBusy && this.#queue.length === 0;
    if (isOver) this.#retire();
  }

  #perform(effect: QueueEffect): void {
    switch (effect.kind) {
      case "resolve":
        return void this.#resolve(effect);
      case "follow":
        return this.#follow(effect.place);
      case "read":
        return this.#read(effect.place, effect.from);
      case "load":
        return void this.#load(effect.place, effect.offsets);
      case "bury":
        this.#burials.pushBack(effect);
        return this.#buryNext();
      case "joined":
      case "deliver":
      case "needed":
      case "lost":
      case "ended":
      case "reply":
        this.#deps.tell(effect, this);
    }
  }

  async #resolve(effect: Extract<QueueEffect, { kind: "resolve" }>): Promise<void> {
    const { topicId, partition } = effect.place;
    try {
      const offset = await this.#deps.topics.resolve(topicId, partition, effect.position);
      this.submit({ kind: "started", topicId, partition, offset });
    } catch (error) {
      this.#failed(effect.place, error);
      this.#delays.later(AGAIN_MS, () => {
        const waits = this.group.topics.get(topicId)?.opening.has(partition);
        if (waits === true) void this.#resolve(effect);
      });
    }
  }

  #follow(place: QueuePlace): void {
    const { topicId, partition } = place;
    const isOpen = () => this.group.topics.get(topicId)?.partitions.get(partition) === place;
    if (!isOpen()) return;
    try {
      const stop = this.#deps.source.follow(place, (end) => {
        if (isOpen()) this.submit({ kind: "advanced", topicId, partition, end });
        else this.#unfollow(place);
      });
      this.#follows.set(place, stop);
    } catch (error) {
      this.#failed(place, error);
      this.#delays.later(AGAIN_MS, () => this.#follow(place));
    }
  }

  #unfollow(place: QueuePlace): void {
    this.#follows.get(place)?.();
    this.#follows.delete(place);
  }

  /** What lies in memory is handed out without waiting. */
  #read(place: QueuePlace, from: number): void {
    const answer = ({ stock, nextOffset, expired }: ReadRecords): void => {
      const { topicId, partition } = place;
      this.submit({ kind: "fetched", topicId, partition, from, stock, nextOffset, expired });
    };
    const failed = (error: unknown): void => {
      const { topicId, partition } = place;
      this.#failed(place, error);
      this.#delays.later(AGAIN_MS, () => this.submit({ kind: "read-failed", topicId, partition }));
    };
    try {
      const read = this.#deps.source.read(place, from);
      if (read instanceof Promise) void read.then(answer, failed);
      else answer(read);
    } catch (error) {
      failed(error);
    }
  }

  async #load(place: QueuePlace, asked: readonly number[]): Promise<void> {
    const { topicId, partition } = place;
    try {
      const records = await this.#deps.source.load(place, asked);
      this.submit({ kind: "loaded", topicId, partition, asked, records });
    } catch (error) {
      this.#failed(place, error);
      this.#delays.later(AGAIN_MS, () =>
        this.submit({ kind: "loaded", topicId, partition, asked, records: [] }),
      );
    }
  }

  #buryNext(): void {
    while (this.#burying < QUEUE_DEAD_LETTERS_AT_ONCE) {
      const burial = this.#burials.popFront();
      if (burial === undefined) return;
      this.#burying++;
      void this.#bury(burial).finally(() => {
        this.#burying--;
        this.#buryNext();
      });
    }
  }

  async #bury(burial: Burial): Promise<void> {
    const { place, offset } = burial;
    const { topicId, partition } = place;
    let outcome: "written" | "gone" | "failed";
    try {
      outcome = await this.#deps.source.bury(this.name, burial);
    } catch {
      // The source has said why.
      outcome = "failed";
    }
    this.submit({ kind: "buried", topicId, partition, offset, outcome });
  }

  #failed(place: QueuePlace, error: unknown): void {
    if (this.#closed) return;
    this.#deps.partitionError(place, toTidemarkError(error, READ_FAILED), this);
  }

  #armDeadline(): void {
    const atMs = this.group.nextDeadlineMs();
    if (atMs === this.#deadline?.atMs) return;
    this.#deadline?.timer.cancel();
    this.#deadline = undefined;
    if (atMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(0, atMs - this.#deps.clock.monotonicMs());
    const timer = this.#deps.clock.setTimer(delayMs, () => {
      this.#deadline = undefined;
      this.submit({ kind: "tick" });
    });
    this.#deadline = { atMs, timer };
  }

  #retire(): void {
    this.#closed = true;
    this.#stop();
    this.#deps.idle(this);
  }

  #stop(): void {
    this.#deadline?.timer.cancel();
    for (const place of this.#follows.keys()) this.#unfollow(place);
    this.#delays.stop();
  }
}
