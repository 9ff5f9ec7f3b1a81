/**
 * Any broker answers for everything: records, readers, schedules, topics (P1, P2, P4), also while the
 * broker that leads is killed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ENTRY } from "../cli/tidemark.ts";
import { temporaryDirectory } from "../harness/broker-process.ts";
import { until } from "../harness/until.ts";

interface BrokerLine {
  readonly id: number;
  readonly pid: number;
  readonly address: string;
}
interface TopicJson {
  readonly partitions: readonly { readonly partition: number; readonly leader: number }[];
}
interface ResultJson {
  readonly partition: number;
  readonly offset: number;
}

let directory: string;
let cluster: ChildProcess;
let brokers: readonly BrokerLine[];

beforeEach(async () => {
  directory = temporaryDirectory();
  const argv = ["cluster", "dev", "--base-port", "0", "--data-dir", directory, "--json"];
  cluster = spawn(process.execPath, [ENTRY, ...argv], { stdio: ["ignore", "pipe", "ignore"] });
  const lines: string[] = [];
  createInterface({ input: cluster.stdout! }).on("line", (line) => lines.push(line));
  await until("three brokers", () => lines.length >= 3, 30_000);
  brokers = lines.map((line) => JSON.parse(line) as BrokerLine);
});
afterEach(async () => {
  const exited = new Promise((resolve) => cluster.once("close", resolve));
  cluster.kill("SIGINT");
  await exited;
  rmSync(directory, { recursive: true, force: true });
});

const broker = (id: number): BrokerLine => brokers.find((each) => each.id === id)!;

async function call<T>(id: number, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`http://${broker(id).address}/v1/topics${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as T;
}

const publish = (id: number, value: string): Promise<ResultJson> =>
  call(id, "POST", "/t/records", { partition: 0, value, messageId: value });

describe("a cluster whose brokers are asked at random", () => {
  it("answers everywhere, and a reader goes on where the next leader is, without gap or repeat", async () => {
    const made = await call<TopicJson>(1, "POST", "", { name: "t", partitions: 3 });
    expect(new Set(made.partitions.map(({ leader }) => leader))).toEqual(new Set([1, 2, 3]));
    const { leader } = made.partitions[0]!;
    const [reader, writer] = brokers.map(({ id }) => id).filter((id) => id !== leader);

    // Pending in another partition than the reader's: it has no gaps of its own.
    const later = { partition: 1, value: "later", delay: "1h", scheduleId: "s" };
    await call(writer!, "POST", "/t/records", later);
    for (const { id } of brokers) {
      expect(await call(id, "GET", "/t/schedules/s")).toMatchObject({ id: "s", partition: 1 });
    }

    const gone = new AbortController();
    const path = "/v1/topics/t/records?partition=0&from=earliest&follow=true";
    const response = await fetch(`http://${broker(reader!).address}${path}`, {
      signal: gone.signal,
    });
    const seen: { readonly offset: number; readonly value: string }[] = [];
    const reading = (async () => {
      let rest = "";
      for await (const chunk of response.body!) {
        const lines = (rest + Buffer.from(chunk).toString()).split("\n");
        rest = lines.pop()!;
        for (const line of lines) seen.push(JSON.parse(line) as (typeof seen)[number]);
      }
    })().catch(() => undefined);

    const sent: string[] = [];
    for (let index = 0; index < 300; index += 1) {
      if (index === 100) process.kill(broker(leader).pid, "SIGKILL");
      const value = `v${index}`;
      await publish(writer!, value);
      sent.push(value);
    }
    await until("the last record", () => seen.at(-1)?.value === sent.at(-1));
    gone.abort();
    await reading;
    expect(seen.map(({ value }) => value)).toEqual(sent);
    const offsets = seen.map(({ offset }) => offset);
    expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));

    // What waited where the killed broker led, or followed, is still to be had.
    expect(await call(reader!, "DELETE", "/t/schedules?prefix=s")).toEqual({ cancelled: 1 });
    const left = await call<TopicJson>(writer!, "GET", "/t");
    expect(left.partitions.map((partition) => partition.leader)).not.toContain(leader);
    expect(left.partitions.filter((partition) => "error" in partition)).toEqual([]);
  });
});
