/** Producing and consuming: opens sessions, counts them, and ends them when the broker drains. */
import type { GroupCoordinator } from "../coordination/group-coordinator.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Clock } from "../platform/clock.ts";
import type {
  Acks,
  DeliverySink,
  FetchOptions,
  FetchSession,
  ProduceBatchResult,
  ProduceSession,
  ProduceSink,
  RecordResult,
  RecordsApi,
  RequestContext,
  SubscribeOptions,
  SubscribeSession,
  SubscribeSink,
} from "./api.ts";
import type { AppendBudget } from "./append-budget.ts";
import type { ExpiredRecords } from "./expired-records.ts";
import { Fetch } from "./fetch.ts";
import type { Draining } from "./draining.ts";
import { appendBatch, Produce, refuseInternal } from "./produce.ts";
import type { ProducerIds } from "./producer-ids.ts";
import { publish, type PublishRequest } from "./publish.ts";
import type { RecordsObserver } from "./observe.ts";
import { checkQueueOptions, QueueSubscribe } from "./queue/queue-subscribe.ts";
import type { Replicas } from "./replicas.ts";
import { ledHere, type Readables } from "./routing/readable-partition.ts";
import { roomToAppend, roomToSchedule } from "./room.ts";
import { Subscribe } from "./subscribe.ts";

export interface RecordsParts {
  readonly clock: Clock;
  readonly replicas: Replicas;
  readonly budget: AppendBudget;
  readonly coordinator: GroupCoordinator;
  readonly producerIds: ProducerIds;
  readonly observer: RecordsObserver;
  readonly draining: Draining;
  readonly expired: ExpiredRecords;
  /** Partitions wherever they are led. */
  readonly readables: Readables;
}

/** Records of one keyless call after another go to the next partition. */
const STICKY_MODULUS = 2 ** 30;

interface Session {
  readonly kind: "produce" | "fetch" | "subscribe";
  /** Granted and not used yet: to the client where it produces, by it where it reads. */
  readonly creditBytes: number;
  end(error: TidemarkError | undefined): void;
}

export class Records implements RecordsApi {
  readonly #parts: RecordsParts;
  readonly #sessions = new Set<Session>();
  #sticky = 0;

  constructor(parts: RecordsParts) {
    this.#parts = parts;
  }

  /** No new work; every stream ends once what it has under way is done. */
  drain(reason: TidemarkError): void {
    this.#parts.draining.begin(reason);
    for (const session of this.#sessions) session.end(reason);
  }

  async publish(caller: RequestContext, request: PublishRequest): Promise<readonly RecordResult[]> {
    await this.#admit(caller, request.topic);
    const { replicas, clock, observer, budget } = this.#parts;
    this.#sticky = (this.#sticky + 1) % STICKY_MODULUS;
    const context = {
      clock,
      replicas,
      observer,
      budget,
      nowMs: clock.wallMs(),
      stickyPartition: this.#sticky,
      goOn: () => this.#parts.draining.check(caller.signal),
    };
    return publish(context, request);
  }

  async produceBatch(
    caller: RequestContext,
    request: {
      readonly topic: string;
      readonly partition: number;
      readonly batch: Uint8Array;
      readonly acks: Acks;
    },
  ): Promise<ProduceBatchResult> {
    await this.#admit(caller, request.topic);
    const { clock, replicas, observer, budget } = this.#parts;
    const { topic, partition, batch, acks } = request;
    const replica = replicas.serving(topic, partition);
    await roomToSchedule(clock, replica, () => this.#parts.draining.check(caller.signal));
    return new Promise((resolve, reject) => {
      appendBatch({ replica, topic, observer, budget }, batch, acks, (result) => {
        if (result instanceof TidemarkError) reject(result);
        else resolve(result);
      });
    });
  }

  async initProducer(
    _context: RequestContext,
    request: {
      readonly producerId?: number | undefined;
      readonly producerEpoch?: number | undefined;
    },
  ): Promise<{ producerId: number; producerEpoch: number; brokerTimeMs: number }> {
    const { reason } = this.#parts.draining;
    if (reason !== undefined) throw reason;
    const { producerId, producerEpoch } = request;
    const held =
      producerId === undefined ? undefined : { producerId, producerEpoch: producerEpoch ?? 0 };
    const identity = await this.#parts.producerIds.init(held);
    return { ...identity, brokerTimeMs: this.#parts.clock.wallMs() };
  }

  openProduce(
    _context: RequestContext,
    options: { readonly acks: Acks },
    sink: ProduceSink,
  ): ProduceSession {
    const { clock, replicas, budget, observer } = this.#parts;
    const session = new Produce({ clock, replicas, budget, observer }, options.acks, sink, () =>
      this.#sessions.delete(session),
    );
    return this.#opened(session);
  }

  openFetch(_context: RequestContext, options: FetchOptions, sink: DeliverySink): FetchSession {
    const { clock, replicas, observer } = this.#parts;
    const readables = options.anywhere === true ? this.#parts.readables : ledHere(replicas);
    const session = new Fetch({ clock, readables, observer }, options, sink, () =>
      this.#sessions.delete(session),
    );
    return this.#opened(session);
  }

  openSubscribe(
    context: RequestContext,
    options: SubscribeOptions,
    sink: SubscribeSink,
  ): SubscribeSession {
    const { clock, readables, coordinator, observer, expired } = this.#parts;
    const mode = options.mode ?? coordinator.views.modeOf(options.group);
    if (mode === "queue") return this.#openQueue(context, options, sink);
    const session = new Subscribe(
      { clock, readables, coordinator, observer, expired },
      context.clientId,
      options,
      sink,
      () => this.#sessions.delete(session),
    );
    return this.#opened(session);
  }

  #openQueue(
    context: RequestContext,
    options: SubscribeOptions,
    sink: SubscribeSink,
  ): SubscribeSession {
    checkQueueOptions(options);
    const { coordinator, observer } = this.#parts;
    const parts = { coordinator, observer };
    const session = new QueueSubscribe(parts, context.clientId, options, sink, () =>
      this.#sessions.delete(session),
    );
    return this.#opened(session);
  }

  /** By kind, whatever dialect they speak. */
  get openStreams(): {
    readonly produce: number;
    readonly fetch: number;
    readonly subscribe: number;
  } {
    const counts = { produce: 0, fetch: 0, subscribe: 0 };
    for (const session of this.#sessions) counts[session.kind] += 1;
    return counts;
  }

  /** Credits that are granted and not used, over all open streams. */
  get creditBytes(): { readonly producer: number; readonly consumer: number } {
    const bytes = { producer: 0, consumer: 0 };
    for (const session of this.#sessions) {
      bytes[session.kind === "produce" ? "producer" : "consumer"] += session.creditBytes;
    }
    return bytes;
  }

  #opened<S extends Session>(session: S): S {
    this.#sessions.add(session);
    const { reason } = this.#parts.draining;
    if (reason !== undefined) session.end(reason);
    return session;
  }

  /** Refuses what cannot be appended; waits while too much waits for the disk already (P6). */
  async #admit({ signal }: RequestContext, topic: string): Promise<void> {
    const { clock, budget, draining } = this.#parts;
    refuseInternal(topic);
    if (budget.exhausted) await roomToAppend(clock, budget, () => draining.check(signal));
    if (draining.reason !== undefined) throw draining.reason;
  }
}
