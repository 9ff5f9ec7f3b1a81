/** Queue groups in virtual time: leases, durability, crashes, what people ask of them (Q1–Q8). */
import { beforeEach, describe, expect, it } from "vitest";
import type { QueueMembership, QueueSink } from "../../src/coordination/group-coordinator.ts";
import type { SettleVerb } from "../../src/coordination/queue-stream.ts";
import type { TidemarkError } from "../../src/model/errors.ts";
import { QUEUE_CREDITS_MAX, QUEUE_STREAM_WAITING_MAX } from "../../src/model/limits.ts";
import type { Delivery, PartitionOffset } from "../../src/model/records.ts";
import type { JoinOptions } from "../../src/coordination/join-options.ts";
import { World } from "./coordinator-fixture.ts";

/** Writes down what a consumer hears; says what becomes of records. */
class Worker implements QueueSink {
  membership!: QueueMembership;
  readonly heard: string[] = [];
  /** `partition:offset*deliveries`, in order. */
  readonly got: string[] = [];

  static join(world: World, options: Partial<JoinOptions> = {}): Worker {
    const worker = new Worker();
    const defaults = { group: "q", topics: ["t"], mode: "queue", address: "10.0.0.1:5" } as const;
    const all = { start: "earliest" as const, ...defaults, ...options };
    worker.membership = world.coordinator.joinQueue(all, worker);
    return worker;
  }

  credit(records: number, bytes = 1_000_000): this {
    this.membership.credit(records, bytes);
    return this;
  }

  say(verb: SettleVerb, offset: number, delayMs?: number): Promise<string> {
    const records = [{ topic: "t", partition: 0, offset }];
    return new Promise((resolve) => {
      const request = { verb, records, delayMs, reason: "because" };
      this.membership.settle(request, (error) => resolve(error?.code ?? "done"));
    });
  }

  joined(memberId: string): void {
    this.heard.push(`joined ${memberId.length}`);
  }
  deliver({ records }: Delivery): void {
    for (const each of records) {
      this.got.push(`${each.partition}:${each.offset}*${each.deliveries}`);
    }
  }
  needed(bytes: number): void {
    this.heard.push(`needs ${bytes}`);
  }
  lost(records: readonly PartitionOffset[]): void {
    this.heard.push(`lost ${records.map((each) => each.offset).join(" ")}`);
  }
  partitionError(topic: string, partition: number, error: TidemarkError): void {
    this.heard.push(`error ${topic}/${partition} ${error.code}`);
  }
  end(error: TidemarkError): void {
    this.heard.push(`end ${error.code}`);
  }
}

