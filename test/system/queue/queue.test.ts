/**
 * Queue groups on a real broker, from outside: lines over HTTP/2, the stock gRPC client, the SDK, and
 * a kill -9 after which what was acknowledged stays away and everything else comes again (Q1–Q4).
 */
import { Tidemark } from "@tidemark/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tidemark as command } from "../cli/tidemark.ts";
import { BrokerProcess } from "../harness/broker-process.ts";
import { HttpClient } from "../harness/http-client.ts";
import { stablePort } from "../harness/stable-port.ts";
import { until } from "../harness/until.ts";
import { TestClient } from "../wire/support/grpc-client.ts";

interface Line {
  readonly partition?: number;
  readonly offset?: number;
  readonly value?: string;
  readonly deliveries?: number;
  readonly firstDeliveredAt?: number;
  readonly done?: boolean;
  readonly line?: number;
  readonly error?: { readonly code: string };
}

let broker: BrokerProcess;
let http: HttpClient;
let tidemark: Tidemark;

beforeAll(async () => {
  broker = await BrokerProcess.start();
  http = new HttpClient(broker.url);
  tidemark = new Tidemark({ brokers: broker.address });
});

afterAll(async () => {
  await tidemark.close();
  http.close();
  await broker.dispose();
});

async function topic(name: string, values: readonly string[]): Promise<void> {
  await http.request("POST", "/v1/topics", { name, partitions: 1 });
  if (values.length === 0) return;
  const records = values.map((value) => ({ value, key: value.slice(0, 1) }));
  await http.request("POST", `/v1/topics/${name}/records`, records);
}

function subscribe(name: string, group: string, query = "") {
  const lines: Line[] = [];
  const path = `/v1/topics/${name}/subscribe?group=${group}&mode=queue&from=earliest${query}`;
  const stream = http.lines("POST", path, (line) => lines.push(line as Line));
  return { lines, stream, records: () => lines.filter(({ value }) => value !== undefined) };
}

const put = async (group: string, settings: object): Promise<void> => {
  const answer = await http.request("PUT", `/v1/groups/${group}`, { mode: "queue", ...settings });
  expect(answer.status, answer.text).toBe(200);
};

const extensions = async (): Promise<number> => {
  const { text } = await http.request("GET", "/metrics");
  return Number(/settled_records_total\{verb="extend"\} (\d+)/.exec(text)?.[1] ?? 0);
};

const group = async (name: string) =>
  (await http.request("GET", `/v1/groups/${name}`)).json() as {
    partitions: { committed: number; lag: number; lagMs: number | null; inFlight: number }[];
  };

describe("over lines", () => {
  it("shares a partition, settles each record, and redelivers what was rejected", async () => {
    await topic("lines", ["a", "b", "c", "d"]);
    await put("lines", { retryBackoffMs: 50 });
    const [one, two] = [subscribe("lines", "lines", "&confirm=true"), subscribe("lines", "lines")];
    one.stream.write({ credit: 2 });
    await until("two for the first", () => one.records().length === 2);
    two.stream.write({ credit: 2 });
    await until("two for the other", () => two.records().length === 2);
    const [first, second] = one.records();
    one.stream.write({ ack: `0:${first!.offset}` });
    one.stream.write({ nack: `0:${second!.offset}`, reason: "not now" });
    one.stream.write({ ack: `0:${two.records()[0]!.offset}` });
    await until("five answers", () => one.lines.length === 5);
    expect(one.lines.slice(2)).toEqual([
      { done: true, line: 2 },
      { done: true, line: 3 },
      expect.objectContaining({ error: expect.objectContaining({ code: "LEASE_LOST" }), line: 4 }),
    ]);
    one.stream.write({ credit: 1 });
    await until("the redelivery", () => one.records().length === 3);
    const again = one.records()[2]!;
    expect(again).toMatchObject({ offset: second!.offset, deliveries: 2 });
    expect(again.firstDeliveredAt).toBe(second!.firstDeliveredAt);
    one.stream.write({ ack: `0:${again.offset}` });
    one.stream.end();
    await one.stream.ended;
    // The other one still holds two: they come again to whoever asks next.
    two.stream.close();
    const three = subscribe("lines", "lines");
    three.stream.write({ credit: 9 });
    await until("what was given back", () => three.records().length === 2);
    expect(three.records().map(({ deliveries }) => deliveries)).toEqual([2, 2]);
    three.stream.end();
  });

  it("dead-letters what never works, and goes on", async () => {
    await topic("poison", ["bad", "good"]);
    await put("poison", { deliveriesMax: 2, retryBackoffMs: 10, deadLetterTopic: "graveyard" });
    const worker = subscribe("poison", "poison", "&confirm=true");
    worker.stream.write({ credit: 9 });
    let answered = 0;
    await until("three answers", () => {
      for (const { offset, value } of worker.records().slice(answered)) {
        answered++;
        worker.stream.write(value === "good" ? { ack: `0:${offset}` } : { nack: `0:${offset}` });
      }
      return worker.lines.filter(({ done }) => done).length === 3;
    });
    await until("lag 0", async () => (await group("poison")).partitions[0]!.lag === 0);
    const letters = (await http.request("GET", "/v1/topics/graveyard/records")).lines();
    expect(letters).toMatchObject([
      {
        value: "bad",
        headers: {
          "tidemark-dead-letter-topic": "poison",
          "tidemark-dead-letter-offset": "0",
          "tidemark-dead-letter-deliveries": "2",
          "tidemark-message-id": "poison:poison:0:0",
        },
      },
    ]);
    worker.stream.end();
  });

  it("says how old the oldest unsettled record is", async () => {
    await topic("old", ["x"]);
    const worker = subscribe("old", "old");
    worker.stream.write({ credit: 1 });
    await until("a record", () => worker.records().length === 1);
    await until("an age", async () => ((await group("old")).partitions[0]!.lagMs ?? 0) > 0);
    expect((await group("old")).partitions[0]).toMatchObject({ committed: 0, lag: 1, inFlight: 1 });
    worker.stream.end();
  });
});

