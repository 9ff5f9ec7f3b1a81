/** What a node's metrics tell of its cluster, over an image that decides at once. */
import { beforeEach, expect, it } from "vitest";
import { observeCluster, observeController } from "../../src/broker/observe-cluster.ts";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { type ControllerCommand, decide, type ReplyOf } from "../../src/controller/commands.ts";
import type { MetadataRecord } from "../../src/controller/metadata-records.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

const TOPIC = "a".repeat(32);
const BROKER = 1;

let image: ClusterImage;
let listen: ((records: readonly MetadataRecord[]) => Promise<void>)[];
let elect: ((leads: boolean) => void)[];
let active: number | undefined;
const metrics = () => shown;
let shown: ReturnType<typeof createMetrics>;

function replay(records: readonly MetadataRecord[]): void {
  for (const record of records) image.replay(record);
  for (const listener of listen) void listener(records);
}

function submit<Command extends ControllerCommand>(command: Command): ReplyOf<Command> {
  const { records, reply } = decide(image, command);
  replay(records);
  return reply;
}

/** By metric and labels. */
function values(): Record<string, number> {
  return Object.fromEntries(
    metrics()
      .collect()
      .flatMap(({ row, points }) =>
        points.map(({ labelValues, instrument }) => [
          [row.name.replace("tidemark.", ""), ...labelValues].join(" "),
          (instrument as { value: number }).value,
        ]),
      ),
  );
}

beforeEach(() => {
  image = new ClusterImage();
  [listen, elect, active] = [[], [], undefined];
  shown = createMetrics();
  observeCluster(shown, BROKER, {
    image,
    get activeController() {
      return active;
    },
    controllers: { committedIndex: 9, appliedIndex: 7 } as never,
    onReplayed: (listener) => void listen.push(listener),
    onLeadership: (listener) => void elect.push(listener),
  });
  for (const id of [1, 2, 3]) {
    const about = { incarnation: `i${id}`, address: `h${id}:1`, rack: "" };
    const { epoch } = submit({ type: "registerBroker", id, ...about, roles: ["broker"] });
    submit({ type: "brokerActive", id, epoch });
  }
  submit({
    type: "createTopic",
    name: "t",
    id: TOPIC,
    partitions: 6,
    replicationFactor: 3,
    config: {},
    internal: false,
  });
});

const led = (): number =>
  image.topicById(TOPIC)!.partitions.filter(({ leader }) => leader === BROKER).length;

it("tells who is fenced, and what nobody leads any more", () => {
  const well = { "leaderless.partitions": 0, "brokers active": 3, "metadata.lag": 2 };
  expect(values()).toMatchObject(well);
  expect(values()).toMatchObject({ "underreplicated.partitions": 0 });
  submit({ type: "fenceBroker", id: 2, epoch: image.broker(2)!.epoch });
  expect(values()).toMatchObject({ "underreplicated.partitions": led() });
  for (const id of [1, 3]) submit({ type: "fenceBroker", id, epoch: image.broker(id)!.epoch });
  expect(values()).toMatchObject({ "leaderless.partitions": 6, "brokers fenced": 3 });
});

it("counts changes of leaders in the whole cluster, and of in-sync sets that it leads", () => {
  submit({ type: "fenceBroker", id: 2, epoch: image.broker(2)!.epoch });
  // Two had broker 2 as their leader; those that are led here by now lost a member.
  expect(values()).toMatchObject({ "leader.changes": 2, "insync.changes shrink": led() });
  submit({ type: "brokerActive", id: 2, epoch: image.broker(2)!.epoch });
  const { partitions } = image.topicById(TOPIC)!;
  const changes = partitions
    .filter(({ leader }) => leader === BROKER)
    .map(({ partition, leaderEpoch, partitionEpoch }) => ({
      topicId: TOPIC,
      partition,
      leaderEpoch,
      partitionEpoch,
      inSync: [1, 2, 3],
    }));
  submit({ type: "alterInSync", brokerId: 1, brokerEpoch: image.broker(1)!.epoch, changes });
  expect(values()).toMatchObject({ "insync.changes expand": led() });
});

it("starts over from a snapshot without counting what it replaces", () => {
  const snapshot = image.snapshot();
  image.restore(snapshot);
  for (const listener of listen) void listener([{ type: "image", image: snapshot }]);
  expect(values()).toMatchObject({ "leader.changes": 0 });
  submit({ type: "fenceBroker", id: 3, epoch: image.broker(3)!.epoch });
  expect(values()).toMatchObject({ "leader.changes": 2 });
});

it("tells who decides, and how often this node came to", () => {
  expect(values()).toMatchObject({ "active.controller": 0, "controller.elections": 0 });
  active = BROKER;
  for (const listener of elect) listener(true);
  for (const listener of elect) listener(false);
  expect(values()).toMatchObject({ "active.controller": 1, "controller.elections": 1 });
});

it("counts what it decides as the controller", () => {
  const observer = observeController(metrics());
  observer.fenced(2);
  observer.activated(2);
  observer.activated(3);
  observer.preferredElected(4);
  expect(values()).toMatchObject({
    "broker.fencings": 1,
    "broker.activations": 2,
    "preferred.elections": 4,
    "controller.id": -1,
  });
  active = 3;
  expect(values()).toMatchObject({ "controller.id": 3, "active.controller": 0 });
});

it("does not take replicas that come for those that are missing", () => {
  for (const id of [4, 5]) {
    const about = { incarnation: `i${id}`, address: `h${id}:1`, rack: "" };
    const { epoch } = submit({ type: "registerBroker", id, ...about, roles: ["broker"] });
    submit({ type: "brokerActive", id, epoch });
  }
  const partition = [...image.topics][0]!.partitions.find(({ leader }) => leader === BROKER)!;
  const changes = [{ topicId: TOPIC, partition: partition.partition, replicas: [BROKER, 4, 5] }];
  submit({ type: "reassign", changes });
  expect(values()).toMatchObject({ "moving.partitions": 1, "underreplicated.partitions": 0 });
});
