/** docs/cli.md from outside: the built command, as scripts and people run it, against a real broker. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tidemark } from "@tidemark/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BrokerProcess } from "../harness/broker-process.ts";
import { ENTRY, type Outcome, tidemark } from "./tidemark.ts";

let broker: BrokerProcess;
let client: Tidemark;
let directory: string;

beforeAll(async () => {
  broker = await BrokerProcess.start();
  client = new Tidemark({ brokers: broker.address });
  directory = mkdtempSync(join(tmpdir(), "tidemark-cli-"));
});
afterAll(async () => {
  await client.close();
  await broker.dispose();
  rmSync(directory, { recursive: true, force: true });
});

const run = (line: string, input?: string): Promise<Outcome> =>
  tidemark(line.split(" "), {
    env: { TIDEMARK_SERVER: broker.address },
    ...(input === undefined ? {} : { input }),
  });

async function ok(line: string, input?: string): Promise<string> {
  const outcome = await run(line, input);
  expect([line, outcome.code, outcome.err.includes("tidemark:")]).toEqual([line, 0, false]);
  return outcome.out;
}

const lines = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("records in and out", () => {
  it("go from one topic to another through a pipe, bytes, headers and times included", async () => {
    await ok("topic create source");
    await ok("topic create copy");
    const producer = client.producer();
    const timestamp = Date.now() - 60_000;
    const headers = { h: "1", "content-type": "application/json" };
    await producer.send({ topic: "source", key: "k", value: '{"a":1.50}', headers, timestamp });
    await producer.send({ topic: "source", value: Buffer.from([0xff, 0, 10]), timestamp });
    await producer.send({ topic: "source", key: "k", value: null, timestamp });
    const printed = await ok("consume source --json");
    expect((await run("produce copy --format json", printed)).err).toContain("sent 3 records");
    const strip = (text: string) =>
      lines(text).map((record) => JSON.stringify({ ...record, topic: "" }));
    expect(strip(await ok("consume copy --json"))).toEqual(strip(printed));
  });

  it("come from a file, and a line that is refused stops no other: exit code 6", async () => {
    await ok("topic create lines");
    const file = join(directory, "lines.ndjson");
    writeFileSync(file, '{"value":"a"}\n\nnonsense\n{"value":"b","partition":7}\n{"value":"c"}\n');
    const outcome = await run(`produce lines --file ${file} --format json`);
    expect(outcome.code).toBe(6);
    expect(outcome.err).toMatch(/^line 3: not valid JSON/m);
    expect(outcome.err).toMatch(/^line 4: .*there is no 7\. \[UNKNOWN_PARTITION\]/m);
    expect(outcome.err).toContain("sent 2 records");
    expect(await ok("consume lines --format value")).toBe("a\nc\n");
    expect(outcome.err).not.toContain("\u001b");
    const json = await run(`produce lines --file ${file} --format json --json`);
    expect(lines(json.out).map((line) => line["line"] ?? "sent")).toEqual(["sent", 3, 4, "sent"]);
    expect(JSON.parse(json.err)).toMatchObject({ exitCode: 6 });
  });

  it("are read from a place to a place, and from where the last reading ended", async () => {
    await ok("topic create places");
    await ok("produce places --format key-value --separator =", "a=1\nb=2\nc=3\nd=4\n");
    const first = await run("consume places -n 3 --cursor --format key-value");
    expect([first.out, first.err]).toEqual(["a\t1\nb\t2\nc\t3\n", "cursor: 0:3\n"]);
    expect(await ok("consume places --from 0:3 --format value")).toBe("4\n");
    expect(await ok("consume places --partition 0 --from 1 --until 3 --format value")).toBe(
      "2\n3\n",
    );
    expect(await ok("consume places --from -1m --speed 1000 --format value")).toBe("1\n2\n3\n4\n");
    expect(await ok("consume places --until -1h")).toBe("");
  });

  it("a group goes on behind what was printed", async () => {
    await ok("topic create once");
    await ok("produce once", "1\n2\n3\n");
    const read = "consume once -g readers --from earliest -n 1 --format value";
    expect([await ok(read), await ok(read)]).toEqual(["1\n", "2\n"]);
    expect(await ok("consume once -g readers --until latest --format value")).toBe("3\n");
    expect(await ok("consume once -g readers --until latest --format value")).toBe("");
  });

  it("following ends with Ctrl-C and 0, and says nothing on a closed pipe", async () => {
    await ok("topic create tail");
    await ok("produce tail", "x\n");
    const child = spawn(
      process.execPath,
      [ENTRY, "consume", "tail", "-f", "--from", "earliest", "--format", "value"],
      { env: { ...process.env, TIDEMARK_SERVER: broker.address } },
    );
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
    const many = "y\n".repeat(50_000);
    await ok("produce tail", many);
    const piped = spawnSync(
      "sh",
      ["-c", `'${process.execPath}' '${ENTRY}' consume tail --format value | head -n 1`],
      { env: { ...process.env, TIDEMARK_SERVER: broker.address } },
    );
    expect([piped.stdout.toString(), piped.stderr.toString()]).toEqual(["x\n", ""]);
  });
});

describe("groups", () => {
  it("are moved after a look, and carried over", async () => {
    await ok("topic create moved -p 2");
    const producer = client.producer();
    for (const partition of [0, 1]) {
      await producer.sendMany(
        "moved",
        Array.from({ length: 10 }, (_, index) => ({ partition, value: `${index}` })),
      );
    }
    await ok("consume moved -g movers --from earliest --until latest");
    const dry = await run("group reset movers --topic moved --shift -4 --partition 1 --dry-run");
    expect(dry.out).toMatch(/moved +1 +10 +6 +-4/);
    expect(dry.err).toContain("nothing was changed");
    expect(lines(await ok("group export movers"))[0]).toEqual({
      offsets: [0, 1].map((partition) => ({ topic: "moved", partition, offset: 10 })),
    });
    await ok("group reset movers --topic moved --shift -4");
    await ok("group reset movers --topic moved --to 0:2");
    const exported = await ok("group export movers");
    expect(await ok("group import movers-copy", exported)).toMatch(/moved +0 +- +2 +new/);
    expect(await ok("group export movers-copy")).toBe(exported);
    expect(await ok("group describe movers-copy")).toMatch(/moved +1 +6 +10 +4/);
  });

  it("that have members are left alone: exit code 4, unless forced", async () => {
    await ok("topic create busy");
    await ok("produce busy", "1\n2\n");
    const consumer = client.consumer({ group: "busy", topics: "busy", from: "earliest" });
    const records = consumer[Symbol.asyncIterator]();
    await records.next();
    const refused = await run("group reset busy --topic busy --to earliest --json");
    expect(refused.code).toBe(4);
    expect(JSON.parse(refused.err)).toMatchObject({
      error: { code: "GROUP_NOT_EMPTY" },
      exitCode: 4,
    });
    await ok("group reset busy --topic busy --to earliest --force");
    await consumer.close();
  });
});

describe("topics", () => {
  it("are changed and trimmed, and their settings are readable", async () => {
    await ok("topic create changed");
    await ok("produce changed", "1\n2\n3\n");
    expect(await ok("topic alter changed -p 2 -c segmentBytes=2097152")).toContain(
      "segmentBytes = 2097152 (2 MiB)",
    );
    await ok("topic alter changed -c segmentBytes=");
    expect(await ok("topic trim changed --partition 0 --before 1")).toBe(
      "changed 0 begins at offset 1 now\n",
    );
    expect((await run("topic alter changed -p 1")).code).toBe(2);
    expect((await run("topic create changed")).code).toBe(4);
  });
});

describe("dead letters", () => {
  const letter = (partition: number, offset: number, value: string) => ({
    topic: "jobs.dlq",
    value,
    headers: {
      source: "shop",
      "tidemark-dead-letter-topic": "jobs",
      "tidemark-dead-letter-partition": `${partition}`,
      "tidemark-dead-letter-offset": `${offset}`,
      "tidemark-dead-letter-group": "workers",
      "tidemark-dead-letter-reason": "deliveries",
      "tidemark-dead-letter-error": "boom \u001b[31m",
      "tidemark-dead-letter-deliveries": "5",
      "tidemark-dead-letter-first-delivery": "1767225600000",
      "tidemark-dead-letter-time": "1767225661000",
    },
  });

  it("are listed, shown, put back with their story, and purged", async () => {
    await ok("topic create jobs -p 2");
    await ok("topic create jobs.dlq");
    const producer = client.producer();
    await producer.send(letter(0, 4, "a"));
    await producer.send(letter(1, 9, "b"));
    await producer.send({ topic: "jobs.dlq", value: "not one" });

    expect(await ok("dlq list")).toMatch(/^jobs\.dlq +3$/m);
    const list = await ok("dlq list jobs");
    expect(list).toMatch(/^0:1 .* deliveries +workers +jobs 1:9 +5 +boom \\u001b\[31m$/m);
    const shown = await ok("dlq show jobs 0:0");
    expect(shown).toMatch(/deliveries +5 over 1m 1s/);
    expect(shown).toMatch(/header +source: shop/);
    expect(shown.endsWith("value (1 B)\na\n")).toBe(true);
    expect((await run("dlq show jobs 0:99")).code).toBe(3);

    const replayed = await run("dlq replay jobs");
    expect([replayed.code, replayed.out]).toEqual([6, "put back 2, 1 refused\n"]);
    expect(replayed.err).toMatch(/^0:2: the record is no dead letter/m);
    const back = lines(await ok("consume jobs --json"));
    expect(
      back.map(({ partition, value }) => `${String(partition)} ${String(value)}`).sort(),
    ).toEqual(["0 a", "1 b"]);
    const headers = back[0]?.["headers"] as Record<string, string>;
    expect(JSON.parse(headers["tidemark-dead-letter-attempts"]!)).toMatchObject([
      { topic: "jobs", group: "workers", deliveries: 5 },
    ]);
    expect((await run("dlq replay jobs --from 0:2 --limit 1 --json")).out).toContain(
      '"replayed":0',
    );
    const some = await ok("dlq replay jobs --limit 1");
    expect(some).toBe("put back 0, 1 were back already, there are more: --cursor 0:1:3\n");
    const rest = await run("dlq replay jobs --cursor 0:1:3");
    expect([rest.code, rest.out]).toEqual([6, "put back 0, 1 were back already, 1 refused\n"]);
    expect(await ok("dlq purge jobs --before 2")).toBe("jobs.dlq 0 begins at offset 2 now\n");
    await ok("dlq purge jobs.dlq --all --json");
    expect(await ok("dlq list jobs --json")).toBe("");
  });
});

describe("on a terminal", () => {
  const script = spawnSync("script", ["--version"]).status === 0;

  it.skipIf(!script)(
    "there are colours and a progress line, and neither with NO_COLOR",
    async () => {
      await ok("topic create shown");
      const command = (line: string) => `'${process.execPath}' '${ENTRY}' ${line}`;
      const onTerminal = (line: string, environment: Record<string, string> = {}): string =>
        spawnSync("script", ["-qec", command(line), "/dev/null"], {
          env: { ...process.env, TERM: "xterm", TIDEMARK_SERVER: broker.address, ...environment },
        }).stdout.toString();
      expect(onTerminal("topic list")).toContain("\u001b[2m");
      expect(onTerminal("topic list", { NO_COLOR: "1" })).not.toContain("\u001b[2m");
      expect(onTerminal("topic describe nowhere")).toContain("\u001b[31mtidemark:");
      const file = join(directory, "many.txt");
      writeFileSync(file, "0123456789\n".repeat(100_000));
      const output = onTerminal(`produce shown --file ${file}`);
      expect(output).toMatch(/█+░* +\d+% +[\d,]+ records/);
      expect(output).toContain("sent 100,000 records (1 MiB)");
    },
  );
});
