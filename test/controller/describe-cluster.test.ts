import { expect, test } from "vitest";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { describeCluster } from "../../src/controller/describe-cluster.ts";

test("the cluster in words: who is there, who leads how much, who decides, how far each is", () => {
  const image = new ClusterImage();
  for (const id of [2, 1]) {
    image.replay({ type: "broker", id, incarnation: `i${id}`, address: `h${id}:1`, rack: "r" });
  }
  image.replay({ type: "brokerState", id: 2, state: "draining", leaving: true });
  const id = "ab".repeat(16);
  image.replay({ type: "topic", id, name: "t", config: {}, replicationFactor: 2 });
  image.replay({ type: "partition", topicId: id, partition: 0, replicas: [1, 2] });
  image.replay({ type: "partition", topicId: id, partition: 1, replicas: [1] });
  const matchIndexes = new Map([
    [1, 10],
    [2, 7],
  ]);
  const group = { voters: [1], learners: [2], committedIndex: 10, matchIndexes };
  const about = { clusterId: "c", activeController: 1, timeMs: 5 };
  const described = describeCluster(image, [{ id: 2, skewMs: -3, lagEntries: 3 }], group, about);
  const common = { epoch: 1, rack: "r" };
  expect(described).toEqual({
    clusterId: "c",
    controller: 1,
    brokers: [
      {
        ...common,
        id: 1,
        address: "h1:1",
        state: "active",
        leaving: false,
        isController: true,
        leaders: 2,
        replicas: 2,
      },
      {
        ...common,
        id: 2,
        address: "h2:1",
        state: "draining",
        leaving: true,
        isController: false,
        leaders: 0,
        replicas: 1,
        skewMs: -3,
        lagEntries: 3,
      },
    ],
    controllers: [
      { id: 1, voter: true, lag: 0 },
      { id: 2, voter: false, lag: 3 },
    ],
    timeMs: 5,
  });
  const nobody = { ...about, activeController: undefined };
  expect(describeCluster(image, [], { ...group, matchIndexes: new Map() }, nobody)).toMatchObject({
    controller: -1,
    controllers: [
      { id: 1, voter: true },
      { id: 2, voter: false },
    ],
  });
});