describe("over gRPC", () => {
  it("delivers with counts, answers with ids, and names what is held no more", async () => {
    await topic("grpc", ["a", "b"]);
    const client = new TestClient(broker.address, "tidemark/v1/records.proto");
    const { stream, messages, status } = client.bidi("/tidemark.v1.RecordService/Subscribe");
    const start = { earliest: true };
    stream.write({ open: { group: "grpc", topics: ["grpc"], mode: "GROUP_MODE_QUEUE", start } });
    stream.write({ credit: { records: 5, bytes: 1_000_000 } });
    await until("a delivery", () => messages.some(({ delivery }) => delivery != null));
    const place = (offset: number) => ({ topic: "grpc", partition: 0, offset });
    stream.write({ ack: { records: [place(0), place(7)], id: 3 } });
    await until("a result", () => messages.some(({ commitResult }) => commitResult != null));
    expect(messages).toMatchObject([
      { joined: { ackTimeoutMs: 30_000 } },
      { delivery: { records: [{ deliveries: 1 }, { deliveries: 1 }], recordCount: 2 } },
      { leaseLost: { records: [place(7)] } },
      { commitResult: { id: 3, error: { code: "LEASE_LOST" } } },
    ]);
    stream.write({ leave: {} });
    expect((await status).code).toBe(0);
    client.close();
    expect((await group("grpc")).partitions).toMatchObject([{ committed: 1, lag: 1 }]);
  });
});

describe("the SDK", () => {
  it("works on messages at once, and settles each by how the work ends", async () => {
    const values = Array.from({ length: 200 }, (_, index) => `m${index}`);
    await topic("sdk", values);
    await tidemark
      .admin()
      .putGroup({ group: "sdk", mode: "queue", settings: { retryBackoffMs: 10 } });
    const seen = new Map<string, number>();
    let atOnce = 0;
    let most = 0;
    const worker = tidemark.queueConsumer({ group: "sdk", topics: "sdk", from: "earliest" });
    const working = worker.process(
      async (message) => {
        most = Math.max(most, ++atOnce);
        const text = message.text!;
        seen.set(text, message.deliveries);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce--;
        if (text.endsWith("7") && message.deliveries === 1) throw new Error("once is not enough");
      },
      { concurrency: 8 },
    );
    await until("lag 0", async () => {
      const [partition] = (await tidemark.admin().describeGroup("sdk")).partitions;
      return partition?.lag === 0;
    });
    await worker.close();
    await working;
    expect([...seen.keys()].sort()).toEqual([...values].sort());
    for (const [text, deliveries] of seen) expect(deliveries).toBe(text.endsWith("7") ? 2 : 1);
    expect(most).toBe(8);
  });

  it("keeps a lease while the work goes on, and learns that another was lost", async () => {
    await topic("lease", ["slow"]);
    const settings = { ackTimeoutMs: 300, retryBackoffMs: 0 };
    await tidemark.admin().putGroup({ group: "lease", mode: "queue", settings });
    const options = { group: "lease", topics: "lease", from: "earliest" } as const;
    const worker = tidemark.queueConsumer(options);
    const { value: message } = await worker[Symbol.asyncIterator]().next();
    // Ten looks at a third of the lease: without them it would have run out three times.
    await until("ten extensions", async () => (await extensions()) >= 10);
    await message!.extend();
    await message!.nack({ delayMs: 500 });
    await worker.close();
    const careless = tidemark.queueConsumer({ ...options, autoExtend: false, maxInFlight: 1 });
    const { value: again } = await careless[Symbol.asyncIterator]().next();
    expect(again!.deliveries).toBe(2);
    const other = tidemark.queueConsumer(options);
    const { value: third } = await other[Symbol.asyncIterator]().next();
    expect(third!.deliveries).toBeGreaterThanOrEqual(3);
    await expect(again!.ack()).rejects.toMatchObject({ code: "LEASE_LOST" });
    await third!.ack();
    await Promise.all([careless.close(), other.close()]);
  });

  it("reads messages as they were published", async () => {
    await topic("whole", []);
    const producer = tidemark.producer();
    const headers = { trace: "x", "content-type": "application/json" };
    await producer.send({ topic: "whole", key: "k", value: '{"a":1}', headers, delayMs: 1 });
    await using worker = tidemark.queueConsumer({ group: "w", topics: "whole", from: "earliest" });
    const { value: message } = await worker[Symbol.asyncIterator]().next();
    expect(message).toMatchObject({ keyText: "k", deliveries: 1 });
    expect(message!.json()).toEqual({ a: 1 });
    expect(message!.header("trace")).toBe("x");
    expect(message!.scheduled).toMatchObject({ offset: 0 });
    await message!.ack();
  });
});

