/** The producer against a broker that answers well, refuses, forgets and breaks. */
import { afterEach, describe, expect, it } from "vitest";
import {
  type ErrorCode,
  type MessageBody,
  type Producer,
  Tidemark,
  TidemarkError,
} from "@tidemark/client";
import { BatchView } from "../../../src/record/view.ts";
import { FakeBroker } from "../fake-broker.ts";
import { recordsOf } from "../stored.ts";

let broker: FakeBroker;
let client: Tidemark;

async function start(topics?: Record<string, number>): Promise<void> {
  broker = await FakeBroker.start(topics);
  client = new Tidemark({ brokers: broker.address });
}

afterEach(async () => {
  await client.close();
  await broker.stop();
});

const values = (topic = "t", partition = 0): string[] =>
  recordsOf(broker.partitions.get(topic)![partition]!).map(({ value }) => String(value));

describe("send with a signal", () => {
  it("is given up while it waits for room, and then never goes", async () => {
    await start();
    const producer = client.producer({ bufferBytes: 1_024 });
    let hold = true;
    broker.onProduce = () => (hold ? "append in silence" : undefined);
    const first = producer.send({ topic: "t", value: "x".repeat(2_000) });
    const controller = new AbortController();
    const waiting = producer.send({ topic: "t", value: "given up" }, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toMatchObject({
      code: "CANCELLED",
      cause: { message: "enough" },
    });
    hold = false;
    broker.dropConnections();
    await first;
    await producer.send({ topic: "t", value: "after" });
    expect(values().map((value) => value.slice(0, 8))).toEqual(["xxxxxxxx", "after"]);
  });

  it("that is aborted already is refused, and a send that is done does not mind", async () => {
    await start();
    const producer = client.producer();
    const gone = { signal: AbortSignal.abort() };
    await expect(producer.send({ topic: "t", value: "a" }, gone)).rejects.toThrow(/aborted/);
    await expect(producer.sendMany("t", ["b"], gone)).rejects.toThrow(/aborted/);
    const controller = new AbortController();
    await producer.send({ topic: "t", value: "c" }, { signal: controller.signal });
    controller.abort();
    expect(values()).toEqual(["c"]);
  });
});

describe("send", () => {
  it("resolves with the record's place", async () => {
    await start();
    const producer = client.producer();
    expect(await producer.send({ topic: "t", value: "a" })).toEqual({ partition: 0, offset: 0 });
    expect(await producer.send({ topic: "t", value: "b" })).toEqual({ partition: 0, offset: 1 });
  });

  it("keeps the order of calls within a partition (P2)", async () => {
    await start();
    const producer = client.producer({ batchBytes: 1024 });
    const sent = Array.from({ length: 2_000 }, (_, index) => `v${index}`);
    const results = await Promise.all(sent.map((value) => producer.send({ topic: "t", value })));
    expect(results.map(({ offset }) => offset)).toEqual(sent.map((_, index) => index));
    expect(values()).toEqual(sent);
  });

  it("puts what is sent in one turn into one batch", async () => {
    await start();
    const producer = client.producer();
    await producer.send({ topic: "t", value: "first" });
    await Promise.all(["a", "b", "c"].map((value) => producer.send({ topic: "t", value })));
    expect(broker.partitions.get("t")![0]!.batches.length).toBe(2);
  });

  it("gives a key the partition that Kafka's clients give it", async () => {
    await start({ t: 16 });
    const producer = client.producer();
    // Values of Kafka's own Utils.murmur2 tests: "21" → -973932308, "foobar" → -790332482.
    expect((await producer.send({ topic: "t", key: "21" })).partition).toBe(
      (-973932308 & 0x7fffffff) % 16,
    );
    const bytes = Buffer.from("foobar");
    expect((await producer.send({ topic: "t", key: bytes })).partition).toBe(
      (-790332482 & 0x7fffffff) % 16,
    );
  });

  it("carries keys, tombstones, headers, ids and lifetimes", async () => {
    await start();
    const producer = client.producer();
    await Promise.all([
      producer.send({
        topic: "t",
        key: "ключ",
        value: null,
        headers: [
          ["h", "1"],
          ["h", Buffer.from([0xff])],
        ],
        messageId: "m-1",
        ttlMs: 500,
        timestamp: 1_000,
      }),
      producer.send({ topic: "t", value: "plain" }),
    ]);
    const partition = broker.partitions.get("t")![0]!;
    expect(new BatchView(partition.batches[0]!).hasIds).toBe(true);
    expect(recordsOf(partition)[0]).toMatchObject({
      key: "ключ",
      value: undefined,
      timestamp: 1_000,
      headers: [
        ["h", "1"],
        ["h", "\ufffd"],
        ["tidemark-message-id", "m-1"],
        ["tidemark-ttl-ms", "500"],
      ],
    });
  });

  it("keeps scheduled records in batches of their own, due times by the broker's clock", async () => {
    await start();
    broker.clockOffsetMs = 3_600_000;
    const producer = client.producer();
    const before = Date.now();
    const [plain, byTime, byDelay] = await Promise.all([
      producer.send({ topic: "t", value: "now" }),
      producer.send({ topic: "t", value: "then", deliverAt: new Date(10 ** 12), scheduleId: "s" }),
      producer.send({ topic: "t", value: "later", delayMs: 5_000, onConflict: "replace" }),
    ]);
    const after = Date.now();
    expect(plain.scheduled).toBeUndefined();
    expect(byTime.scheduled).toEqual({ id: "s", deliverAt: 10 ** 12 });
    const due = byDelay.scheduled!;
    expect(due.id).toBe(`0:${byDelay.offset}`);
    expect(due.deliverAt).toBeGreaterThanOrEqual(before + 3_605_000 - 2);
    expect(due.deliverAt).toBeLessThanOrEqual(after + 3_605_000 + 2);
    const batches = broker.partitions.get("t")![0]!.batches.map((bytes) => new BatchView(bytes));
    expect(batches.map((view) => [view.isScheduled, view.hasIds])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it.each<[string, ErrorCode, MessageBody]>([
    ["two due times", "INVALID_DUE_TIME", { deliverAt: 1, delayMs: 1 }],
    ["a due time that is no time", "INVALID_DUE_TIME", { deliverAt: new Date(Number.NaN) }],
    ["a negative delay", "INVALID_DUE_TIME", { delayMs: -1 }],
    ["a schedule id without a due time", "INVALID_DUE_TIME", { scheduleId: "x" }],
    ["a default schedule id", "INVALID_SCHEDULE_ID", { scheduleId: "0:12", delayMs: 1 }],
    ["an empty message id", "INVALID_RECORD", { messageId: "" }],
    ["a negative timestamp", "INVALID_TIMESTAMP", { timestamp: -1 }],
    ["a partition that is none", "UNKNOWN_PARTITION", { partition: 9 }],
    ["a record of five megabytes", "RECORD_TOO_LARGE", { value: Buffer.alloc(5 << 20) }],
    ["a key of 70,000 bytes", "RECORD_TOO_LARGE", { key: Buffer.alloc(70_000) }],
    ["a header without a name", "INVALID_RECORD", { headers: { "": "x" } }],
  ])("refuses %s with %s and nothing else suffers (P7)", async (_what, code, message) => {
    await start();
    const producer = client.producer();
    const [bad, good] = await Promise.allSettled([
      producer.send({ topic: "t", ...message }),
      producer.send({ topic: "t", value: "good" }),
    ]);
    expect(bad).toMatchObject({ status: "rejected", reason: { code } });
    expect(good.status).toBe("fulfilled");
  });

  it("says UNKNOWN_TOPIC of a topic that is none", async () => {
    await start();
    const failed = client.producer().send({ topic: "nowhere", value: "x" });
    await expect(failed).rejects.toMatchObject({ code: "UNKNOWN_TOPIC" });
  });

  it("sends a record of several megabytes alone", async () => {
    await start();
    const value = Buffer.alloc(3 * 1024 * 1024, 7);
    const producer = client.producer();
    await Promise.all([
      producer.send({ topic: "t", value: "small" }),
      producer.send({ topic: "t", value }),
    ]);
    expect(broker.partitions.get("t")![0]!.endOffset).toBe(2);
  });
});

describe("backpressure (P5, P6)", () => {
  it("keeps within the broker's credits and its own buffer", async () => {
    await start();
    broker.credit = { batches: 2, bytes: 4_096 };
    const producer = client.producer({ batchBytes: 1_024, bufferBytes: 8_192 });
    const value = "x".repeat(100);
    const sends = Array.from({ length: 500 }, () => producer.send({ topic: "t", value }));
    const results = await Promise.all(sends);
    expect(results.at(-1)).toEqual({ partition: 0, offset: 499 });
  });
});

describe("retries", () => {
  it("resends in order what a broken connection left open, and nothing twice (P2)", async () => {
    await start();
    let batches = 0;
    broker.onProduce = () => (++batches === 3 ? "append and break" : undefined);
    const producer = client.producer({ batchBytes: 1_024 });
    const sent = Array.from({ length: 200 }, (_, index) => `${index}`.padStart(20, "."));
    const results = await Promise.all(sent.map((value) => producer.send({ topic: "t", value })));
    expect(values()).toEqual(sent);
    expect(results.map(({ offset }) => offset)).toEqual(sent.map((_, index) => index));
    expect(broker.producersGiven).toBe(1);
  });

  it("survives connections that break again and again", async () => {
    await start({ t: 3 });
    let batches = 0;
    broker.onProduce = () => {
      batches++;
      return batches % 7 === 3 ? "append and break" : batches % 5 === 4 ? "break" : undefined;
    };
    const producer = client.producer({ batchBytes: 1_024 });
    const sent = Array.from({ length: 300 }, (_, index) => ({
      topic: "t",
      partition: index % 3,
      value: `${index}`.padStart(30, "."),
    }));
    await Promise.all(sent.map((message) => producer.send(message)));
    for (const partition of [0, 1, 2]) {
      const own = sent.filter((message) => message.partition === partition);
      expect(values("t", partition)).toEqual(own.map(({ value }) => value));
    }
  });

  it("retries what is retriable, with those behind it, in order", async () => {
    await start();
    let refusals = 2;
    broker.onProduce = () =>
      refusals-- > 0
        ? { refuse: { code: "STORAGE_FULL", message: "full", retriable: true } }
        : undefined;
    const producer = client.producer({ batchBytes: 1_024 });
    const sent = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(40, "."));
    await Promise.all(sent.map((value) => producer.send({ topic: "t", value })));
    expect(values()).toEqual(sent);
    expect(broker.producersGiven).toBe(1);
  });

  it("fails a batch that is refused for good, and those behind it go on", async () => {
    await start();
    let first = true;
    broker.onProduce = () => {
      if (!first) return undefined;
      first = false;
      return { refuse: { code: "INVALID_TIMESTAMP", message: "too far ahead" } };
    };
    const producer = client.producer({ batchBytes: 1_024 });
    const sent = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(40, "."));
    const results = await Promise.allSettled(
      sent.map((value) => producer.send({ topic: "t", value })),
    );
    const failed = results.filter(({ status }) => status === "rejected");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]).toMatchObject({ reason: { code: "INVALID_TIMESTAMP" } });
    expect(values()).toEqual(sent.slice(failed.length));
  });

  it("takes a new identity where the broker has forgotten it and nothing can be double", async () => {
    await start();
    const producer = client.producer();
    await producer.send({ topic: "t", value: "before" });
    broker.onProduce = (view) =>
      view.producerId === 1 ? { refuse: { code: "UNKNOWN_PRODUCER", message: "who?" } } : undefined;
    await producer.send({ topic: "t", value: "after" });
    expect(values()).toEqual(["before", "after"]);
    expect(broker.producersGiven).toBe(2);
  });

  it("fails with OUTCOME_UNKNOWN rather than appending twice", async () => {
    await start();
    const producer = client.producer();
    let attempts = 0;
    broker.onProduce = () => {
      attempts++;
      if (attempts === 1) return "append and break";
      return attempts === 2 ? { refuse: { code: "UNKNOWN_PRODUCER", message: "who?" } } : undefined;
    };
    const failed = producer.send({ topic: "t", value: "a" });
    await expect(failed).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
    await producer.send({ topic: "t", value: "b" });
    expect(values()).toEqual(["a", "b"]);
  });

  it("ends when a newer instance has taken over", async () => {
    await start();
    const producer = client.producer();
    broker.onProduce = () => ({ refuse: { code: "PRODUCER_FENCED", message: "fenced" } });
    await expect(producer.send({ topic: "t" })).rejects.toMatchObject({ code: "PRODUCER_FENCED" });
    await expect(producer.send({ topic: "t" })).rejects.toMatchObject({ code: "PRODUCER_FENCED" });
  });

  it("fails after deliveryTimeoutMs, and the partition goes on", async () => {
    await start();
    const producer = client.producer({ deliveryTimeoutMs: 60 });
    let silent = true;
    broker.onProduce = () => (silent ? "append in silence" : undefined);
    const failed = producer.send({ topic: "t", value: "a" });
    await expect(failed).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    silent = false;
    expect((await producer.send({ topic: "t", value: "b" })).offset).toBe(1);
  });

  it("waits for a broker that is not there yet", async () => {
    await start();
    const { port } = broker;
    await broker.stop();
    const sent = client.producer().send({ topic: "t", value: "patient" });
    broker = await FakeBroker.start({ t: 1 });
    await broker.stop();
    broker = await FakeBroker.startAt(port, { t: 1 });
    expect(await sent).toEqual({ partition: 0, offset: 0 });
  });
});

