/**
 * Runs one group: gathers what happens while the last round is being written, one append in flight,
 * and tells the outcome only when it is durable. Never calls back from within a caller's own call.
 */
import type { GroupEffect, GroupEvent, PartitionStart, SessionId } from "../group/events.ts";
import type { GroupsImage } from "../group/image.ts";
import { encodeGroupRecord } from "../group/records.ts";
import { StreamGroup } from "../group/stream-group.ts";
import type { GroupDescription } from "../model/descriptions.ts";
import { toTidemarkError } from "../model/errors.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { OffsetsLog } from "./offsets-log.ts";
import type { TopicsView } from "./topics-view.ts";

export interface RunnerDeps {
  readonly clock: Clock;
  readonly log: OffsetsLog;
  readonly images: GroupsImage;
  readonly topics: TopicsView;
  readonly rebalanceTimeoutMs: number;
  /** What a round decided, in order. */
  dispatch(effects: readonly GroupEffect[], runner: GroupRunner): void;
  /** Nothing is under way and nobody is a member: the runner may be dropped. */
  idle(runner: GroupRunner): void;
}

/** A full disk is looked at again soon, then less and less often. */
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5_000;

const LOG_FAILED = "the groups log could not be written; the broker's log has the details";

export class GroupRunner {
  readonly #deps: RunnerDeps;
  readonly #group: StreamGroup;
  #queue: GroupEvent[] = [];
  #running: Promise<void> | undefined;
  #deadline: { readonly atMs: number; readonly timer: Timer } | undefined;
  #retry: Timer | undefined;
  #retryMs = RETRY_FIRST_MS;
  #closed = false;
  #rounds = 0;

  constructor(name: string, deps: RunnerDeps) {
    this.#deps = deps;
    const { rebalanceTimeoutMs } = deps;
    this.#group = new StreamGroup(name, deps.images, deps.topics, { rebalanceTimeoutMs });
  }

  get name(): string {
    return this.#group.name;
  }

  get memberCount(): number {
    return this.#group.memberCount;
  }

  /** Grows with each round: what was submitted under an earlier number has been taken. */
  get round(): number {
    return this.#rounds;
  }

  describe(): GroupDescription | undefined {
    return this.#group.describe();
  }

  awaits(session: SessionId, start: PartitionStart): boolean {
    return !this.#closed && this.#group.awaits(session, start);
  }

  submit(event: GroupEvent): void {
    if (this.#closed) return;
    this.#queue.push(event);
    this.#running ??= this.#run();
  }

  /** Finishes what was submitted and takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    this.#stopTimers();
  }

  async #run(): Promise<void> {
    // From here on the stack is our own: sinks are not called from within their session's calls.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#round();
    this.#running = undefined;
    this.#armDeadline();
    if (this.#group.memberCount > 0) return;
    this.#stopTimers();
    this.#closed = true;
    this.#deps.idle(this);
  }

  async #round(): Promise<void> {
    const nowMs = this.#deps.clock.monotonicMs();
    this.#rounds++;
    for (const event of this.#take()) this.#group.step(event, nowMs);
    const records = this.#group.finish(nowMs);
    let effects: readonly GroupEffect[];
    try {
      if (records.length > 0) await this.#deps.log.append(records.map(encodeGroupRecord));
    } catch (error) {
      effects = this.#group.failed(toTidemarkError(error, LOG_FAILED));
      this.#retryLater();
      return this.#deps.dispatch(effects, this);
    }
    effects = this.#group.applied();
    if (records.length > 0) this.#retryMs = RETRY_FIRST_MS;
    this.#deps.dispatch(effects, this);
  }

  /** Everything that waits, up to what has to be alone in its round. */
  #take(): GroupEvent[] {
    const alone = this.#queue.findIndex(({ kind }) => kind === "reset" || kind === "delete");
    return this.#queue.splice(0, alone < 0 ? this.#queue.length : Math.max(1, alone));
  }

  #retryLater(): void {
    this.#retry?.cancel();
    this.#retry = this.#deps.clock.setTimer(this.#retryMs, () => this.submit({ kind: "tick" }));
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
  }

  #armDeadline(): void {
    const atMs = this.#group.nextDeadlineMs();
    if (atMs === this.#deadline?.atMs) return;
    this.#deadline?.timer.cancel();
    this.#deadline = undefined;
    if (atMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(0, atMs - this.#deps.clock.monotonicMs());
    const fire = (): void => {
      this.#deadline = undefined;
      this.submit({ kind: "tick" });
    };
    this.#deadline = { atMs, timer: this.#deps.clock.setTimer(delayMs, fire) };
  }

  #stopTimers(): void {
    this.#deadline?.timer.cancel();
    this.#deadline = undefined;
    this.#retry?.cancel();
    this.#retry = undefined;
  }
}
