/**
 * Brokers that lead partitions of one topic, in virtual time: each has the replicas that it leads and a
 * network to the others. A partition's log outlives its leader on a disk that all of them share.
 */
import { AppendBudget } from "../../../src/broker/append-budget.ts";
import type { Delivery, RecordInput, RecordResult } from "../../../src/broker/api.ts";
import { Draining } from "../../../src/broker/draining.ts";
import { Fetch } from "../../../src/broker/fetch.ts";
import type { RecordsObserver } from "../../../src/broker/observe.ts";
import { publish } from "../../../src/broker/publish.ts";
import { Replicas } from "../../../src/broker/replicas.ts";
import { AppendHere } from "../../../src/broker/routing/append-here.ts";
import { Leaders } from "../../../src/broker/routing/leaders.ts";
import { PeerRequests } from "../../../src/broker/routing/peer-requests.ts";
import { RoutedAppends } from "../../../src/broker/routing/routed-appends.ts";
import { RoutedReadables } from "../../../src/broker/routing/routed-readables.ts";
import { LeaderFacts } from "../../../src/broker/routing/partition-facts.ts";
import { RecordDeletions } from "../../../src/broker/routing/record-deletions.ts";
import { RoutedSchedules } from "../../../src/broker/routing/routed-schedules.ts";
import { checkSureLeadership } from "../../../src/broker/sure-leadership.ts";
import { Schedules } from "../../../src/broker/schedules.ts";
import { DedupBudget } from "../../../src/dedup/dedup-budget.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { partitionKey, type TopicId, topicId } from "../../../src/model/ids.ts";
import { OFFSETS_TOPIC } from "../../../src/model/names.ts";
import type { Network } from "../../../src/platform/network.ts";
import { PeerCalls } from "../../../src/peer/calls.ts";
import { openReplica } from "../../../src/replication/open-replica.ts";
import type { Replica } from "../../../src/replication/replica.ts";
import { silentLog } from "../../server/routes/harness.ts";
import { SimClock } from "../../sim/platform/sim-clock.ts";
import { SimDisk } from "../../sim/platform/sim-disk.ts";
import { SimNetwork } from "../../sim/platform/sim-network.ts";
import { SimRandom } from "../../sim/platform/sim-random.ts";
import { SimSchedule } from "../../sim/platform/sim-schedule.ts";
import { SimStore } from "../../sim/platform/sim-store.ts";
import { CONTEXT } from "../read-all.ts";

export const TOPIC = "t";
const TOPIC_ID = topicId("0123456789abcdef0123456789abcdef");
/** By name. */
export const TOPIC_IDS: Readonly<Record<string, TopicId>> = {
  [TOPIC]: TOPIC_ID,
  [OFFSETS_TOPIC]: topicId("fedcba9876543210fedcba9876543210"),
};
const NOW_MS = 1_767_225_600_000;
const goOn = () => undefined;

export const OBSERVER: RecordsObserver = {
  appending: () => () => undefined,
  refused: () => undefined,
  delivered: () => undefined,
  creditGranted: () => undefined,
  settled: () => undefined,
  expired: () => undefined,
};

const SETTINGS = {
  maxRecordBytes: 1 << 20,
  scheduleDelayMaxMs: 1e12,
  dedupWindowMs: 86_400_000,
  producerIdEnd: 1_000,
  minInsyncReplicas: 1,
  replicaLagMaxMs: 10_000,
};

export class Node {
  readonly brokerId: number;
  readonly clock: SimClock;
  readonly replicas = new Replicas();
  readonly leaders: Leaders;
  readonly peers: PeerRequests;
  readonly appends: RoutedAppends;
  readonly readables: RoutedReadables;
  readonly network: Network;
  readonly schedules: RoutedSchedules;
  readonly facts: LeaderFacts;
  readonly deletions: RecordDeletions;
  /** What was cancelled at this broker. */
  cancelled = 0;
  /** While it cannot know that it leads. */
  unsure = false;
  /** How often it caught up with the metadata. */
  catchUps = 0;

