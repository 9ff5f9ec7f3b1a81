/**
 * What waits for its time, whoever leads its partition: where the partition is known its leader is asked,
 * else all leaders are, and what they answer is made one answer. Must never try again what may have been
 * done.
 */
import { TidemarkError, toTidemarkError } from "../../model/errors.ts";
import { DUE_NEVER_MS } from "../../model/limits.ts";
import type { Clock } from "../../platform/clock.ts";
import type { PeerTarget } from "../../platform/network.ts";
import { partitionForKey } from "../../record/partitioner.ts";
import type {
  PendingRecord,
  RequestContext,
  ScheduleSelector,
  SchedulesApi,
  ScheduleWindow,
} from "../api.ts";
import type { Draining } from "../draining.ts";
import { ambiguous } from "../find-pending.ts";
import { decodeCursor, encodeCursor, mergePieces } from "../schedule-list.ts";
import {
  cancelledBefore,
  checkWhatToCancel,
  type CancelledSome,
  pageLimit,
  type Schedules,
} from "../schedules.ts";
import { Attempts, wasNotDone } from "./attempts.ts";
import type { Leaders } from "./leaders.ts";
import type { PeerRequests } from "./peer-requests.ts";
import {
  type AnswerOf,
  type Operation,
  type RequestOf,
  ScheduleRequests,
} from "./schedule-requests.ts";

export interface RoutedSchedulesParts {
  readonly clock: Clock;
  readonly leaders: Leaders;
  readonly peers: PeerRequests;
  readonly here: Schedules;
  readonly draining: Draining;
}

export class RoutedSchedules implements SchedulesApi {
  readonly #parts: RoutedSchedulesParts;
  readonly #requests: ScheduleRequests;

  constructor(parts: RoutedSchedulesParts) {
    this.#parts = parts;
    this.#requests = new ScheduleRequests(parts);
  }

  /** By due time, then partition, then offset, over all leaders. */
  list(
    context: RequestContext,
    request: Parameters<SchedulesApi["list"]>[1],
  ): ReturnType<SchedulesApi["list"]> {
    return this.#retrying(context, () => this.#list(context, request));
  }

  get(context: RequestContext, selector: ScheduleSelector): Promise<PendingRecord> {
    return this.#retrying(context, () => this.#change(context, "get", selector));
  }

  cancel(context: RequestContext, selector: ScheduleSelector): Promise<PendingRecord> {
    return this.#retrying(context, () => this.#change(context, "cancel", selector));
  }

  reschedule(
    context: RequestContext,
    request: Parameters<SchedulesApi["reschedule"]>[1],
  ): Promise<PendingRecord> {
    return this.#retrying(context, () => this.#change(context, "reschedule", request));
  }

  setPaused(
    context: RequestContext,
    request: Parameters<SchedulesApi["setPaused"]>[1],
  ): Promise<PendingRecord> {
    return this.#retrying(context, () => this.#change(context, "setPaused", request));
  }

  put(
    context: RequestContext,
    request: Parameters<SchedulesApi["put"]>[1],
  ): ReturnType<SchedulesApi["put"]> {
    return this.#retrying(context, () => this.#put(context, request));
  }

  async cancelMany(context: RequestContext, window: ScheduleWindow): Promise<number> {
    checkWhatToCancel(window);
    const { leaders } = this.#parts;
    const attempts = this.#attempts(context);
    let total = 0;
    for (;;) {
      const known = leaders.known(window.topic, window.partition);
      const failure = await known.then(async () => {
        const targets = this.#targets(window, true);
        const counts = await Promise.all(
          targets.map(({ target, among }) => this.#cancelSome(context, target, window, among)),
        );
        for (const { cancelled } of counts) total += cancelled;
        return counts.find(({ error }) => error !== undefined)?.error;
      }, asError);
      if (failure === undefined) return total;
      if (!wasNotDone(failure) || !(await attempts.another())) {
        throw cancelledBefore(failure, total);
      }
    }
  }

  async #cancelSome(
    context: RequestContext,
    target: PeerTarget | undefined,
    window: ScheduleWindow,
    among: readonly number[] | undefined,
  ): Promise<CancelledSome> {
    return this.#requests
      .perform(target, context, "cancelSome", { ...window, among })
      .catch((error: unknown) => ({ cancelled: 0, error: asError(error) }));
  }

