/** A broker in memory, as little as the routes need: topics of records, calls written down. */
import type {
  BrokerApi,
  Delivery,
  DeliverySink,
  FetchOptions,
  FetchPartition,
  PendingRecord,
  ProduceBatchResult,
  ProduceSink,
  Readiness,
  RecordInput,
  RecordResult,
  SubscribeOptions,
  SubscribeSink,
  TopicDescription,
} from "../../../src/broker/api.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import type { ConsumedRecord } from "../../../src/model/records.ts";

const unused = (): never => {
  throw new Error("the test did not expect this call");
};

export interface OpenedFetch {
  readonly options: FetchOptions;
  readonly sink: DeliverySink;
  readonly partitions: FetchPartition[];
  readonly calls: string[];
}

export interface OpenedSubscribe {
  readonly options: SubscribeOptions;
  readonly sink: SubscribeSink;
  readonly calls: string[];
}

export interface OpenedProduce {
  readonly sink: ProduceSink;
  readonly batches: { id: number; topic: string; partition: number; batch: Uint8Array }[];
  readonly calls: string[];
}

export class FakeBroker implements BrokerApi {
  readonly topicsByName = new Map<string, RecordInput[]>();
  readonly publishes: (readonly RecordInput[])[] = [];
  readonly fetches: OpenedFetch[] = [];
  readonly subscribes: OpenedSubscribe[] = [];
  readonly produces: OpenedProduce[] = [];
  readonly pending = new Map<string, PendingRecord>();
  readonly calls: unknown[] = [];
  ready = true;
  detail = "serving";
  rebuilding: Readiness["rebuilding"] = [];
  partitionCount = 1;
  /** Holds publishes back until the test lets them go. */
  gate: Promise<void> | undefined;
  draining = false;

  constructor(...topics: string[]) {
    for (const topic of topics) this.topicsByName.set(topic, []);
  }