describe("queue groups", () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    world.topics.put("t", 1);
    await world.open();
  });

  async function configured(settings: object): Promise<void> {
    await world.outcome(world.coordinator.configure("q", "queue", settings));
  }

  it("tells nobody that it is a member before the group is durable", async () => {
    world.log.delayMs = () => 500;
    const worker = Worker.join(world).credit(10);
    world.source.publish("t/0", 3);
    await world.clock.advance(499);
    expect([worker.heard, worker.got]).toEqual([[], []]);
    await world.clock.advance(10);
    expect([worker.heard, worker.got]).toEqual([["joined 32"], ["0:0*1", "0:1*1", "0:2*1"]]);
  });

  it("shares a partition, and answers an acknowledgement once it is durable (P1)", async () => {
    const [a, b] = [Worker.join(world).credit(2), Worker.join(world).credit(2)];
    await world.clock.advance(20);
    world.source.publish("t/0", 5);
    await world.clock.advance(1);
    expect([...a.got, ...b.got].sort()).toEqual(["0:0*1", "0:1*1", "0:2*1", "0:3*1"]);
    world.log.delayMs = () => 200;
    const ack = a.say("ack", Number(a.got[0]!.slice(2, 3)));
    expect(await world.outcome(ack, 199)).toBe("pending");
    expect(await world.outcome(ack, 10)).toBe("done");
  });

  it("gathers acknowledgements: one small append for many", async () => {
    const worker = Worker.join(world).credit(500);
    world.source.publish("t/0", 400);
    await world.clock.advance(20);
    const before = world.log.appends;
    const acks = Array.from({ length: 400 }, (_, offset) => worker.say("ack", offset));
    expect(new Set((await world.outcome(Promise.all(acks), 20)) as string[])).toEqual(
      new Set(["done"]),
    );
    expect(world.log.appends - before).toBe(1);
    expect(world.coordinator.views.describe("q").partitions).toMatchObject([
      { committed: 400, lag: 0 },
    ]);
  });

  it("takes a record back when its lease runs out, and tells who comes late (Q1, Q3)", async () => {
    await configured({ ackTimeoutMs: 1_000, retryBackoffMs: 500 });
    const [a, b] = [Worker.join(world).credit(1), Worker.join(world)];
    world.source.publish("t/0", 1);
    await world.clock.advance(20);
    b.credit(5);
    await world.clock.advance(1_300);
    expect(b.got).toEqual([]);
    await world.clock.advance(300);
    expect(b.got).toEqual(["0:0*2"]);
    expect(await world.outcome(a.say("ack", 0))).toBe("LEASE_LOST");
    expect(a.heard.at(-1)).toBe("lost 0");
    expect(await world.outcome(b.say("ack", 0))).toBe("done");
  });

  it("keeps a lease for as long as it is extended", async () => {
    await configured({ ackTimeoutMs: 1_000, retryBackoffMs: 0 });
    const worker = Worker.join(world).credit(5);
    world.source.publish("t/0", 1);
    for (let times = 0; times < 5; times++) {
      await world.clock.advance(900);
      void worker.say("extend", 0);
    }
    expect(worker.got).toEqual(["0:0*1"]);
    await world.clock.advance(1_100);
    expect(worker.got).toEqual(["0:0*1", "0:0*2"]);
  });

  it("gives back what a stream held the moment it ends", async () => {
    const [a, b] = [Worker.join(world).credit(3), Worker.join(world)];
    world.source.publish("t/0", 3);
    await world.clock.advance(20);
    b.credit(5);
    a.membership.close();
    await world.clock.advance(10);
    expect(b.got).toEqual(["0:0*2", "0:1*2", "0:2*2"]);
    expect(await world.outcome(a.say("ack", 0))).toBe("LEASE_LOST");
  });

  it("lets neither a poison record nor a slow consumer stop the others (Q6)", async () => {
    const [slow, quick] = [Worker.join(world).credit(5), Worker.join(world).credit(1_000)];
    world.source.publish("t/0", 300);
    await world.clock.advance(20);
    for (let round = 0; round < 20; round++) {
      for (const got of quick.got.splice(0)) {
        const offset = Number(got.slice(2).split("*")[0]);
        void quick.say(offset % 50 === 0 ? "nack" : "ack", offset, 600_000);
      }
      quick.credit(1_000);
      await world.clock.advance(20);
    }
    expect(slow.got).toHaveLength(5);
    const { partitions } = world.coordinator.views.describe("q");
    const waiting = 6 - slow.got.filter((got) => Number(got.slice(2, -2)) % 50 === 0).length;
    expect(partitions[0]).toMatchObject({ lag: 5 + waiting, queue: { inFlight: 5, waiting } });
  });

  it("dead-letters after the last delivery, then settles (Q4)", async () => {
    await configured({ deliveriesMax: 2, retryBackoffMs: 0 });
    const worker = Worker.join(world).credit(50);
    world.source.publish("t/0", 2);
    await world.clock.advance(20);
    void worker.say("nack", 0);
    await world.clock.advance(20);
    expect(world.source.buried).toEqual([]);
    void worker.say("nack", 0);
    await world.clock.advance(50);
    expect(world.source.buried).toEqual(["t/0:0"]);
    expect(worker.got).toEqual(["0:0*1", "0:1*1", "0:0*2"]);
    const [partition] = world.coordinator.views.describe("q").partitions;
    const queue = { deadLettered: 1, redelivered: 1, inFlight: 1 };
    expect(partition).toMatchObject({ committed: 1, lag: 1, queue });
  });

  it("tries a dead letter again that could not be written, and delivers nothing meanwhile", async () => {
    await configured({ deliveriesMax: 1 });
    const worker = Worker.join(world).credit(50);
    world.source.publish("t/0", 1);
    await world.clock.advance(20);
    world.source.failure = "STORAGE_FULL";
    void worker.say("nack", 0);
    await world.clock.advance(30_000);
    expect([world.source.buried, worker.got]).toEqual([[], ["0:0*1"]]);
    world.source.failure = undefined;
    await world.clock.advance(2_000);
    expect([world.source.buried, worker.got]).toEqual([["t/0:0"], ["0:0*1"]]);
  });

  it("delivers after a crash what was not acknowledged durably, and nothing else (Q2)", async () => {
    const worker = Worker.join(world).credit(10);
    world.source.publish("t/0", 6);
    await world.clock.advance(20);
    void worker.say("nack", 2, 0);
    expect(await world.outcome(Promise.all([0, 1, 4].map((at) => worker.say("ack", at))))).toEqual([
      "done",
      "done",
      "done",
    ]);
    world.log.delayMs = () => 10_000;
    void worker.say("ack", 3);
    await world.clock.advance(100);
    world.log.delayMs = () => 1;
    await world.crash();
    expect(world.coordinator.views.describe("q")).toMatchObject({
      state: "empty",
      partitions: [{ committed: 2, queue: { inFlight: 0 } }],
    });
    const again = Worker.join(world).credit(10);
    await world.clock.advance(20);
    expect(again.got.sort()).toEqual(["0:2*2", "0:3*1", "0:5*1"]);
  });

  it("waits for a full disk without delivering twice", async () => {
    const worker = Worker.join(world).credit(10);
    world.source.publish("t/0", 2);
    await world.clock.advance(20);
    world.log.failure = () => "STORAGE_FULL";
    const ack = worker.say("ack", 0);
    expect(await world.outcome(ack, 20_000)).toBe("pending");
    world.log.failure = () => undefined;
    expect(await world.outcome(ack, 6_000)).toBe("done");
    expect(worker.got).toEqual(["0:0*1", "0:1*1"]);
  });

  it("begins where it was told to, also when nobody has acknowledged anything", async () => {
    world.topics.setEnd("t", 0, 4);
    world.source.publish("t/0", 4);
    const first = Worker.join(world, { start: "latest" });
    await world.clock.advance(20);
    first.membership.close();
    world.source.publish("t/0", 1);
    await world.crash();
    const second = Worker.join(world, { start: "latest" }).credit(9);
    await world.clock.advance(20);
    expect(second.got).toEqual(["0:4*1"]);
  });

  it("holds credits, and bytes, and says what the next record needs (Q7)", async () => {
    const worker = Worker.join(world).credit(5_000, 25);
    world.source.publish("t/0", 2_000);
    await world.clock.advance(20);
    expect([worker.got.length, worker.heard.at(-1)]).toEqual([2, "needs 5"]);
    worker.credit(0, 1_000_000);
    await world.clock.advance(20);
    expect(worker.got).toHaveLength(QUEUE_CREDITS_MAX);
    worker.credit(5_000);
    await world.clock.advance(20);
    // As many as it may hold.
    expect(worker.got).toHaveLength(QUEUE_CREDITS_MAX);
    void worker.say("ack", 7);
    await world.clock.advance(20);
    expect(worker.got).toHaveLength(QUEUE_CREDITS_MAX + 1);
  });

  it("delivers nothing while the transport is full", async () => {
    const worker = Worker.join(world).credit(10);
    await world.clock.advance(20);
    worker.membership.pause(true);
    world.source.publish("t/0", 1);
    await world.clock.advance(20);
    expect(worker.got).toEqual([]);
    worker.membership.pause(false);
    await world.clock.advance(1);
    expect(worker.got).toEqual(["0:0*1"]);
  });

  it("ends the older of two streams of one member", async () => {
    const first = Worker.join(world, { memberId: "m" }).credit(5);
    world.source.publish("t/0", 1);
    await world.clock.advance(20);
    const second = Worker.join(world, { memberId: "m" }).credit(5);
    await world.clock.advance(20);
    expect(first.heard.at(-1)).toBe("end MEMBER_FENCED");
    expect(second.got).toEqual(["0:0*2"]);
  });

  it("is a stream group or a queue group, never both", async () => {
    Worker.join(world, { group: "q" });
    world.listen({ group: "s" });
    await world.clock.advance(20);
    const stream = world.listen({ group: "q" });
    const queue = Worker.join(world, { group: "s" });
    await world.clock.advance(20);
    expect(stream.heard).toEqual(["end GROUP_MODE_MISMATCH"]);
    expect(queue.heard).toEqual(["end GROUP_MODE_MISMATCH"]);
    const put = world.coordinator.configure("s", "queue", {});
    expect(await world.outcome(put)).toBe("GROUP_MODE_MISMATCH");
    const settings = world.coordinator.configure("s", undefined, { deliveriesMax: 3 });
    expect(await world.outcome(settings)).toBe("INVALID_REQUEST");
  });

  it("keeps its settings across a restart, and goes back to defaults", async () => {
    await configured({ deliveriesMax: 9, keyOrder: true });
    await world.crash();
    expect(world.coordinator.views.describe("q")).toMatchObject({
      mode: "queue",
      settings: { deliveriesMax: 9, keyOrder: true, ackTimeoutMs: 30_000 },
    });
    Worker.join(world);
    await world.clock.advance(20);
    const change = world.coordinator.configure("q", undefined, {});
    expect(await world.outcome(change)).toBe("GROUP_NOT_EMPTY");
    await world.outcome(world.coordinator.configure("q", undefined, { keyOrder: true }));
    expect(world.coordinator.views.describe("q").settings).toMatchObject({ deliveriesMax: 5 });
  });

  it("makes a stream group by name", async () => {
    await world.outcome(world.coordinator.configure("s", undefined, undefined));
    expect(world.coordinator.views.describe("s")).toMatchObject({ mode: "stream", state: "empty" });
  });

  it("is reset: leases are lost and everything comes again", async () => {
    const worker = Worker.join(world).credit(10);
    world.source.publish("t/0", 4);
    await world.clock.advance(20);
    await world.outcome(Promise.all([worker.say("ack", 0), worker.say("ack", 2)]));
    const reset = (force: boolean, dryRun = false) =>
      world.coordinator.resetOffsets({ group: "q", topic: "t", to: "earliest", force, dryRun });
    const changes = [{ topic: "t", partition: 0, before: 1, after: 0 }];
    expect(await world.outcome(reset(false))).toBe("GROUP_NOT_EMPTY");
    expect(await world.outcome(reset(false, true))).toEqual(changes);
    expect(await world.outcome(reset(true))).toEqual(changes);
    expect(worker.got.slice(4)).toEqual(["0:0*1", "0:1*1", "0:2*1", "0:3*1"]);
    expect(await world.outcome(worker.say("ack", 3))).toBe("done");
    await world.crash();
    const again = Worker.join(world).credit(10);
    await world.clock.advance(20);
    expect(again.got).toEqual(["0:0*1", "0:1*1", "0:2*1"]);
  });

  it("is deleted with all that it knew", async () => {
    const worker = Worker.join(world).credit(10);
    world.source.publish("t/0", 4);
    await world.clock.advance(20);
    await world.outcome(worker.say("ack", 2));
    expect(await world.outcome(world.coordinator.delete("q"))).toBe("GROUP_NOT_EMPTY");
    worker.membership.close();
    await world.clock.advance(20);
    expect(await world.outcome(world.coordinator.delete("q"))).toBeUndefined();
    await world.crash();
    expect(world.coordinator.views.list()).toEqual([]);
    const stream = world.listen({ group: "q" });
    await world.clock.advance(20);
    expect(stream.heard).toEqual(["joined 1 10000", "assigned 1 t/0@0"]);
  });

  it("forgets a deleted topic, and starts afresh in one of the same name", async () => {
    const worker = Worker.join(world).credit(10);
    world.source.publish("t/0", 4);
    await world.clock.advance(20);
    await world.outcome(worker.say("ack", 2));
    world.topics.change(() => world.topics.delete("t"));
    await world.clock.advance(20);
    expect(world.coordinator.views.describe("q").partitions).toEqual([]);
    world.topics.change(() => world.topics.put("t", 1));
    expect(await world.outcome(worker.say("ack", 3))).toBe("LEASE_LOST");
  });

  it("reads partitions that a topic got later from their first record", async () => {
    world.topics.setEnd("t", 0, 3);
    world.source.publish("t/0", 3);
    const worker = Worker.join(world, { start: "latest" }).credit(10);
    await world.clock.advance(20);
    world.source.publish("t/1", 2);
    world.topics.change(() => world.topics.put("t", 2));
    await world.clock.advance(20);
    expect(worker.got).toEqual(["1:0*1", "1:1*1"]);
  });

  it("tells of a partition out of service and comes back to it", async () => {
    world.source.failure = "PARTITION_DAMAGED";
    const worker = Worker.join(world).credit(5);
    world.source.publish("t/0", 1);
    await world.clock.advance(20);
    expect(worker.heard).toContain("error t/0 PARTITION_DAMAGED");
    world.source.failure = undefined;
    await world.clock.advance(1_100);
    expect(worker.got).toEqual(["0:0*1"]);
  });

  it("bounds what one stream may have waiting for the disk (P5)", async () => {
    const worker = Worker.join(world).credit(5);
    await world.clock.advance(20);
    world.log.delayMs = () => 60_000;
    const acks = Array.from({ length: QUEUE_STREAM_WAITING_MAX + 1 }, () => worker.say("ack", 1));
    expect(await world.outcome(acks.at(-1)!)).toBe("OVERLOADED");
  });

  it("writes what was decided before the broker stops, and ends its streams", async () => {
    const worker = Worker.join(world).credit(5);
    world.source.publish("t/0", 3);
    await world.clock.advance(20);
    void worker.say("ack", 1);
    await world.clock.advance(1);
    await world.outcome(world.coordinator.close());
    expect(worker.heard.at(-1)).toBe("end SHUTTING_DOWN");
    await world.crash();
    const again = Worker.join(world).credit(5);
    await world.clock.advance(20);
    expect(again.got.sort()).toEqual(["0:0*2", "0:2*2"]);
  });

  it("holds no timer once nobody consumes", async () => {
    const worker = Worker.join(world).credit(5);
    world.source.publish("t/0", 3);
    await world.clock.advance(20);
    void worker.say("nack", 1);
    await world.clock.advance(20);
    expect(world.clock.timersSet).toBeGreaterThan(0);
    worker.membership.close();
    await world.clock.advance(50);
    expect(world.clock.timersSet).toBe(0);
  });
});
