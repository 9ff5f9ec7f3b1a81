/** Calls and connections: deadlines, retries, lost answers, many streams. */
import { afterEach, describe, expect, it } from "vitest";
import { Tidemark } from "@tidemark/client";
import { TidemarkError } from "../../../src/model/errors.ts";
import { FakeBroker } from "../fake-broker.ts";

let broker: FakeBroker;
let client: Tidemark;

async function start(): Promise<void> {
  broker = await FakeBroker.start();
  client = new Tidemark({ brokers: broker.address });
}

afterEach(async () => {
  await client.close();
  await broker.stop();
});

describe("a broker that does not lead", () => {
  it("is left for the one that it names, by readers and by unary calls", async () => {
    await start();
    const leader = await FakeBroker.start();
    const other = new Tidemark({ brokers: leader.address });
    await other.producer().send({ topic: "t", value: "there" });
    await other.close();
    const reader = client.consumer({ topic: "t", from: { 0: 0 } });
    const next = reader[Symbol.asyncIterator]().next();
    while (broker.fetches.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const error = { code: "NOT_LEADER", message: "elsewhere", retriable: true };
    broker.fetches[0]?.send({
      error: { topic: "t", partition: 0, error: { ...error, leader: leader.address } },
    });
    expect((await next).value?.text).toBe("there");
    expect([broker.fetches.length, leader.fetches.length]).toEqual([1, 1]);

    broker.onUnary = () => {
      throw new TidemarkError("NOT_LEADER", "elsewhere", { leader: leader.address });
    };
    const topic = await client.admin().describeTopic("t");
    expect(topic.partitions[0]?.highWatermark).toBe(1);
    await client.close();
    await leader.stop();
  });
});

describe("unary calls", () => {
  it("are repeated where the broker says that it helps", async () => {
    await start();
    let refusals = 3;
    broker.onUnary = () => {
      if (refusals-- > 0) throw new TidemarkError("OVERLOADED", "later");
    };
    expect((await client.admin().describeTopic("t")).name).toBe("t");
  });

  it("are not repeated where it does not", async () => {
    await start();
    let calls = 0;
    broker.onUnary = () => {
      calls++;
      throw new TidemarkError("UNKNOWN_TOPIC", "none");
    };
    const failed = client.admin().describeTopic("t");
    await expect(failed).rejects.toMatchObject({ code: "UNKNOWN_TOPIC", message: "none" });
    expect(calls).toBe(1);
  });

  it("that only read are repeated after a lost answer", async () => {
    await start();
    let first = true;
    broker.onUnary = () => {
      if (first) broker.dropConnections();
      first = false;
    };
    expect((await client.admin().describeTopic("t")).name).toBe("t");
  });

  it("are repeated where the broker lost an answer, if they only read", async () => {
    await start();
    let calls = 0;
    broker.onUnary = () => {
      calls++;
      if (calls <= 2) throw new TidemarkError("OUTCOME_UNKNOWN", "another broker did not answer");
    };
    expect((await client.admin().describeTopic("t")).name).toBe("t");
    calls = 1;
    const failed = client.admin().deleteTopic("t");
    await expect(failed).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
    expect(calls).toBe(2);
  });

  it("that change something fail with OUTCOME_UNKNOWN after a lost answer", async () => {
    await start();
    let calls = 0;
    broker.onUnary = () => {
      calls++;
      broker.dropConnections();
    };
    const failed = client.admin().deleteTopic("t");
    await expect(failed).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
    expect(calls).toBe(1);
  });

  it("give up when their time is up, or their signal is aborted", async () => {
    await start();
    await broker.stop();
    const soon = client.admin({ timeoutMs: 40 }).describeTopic("t");
    await expect(soon).rejects.toMatchObject({ retriable: true });
    const signal = AbortSignal.timeout(20);
    const failed = client.admin({ signal }).describeTopic("t");
    await expect(failed).rejects.toMatchObject({ code: "CANCELLED" });
    broker = await FakeBroker.start();
  });

  it("find a broker that answers among several", async () => {
    await start();
    const dead = await FakeBroker.start();
    const { address } = dead;
    await dead.stop();
    const other = new Tidemark({ brokers: [address, broker.address] });
    expect((await other.admin().describeTopic("t")).name).toBe("t");
    await other.close();
  });

  it("after close are CLOSED", async () => {
    await start();
    await client.close();
    await expect(client.admin().describeTopic("t")).rejects.toMatchObject({ code: "CLOSED" });
  });
});

it("streams beyond what one connection carries get another", async () => {
  await start();
  const consumers = Array.from({ length: 150 }, () => client.consumer({ topic: "t" }));
  const waiting = consumers.map((consumer) => consumer[Symbol.asyncIterator]().next());
  while (broker.fetches.length < 150) await new Promise((resolve) => setImmediate(resolve));
  expect(broker.connections).toBe(2);
  await client.close();
  expect((await Promise.all(waiting)).every(({ done }) => done)).toBe(true);
});

it("a broker that says goodbye is left in peace: what runs ends, what is new goes elsewhere", async () => {
  await start();
  const producer = client.producer();
  await producer.send({ topic: "t", value: "a" });
  broker.goAway();
  await producer.send({ topic: "t", value: "b" });
  expect((await client.admin().describeTopic("t")).partitions[0]!.highWatermark).toBe(2);
  expect(broker.sessionsSeen).toBe(2);
});