describe("the command line", () => {
  const run = (line: string) =>
    command(line.split(" "), { env: { TIDEMARK_SERVER: broker.address } });

  it("sets a group, takes records of it one by one, and shows where it is", async () => {
    await topic("shell", ["a", "b", "c"]);
    const set = await run("group set shell --mode queue --deliveries-max 3 --ack-timeout 1m");
    expect([set.code, set.out]).toEqual([0, expect.stringMatching(/^shell: queue group\n/)]);
    expect(set.out).toMatch(/ackTimeoutMs 60000\n +deliveriesMax 3\n/);
    const take = "consume shell --group shell --mode queue --from earliest --format value --limit";
    expect((await run(`${take} 2`)).out).toBe("a\nb\n");
    expect((await run(`${take} 1`)).out).toBe("c\n");
    const { out } = await run("group describe shell");
    expect(out).toMatch(/^shell: queue group, 0 members\n/);
    expect(out).toMatch(/shell +0 +3 +3 +0 +0 +0 +\d +0/);
    expect((await run("consume shell --group shell")).code).toBe(4);
    expect((await run("consume shell --mode queue")).code).toBe(2);
  });
});

describe("after kill -9", () => {
  it("brings back what was not acknowledged, and nothing that was (Q2)", async () => {
    const port = await stablePort();
    let one = await BrokerProcess.start({ port });
    const { dataDir } = one;
    const acked = new Set<number>();
    const first = new HttpClient(one.url);
    await first.request("POST", "/v1/topics", { name: "jobs", partitions: 1 });
    const all = Array.from({ length: 500 }, (_, value) => ({ value: String(value) }));
    await first.request("POST", "/v1/topics/jobs/records", all);
    const path = "/v1/topics/jobs/subscribe?group=w&mode=queue&from=earliest&confirm=true";
    const asked = new Map<number, number>();
    let lineOut = 0;
    const stream = first.lines("POST", path, (each) => {
      const { offset, done, line } = each as Line;
      if (done) acked.add(asked.get(line!)!);
      // Every third one is left alone.
      if (offset === undefined || offset % 3 === 0) return;
      asked.set(++lineOut, offset);
      stream.write({ ack: `0:${offset}` });
    });
    lineOut++;
    stream.write({ credit: 400 });
    await until("100 acknowledged", () => acked.size >= 100);
    await one.kill();
    first.close();
    one = await BrokerProcess.start({ port, dataDir });
    const second = new HttpClient(one.url);
    const again: number[] = [];
    const rest = second.lines("POST", path, (each) => {
      const { offset } = each as Line;
      if (offset !== undefined) again.push(offset);
    });
    rest.write({ credit: 1_000 });
    // What was asked and not answered may be either.
    const known = () => new Set([...again, ...asked.values()]);
    await until("all 500", () => known().size === 500);
    expect(again.filter((offset) => acked.has(offset))).toEqual([]);
    for (let offset = 0; offset < 500; offset += 3) expect(again).toContain(offset);
    second.close();
    await one.kill();
  });

  it("has each dead letter once, wherever the kill came between it and its settlement (Q4)", async () => {
    const port = await stablePort();
    let one = await BrokerProcess.start({ port });
    const { dataDir } = one;
    let client = new HttpClient(one.url);
    await client.request("POST", "/v1/topics", { name: "bad", partitions: 1 });
    await client.request("PUT", "/v1/groups/w", { mode: "queue", deliveriesMax: 1 });
    const all = Array.from({ length: 120 }, (_, value) => ({ value: String(value) }));
    await client.request("POST", "/v1/topics/bad/records", all);
    const letters = async () => {
      const { text } = await client.request("GET", "/v1/topics/bad.dlq/records?format=value");
      return text.includes("UNKNOWN_TOPIC") ? [] : text.split("\n").filter((line) => line !== "");
    };
    for (const kills of [20, 60, 120]) {
      const path = "/v1/topics/bad/subscribe?group=w&mode=queue&from=earliest";
      const stream = client.lines("POST", path, (each) => {
        const { offset } = each as Line;
        if (offset !== undefined) stream.write({ nack: `0:${offset}` });
      });
      stream.write({ credit: 1_000 });
      await until(`${kills} dead letters`, async () => (await letters()).length >= kills);
      await one.kill();
      client.close();
      one = await BrokerProcess.start({ port, dataDir });
      client = new HttpClient(one.url);
    }
    const found = await letters();
    expect(new Set(found).size).toBe(120);
    expect(found).toHaveLength(120);
    client.close();
    await one.kill();
  });
});
