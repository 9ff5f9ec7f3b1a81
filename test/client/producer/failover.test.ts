/** The producer while leaders move, die, hang and lose answers (P1, P2: nothing lost, doubled or passed). */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { Tidemark } from "@tidemark/client";
import type { ProduceVerdict } from "../fake-broker.ts";
import { FakeCluster } from "../fake-cluster.ts";
import { recordsOf } from "../stored.ts";

let cluster: FakeCluster;
let client: Tidemark;

async function start(count = 3, partitions = 1): Promise<void> {
  cluster = await FakeCluster.start(count, { t: partitions });
  client = new Tidemark({ brokers: cluster.addresses });
}

afterEach(async () => {
  await client.close();
  await cluster.stop();
});

const values = (partition = 0): string[] => {
  const partitions = cluster.broker(1).partitions.get("t") ?? [];
  return recordsOf(partitions[partition]!).map(({ value }) => String(value));
};

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `v${index}`);

/** What brokers do with the batches that come, one after the other; then they do well. */
function script(...verdicts: readonly (() => ProduceVerdict)[]): void {
  const left = [...verdicts];
  for (const broker of cluster.brokers) broker.onProduce = () => left.shift()?.();
}

const produceStreams = (): number[] =>
  cluster.brokers.map(
    ({ opened }) => opened.filter(({ path }) => path.endsWith("/Produce")).length,
  );

describe("leaders", () => {
  it("are found in the metadata: batches go to them at once, a stream for each", async () => {
    await start(3, 3);
    cluster.move("t", 1, 2);
    cluster.move("t", 2, 3);
    const producer = client.producer();
    const sends = [0, 1, 2, 0, 1, 2].map((partition, index) =>
      producer.send({ topic: "t", partition, value: `v${index}` }),
    );
    await Promise.all(sends);
    expect([values(0), values(1), values(2)]).toEqual([
      ["v0", "v3"],
      ["v1", "v4"],
      ["v2", "v5"],
    ]);
    expect(produceStreams()).toEqual([1, 1, 1]);
  });

  it("that an answer names are followed without asking", async () => {
    await start();
    const producer = client.producer();
    await producer.send({ topic: "t", value: "a" });
    cluster.move("t", 0, 3);
    const asked = cluster.brokers.map(({ opened }) => opened.length);
    await producer.send({ topic: "t", value: "b" });
    expect(values()).toEqual(["a", "b"]);
    const more = cluster.brokers.map(({ opened }, index) => opened.length - asked[index]!);
    expect(more).toEqual([0, 0, 1]);
  });

  it("that nobody names are asked for", async () => {
    await start();
    const producer = client.producer();
    await producer.send({ topic: "t", value: "a" });
    cluster.tellsLeader = false;
    cluster.move("t", 0, 2);
    await producer.send({ topic: "t", value: "b" });
    cluster.move("t", 0, 3);
    await producer.send({ topic: "t", value: "c" });
    expect(values()).toEqual(["a", "b", "c"]);
  });

  it("of the past, told by a broker that lags, do not take the place of newer ones", async () => {
    await start();
    const producer = client.producer();
    await producer.send({ topic: "t", value: "a" });
    cluster.tellsLeader = false;
    cluster.move("t", 0, 2);
    await producer.send({ topic: "t", value: "b" });
    const [before] = produceStreams();
    cluster.told.set("t/0", { leader: 1, epoch: 1 });
    script(() => "break");
    await producer.send({ topic: "t", value: "c" });
    expect(values()).toEqual(["a", "b", "c"]);
    expect(produceStreams()[0]).toBe(before);
  });

  it("are asked for again where the metadata is old, until it is not", async () => {
    await start();
    cluster.tellsLeader = false;
    cluster.move("t", 0, 2);
    cluster.told.set("t/0", { leader: 3, epoch: 1 });
    const producer = client.producer();
    let refusals = 0;
    cluster.broker(3).onRefused = () => {
      if (++refusals === 4) cluster.told.delete("t/0");
    };
    await producer.send({ topic: "t", value: "a" });
    expect(values()).toEqual(["a"]);
    expect(refusals).toBeGreaterThanOrEqual(4);
  });
});