  constructor(world: RoutedWorld, brokerId: number) {
    this.brokerId = brokerId;
    this.clock = new SimClock(world.schedule, NOW_MS);
    const { clock, replicas } = this;
    const network = world.network.start(brokerId);
    this.network = network;
    this.leaders = new Leaders({
      clock,
      brokerId,
      exists: () => false,
      replicas,
      leaderOf: (id, partition) => world.targetOf(partition, id),
      catchUp: async () => void (this.catchUps += 1),
    });
    const { leaders } = this;
    const calls = new PeerCalls({ network, clock, log: silentLog });
    this.peers = new PeerRequests(calls, clock);
    const here = new AppendHere({
      clock,
      replicas,
      observer: OBSERVER,
      budget: new AppendBudget(),
    });
    const admit = async () => goOn;
    this.appends = new RoutedAppends({ clock, leaders, here, peers: this.peers, admit });
    this.readables = new RoutedReadables({ clock, network, replicas, leaders });
    const draining = new Draining();
    const observer = {
      cancelled: (_topic: string, count: number) => void (this.cancelled += count),
      rescheduled: goOn,
    };
    const local = new Schedules({
      clock,
      replicas,
      observer,
      scheduleDelayMaxMs: () => 1e12,
      draining,
      checkLeads: () => {
        const silentMs = () => (this.unsure ? 3_000 : 2_999);
        checkSureLeadership({ silentMs, sessionTimeoutMs: () => 3_000 });
      },
    });
    const { peers } = this;
    this.schedules = new RoutedSchedules({ clock, leaders, peers, here: local, draining });
    this.facts = new LeaderFacts({ clock, leaders, peers });
    this.deletions = new RecordDeletions({ clock, leaders, peers, deleted: goOn });
  }

  publish(records: readonly RecordInput[]): Promise<readonly RecordResult[]> {
    const context = {
      observer: OBSERVER,
      partitions: this.replicas.partitionCount(TOPIC),
      maxRecordBytes: SETTINGS.maxRecordBytes,
      remembersIds: true,
      nowMs: this.clock.wallMs(),
      stickyPartition: 0,
      append: (request: Parameters<RoutedAppends["append"]>[1]) =>
        this.appends.append(CONTEXT, request, goOn),
    };
    return publish(context, { topic: TOPIC, records });
  }

  /** Reads a partition from its beginning; what it hears is appended to what it returns. */
  read(partition: number, follow: boolean): Reading {
    const reading: Reading = { values: [], offsets: [], errors: [], ended: false, close: goOn };
    const deliver = ({ records }: Delivery) => {
      for (const { value, offset } of records) {
        reading.values.push(String(Buffer.from(value ?? [])));
        reading.offsets.push(offset);
      }
    };
    const session = new Fetch(
      { clock: this.clock, readables: this.readables, observer: OBSERVER },
      { encoding: "records", untilEnd: !follow, anywhere: true },
      {
        deliver,
        partitionError: (_topic, _partition, { code }) => void reading.errors.push(code),
        needed: goOn,
        end: () => void (reading.ended = true),
      },
      goOn,
    );
    session.credit(1_000_000, 100_000_000);
    session.assign([{ topic: TOPIC, partition, position: "earliest" }]);
    reading.close = () => session.close();
    return reading;
  }
}

export interface Reading {
  readonly values: string[];
  readonly offsets: number[];
  readonly errors: string[];
  ended: boolean;
  close(): void;
}

export class RoutedWorld {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly network: SimNetwork;
  readonly nodes: readonly Node[];
  readonly #disk: SimDisk;
  readonly #store: SimStore;
  /** By `topicId/partition`. */
  readonly #leaders = new Map<string, number>();
  #epoch = 0;

