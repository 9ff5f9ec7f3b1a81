/**
 * What a node can do, as every dialect calls it: the port between `server/` and `broker/`. All
 * failures are `TidemarkError`s; nothing here knows of HTTP, gRPC or JSON.
 */
import type {
  ClusterDescription,
  GroupDescription,
  OffsetChange,
  PendingRecord,
  AcceptedLoss,
  AcceptLoss,
  Rebalance,
  Rebalancing,
  TopicDescription,
} from "../model/descriptions.ts";
import type { ReplayRequest, ReplayResult } from "../model/dead-letter-replay.ts";
import type { TidemarkError } from "../model/errors.ts";
import type { ResetOffsets } from "../model/groups.ts";
import type { QueueSettingsInput } from "../model/queue-settings.ts";
import type { Principal } from "../model/principal.ts";
import type { RecurrenceInput } from "../model/recurrence.ts";
import type {
  Acks,
  Delivery,
  FetchPartition,
  PartitionOffset,
  Position,
  ProduceBatchResult,
  RecordInput,
  RecordResult,
} from "../model/records.ts";

export type * from "../model/descriptions.ts";
export type * from "../model/records.ts";

/** Who asks, from where, and until when. */
export interface RequestContext {
  readonly principal: Principal;
  /** Aborted when the caller went away or its deadline passed; work not yet appended stops. */
  readonly signal: AbortSignal;
  /** On the monotonic clock, where the caller said until when it waits. */
  readonly deadlineMs?: number | undefined;
  /** `client_id` where the caller said one; else empty. For logs and member names only. */
  readonly clientId: string;
}

export interface RecordsApi {
  /**
   * Appends records; one result each, in order, none rejecting the call. Resolves when all are
   * durable as `acks` says. Rejects as a whole only for an unknown topic or a draining broker.
   */
  publish(
    context: RequestContext,
    request: {
      readonly topic: string;
      readonly records: readonly RecordInput[];
      readonly acks?: Acks;
    },
  ): Promise<readonly RecordResult[]>;
  initProducer(
    context: RequestContext,
    request: {
      readonly producerId?: number | undefined;
      readonly producerEpoch?: number | undefined;
    },
  ): Promise<{
    readonly producerId: number;
    readonly producerEpoch: number;
    readonly brokerTimeMs: number;
  }>;
  /** A producer's stream: takes batches in order, grants credits. */
  openProduce(
    context: RequestContext,
    options: { readonly acks: Acks },
    sink: ProduceSink,
  ): ProduceSession;
  /** Appends one whole batch (RecordBatch v2), as `Produce` does, without a stream. */
  produceBatch(
    context: RequestContext,
    request: {
      readonly topic: string;
      readonly partition: number;
      readonly batch: Uint8Array;
      readonly acks: Acks;
    },
  ): Promise<ProduceBatchResult>;
  /** A reader without a group. */
  openFetch(context: RequestContext, options: FetchOptions, sink: DeliverySink): FetchSession;
  /** A member of a group. */
  openSubscribe(
    context: RequestContext,
    options: SubscribeOptions,
    sink: SubscribeSink,
  ): SubscribeSession;
}

/** What a Produce stream hears. Called in order, never re-entrantly from a session call. */
export interface ProduceSink {
  ack(id: number, result: ProduceBatchResult | TidemarkError): void;
  /** Adds to what the client may send. */
  credit(batches: number, bytes: number): void;
  /** The client sent beyond its credits: stop reading from it (flow control does the rest). */
  pause(): void;
  resume(): void;
  /** The stream is over (finished, or the broker drains): nothing comes after. */
  end(error: TidemarkError | undefined): void;
}

export interface ProduceSession {
  /** Acknowledged through the sink. `batch` must not be changed or reused by the caller. */
  produce(request: {
    readonly id: number;
    readonly topic: string;
    readonly topicId?: string | undefined;
    readonly partition: number;
    readonly batch: Uint8Array;
  }): void;
  /** No more batches come; `sink.end(undefined)` follows the last acknowledgement. */
  finish(): void;
  /** The client is gone: what was not yet appended is dropped. */
  abort(): void;
}

export interface FetchOptions {
  /** `batch`: as on disk. `records`: decoded. */
  readonly encoding: "batch" | "records";
  /** End once every partition reached the high watermark it had when it was assigned. */
  readonly untilEnd: boolean;
  /** Times as fast as the records once came; absent: as fast as there are credits. */
  readonly speed?: number | undefined;
  /**
   * Partitions that other brokers lead are read from there, and followed to where they are led next.
   * Without it they are refused with `NOT_LEADER`, which names the leader.
   */
  readonly anywhere?: boolean;
}

/**
 * Where deliveries go. A delivery was paid by credits, so `deliver` never refuses; the transport
 * pauses the session while its own buffer is full.
 */
