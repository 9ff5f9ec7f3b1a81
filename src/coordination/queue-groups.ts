/** The queue groups of a node: who consumes, what people ask of them. */
import type { SessionId, Ticket } from "../group/events.ts";
import type { GroupsImage } from "../group/image.ts";
import { queueChanges } from "../group/queue-admin.ts";
import { describeQueue } from "../group/queue-describe.ts";
import type { ResetTarget } from "../group/events.ts";
import { notEmpty } from "../group/reset.ts";
import type { GroupDescription, OffsetChange } from "../model/descriptions.ts";
import { TidemarkError } from "../model/errors.ts";
import type { QueueSettingsInput } from "../model/queue-settings.ts";
import { checkQueueSettings } from "../model/queue-settings.ts";
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import type { JoinOptions } from "./join-options.ts";
import type { OffsetsLog } from "./offsets-log.ts";
import { QueueRunner } from "./queue-runner.ts";
import type { QueueSource } from "./queue-source.ts";
import type { QueueMembership, QueueSink } from "./queue-stream.ts";
import { QueueStream } from "./queue-stream.ts";
import type { TopicsView } from "./topics-view.ts";

export interface QueueGroupsDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OffsetsLog;
  readonly topics: TopicsView;
  readonly images: GroupsImage;
  readonly source: QueueSource;
}

type Answer = (error: TidemarkError | undefined, changes: readonly OffsetChange[]) => void;

export class QueueGroups {
  readonly #deps: QueueGroupsDeps;
  readonly runners = new Map<string, QueueRunner>();
  readonly #streams = new Map<SessionId, QueueStream>();
  readonly #answers = new Map<Ticket, Answer>();
  #lastSession = 0;
  #lastTicket = 0;

  constructor(deps: QueueGroupsDeps) {
    this.#deps = deps;
  }

  get memberCount(): number {
    return this.#streams.size;
  }

  /** `refusal`: it may not join, and hears so. */
  join(options: JoinOptions, sink: QueueSink, refusal: TidemarkError | undefined): QueueMembership {
    const session = ++this.#lastSession;
    const host = {
      ticket: (done: Answer) => this.#ticket(done),
      forget: (over: SessionId) => this.#streams.delete(over),
    };
    if (refusal !== undefined) {
      const refused = new QueueStream(session, sink, undefined, host);
      void Promise.resolve().then(() => refused.end(refusal));
      return refused;
    }
    const runner = this.#runner(options.group);
    const stream = new QueueStream(session, sink, runner, host);
    this.#streams.set(session, stream);
    const { memberId, clientId = "", address, topics, start } = options;
    runner.submit({
      kind: "join",
      session,
      memberId: memberId || Buffer.from(this.#deps.random.bytes(16)).toString("hex"),
      clientId,
      address,
      topics: [...new Set(topics)],
      start,
    });
    return stream;
  }

  describe(name: string): GroupDescription | undefined {
    const live = this.runners.get(name)?.group;
    return describeQueue(name, this.#deps.images.get(name), this.#deps.topics, live);
  }

  async configure(group: string, settings: QueueSettingsInput): Promise<void> {
    const checked = checkQueueSettings(settings);
    await this.#ask(group, (ticket) => ({ kind: "configure", ticket, settings: checked }));
  }

  async delete(group: string): Promise<void> {
    await this.#ask(group, (ticket) => ({ kind: "delete", ticket }));
  }

  async reset(
    group: string,
    offsets: readonly ResetTarget[],
    { force, dryRun }: { readonly force: boolean; readonly dryRun: boolean },
  ): Promise<readonly OffsetChange[]> {
    if (dryRun) return queueChanges(offsets, this.#deps.images.get(group));
    const size = this.runners.get(group)?.group.consumers.size ?? 0;
    if (size > 0 && !force) throw notEmpty(group, { size });
    return this.#ask(group, (ticket) => ({ kind: "reset", ticket, offsets, force }));
  }

  /** Of groups that run; `forget` names others whose topics may be gone. */
  topicsChanged(forget: Iterable<string>): void {
    for (const name of forget) this.#runner(name);
    for (const runner of this.runners.values()) runner.submit({ kind: "topics" });
  }

  /** Ends every stream with `reason` and waits for what is being written. */
  async close(reason: TidemarkError): Promise<void> {
    for (const stream of this.#streams.values()) stream.end(reason);
    await Promise.all([...this.runners.values()].map((runner) => runner.close()));
    for (const answer of this.#answers.values()) answer(reason, []);
    this.#answers.clear();
  }

  #runner(name: string): QueueRunner {
    let runner = this.runners.get(name);
    if (runner !== undefined) return runner;
    runner = new QueueRunner(name, {
      ...this.#deps,
      tell: (news, from) => {
        if (news.kind === "reply") this.#answer(news.ticket, news.error, news.changes ?? []);
        else {
          const stream = this.#streams.get(news.session);
          if (stream?.isOf(from)) stream.tell(news);
        }
      },
      partitionError: ({ topic, partition }, error, from) => {
        for (const stream of this.#streams.values()) {
          if (stream.isOf(from)) stream.partitionError(topic, partition, error);
        }
      },
      idle: (idle) => this.runners.delete(idle.name),
    });
    this.runners.set(name, runner);
    return runner;
  }

  #answer(
    ticket: Ticket,
    error: TidemarkError | undefined,
    changes: readonly OffsetChange[],
  ): void {
    const answer = this.#answers.get(ticket);
    this.#answers.delete(ticket);
    answer?.(error, changes);
  }

  #ticket(answer: Answer): Ticket {
    const ticket = ++this.#lastTicket;
    this.#answers.set(ticket, answer);
    return ticket;
  }

  #ask(
    group: string,
    event: (ticket: Ticket) => Parameters<QueueRunner["submit"]>[0],
  ): Promise<readonly OffsetChange[]> {
    return new Promise((resolve, reject) => {
      const ticket = this.#ticket((error, changes) => (error ? reject(error) : resolve(changes)));
      this.#runner(group).submit(event(ticket));
    });
  }
}
