/**
 * The groups of a node, stream groups here and queue groups behind it: who is a member, what is
 * committed, what people ask of groups. The groups log is the truth; everything else ends with the
 * process.
 */
import type { GroupEffect, Ticket } from "../group/events.ts";
import { changesOf, notEmpty } from "../group/reset.ts";
import { knownTopic } from "../group/commit.ts";
import { GroupsImage } from "../group/image.ts";
import { decodeGroupRecord, type GroupMode } from "../group/records.ts";
import type { GroupDescription, OffsetChange } from "../model/descriptions.ts";
import { TidemarkError } from "../model/errors.ts";
import type { TopicId } from "../model/ids.ts";
import { GROUP_REBALANCE_TIMEOUT_MS, GROUPS_MAX } from "../model/limits.ts";
import type { ResetOffsets } from "../model/groups.ts";
import type { QueueSettingsInput } from "../model/queue-settings.ts";
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import { GroupRunner } from "./group-runner.ts";
import { GroupViews } from "./group-views.ts";
import type { JoinOptions } from "./join-options.ts";
import type { SessionTimeouts } from "./join-options.ts";
import {
  checkGroupName,
  checkJoin,
  checkMode,
  noSettings,
  checkRoomForGroup,
  SESSION_TIMEOUTS,
  sessionTimeoutOf,
} from "./join-options.ts";
import type { MemberSink, Membership } from "./membership.ts";
import { MemberStream } from "./membership.ts";
import type { OffsetsLog } from "./offsets-log.ts";
import { QueueGroups } from "./queue-groups.ts";
import type { QueueSource } from "./queue-source.ts";
import type { QueueMembership, QueueSink } from "./queue-stream.ts";
import { resetTargets } from "./reset-targets.ts";
import { resolveStarts } from "./resolve-starts.ts";
import type { TopicsView } from "./topics-view.ts";

export type { JoinOptions } from "./join-options.ts";
export type { MemberSink, Membership } from "./membership.ts";
export type { LogRecord, OffsetsLog } from "./offsets-log.ts";
export type { QueueSource, ReadRecords } from "./queue-source.ts";
export type { QueueMembership, QueueSink, SettleVerb } from "./queue-stream.ts";
export type { TopicsView } from "./topics-view.ts";

export interface CoordinatorDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OffsetsLog;
  readonly topics: TopicsView;
  /** The records of partitions, for queue groups. */
  readonly source: QueueSource;
  readonly rebalanceTimeoutMs?: number;
  readonly sessionTimeouts?: SessionTimeouts;
}

type Answer = (error: TidemarkError | undefined, changes: readonly OffsetChange[]) => void;

export class GroupCoordinator {
  readonly #deps: CoordinatorDeps;
  readonly #images: GroupsImage;
  readonly #queues: QueueGroups;
  /** What can be seen of groups. */
  readonly views: GroupViews;
  readonly #runners = new Map<string, GroupRunner>();
  readonly #streams = new Map<number, MemberStream>();
  readonly #answers = new Map<Ticket, Answer>();
  readonly #stopListening: () => void;
  #lastSession = 0;
  #lastTicket = 0;
  #closed: TidemarkError | undefined;