export interface DeliverySink {
  deliver(delivery: Delivery): void;
  partitionError(topic: string, partition: number, error: TidemarkError): void;
  /** The balance is below what the next record needs. */
  needed(records: number, bytes: number): void;
  end(error: TidemarkError | undefined): void;
}

export interface FetchSession {
  assign(partitions: readonly FetchPartition[]): void;
  unassign(partitions: readonly { readonly topic: string; readonly partition: number }[]): void;
  /** Adds to the balances, capped at the limits. */
  credit(records: number, bytes: number): void;
  /** No more credits will come: `sink.needed` is called once what was granted is used up. */
  lastCredit(): void;
  /** While paused nothing is delivered (transport back-pressure); idempotent. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface SubscribeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly mode: "stream" | "queue" | undefined;
  /** Where to start without a committed offset. */
  readonly start: Position;
  readonly memberId?: string | undefined;
  readonly sessionTimeoutMs?: number | undefined;
  readonly encoding: "batch" | "records";
  /** Commit each delivery as it is handed over (`GET …/records?group=`). */
  readonly autoCommit: boolean;
  /** End once every assigned partition reached the high watermark it had when it was assigned. */
  readonly untilEnd: boolean;
  /** Exclusive end of each partition; it is over once all that the member holds are there. */
  readonly until?: Position | undefined;
  /** As for a fetch. */
  readonly speed?: number | undefined;
  /** Peer address, for group descriptions. */
  readonly address: string;
}

export interface SubscribeSink extends DeliverySink {
  /** `ackTimeoutMs`: in a queue group. */
  joined(
    memberId: string,
    generation: number,
    sessionTimeoutMs: number,
    ackTimeoutMs?: number,
  ): void;
  assigned(generation: number, added: readonly PartitionOffset[]): void;
  revoked(generation: number, partitions: readonly { topic: string; partition: number }[]): void;
  commitResult(id: number, error: TidemarkError | undefined): void;
  /** Queue groups: records that the stream settled or extended and does not hold (any more). */
  leaseLost?(records: readonly PartitionOffset[]): void;
  /**
   * Everything up to the end was delivered; the session goes on until the member has committed it and
   * closes. Without this the session ends by itself.
   */
  ended?(): void;
}

export interface SubscribeSession {
  readonly mode: "stream" | "queue";
  credit(records: number, bytes: number): void;
  /** As for a fetch. */
  lastCredit(): void;
  /** Result through the sink; durable when it comes. `generation` undefined: the current one. */
  commit(id: number, generation: number | undefined, offsets: readonly PartitionOffset[]): void;
  released(generation: number, partitions: readonly { topic: string; partition: number }[]): void;
  /**
   * Queue groups: what becomes of records that the stream holds. `done` comes once, when all of it is
   * durable, not after the stream's end; `LEASE_LOST` where some do not count, which the sink names.
   * Throws in a stream group, as `commit` does in a queue group.
   */
  settle(request: SettleRequest, done: (error: TidemarkError | undefined) => void): void;
  pause(): void;
  resume(): void;
  /** `clean`: the member said goodbye. Otherwise the connection broke. */
  close(clean: boolean): void;
}

export interface SettleRequest {
  readonly verb: "ack" | "nack" | "extend";
  readonly records: readonly PartitionOffset[];
  /** With `nack`: instead of the group's backoff. */
  readonly delayMs?: number | undefined;
  /** With `nack`: for people, in the dead letter. */
  readonly reason?: string | undefined;
}

export interface TopicsApi {
  create(
    context: RequestContext,
    request: {
      readonly name: string;
      readonly partitions?: number | undefined;
      readonly replicationFactor?: number | undefined;
      readonly config?: Readonly<Record<string, unknown>> | undefined;
    },
  ): Promise<TopicDescription>;
  list(
    context: RequestContext,
    request: { readonly internal: boolean },
  ): Promise<readonly TopicDescription[]>;
  /** `leadersOnly`: nobody is asked for offsets and what waits, which are 0 then. */
  describe(
    context: RequestContext,
    name: string,
    options?: { readonly leadersOnly?: boolean },
  ): Promise<TopicDescription>;
  /** `null` in config: back to the default. */
  alter(
    context: RequestContext,
    request: {
      readonly name: string;
      readonly partitions?: number | undefined;
      readonly config?: Readonly<Record<string, unknown>> | undefined;
    },
  ): Promise<TopicDescription>;
  delete(context: RequestContext, name: string): Promise<void>;
  /** Returns the new log start offset. */
  deleteRecords(
    context: RequestContext,
    request: { readonly topic: string; readonly partition: number; readonly before: number },
  ): Promise<number>;
}

export interface ScheduleSelector {
  readonly topic: string;
  readonly id: string;
  readonly partition?: number | undefined;
  /** Instead of all partitions: those that one broker leads. */
  readonly among?: readonly number[] | undefined;
}

