/** Queue groups over a whole simulated broker: real logs, holes, schedules, deletions, power cuts. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RecordInput, SubscribeSession } from "../../src/broker/api.ts";
import type { ConsumedRecord } from "../../src/model/records.ts";
import { World } from "../sim/broker/world.ts";
import { CONTEXT, readAll } from "./read-all.ts";

let world: World;

beforeEach(async () => {
  world = new World({ seed: 1 });
  await world.boot();
  const { topics } = world.broker.api;
  await world.schedule.run(topics.create(CONTEXT, { name: "t", partitions: 1 }));
});
afterEach(async () => {
  if (world.up) await world.stop();
});

const publish = (...records: RecordInput[]) =>
  world.schedule.run(world.broker.api.records.publish(CONTEXT, { topic: "t", records }));
const value = (text: string): RecordInput => ({ value: Buffer.from(text) });

class Worker {
  readonly got: ConsumedRecord[] = [];
  readonly session: SubscribeSession;

  constructor() {
    const options = { group: "q", topics: ["t"], mode: "queue", start: "earliest" } as const;
    const how = { encoding: "records", autoCommit: false, untilEnd: false, address: "a" } as const;
    this.session = world.broker.api.records.openSubscribe(
      CONTEXT,
      { ...options, ...how },
      {
        joined: () => undefined,
        assigned: () => undefined,
        revoked: () => undefined,
        commitResult: () => undefined,
        deliver: ({ records }) => void this.got.push(...records),
        partitionError: (_topic, _partition, error) => expect.unreachable(error.message),
        needed: () => undefined,
        end: () => undefined,
      },
    );
    this.session.credit(1_000, 10_000_000);
  }

  /** `offset=value*deliveries` of what came since the last look. */
  take(): string[] {
    return this.got
      .splice(0)
      .map(({ offset, value: bytes, deliveries }) => `${offset}=${String(bytes)}*${deliveries}`);
  }

  say(verb: "ack" | "nack", ...offsets: number[]): Promise<void> {
    const records = offsets.map((offset) => ({ topic: "t", partition: 0, offset }));
    return world.schedule.run(
      new Promise((resolve, reject) => {
        const delayMs = verb === "nack" ? 100 : undefined;
        this.session.settle({ verb, records, delayMs }, (error) =>
          error === undefined ? resolve() : reject(error),
        );
      }),
    );
  }
}

const counts = async () => {
  const { partitions } = await world.schedule.run(world.broker.api.groups.describe(CONTEXT, "q"));
  return partitions[0];
};

describe("a queue group on a broker", () => {
  it("finds what it redelivers, batch by batch, whatever came back first", async () => {
    await publish(value("a"), value("b"));
    await publish({ ...value("later"), delayMs: 3_600_000 });
    await publish(value("c"), value("d"), value("e"));
    await publish(value("f"));
    const worker = new Worker();
    await world.schedule.advance(50);
    expect(worker.take()).toEqual(["0=a*1", "1=b*1", "3=c*1", "4=d*1", "5=e*1", "6=f*1"]);
    await worker.say("nack", 6, 1, 5, 3);
    await worker.say("ack", 0, 4);
    await world.schedule.advance(200);
    expect(worker.take().sort()).toEqual(["1=b*2", "3=c*2", "5=e*2", "6=f*2"]);
    await worker.say("ack", 1, 3, 5, 6);
    expect(await counts()).toMatchObject({ lag: 0, committed: 7 });
    await world.schedule.advance(3_600_000);
    expect(worker.take()).toEqual(["7=later*1"]);
  });

  it("passes over what was deleted, without a word, and counts it", async () => {
    await publish(...["a", "b", "c", "d"].map(value));
    const worker = new Worker();
    await world.schedule.advance(50);
    await worker.say("nack", 0, 2);
    const { topics } = world.broker.api;
    const request = { topic: "t", partition: 0, before: 2 };
    await world.schedule.run(topics.deleteRecords(CONTEXT, request));
    await world.schedule.advance(300);
    expect(worker.take().slice(4)).toEqual(["2=c*2"]);
    await worker.say("ack", 1, 2, 3);
    expect(await counts()).toMatchObject({ lag: 0, queue: { expired: 1, deadLettered: 0 } });
  });

  it("does not deliver what is past its lifetime, the first time or again", async () => {
    await publish({ ...value("short"), ttlMs: 1_000 }, value("long"));
    const worker = new Worker();
    await world.schedule.advance(50);
    expect(worker.take()).toEqual(["0=short*1", "1=long*1"]);
    await publish({ ...value("gone"), ttlMs: 1 });
    await world.schedule.advance(1_000);
    worker.take();
    await worker.say("nack", 0, 1);
    await world.schedule.advance(500);
    expect(worker.take()).toEqual(["1=long*2"]);
  });

  it("keeps what was acknowledged through a power cut, and brings the rest again", async () => {
    await publish(...["a", "b", "c", "d", "e"].map(value));
    const worker = new Worker();
    await world.schedule.advance(50);
    await worker.say("nack", 3);
    await worker.say("ack", 0, 2);
    world.crash("power");
    await world.boot();
    const again = new Worker();
    await world.schedule.advance(500);
    expect(again.take().sort()).toEqual(["1=b*1", "3=d*2", "4=e*1"]);
  });

  it("hands out records of one key one after the other, and others meanwhile", async () => {
    const settings = { keyOrder: true };
    const put = { group: "q", mode: "queue", settings } as const;
    await world.schedule.run(world.broker.api.groups.put(CONTEXT, put));
    const keyed = (key: string, text: string) => ({ ...value(text), key: Buffer.from(key) });
    await publish(keyed("k", "k1"), keyed("k", "k2"), keyed("l", "l1"), value("free"));
    await publish(keyed("k", "k3"));
    const worker = new Worker();
    await world.schedule.advance(50);
    expect(worker.take()).toEqual(["0=k1*1", "2=l1*1", "3=free*1"]);
    await worker.say("nack", 0);
    await world.schedule.advance(200);
    expect(worker.take()).toEqual(["0=k1*2"]);
    await worker.say("ack", 0);
    await world.schedule.advance(50);
    expect(worker.take()).toEqual(["1=k2*1"]);
    world.crash("kill");
    await world.boot();
    const again = new Worker();
    await world.schedule.advance(50);
    expect(again.take()).toEqual(["1=k2*1", "2=l1*1", "3=free*1"]);
    await again.say("ack", 1);
    await world.schedule.advance(50);
    expect(again.take()).toEqual(["4=k3*1"]);
  });

  it("dead-letters through the log, with the record's own story", async () => {
    const put = { group: "q", mode: "queue", settings: { deliveriesMax: 1 } } as const;
    await world.schedule.run(world.broker.api.groups.put(CONTEXT, put));
    await publish(value("bad"), value("good"));
    const worker = new Worker();
    await world.schedule.advance(50);
    await worker.say("nack", 0);
    await world.schedule.advance(500);
    const letters = await readAll(world, "t.dlq");
    expect(letters.map(({ value: bytes }) => bytes?.toString())).toEqual(["bad"]);
    expect(await counts()).toMatchObject({ committed: 1, queue: { deadLettered: 1 } });
  });
});