  async #list(
    context: RequestContext,
    request: Parameters<SchedulesApi["list"]>[1],
  ): ReturnType<SchedulesApi["list"]> {
    const limit = pageLimit(request.limit);
    const { topic, partition } = request;
    await this.#parts.leaders.known(topic, partition);
    if (partition !== undefined) return this.#at(context, "list", request, partition);
    if (this.#isAlone(topic)) return this.#requests.perform(undefined, context, "list", request);
    const pages = await this.#ofAll(topic, true, (target, among) =>
      this.#requests.perform(target, context, "list", { ...request, among }),
    );
    const pieces = pages.map(({ schedules, cursor }) => ({
      items: schedules,
      next: cursor === undefined ? undefined : decodeCursor(cursor),
    }));
    const { items, next } = mergePieces(pieces, placeOf, limit);
    return { schedules: items, cursor: next === undefined ? undefined : encodeCursor(next) };
  }

  async #put(
    context: RequestContext,
    request: Parameters<SchedulesApi["put"]>[1],
  ): ReturnType<SchedulesApi["put"]> {
    const { topic, id, record } = request;
    const { partitions } = await this.#parts.leaders.known(topic, request.partition);
    if (request.partition === undefined && this.#isAlone(topic)) {
      return this.#requests.perform(undefined, context, "put", request);
    }
    const partition =
      request.partition ??
      (await this.#pendingIn(context, request)) ??
      partitionForKey(record.key ?? Buffer.from(id), partitions.size);
    return this.#at(context, "put", { ...request, partition }, partition);
  }

  /** One record: at the leader of its partition, which may have to be found first. */
  async #change<O extends "get" | "cancel" | "reschedule" | "setPaused">(
    context: RequestContext,
    operation: O,
    selector: RequestOf<O>,
  ): Promise<AnswerOf<O>> {
    const { topic, id } = selector;
    await this.#parts.leaders.known(topic, selector.partition);
    if (this.#isAlone(topic))
      return this.#requests.perform(undefined, context, operation, selector);
    const place = /^(\d{1,10}):\d{1,16}$/.exec(id);
    const partition =
      selector.partition ??
      (place === null ? await this.#pendingIn(context, selector) : Number(place[1]));
    if (partition !== undefined) {
      return this.#at(context, operation, { ...selector, partition }, partition);
    }
    // Nobody has it: each says what became of it as far as it knows. What comes meanwhile is not meant.
    const looks = await this.#ofAll(topic, true, (target, among) =>
      this.#requests
        .perform(target, context, "get", { ...selector, among })
        .then(({ partition: found }) => found, asError),
    );
    const found = looks.find((look) => typeof look === "number");
    if (found !== undefined) {
      return this.#at(context, operation, { ...selector, partition: found }, found);
    }
    const errors = looks.filter((look) => look instanceof TidemarkError);
    throw errors.find(({ code }) => code !== "UNKNOWN_SCHEDULE") ?? errors[0]!;
  }

  /** The partition where the id is pending now; undefined: none. Rejects with AMBIGUOUS_SCHEDULE. */
  async #pendingIn(
    context: RequestContext,
    selector: ScheduleSelector,
  ): Promise<number | undefined> {
    const { topic, id } = selector;
    const lists = await this.#ofAll(topic, false, (target, among) =>
      this.#requests.perform(target, context, "pendingIn", { topic, id, among }),
    );
    const partitions = lists.flat().sort((a, b) => a - b);
    if (partitions.length > 1) throw ambiguous(selector, partitions);
    // It may be where nobody can look now.
    const { absent } = this.#parts.leaders.shares(topic);
    if (partitions.length === 0 && absent !== undefined) throw absent;
    return partitions[0];
  }

  /** Asks the leader of one partition. */
  async #at<O extends Operation>(
    context: RequestContext,
    operation: O,
    request: RequestOf<O>,
    partition: number,
  ): Promise<AnswerOf<O>> {
    const { leaders } = this.#parts;
    await leaders.known(request.topic, partition);
    const route = leaders.route(request.topic, partition);
    const target = route.kind === "here" ? undefined : route.target;
    return this.#requests.perform(target, context, operation, request);
  }

  /** Asks every leader, what changes nothing. `whole`: partitions that nobody leads must not be left out. */
  async #ofAll<Answer>(
    topic: string,
    whole: boolean,
    ask: (target: PeerTarget | undefined, among: readonly number[] | undefined) => Promise<Answer>,
  ): Promise<Answer[]> {
    const targets = this.#targets({ topic }, whole);
    return Promise.all(targets.map(({ target, among }) => ask(target, among)));
  }

  /** Each leader and its partitions of the window; this node is `undefined`. */
  #targets(
    { topic, partition }: { readonly topic: string; readonly partition?: number | undefined },
    whole: boolean,
  ): readonly {
    readonly target: PeerTarget | undefined;
    readonly among: readonly number[] | undefined;
  }[] {
    const { leaders } = this.#parts;
    if (partition !== undefined) {
      const route = leaders.route(topic, partition);
      return [{ target: route.kind === "here" ? undefined : route.target, among: undefined }];
    }
    const { here, there, absent } = leaders.shares(topic);
    if (whole && absent !== undefined) throw absent;
    const others = there.map(({ target, partitions }) => ({ target, among: partitions }));
    return here.length === 0 ? others : [{ target: undefined, among: here }, ...others];
  }

  /** Nobody else leads anything of the topic: what is missing here is missing. */
  #isAlone(topic: string): boolean {
    return this.#parts.leaders.shares(topic).there.length === 0;
  }

  async #retrying<Answer>(context: RequestContext, work: () => Promise<Answer>): Promise<Answer> {
    const attempts = this.#attempts(context);
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const failure = asError(error);
        if (!wasNotDone(failure) || !(await attempts.another())) throw failure;
      }
    }
  }

  #attempts({ signal, deadlineMs }: RequestContext): Attempts {
    const { clock, draining } = this.#parts;
    return new Attempts(clock, () => draining.check(signal), deadlineMs);
  }
}

const placeOf = ({ deliverAt = DUE_NEVER_MS, partition, offset }: PendingRecord) => ({
  dueMs: deliverAt,
  partition,
  offset,
});

const asError = (error: unknown): TidemarkError =>
  toTidemarkError(error, "asking the leader of a partition failed");