/** A recurring schedule to be; `partition` absent: where the id is pending, else by key, else by id. */
export interface PutSchedule extends ScheduleSelector {
  readonly recurrence: RecurrenceInput;
  /** What each firing brings: key, value, headers and time to live; nothing else is taken. */
  readonly record: RecordInput;
}

export interface ScheduleWindow {
  readonly topic: string;
  /** Inclusive, epoch milliseconds. */
  readonly after?: number | undefined;
  /** Exclusive. */
  readonly before?: number | undefined;
  readonly prefix?: string | undefined;
  readonly partition?: number | undefined;
  /** As of a selector. */
  readonly among?: readonly number[] | undefined;
}

export interface SchedulesApi {
  list(
    context: RequestContext,
    request: ScheduleWindow & {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    },
  ): Promise<{ readonly schedules: readonly PendingRecord[]; readonly cursor: string | undefined }>;
  get(context: RequestContext, selector: ScheduleSelector): Promise<PendingRecord>;
  reschedule(
    context: RequestContext,
    request: ScheduleSelector & {
      readonly deliverAt?: number | undefined;
      readonly delayMs?: number | undefined;
    },
  ): Promise<PendingRecord>;
  cancel(context: RequestContext, selector: ScheduleSelector): Promise<PendingRecord>;
  /** Creates a recurring schedule or takes the place of what is pending under its id. */
  put(
    context: RequestContext,
    request: PutSchedule,
  ): Promise<{ readonly schedule: PendingRecord; readonly created: boolean }>;
  /** Pauses or resumes a recurring one. */
  setPaused(
    context: RequestContext,
    request: ScheduleSelector & { readonly paused: boolean },
  ): Promise<PendingRecord>;
  /** How many were cancelled. */
  cancelMany(context: RequestContext, window: ScheduleWindow): Promise<number>;
}

export interface GroupsApi {
  list(context: RequestContext): Promise<readonly GroupDescription[]>;
  describe(context: RequestContext, group: string): Promise<GroupDescription>;
  /** Sets how a group works, and makes it if it is new; what is left out goes back to its default. */
  put(
    context: RequestContext,
    request: {
      readonly group: string;
      readonly mode: "stream" | "queue" | undefined;
      readonly settings: QueueSettingsInput | undefined;
    },
  ): Promise<GroupDescription>;
  delete(context: RequestContext, group: string): Promise<void>;
  fetchOffsets(
    context: RequestContext,
    request: { readonly group: string; readonly topic?: string | undefined },
  ): Promise<readonly PartitionOffset[]>;
  resetOffsets(context: RequestContext, request: ResetOffsets): Promise<readonly OffsetChange[]>;
}

export interface DeadLettersApi {
  /**
   * Puts dead letters back where they came from, at most `limit`; `cursor` of the result goes on. A
   * dead letter that was put back before is a duplicate there.
   */
  replay(context: RequestContext, request: ReplayRequest): Promise<ReplayResult>;
}

/** What a person changes about brokers and the places of replicas. */
export interface ClusterApi {
  /** Begins what has to move next; asked again until nothing is planned and nothing moves. */
  rebalance(context: RequestContext, request: Rebalance): Promise<Rebalancing>;
  /** True: its leaderships go, and nothing new comes. False: taken back. */
  drain(
    context: RequestContext,
    request: { readonly broker: number; readonly drain: boolean },
  ): Promise<void>;
  /** Forgets a broker that holds nothing. */
  remove(context: RequestContext, request: { readonly broker: number }): Promise<void>;
  /**
   * A partition that nobody can lead begins with what one replica has, and what only others had is lost; without
   * `loseRecords` only says who has what.
   */
  acceptLoss(context: RequestContext, request: AcceptLoss): Promise<AcceptedLoss>;
  /** How many partitions got another leader: the first of their replicas. */
  electPreferred(context: RequestContext): Promise<number>;
}

export interface BrokerApi {
  readonly records: RecordsApi;
  readonly topics: TopicsApi;
  readonly schedules: SchedulesApi;
  readonly groups: GroupsApi;
  readonly deadLetters: DeadLettersApi;
  readonly cluster: ClusterApi;
  describeCluster(context: RequestContext): Promise<ClusterDescription>;
  readiness(): Readiness;
}

export interface Readiness {
  /** Requests may come; false while it recovers or drains. */
  readonly ready: boolean;
  readonly status: "starting" | "rebuilding" | "ready" | "draining" | "stopped";
  /** A line for people. */
  readonly detail: string;
  /** Partitions that answer SCHEDULE_REBUILDING; the first of them where there are many. */
  readonly rebuilding: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly doneOffsets: number;
    readonly totalOffsets: number;
  }[];
}