describe("sendMany", () => {
  it("answers by the batch", async () => {
    await start();
    const producer = client.producer({ batchBytes: 1_024 });
    const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}`);
    const { count, duplicates, batches } = await producer.sendMany("t", lines);
    expect([count, duplicates]).toEqual([1_000, 0]);
    expect(batches.reduce((sum, batch) => sum + batch.count, 0)).toBe(1_000);
    expect(values()).toEqual(lines);
  });

  it("waits while the buffer is full", async () => {
    await start();
    const producer = client.producer({ batchBytes: 1_024, bufferBytes: 2_048 });
    const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}`);
    await producer.sendMany("t", lines);
    expect(values()).toEqual(lines);
  });

  it("names every record that was refused, by its index", async () => {
    await start();
    const producer = client.producer();
    const sent = producer.sendMany("t", [{ value: "a" }, { delayMs: -1 }, "b", { messageId: "" }]);
    const error = await sent.catch((reason: unknown) => reason as TidemarkError);
    expect(error).toMatchObject({
      code: "INVALID_DUE_TIME",
      details: {
        refused: [
          { index: 1, error: { code: "INVALID_DUE_TIME" } },
          { index: 3, error: { code: "INVALID_RECORD" } },
        ],
      },
    });
    expect(values()).toEqual(["a", "b"]);
  });
});

describe("flush and close", () => {
  it("settles what was sent, then refuses more", async () => {
    await start();
    const producer: Producer = client.producer({ lingerMs: 60_000 });
    const sent = producer.send({ topic: "t", value: "a" });
    await producer.flush();
    expect(await sent).toEqual({ partition: 0, offset: 0 });
    const last = producer.send({ topic: "t", value: "b" });
    await producer.close();
    expect(await last).toEqual({ partition: 0, offset: 1 });
    await expect(producer.send({ topic: "t" })).rejects.toMatchObject({ code: "CLOSED" });
  });
});

describe("compression", () => {
  it.each(["gzip", "zstd", "lz4", "snappy"] as const)("%s comes back", async (codec) => {
    await start();
    const producer = client.producer({ compression: codec });
    const sent = Array.from({ length: 100 }, (_, index) => `repeated text ${index}`);
    await producer.sendMany("t", sent);
    const [bytes] = broker.partitions.get("t")![0]!.batches;
    expect(new BatchView(bytes!).compression).toBeGreaterThan(0);
    const reader = client.consumer({ topic: "t", from: "earliest", until: "latest" });
    const read: (string | null)[] = [];
    for await (const record of reader) read.push(record.text);
    expect(read).toEqual(sent);
  });
});
