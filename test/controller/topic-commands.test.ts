/** The metadata state machine: commands decide, only replay changes, replay of the log is the image. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClusterImage } from "../../src/controller/cluster-image.ts";
import { brokerActive, registerBroker } from "../../src/controller/broker-commands.ts";
import {
  allocateProducerIds,
  alterTopic,
  createTopic,
  deleteTopic,
} from "../../src/controller/topic-commands.ts";
import type { Decision } from "../../src/controller/decision.ts";
import { decodeMetadata, encodeMetadata } from "../../src/controller/metadata-records.ts";
import { TidemarkError } from "../../src/model/errors.ts";

class Cluster {
  readonly image = new ClusterImage();
  readonly log: Buffer[] = [];

  apply<Reply>(decision: Decision<Reply>): Reply {
    for (const record of decision.records) {
      this.log.push(encodeMetadata(record));
      this.image.replay(record);
    }
    return decision.reply;
  }

  register(id: number, rack = ""): void {
    const incarnation = `i${this.log.length}`;
    const said = { id, incarnation, address: `h:${id}`, rack };
    const { epoch } = this.apply(registerBroker(this.image, said));
    this.apply(brokerActive(this.image, { id, epoch }));
  }

  create(name: string, partitions = 1, replicationFactor = 1, config = {}): string {
    const id = Buffer.from(`${name}-${this.log.length}`).toString("hex").padEnd(32, "0");
    const internal = false;
    return this.apply(
      createTopic(this.image, { name, id, partitions, replicationFactor, config, internal }),
    );
  }
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof TidemarkError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

const describeImage = (image: ClusterImage) => ({
  topics: [...image.topics],
  brokers: [...image.brokers],
  next: image.nextProducerId,
  partitions: image.partitionCount,
});

describe("controller", () => {
  it("creates, alters and deletes topics", () => {
    const cluster = new Cluster();
    cluster.register(1);
    const id = cluster.create("orders", 3, 1, { maxRecordBytes: "2048" });
    cluster.apply(
      alterTopic(cluster.image, { name: "orders", partitions: 5, config: { segmentMs: 60_000 } }),
    );
    const topic = cluster.image.topicByName("orders");
    expect(topic?.partitions.map(({ partition }) => partition)).toEqual([0, 1, 2, 3, 4]);
    expect(topic?.config).toEqual({ maxRecordBytes: 2048, segmentMs: 60_000 });
    cluster.apply(alterTopic(cluster.image, { name: "orders", config: { segmentMs: null } }));
    expect(cluster.image.topicById(id)?.config).toEqual({ maxRecordBytes: 2048 });
    cluster.apply(deleteTopic(cluster.image, "orders"));
    expect(cluster.image.topicByName("orders")).toBeUndefined();
    expect(cluster.image.wasDeleted(id)).toBe(true);
    expect(cluster.image.partitionCount).toBe(0);
  });

  it("refuses with a sentence that helps", () => {
    const cluster = new Cluster();
    cluster.register(1);
    cluster.create("orders", 2);
    expect(refusal(() => cluster.create("orders"))).toMatch(/^TOPIC_EXISTS/);
    expect(refusal(() => cluster.create("a/b"))).toMatch(/^INVALID_TOPIC_NAME: .*249/);
    expect(refusal(() => cluster.create("__own"))).toMatch(/^INTERNAL_TOPIC/);
    expect(refusal(() => cluster.create("x", 0))).toMatch(/^INVALID_PARTITIONS/);
    expect(refusal(() => cluster.create("x", 1, 2))).toMatch(/^INVALID_REPLICATION_FACTOR/);
    expect(refusal(() => cluster.create("x", 1, 1, { nope: 1 }))).toMatch(
      /^INVALID_CONFIG: "nope"/,
    );
    expect(refusal(() => cluster.create("x", 1, 1, { segmentBytes: 5 }))).toMatch(/1048576 to/);
    const shrink = () => alterTopic(cluster.image, { name: "orders", partitions: 1 });
    expect(refusal(shrink)).toMatch(/^INVALID_PARTITIONS: .*not shrink/);
    expect(refusal(() => deleteTopic(cluster.image, "none"))).toMatch(/^UNKNOWN_TOPIC/);
  });

  it("raises the epochs of what a broker leads with each of its starts", () => {
    const cluster = new Cluster();
    cluster.register(1);
    cluster.create("orders", 2);
    cluster.register(1);
    const epochs = cluster.image.topicByName("orders")?.partitions.map((p) => p.leaderEpoch);
    expect(epochs).toEqual([1, 1]);
  });

  it("hands out every producer id once", () => {
    const cluster = new Cluster();
    const firsts = [1, 2, 3].map(() => cluster.apply(allocateProducerIds(cluster.image)));
    expect(firsts).toEqual([0, 1_000, 2_000]);
  });

  it("spreads replicas over racks", () => {
    const place = (brokers: number) => {
      const cluster = new Cluster();
      for (let id = 1; id <= brokers; id += 1) cluster.register(id, `rack${id % 3}`);
      const id = "ab".repeat(16);
      cluster.apply(
        createTopic(cluster.image, {
          name: "t",
          id,
          partitions: 200,
          replicationFactor: 3,
          config: {},
          internal: false,
        }),
      );
      return cluster.image.topicByName("t")!.partitions.map(({ replicas }) => replicas);
    };
    for (const replicas of place(6)) {
      expect(new Set(replicas.map((id) => id % 3)).size).toBe(3);
      expect(new Set(replicas).size).toBe(3);
    }
  });

  it("is the replay of its log, after any sequence of commands", () => {
    const name = fc.constantFrom("a", "b", "c");
    const command = fc.oneof(
      fc.record({
        kind: fc.constant("create" as const),
        name,
        partitions: fc.integer({ min: 1, max: 4 }),
      }),
      fc.record({
        kind: fc.constant("grow" as const),
        name,
        partitions: fc.integer({ min: 1, max: 8 }),
      }),
      fc.record({ kind: fc.constant("delete" as const), name, partitions: fc.constant(1) }),
      fc.record({ kind: fc.constant("restart" as const), name, partitions: fc.constant(1) }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const cluster = new Cluster();
        cluster.register(1);
        for (const { kind, name: topic, partitions } of commands) {
          refusal(() => {
            if (kind === "create") cluster.create(topic, partitions);
            else if (kind === "restart") cluster.register(1);
            else if (kind === "delete") cluster.apply(deleteTopic(cluster.image, topic));
            else cluster.apply(alterTopic(cluster.image, { name: topic, partitions }));
          });
        }
        const again = new ClusterImage();
        for (const entry of cluster.log) again.replay(decodeMetadata(entry));
        expect(describeImage(again)).toEqual(describeImage(cluster.image));
      }),
    );
  });

  it("reads what a single broker wrote before there were clusters", () => {
    const written = [
      '{"v":1,"type":"broker","id":1,"incarnation":"first","address":"h:1","rack":""}',
      `{"v":1,"type":"topic","id":"${"ab".repeat(16)}","name":"t","config":{"minInsyncReplicas":1},"replicationFactor":1}`,
      `{"v":1,"type":"partition","topicId":"${"ab".repeat(16)}","partition":0,"replicas":[1]}`,
      '{"v":1,"type":"producerIds","next":1000}',
      '{"v":1,"type":"broker","id":1,"incarnation":"second","address":"h:2","rack":""}',
    ];
    const image = new ClusterImage();
    for (const text of written) image.replay(decodeMetadata(Buffer.from(text)));
    expect(image.broker(1)).toMatchObject({ epoch: 2, state: "active", address: "h:2" });
    expect(image.topicByName("t")?.partitions).toEqual([
      {
        partition: 0,
        replicas: [1],
        inSync: [1],
        eligible: [],
        leader: 1,
        leaderEpoch: 1,
        partitionEpoch: 1,
      },
    ]);
    // It goes on in the same way, and with everything that is new.
    const said = { id: 1, incarnation: "third", address: "h:2", rack: "", directoryId: "d" };
    const { records, reply } = registerBroker(image, said);
    for (const record of records) image.replay(record);
    expect(reply).toEqual({ epoch: 3 });
    expect(image.broker(1)?.state).toBe("active");
    expect(image.topicByName("t")?.partitions[0]).toMatchObject({ leader: 1, leaderEpoch: 2 });
  });

  it("stops at an entry that it does not know", () => {
    const unknown = Buffer.from(JSON.stringify({ v: 1, type: "later" }));
    expect(() => decodeMetadata(unknown)).toThrow(/unknown metadata entry/);
  });
});