  #topic(name: string): RecordInput[] {
    const topic = this.topicsByName.get(name);
    if (this.draining) throw new TidemarkError("SHUTTING_DOWN", "the broker drains");
    if (topic === undefined) throw new TidemarkError("UNKNOWN_TOPIC", `no topic ${name}`);
    return topic;
  }

  #describe(name: string): TopicDescription {
    const records = this.#topic(name);
    return {
      name,
      id: "0123456789abcdef0123456789abcdef",
      config: { retentionMs: 1000 },
      internal: false,
      pending: 0,
      nextDue: undefined,
      overdue: 0,
      partitions: Array.from({ length: this.partitionCount }, (_, partition) => ({
        partition,
        leader: 1,
        leaderEpoch: 0,
        replicas: [1],
        isr: [1],
        logStartOffset: 0,
        highWatermark: records.length,
        pending: 0,
        scheduleStartOffset: records.length,
        sizeBytes: 0,
        pinnedBytes: 0,
        overdue: 0,
      })),
    };
  }

  readonly records: BrokerApi["records"] = {
    publish: async (_context, { topic, records }) => {
      const log = this.#topic(topic);
      this.publishes.push(records);
      const results = records.map((record): RecordResult => {
        if ((record.key?.length ?? 0) > 1_000)
          return { error: new TidemarkError("RECORD_TOO_LARGE", "the key is too long") };
        log.push(record);
        const place = { partition: record.partition ?? 0, offset: log.length - 1 };
        if (record.deliverAt === undefined) return place;
        const id = record.scheduleId ?? `${place.partition}:${place.offset}`;
        return { ...place, scheduled: { id, deliverAt: record.deliverAt } };
      });
      await this.gate;
      return results;
    },
    initProducer: () =>
      Promise.resolve({ producerId: 7, producerEpoch: 0, brokerTimeMs: 1_700_000_000_000 }),
    openProduce: (_context, _options, sink) => {
      const opened: OpenedProduce = { sink, batches: [], calls: [] };
      this.produces.push(opened);
      return {
        produce: (request) => void opened.batches.push(request),
        finish: () => void opened.calls.push("finish"),
        abort: () => void opened.calls.push("abort"),
      };
    },
    produceBatch: (_context, { batch }): Promise<ProduceBatchResult> => {
      this.calls.push(["produceBatch", batch.length]);
      return Promise.resolve({ baseOffset: 10, duplicate: false, exceptions: [] });
    },
    openFetch: (_context, options, sink) => {
      const opened: OpenedFetch = { options, sink, partitions: [], calls: [] };
      this.fetches.push(opened);
      return {
        assign: (partitions) => void opened.partitions.push(...partitions),
        unassign: (partitions) => void opened.calls.push(`unassign ${partitions.length}`),
        credit: (records, bytes) => void opened.calls.push(`credit ${records} ${bytes}`),
        pause: () => void opened.calls.push("pause"),
        resume: () => void opened.calls.push("resume"),
        lastCredit: () => void opened.calls.push("last credit"),
        close: () => void opened.calls.push("close"),
      };
    },
    openSubscribe: (_context, options, sink) => {
      const opened: OpenedSubscribe = { options, sink, calls: [] };
      this.subscribes.push(opened);
      return {
        mode: options.mode ?? "stream",
        credit: (records, bytes) => void opened.calls.push(`credit ${records} ${bytes}`),
        commit: (id, generation, offsets) =>
          void opened.calls.push(`commit ${id} ${generation} ${JSON.stringify(offsets)}`),
        settle: (request, done) => {
          opened.calls.push(`settle ${JSON.stringify(request)}`);
          done(undefined);
        },
        released: (generation, partitions) =>
          void opened.calls.push(`released ${generation} ${partitions.length}`),
        pause: () => void opened.calls.push("pause"),
        resume: () => void opened.calls.push("resume"),
        lastCredit: () => void opened.calls.push("last credit"),
        close: (clean) => void opened.calls.push(`close ${clean}`),
      };
    },
  };

  readonly topics: BrokerApi["topics"] = {
    create: async (_context, request) => {
      if (this.topicsByName.has(request.name))
        throw new TidemarkError("TOPIC_EXISTS", `topic ${request.name} exists`);
      this.calls.push(["create", request]);
      this.topicsByName.set(request.name, []);
      return this.#describe(request.name);
    },
    list: async () => [...this.topicsByName.keys()].map((name) => this.#describe(name)),
    describe: async (_context, name) => this.#describe(name),
    alter: async (_context, request) => {
      this.calls.push(["alter", request]);
      return this.#describe(request.name);
    },
    delete: async (_context, name) => {
      this.#topic(name);
      this.topicsByName.delete(name);
    },
    deleteRecords: async (_context, { topic, before }) => {
      this.#topic(topic);
      return before;
    },
  };

  readonly schedules: BrokerApi["schedules"] = {
    list: async (_context, request) => {
      this.calls.push(["list", request]);
      return {
        schedules: [...this.pending.values()],
        cursor: this.pending.size > 1 ? "next" : undefined,
      };
    },
    get: async (_context, { id }) => this.#pending(id),
    reschedule: async (_context, { id, deliverAt = 0 }) => {
      const moved = { ...this.#pending(id), deliverAt };
      this.pending.set(id, moved);
      return moved;
    },
    cancel: async (_context, { id }) => {
      const found = this.#pending(id);
      this.pending.delete(id);
      return found;
    },
    put: async (_context, request) => {
      this.calls.push(["put", request]);
      const { id, recurrence: asked, partition = 0 } = request;
      const created = !this.pending.has(id);
      const { misfire = "fireOnce", paused = false } = asked;
      const schedule: PendingRecord = {
        id,
        partition,
        offset: 3,
        deliverAt: paused ? undefined : 9_000,
        key: request.record.key,
        headers: request.record.headers ?? [],
        recurring: true,
        recurrence: { ...asked, misfire, paused, firings: 4 },
      };
      this.pending.set(id, schedule);
      return { schedule, created };
    },
    setPaused: async (_context, { id, paused }) => {
      this.calls.push(["setPaused", { id, paused }]);
      return this.#pending(id);
    },
    cancelMany: async (_context, window) => {
      this.calls.push(["cancelMany", window]);
      return this.pending.size;
    },
  };

  #pending(id: string): PendingRecord {
    const found = this.pending.get(id);
    if (found === undefined) throw new TidemarkError("UNKNOWN_SCHEDULE", `nothing pending: ${id}`);
    return found;
  }

  readonly groups: BrokerApi["groups"] = {
    list: async () => [],
    describe: async (_context, group) => {
      throw new TidemarkError("UNKNOWN_GROUP", `no group ${group}`);
    },
    put: async (_context, { group, mode, settings }) => {
      this.calls.push(["put", { group, mode, settings }]);
      const shape = { state: "empty", generation: 0, members: [], partitions: [] } as const;
      return { name: group, mode: mode ?? "queue", ...shape };
    },
    delete: unused,
    fetchOffsets: async () => [{ topic: "t", partition: 0, offset: 5 }],
    resetOffsets: async (_context, request) => {
      this.calls.push(["resetOffsets", request]);
      return [{ topic: request.topic ?? "t", partition: 0, before: undefined, after: 3 }];
    },
  };

  readonly deadLetters: BrokerApi["deadLetters"] = {
    replay: async (_context, request) => {
      this.calls.push(["replay", request]);
      const error = new TidemarkError("UNKNOWN_TOPIC", 'there is no topic "gone"');
      return {
        replayed: 2,
        duplicates: 1,
        refused: 1,
        refusals: [{ partition: 0, offset: 3, error }],
        cursor: "0:4:9",
      };
    },
  };

  cluster: BrokerApi["cluster"] = {
    rebalance: async (_context, request) => {
      this.calls.push(["rebalance", request]);
      return { planned: [], started: 0, moving: [] };
    },
    drain: async (_context, request) => void this.calls.push(["drain", request]),
    remove: async (_context, request) => void this.calls.push(["remove", request]),
    acceptLoss: async (_context, { topic, partition, loseRecords = false, leader }) => {
      this.calls.push(["acceptLoss", { topic, partition, loseRecords, leader }]);
      const replicas = [
        { broker: 1, inSync: true, lostDisk: true },
        { broker: 2, inSync: false, lostDisk: false, endOffset: 7, lastEpoch: 3 },
      ];
      return { topic, partition, leader: 2, accepted: loseRecords, replicas };
    },
    electPreferred: async () => 3,
  };

  describeCluster = async (): Promise<Awaited<ReturnType<BrokerApi["describeCluster"]>>> => ({
    clusterId: "c",
    controller: 1,
    brokers: [
      {
        id: 1,
        address: "127.0.0.1:9470",
        rack: "",
        state: "active",
        epoch: 1,
        leaving: false,
        isController: true,
        leaders: 0,
        replicas: 0,
      },
    ],
    controllers: [{ id: 1, voter: true }],
    moving: [],
    timeMs: 1_700_000_000_000,
  });

  readiness(): Readiness {
    const status = this.ready ? "ready" : "starting";
    return { ready: this.ready, status, detail: this.detail, rebuilding: this.rebuilding };
  }
}

export const consumed = (
  offset: number,
  value: string | undefined,
  extra: Partial<ConsumedRecord> = {},
): ConsumedRecord => ({
  topic: "t",
  partition: 0,
  offset,
  timestamp: 1_700_000_000_000,
  key: undefined,
  value: value === undefined ? undefined : Buffer.from(value),
  headers: [],
  ...extra,
});

export function delivery(
  records: readonly ConsumedRecord[],
  extra: Partial<Delivery> = {},
): Delivery {
  const next = (records.at(-1)?.offset ?? -1) + 1;
  return {
    topic: "t",
    partition: 0,
    batches: [],
    records,
    nextOffset: next,
    highWatermark: next,
    logStartOffset: 0,
    recordCount: records.length,
    sizeBytes: records.length * 10,
    ...extra,
  };
}
