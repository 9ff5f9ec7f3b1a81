/**
 * Partitions of several brokers with real replicas, each on a disk of its own, over a simulated network.
 * The controller is a function that is called: what it decides reaches each broker a moment later.
 */
import { LatePolicies } from "../../src/broker/late-policies.ts";
import { Partitions } from "../../src/broker/partitions.ts";
import { Rebuilds } from "../../src/broker/rebuilds.ts";
import { Replicas } from "../../src/broker/replicas.ts";
import { Replication } from "../../src/broker/replication.ts";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { minInsyncReplicasOf, type PartitionState } from "../../src/controller/cluster-state.ts";
import { type ControllerCommand, decide } from "../../src/controller/commands.ts";
import type { MetadataRecord } from "../../src/controller/metadata-records.ts";
import { DedupBudget } from "../../src/dedup/dedup-budget.ts";
import { DurableMarks } from "../../src/log/durable-marks.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import type { Disk } from "../../src/platform/disk.ts";
import { buildBatch } from "../../src/record/build.ts";
import { silentLog } from "../server/routes/harness.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimDisk } from "../sim/platform/sim-disk.ts";
import { SimNetwork } from "../sim/platform/sim-network.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";
import { SimStore } from "../sim/platform/sim-store.ts";

export const TOPIC = "0123456789abcdef0123456789abcdef";
const STOPPING = new TidemarkError("SHUTTING_DOWN", "the test is over");

export class PartitionsNode {
  readonly id: number;
  readonly clock: SimClock;
  readonly image = new ClusterImage();
  readonly replicas = new Replicas();
  readonly disk: SimDisk;
  partitions: Partitions | undefined;
  replication: Replication | undefined;
  /** How long the folder of a partition takes to be listed: opening waits for it. */
  slowFolder: { readonly name: string; readonly ms: number } | undefined;
  readonly #world: PartitionsWorld;
  readonly #random: SimRandom;
  #following: Promise<void> = Promise.resolve();

  constructor(world: PartitionsWorld, id: number) {
    this.#world = world;
    this.id = id;
    this.clock = new SimClock(world.schedule);
    this.#random = world.random.stream(`broker ${id}`);
    this.disk = new SimDisk({ schedule: world.schedule, random: this.#random.stream("disk") });
  }

  async start(records: readonly MetadataRecord[]): Promise<void> {
    for (const record of records) this.image.replay(record);
    const { clock, image, replicas, id: brokerId } = this;
    const disk = this.#maybeSlow();
    const random = this.#random.stream("replicas");
    const marks = await DurableMarks.load(disk, "marks.json");
    await marks.start(clock);
    const fatal = (reason: string, cause?: unknown): never => {
      throw new Error(`fatal: ${reason}`, { cause });
    };
    const store = new SimStore({
      defer: (end) => void this.#world.schedule.after(random.float(), end),
      refuses: () => false,
    });
    const dedup = new DedupBudget(() => undefined);
    const replication = new Replication({
      brokerId,
      clock,
      logger: silentLog,
      network: this.#world.network.start(brokerId),
      image,
      submit: (command) => this.#world.decide(command),
      brokerEpoch: () => image.broker(brokerId)?.epoch,
      moveBytesPerSecond: () => 1e9,
      observer: { sent: () => undefined, received: () => undefined },
    });
    this.replication = replication;
    this.partitions = new Partitions({
      dependencies: { disk, clock, store, logger: silentLog, random, brokerId, dedup, fatal },
      image,
      replicas,
      replication,
      marks,
      logOptions: () => ({
        segmentBytes: 4_000,
        segmentMs: 3_600_000,
        indexIntervalBytes: 200,
        groupCommitBytes: 1 << 20,
        cacheBytes: 10_000,
        flush: { mode: "sync" },
      }),
      settings: (topic) => ({
        maxRecordBytes: 1 << 20,
        scheduleDelayMaxMs: 1e12,
        dedupWindowMs: 60_000,
        producerIdEnd: 1_000,
        minInsyncReplicas: minInsyncReplicasOf(topic),
        replicaLagMaxMs: 1_000,
      }),
      cacheBytes: () => 10_000,
      observer: () => ({
        released: () => undefined,
        recurred: () => undefined,
        failed: () => undefined,
      }),
      late: new LatePolicies({
        clock,
        log: silentLog,
        observer: { late: () => undefined },
        policyOf: () => undefined,
        writeDeadLetters: () => Promise.resolve(),
      }),
      rebuilds: new Rebuilds(clock, silentLog),
    });
    await this.partitions.openAll(() => undefined);
  }

  /** Replayed here: the image is ahead of what follows it. */
  replay(records: readonly MetadataRecord[]): void {
    for (const record of records) this.image.replay(record);
    this.#following = this.#following.then(() => this.partitions?.follow(records));
  }

  /** Everything that was replayed is followed. */
  settled(): Promise<void> {
    return this.#following;
  }

  async stop(): Promise<void> {
    await this.partitions?.closeAll(STOPPING);
  }

  #maybeSlow(): Disk {
    const { disk } = this;
    const list: Disk["list"] = async (path) => {
      const slow = this.slowFolder;
      if (slow !== undefined && path.endsWith(slow.name)) {
        await new Promise<void>((resolve) => void this.clock.setTimer(slow.ms, resolve));
      }
      return disk.list(path);
    };
    return new Proxy<Disk>(disk, {
      get: (target, name: keyof Disk) =>
        name === "list" ? list : (target[name] as () => unknown).bind(target),
    });
  }
}

export class PartitionsWorld {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly network: SimNetwork;
  readonly nodes = new Map<number, PartitionsNode>();
  readonly image = new ClusterImage();
  readonly #log: MetadataRecord[] = [];