describe("batches in flight", () => {
  it("go to the next leader in their order, twice in a row, and nothing newer passes them", async () => {
    await start();
    const producer = client.producer({ batchBytes: 1_024 });
    await producer.send({ topic: "t", value: "first" });
    let seen = 0;
    for (const broker of cluster.brokers) {
      broker.onProduce = () => {
        seen++;
        if (seen === 3) cluster.move("t", 0, 2);
        if (seen === 9) cluster.move("t", 0, 3);
        return undefined;
      };
    }
    const sent = names(1_000);
    const results = await Promise.all(sent.map((value) => producer.send({ topic: "t", value })));
    expect(values()).toEqual(["first", ...sent]);
    expect(results.map(({ offset }) => offset)).toEqual(sent.map((_, index) => index + 1));
  });

  it("whose answer was lost after the append are stored once, and get the first offset", async () => {
    await start();
    const producer = client.producer();
    await producer.send({ topic: "t", value: "a" });
    script(() => {
      queueMicrotask(() => cluster.move("t", 0, 2));
      return "append and break";
    });
    const sent = await producer.send({ topic: "t", value: "b" });
    expect(sent).toEqual({ partition: 0, offset: 1 });
    expect(await producer.send({ topic: "t", value: "c" })).toEqual({ partition: 0, offset: 2 });
    expect(values()).toEqual(["a", "b", "c"]);
    expect(produceStreams()[1]).toBe(1);
  });

  it("refused after the append, by a leader that lost its place, are stored once", async () => {
    await start();
    const producer = client.producer();
    await producer.send({ topic: "t", value: "a" });
    const { metadata } = cluster.broker(1);
    let stored = false;
    cluster.broker(1).onProduce = (view, partition) => {
      if (stored) return undefined;
      stored = true;
      // The replica that leads next has it.
      cluster.broker(1).judge(partition, view);
      cluster.move("t", 0, 2);
      return { refuse: metadata!.notLeader("t", 0) };
    };
    expect(await producer.send({ topic: "t", value: "b" })).toEqual({ partition: 0, offset: 1 });
    expect(values()).toEqual(["a", "b"]);
  });

  it("keep their numbers while it is open whether they were appended", async () => {
    await start(1);
    const producer = client.producer({ batchBytes: 1_024, lingerMs: 1 });
    const overloaded = { code: "OVERLOADED", message: "later", retriable: true };
    script(
      () => ({ refuse: overloaded }),
      // The second one comes without the first.
      () => undefined,
      () => undefined,
      () => "append and break",
      () => ({ refuse: overloaded }),
    );
    const sent = ["a", "b"].map((letter) => letter.repeat(900));
    const results = await Promise.all(sent.map((value) => producer.send({ topic: "t", value })));
    expect(results.map(({ offset }) => offset)).toEqual([0, 1]);
    expect(values()).toEqual(sent);
    expect(cluster.broker(1).producersGiven).toBe(1);
  });

  it("are answered, or lost, before newer ones go to a leader that was heard of meanwhile", async () => {
    await start(2, 2);
    const producer = client.producer({ lingerMs: 1 });
    await producer.send({ topic: "t", partition: 0, value: "first" });
    cluster.tellsLeader = false;
    const seen: number[] = [];
    cluster.broker(1).onProduce = ({ baseSequence }, { partition }) => {
      seen.push(partition);
      return partition === 0 && baseSequence === 1 ? "append in silence" : undefined;
    };
    const sequences: number[] = [];
    cluster.broker(2).onProduce = ({ baseSequence }, { partition }) => {
      if (partition === 0) sequences.push(baseSequence);
      return undefined;
    };
    const older = producer.send({ topic: "t", partition: 0, value: "older" });
    while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    cluster.move("t", 0, 2);
    cluster.move("t", 1, 2);
    // The refusal of another partition tells of both.
    await producer.send({ topic: "t", partition: 1, value: "other" });
    const newer = producer.send({ topic: "t", partition: 0, value: "newer" });
    await producer.send({ topic: "t", partition: 1, value: "another" });
    cluster.broker(1).dropConnections();
    expect((await Promise.all([older, newer])).map(({ offset }) => offset)).toEqual([1, 2]);
    expect(sequences).toEqual([1, 2]);
    expect(values()).toEqual(["first", "older", "newer"]);
  });

  it("to a leader that hangs go to the next one as soon as there is one", async () => {
    await start();
    const producer = client.producer({ deliveryTimeoutMs: 2_000 });
    await producer.send({ topic: "t", value: "a" });
    cluster.broker(1).onProduce = () => {
      cluster.move("t", 0, 2);
      return "silence";
    };
    const sends = ["b", "c"].map((value) => producer.send({ topic: "t", value }));
    expect((await Promise.all(sends)).map(({ offset }) => offset)).toEqual([1, 2]);
    expect(values()).toEqual(["a", "b", "c"]);
  });
});