  get #sessionTimeouts(): SessionTimeouts {
    return this.#deps.sessionTimeouts ?? SESSION_TIMEOUTS;
  }

  private constructor(deps: CoordinatorDeps, images: GroupsImage) {
    this.#deps = deps;
    this.#images = images;
    this.#queues = new QueueGroups({ ...deps, images });
    const { topics } = deps;
    this.views = new GroupViews({ images, topics, runners: this.#runners, queues: this.#queues });
    this.#stopListening = deps.topics.onChange(() => this.#topicsChanged());
    this.#topicsChanged();
  }

  /** Replays the log. Rejects where a record cannot be read: a newer broker may have written it. */
  static async open(deps: CoordinatorDeps): Promise<GroupCoordinator> {
    const images = new GroupsImage();
    await deps.log.replay((record) => images.replay(decodeGroupRecord(record)));
    return new GroupCoordinator(deps, images);
  }

  get groupCount(): number {
    return this.#images.groups.size;
  }

  get memberCount(): number {
    let count = 0;
    for (const runner of this.#runners.values()) count += runner.memberCount;
    return count + this.#queues.memberCount;
  }

  /** Never throws: a refusal comes through `sink.end`. */
  joinQueue(options: JoinOptions, sink: QueueSink): QueueMembership {
    return this.#queues.join(options, sink, this.#refusalOf(options, "queue"));
  }

  /** Never throws: a refusal comes through `sink.end`. */
  join(options: JoinOptions, sink: MemberSink): Membership {
    const session = ++this.#lastSession;
    const host = {
      ticket: (done: Answer) => this.#ticket(done),
      forget: (over: number) => this.#streams.delete(over),
    };
    const refusal = this.#refusalOf(options, "stream");
    if (refusal !== undefined) {
      const refused = new MemberStream(session, sink, undefined, host);
      void Promise.resolve().then(() => refused.end(refusal));
      return refused;
    }
    const runner = this.#runner(options.group);
    const stream = new MemberStream(session, sink, runner, host);
    this.#streams.set(session, stream);
    runner.submit({
      kind: "join",
      session,
      memberId: options.memberId || Buffer.from(this.#deps.random.bytes(16)).toString("hex"),
      clientId: options.clientId ?? "",
      address: options.address,
      topics: [...new Set(options.topics)],
      start: options.start,
      sessionTimeoutMs: sessionTimeoutOf(options, this.#sessionTimeouts),
    });
    return stream;
  }

  #refusalOf(options: JoinOptions, mode: GroupMode): TidemarkError | undefined {
    const { group } = options;
    try {
      this.#checkOpen();
      const known = this.views.modeOf(group);
      checkMode(group, mode, known);
      checkJoin(options, known, this.#sessionTimeouts);
      this.#checkRoom(group);
      return undefined;
    } catch (error) {
      if (error instanceof TidemarkError) return error;
      throw error;
    }
  }

  #checkRoom(group: string): void {
    // Names are counted only where there may be too many: this is asked at each join.
    const running = this.#runners.size + this.#queues.runners.size;
    if (this.#images.groups.size + running < GROUPS_MAX) return;
    checkRoomForGroup(group, this.views.names());
  }

  /** Sets how a group works, and makes it if it is new. */
  async configure(
    group: string,
    mode: GroupMode | undefined,
    settings: QueueSettingsInput | undefined,
  ): Promise<GroupDescription> {
    this.#checkOpen();
    checkGroupName(group);
    const wanted =
      mode ?? this.views.modeOf(group) ?? (settings === undefined ? "stream" : "queue");
    checkMode(group, wanted, this.views.modeOf(group));
    this.#checkRoom(group);
    if (wanted === "queue") await this.#queues.configure(group, settings ?? {});
    else if (settings !== undefined) throw noSettings(group);
    else await this.#ask((ticket) => this.#runner(group).submit({ kind: "create", ticket }));
    return this.views.describe(group);
  }

  async delete(group: string): Promise<void> {
    this.#checkOpen();
    if (this.views.known(group).mode === "queue") return this.#queues.delete(group);
    await this.#ask((ticket) => this.#runner(group).submit({ kind: "delete", ticket }));
  }

  /** What changed, or with `dryRun` would change. */
  async resetOffsets(request: ResetOffsets): Promise<readonly OffsetChange[]> {
    this.#checkOpen();
    const { group, topic, force } = request;
    const creates = request.offsets !== undefined;
    if (topic !== undefined) knownTopic(this.#deps.topics, topic);
    if (creates) checkGroupName(group);
    else this.views.known(group);
    const offsets = await resetTargets(this.#deps.topics, request, this.#images.get(group));
    if (this.views.modeOf(group) === "queue") return this.#queues.reset(group, offsets, request);
    const members = this.#runners.get(group)?.memberCount ?? 0;
    if (request.dryRun) return changesOf(offsets, this.#images.get(group));
    if (members > 0 && !force) throw notEmpty(group, { size: members });
    this.#checkOpen();
    if (creates) this.#checkRoom(group);
    return this.#ask((ticket) =>
      this.#runner(group).submit({ kind: "reset", ticket, offsets, force, creates }),
    );
  }

  /** Ends every stream with `reason` and waits for what is being written. */
  async close(reason: TidemarkError = SHUTTING_DOWN): Promise<void> {
    this.#closed = reason;
    this.#stopListening();
    for (const stream of this.#streams.values()) stream.end(reason);
    await this.#queues.close(reason);
    await Promise.all([...this.#runners.values()].map((runner) => runner.close()));
    for (const answer of this.#answers.values()) answer(reason, []);
    this.#answers.clear();
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw this.#closed;
  }

  #runner(name: string): GroupRunner {
    let runner = this.#runners.get(name);
    if (runner === undefined) {
      runner = new GroupRunner(name, {
        clock: this.#deps.clock,
        log: this.#deps.log,
        topics: this.#deps.topics,
        images: this.#images,
        rebalanceTimeoutMs: this.#deps.rebalanceTimeoutMs ?? GROUP_REBALANCE_TIMEOUT_MS,
        dispatch: (effects, from) => this.#dispatch(effects, from),
        idle: (idle) => this.#runners.delete(idle.name),
      });
      this.#runners.set(name, runner);
    }
    return runner;
  }

  #ticket(answer: Answer): Ticket {
    const ticket = ++this.#lastTicket;
    this.#answers.set(ticket, answer);
    return ticket;
  }

  #ask(submit: (ticket: Ticket) => void): Promise<readonly OffsetChange[]> {
    return new Promise((resolve, reject) => {
      submit(this.#ticket((error, changes) => (error ? reject(error) : resolve(changes))));
    });
  }

  #dispatch(effects: readonly GroupEffect[], runner: GroupRunner): void {
    for (const effect of effects) {
      if (effect.kind === "reply") {
        const answer = this.#answers.get(effect.ticket);
        this.#answers.delete(effect.ticket);
        answer?.(effect.error, effect.changes ?? []);
        continue;
      }
      const stream = this.#streams.get(effect.session);
      if (stream !== undefined) this.#tell(stream, effect, runner);
    }
  }

  #tell(
    stream: MemberStream,
    effect: Exclude<GroupEffect, { kind: "reply" }>,
    runner: GroupRunner,
  ): void {
    switch (effect.kind) {
      case "joined":
        return stream.joined(effect.memberId, effect.generation, effect.sessionTimeoutMs);
      case "assigned":
        return stream.assigned(effect.generation, effect.added);
      case "revoked":
        return stream.revoked(effect.generation, effect.partitions);
      case "ended":
        return stream.end(effect.error);
      case "resolve":
        void resolveStarts(this.#deps, stream, effect.starts, runner);
    }
  }

  /** Groups with members look at their topics again; offsets of deleted topics go. */
  #topicsChanged(): void {
    const { topics } = this.#deps;
    const gone = (id: TopicId): boolean => topics.byId(id) === undefined;
    const forgetful: string[] = [];
    for (const image of this.#images.groups.values()) {
      if (this.#runners.has(image.name)) continue;
      if (![...image.topics.keys(), ...image.offsets.keys()].some(gone)) continue;
      if (image.mode === "queue") forgetful.push(image.name);
      else this.#runner(image.name);
    }
    for (const runner of this.#runners.values()) runner.submit({ kind: "topics" });
    this.#queues.topicsChanged(forgetful);
  }
}

const SHUTTING_DOWN = new TidemarkError(
  "SHUTTING_DOWN",
  "the broker is stopping; subscribe again in a moment",
);