  constructor(seed: number, brokers: number) {
    this.random = new SimRandom(seed);
    const { schedule, random } = this;
    this.network = new SimNetwork({ schedule, random: random.stream("network") });
    this.#disk = new SimDisk({ schedule, random: random.stream("disk") });
    const latency = random.stream("store");
    this.#store = new SimStore({
      defer: (end) => void schedule.after(latency.float() * 3, end),
      refuses: () => false,
    });
    this.nodes = Array.from({ length: brokers }, (_, index) => new Node(this, index + 1));
  }

  node(brokerId: number): Node {
    return this.nodes[brokerId - 1]!;
  }

  /** `leaders[p]` leads partition p. */
  async start(leaders: readonly number[]): Promise<this> {
    await this.run(this.#disk.makeDirectory("topics").then(() => this.#disk.syncDirectory(".")));
    for (const [partition, leader] of leaders.entries()) await this.lead(partition, leader);
    return this;
  }

  run<T>(work: Promise<T>): Promise<T> {
    return this.schedule.run(work);
  }

  targetOf(partition: number, id: string): { brokerId: number; address: string } | undefined {
    const brokerId = this.#leaders.get(`${id}/${partition}`);
    return brokerId === undefined
      ? undefined
      : { brokerId, address: SimNetwork.addressOf(brokerId) };
  }

  /** The leader is gone, and there is no other yet. */
  async unlead(partition: number, topic = TOPIC): Promise<void> {
    const place = `${TOPIC_IDS[topic]}/${partition}`;
    const before = this.#leaders.get(place);
    this.#leaders.delete(place);
    const replica = before === undefined ? undefined : this.replica(partition, before, topic);
    for (const node of this.nodes) this.#out(node, partition, topic);
    await this.run(replica?.close(notLeader()) ?? Promise.resolve());
  }

  async lead(partition: number, brokerId: number, topic = TOPIC): Promise<void> {
    await this.unlead(partition, topic);
    const replica = await this.#open(partition, this.node(brokerId).clock, topic);
    this.#leaders.set(`${TOPIC_IDS[topic]}/${partition}`, brokerId);
    const { replicas } = this.node(brokerId);
    replicas.put(topic, topic !== TOPIC, replica.id, { kind: "serving", replica });
    for (const { readables } of this.nodes) readables.leadersChanged();
  }

  replica(partition: number, brokerId: number, topic = TOPIC): Replica {
    return this.node(brokerId).replicas.serving(topic, partition);
  }

  #out({ replicas }: Node, partition: number, topic: string): void {
    const id = { topicId: TOPIC_IDS[topic]!, partition };
    replicas.put(topic, topic !== TOPIC, id, { kind: "out", error: notLeader() });
  }

  #open(partition: number, clock: SimClock, topic: string): Promise<Replica> {
    const id = { topicId: TOPIC_IDS[topic]!, partition };
    this.#epoch += 1;
    const dependencies = {
      disk: this.#disk,
      clock,
      store: this.#store,
      logger: silentLog,
      random: this.random.stream("replica"),
      brokerId: 1,
      dedup: new DedupBudget(() => undefined),
      fatal: (reason: string, cause?: unknown): never => {
        throw new Error(`fatal: ${reason}`, { cause });
      },
    };
    const opening = openReplica(dependencies, {
      id,
      directory: `topics/${partitionKey(id)}`,
      options: {
        segmentBytes: 1 << 20,
        segmentMs: 3_600_000,
        indexIntervalBytes: 4_096,
        groupCommitBytes: 1 << 20,
        cacheBytes: 0,
        flush: { mode: "sync" },
      },
      marks: { get: () => 0, note: () => undefined, lower: () => Promise.resolve() },
      alone: true,
      settings: () => SETTINGS,
    });
    const leaderEpoch = this.#epoch;
    return this.run(
      opening.then(async (opened) => {
        const replica = await opened.finish(() => undefined);
        replica.lead({ replicas: [1], inSync: [1], leader: 1, leaderEpoch, partitionEpoch: 0 });
        return replica;
      }),
    );
  }
}

const notLeader = (): TidemarkError => new TidemarkError("NOT_LEADER", "another broker leads it");