describe("a broker", () => {
  it("that dies is left for those that lead now, without an error", async () => {
    await start(3, 6);
    for (let partition = 0; partition < 6; partition++) {
      cluster.move("t", partition, 1 + (partition % 3));
    }
    const producer = client.producer();
    const send = (value: string, partition: number) =>
      producer.send({ topic: "t", partition, value });
    for (let partition = 0; partition < 6; partition++) await send("a", partition);
    await cluster.broker(1).stop();
    for (const partition of [0, 3]) cluster.move("t", partition, 2);
    await Promise.all([0, 1, 2, 3, 4, 5].map((partition) => send("b", partition)));
    for (let partition = 0; partition < 6; partition++) {
      expect(values(partition)).toEqual(["a", "b"]);
    }
  });

  it("that hangs holds nobody up who looks for the next leader", async () => {
    await start();
    cluster.move("t", 0, 2);
    // Less than what one attempt at an ordinary request may take.
    const producer = client.producer({ deliveryTimeoutMs: 4_000 });
    await producer.send({ topic: "t", value: "a" });
    cluster.broker(1).hangs = true;
    await cluster.broker(2).stop();
    cluster.move("t", 0, 3);
    expect(await producer.send({ topic: "t", value: "b" })).toEqual({ partition: 0, offset: 1 });
  });

  it("that cannot be reached for a while is waited for", async () => {
    await start(2);
    const producer = client.producer();
    await producer.send({ topic: "t", value: "a" });
    const { port } = cluster.broker(1);
    await cluster.broker(1).stop();
    const sent = producer.send({ topic: "t", value: "b" });
    const asked = cluster.broker(2).opened.length;
    while (cluster.broker(2).opened.length < asked + 4) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await cluster.broker(1).listen(port);
    expect(await sent).toEqual({ partition: 0, offset: 1 });
    expect(values()).toEqual(["a", "b"]);
  });

  it("that drains is left without an error", async () => {
    await start();
    const producer = client.producer();
    await producer.send({ topic: "t", value: "a" });
    const shutting = { code: "SHUTTING_DOWN", message: "it stops", retriable: true };
    script(() => {
      cluster.move("t", 0, 2);
      return { refuse: shutting };
    });
    await producer.send({ topic: "t", value: "b" });
    cluster.broker(1).goAway();
    await producer.send({ topic: "t", value: "c" });
    expect(values()).toEqual(["a", "b", "c"]);
  });
});

it("whatever happens to batches and leaders, each record is stored once, in order (P2)", async () => {
  const verdict = fc.constantFrom<ProduceVerdict | "move" | "move and break">(
    undefined,
    undefined,
    "break",
    "append and break",
    "move",
    "move and break",
    { refuse: { code: "OVERLOADED", message: "later", retriable: true } },
    { refuse: { code: "NOT_LEADER", message: "nobody", retriable: true } },
  );
  const property = fc.asyncProperty(
    fc.array(verdict, { maxLength: 8 }),
    fc.boolean(),
    async (verdicts, tells) => {
      await start(3, 1);
      cluster.tellsLeader = tells;
      script(
        ...verdicts.map((each, index) => (): ProduceVerdict => {
          if (each !== "move" && each !== "move and break") return each;
          cluster.move("t", 0, 1 + (index % 3));
          return each === "move" ? undefined : "append and break";
        }),
      );
      const producer = client.producer({ batchBytes: 1_024 });
      const sent = names(300);
      const results = await Promise.all(sent.map((value) => producer.send({ topic: "t", value })));
      expect(values()).toEqual(sent);
      expect(results.map(({ offset }) => offset)).toEqual(sent.map((_, index) => index));
      await client.close();
      await cluster.stop();
    },
  );
  await fc.assert(property, { numRuns: 12 });
});