  constructor(seed: number) {
    this.random = new SimRandom(seed);
    this.network = new SimNetwork({
      schedule: this.schedule,
      random: this.random.stream("network"),
    });
  }

  node(id: number): PartitionsNode {
    return this.nodes.get(id)!;
  }

  state(partition = 0): PartitionState {
    return this.image.partition(TOPIC, partition)!;
  }

  async startBroker(id: number): Promise<void> {
    await this.decide({
      type: "registerBroker",
      id,
      incarnation: `run ${this.#log.length} of ${id}`,
      directoryId: `disk ${id}`,
      address: SimNetwork.addressOf(id),
      rack: "",
      featureLevel: 1,
      roles: ["broker"],
    });
    const node = new PartitionsNode(this, id);
    this.nodes.set(id, node);
    await this.schedule.run(node.start(this.#log));
    await this.decide({ type: "brokerActive", id, epoch: this.image.broker(id)!.epoch });
    await this.schedule.advance(20);
  }

  /** Brokers hear of it after a moment of their own, in order. */
  decide(command: ControllerCommand): Promise<void> {
    const { records } = decide(this.image, command);
    for (const record of records) this.image.replay(record);
    this.#log.push(...records);
    for (const node of this.nodes.values()) {
      this.schedule.after(1 + node.id / 10, () => node.replay(records));
    }
    return Promise.resolve();
  }

  async createTopic(partitions: number, replicationFactor: number): Promise<void> {
    const request = { name: "t", id: TOPIC, partitions, replicationFactor, config: {} };
    await this.decide({ type: "createTopic", ...request, internal: false });
    await this.schedule.advance(100);
  }

  /** At whoever leads it; resolves once committed. */
  async produce(value: string, partition = 0): Promise<void> {
    const { leader } = this.state(partition);
    const replica = this.node(leader!).replicas.serving("t", partition);
    const batch = buildBatch([
      { timestamp: this.node(leader!).clock.wallMs(), value: Buffer.from(value) },
    ]);
    await this.schedule.run(replica.committed(replica.produce(batch).lastOffset));
  }

  /** What this broker has of it, as bytes. */
  async content(id: number, partition = 0): Promise<string> {
    for (const { partition: number, replica } of this.node(id).replicas.open()) {
      if (number !== partition) continue;
      const found = await this.schedule.run(replica.log.read(0, Infinity, 1e9));
      return Buffer.concat(found).toString("latin1");
    }
    return "nothing";
  }

  async folders(id: number): Promise<string[]> {
    const found = await this.schedule.run(this.node(id).disk.list("topics"));
    return found.map(({ name }) => name.slice(-2)).sort();
  }

  async stop(): Promise<void> {
    for (const node of this.nodes.values()) await this.schedule.run(node.stop());
  }
}
