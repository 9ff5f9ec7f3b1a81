/** Producing and consuming: opens sessions, counts them, and ends them when the broker drains. */
import { asBuffer } from "../lib/bytes.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Clock } from "../platform/clock.ts";
import { HEADER_BYTES } from "../record/layout.ts";
import { BatchView } from "../record/view.ts";
import type { ReplicaSettings } from "../replication/replica.ts";
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
import type { EnteredGroup, GroupEntrance } from "./groups/group-entrance.ts";
import { type OpenedSubscribe, PendingSubscribe } from "./groups/pending-subscribe.ts";
import { Produce, refuseInternal } from "./produce.ts";
import type { ProducerIds } from "./producer-ids.ts";
import { publish, type PublishRequest } from "./publish.ts";
import type { RecordsObserver } from "./observe.ts";
import { checkQueueOptions, QueueSubscribe } from "./queue/queue-subscribe.ts";
import type { Replicas } from "./replicas.ts";
import { AppendHere, type AppendRequest } from "./routing/append-here.ts";
import type { Leaders } from "./routing/leaders.ts";
import type { PeerRequests } from "./routing/peer-requests.ts";
import { ledHere, type Readables } from "./routing/readable-partition.ts";
import { RoutedAppends } from "./routing/routed-appends.ts";
import { type GoOn, roomToAppend } from "./room.ts";
import { Subscribe } from "./subscribe.ts";

export interface RecordsParts {
  readonly clock: Clock;
  readonly replicas: Replicas;
  readonly budget: AppendBudget;
  readonly groups: GroupEntrance;
  readonly producerIds: ProducerIds;
  readonly observer: RecordsObserver;
  readonly draining: Draining;
  readonly expired: ExpiredRecords;
  /** Partitions wherever they are led. */
  readonly readables: Readables;
  readonly leaders: Leaders;
  readonly peers: PeerRequests;
  /** Undefined: there is no such topic. */
  readonly settingsOf: (
    topic: string,
  ) => Pick<ReplicaSettings, "maxRecordBytes" | "dedupWindowMs"> | undefined;
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
  readonly #appends: RoutedAppends;
  #sticky = 0;

  constructor(parts: RecordsParts) {
    this.#parts = parts;
    const { clock, leaders, peers } = parts;
    const admit = (context: RequestContext) => this.#admit(context);
    this.#appends = new RoutedAppends({
      clock,
      leaders,
      peers,
      here: new AppendHere(parts),
      admit,
    });
  }

  /** No new work; every stream ends once what it has under way is done. */
  drain(reason: TidemarkError): void {
    this.#parts.draining.begin(reason);
    for (const session of this.#sessions) session.end(reason);
  }

  async publish(caller: RequestContext, request: PublishRequest): Promise<readonly RecordResult[]> {
    const { topic } = request;
    refuseInternal(topic);
    const goOn = await this.#admit(caller);
    const { leaders, clock, observer, settingsOf } = this.#parts;
    const { partitions } = await leaders.known(topic);
    const { maxRecordBytes = Infinity, dedupWindowMs = 0 } = settingsOf(topic) ?? {};
    this.#sticky = (this.#sticky + 1) % STICKY_MODULUS;
    const context = {
      observer,
      partitions: partitions.size,
      maxRecordBytes,
      remembersIds: dedupWindowMs > 0,
      nowMs: clock.wallMs(),
      stickyPartition: this.#sticky,
      append: (appends: AppendRequest) => this.#appends.append(caller, appends, goOn),
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
    const { topic, partition, batch, acks } = request;
    refuseInternal(topic);
    const goOn = await this.#admit(caller);
    await this.#parts.leaders.known(topic, partition);
    // What is no batch is refused where it is appended.
    const view = batch.length < HEADER_BYTES ? undefined : new BatchView(asBuffer(batch));
    const repeatable = view !== undefined && view.producerId >= 0;
    const one = { partition, batch, recordCount: view?.recordCount ?? 1, waits: true, repeatable };
    const [result] = await this.#appends.append(caller, { topic, acks, batches: [one] }, goOn);
    if (result instanceof TidemarkError) throw result;
    return result!;
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
    const { clock, replicas, budget, observer, leaders } = this.#parts;
    const catchUp = () => leaders.catchUp();
    const parts = { clock, replicas, budget, observer, catchUp };
    const session = new Produce(parts, options.acks, sink, () => this.#sessions.delete(session));
    return this.#opened(session);
  }

  openFetch(_context: RequestContext, options: FetchOptions, sink: DeliverySink): FetchSession {
    const { clock, replicas, observer } = this.#parts;
    const readables =
      options.anywhere === true
        ? this.#parts.readables
        : ledHere(replicas, (topic, partition) => this.#parts.leaders.known(topic, partition));
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
    const entered = this.#parts.groups.enter(context, options);
    if (!(entered instanceof Promise)) {
      const session: OpenedSubscribe = this.#member(context, options, entered, sink, () =>
        this.#sessions.delete(session),
      );
      return this.#opened(session);
    }
    const opening = entered.then((group) => () => {
      // The pending session stands for it.
      return this.#member(context, options, group, sink, () => this.#sessions.delete(session));
    });
    const session = new PendingSubscribe(opening, options.mode, sink, () =>
      this.#sessions.delete(session),
    );
    return this.#opened(session);
  }

  #member(
    { clientId }: RequestContext,
    options: SubscribeOptions,
    { access: group, mode }: EnteredGroup,
    sink: SubscribeSink,
    onClose: () => void,
  ): OpenedSubscribe {
    const { clock, readables, observer, expired } = this.#parts;
    if (mode === "queue") {
      checkQueueOptions(options);
      return new QueueSubscribe({ group, observer }, clientId, options, sink, onClose);
    }
    const parts = { clock, readables, group, observer, expired };
    return new Subscribe(parts, clientId, options, sink, onClose);
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

  /** Waits while too much waits for the disk already (P6). */
  async #admit({ signal }: RequestContext): Promise<GoOn> {
    const { clock, budget, draining } = this.#parts;
    const goOn = () => draining.check(signal);
    if (budget.exhausted) await roomToAppend(clock, budget, goOn);
    if (draining.reason !== undefined) throw draining.reason;
    return goOn;
  }
}
