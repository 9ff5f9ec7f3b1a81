/** `tidemark cluster dev` as people and scripts start it. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ENTRY, tidemark } from "../cli/tidemark.ts";
import { temporaryDirectory } from "../harness/broker-process.ts";
import { until } from "../harness/until.ts";

interface BrokerLine {
  readonly id: number;
  readonly pid: number;
  readonly address: string;
}

let directory: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

function start(argv: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [ENTRY, "cluster", "dev", "--base-port", "0", ...argv], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  const exited = new Promise((resolve) => child.once("close", resolve));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return { child, exited, lines, stderr: () => err };
}

/** Three brokers that are ready, as `--json` tells them. */
async function startJson(argv: readonly string[] = [], env: Record<string, string> = {}) {
  const cluster = start(["--json", ...argv], env);
  await until("three lines", () => cluster.lines.length >= 3);
  const brokers = cluster.lines.map((line) => JSON.parse(line) as BrokerLine);
  return { ...cluster, brokers };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("tidemark cluster dev", () => {
  it("starts brokers that serve, stops them on SIGINT and leaves nothing behind", async () => {
    const { child, exited, brokers, lines } = await startJson([], { TMPDIR: directory });
    expect(brokers.map(({ id }) => id)).toEqual([1, 2, 3]);
    for (const { address } of brokers) {
      expect((await fetch(`http://${address}/readyz`)).status).toBe(200);
    }
    expect(readdirSync(directory)).toHaveLength(1);
    child.kill("SIGINT");
    expect(await exited).toBe(0);
    expect(brokers.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
    expect(lines).toHaveLength(3);
  });

  it("takes its brokers with it, even when it is killed", async () => {
    const { child, exited, brokers } = await startJson(["--data-dir", join(directory, "kept")]);
    child.kill("SIGKILL");
    await exited;
    await until("the end of all", () => !brokers.some(({ pid }) => isAlive(pid)), 5_000);
  });

  it("finds its folder again: the same cluster, ports and topics", async () => {
    const folder = join(directory, "kept");
    const first = await startJson(["--data-dir", folder]);
    const { address } = first.brokers[0]!;
    await tidemark(["topic", "create", "kept", "--server", address]);
    first.child.kill("SIGTERM");
    await first.exited;
    const file = readFileSync(join(folder, "cluster.json"), "utf8");
    const again = spawn(
      process.execPath,
      [ENTRY, "cluster", "dev", "--json", "--data-dir", folder],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    started.push(again);
    const lines: string[] = [];
    createInterface({ input: again.stdout }).on("line", (line) => lines.push(line));
    await until("three lines", () => lines.length >= 3);
    const addresses = lines.map((line) => (JSON.parse(line) as BrokerLine).address);
    expect(addresses).toEqual(first.brokers.map((broker) => broker.address));
    expect(readFileSync(join(folder, "cluster.json"), "utf8")).toBe(file);
    const list = await tidemark(["topic", "list", "--json", "--server", address]);
    expect(list.out).toContain('"kept"');
    again.kill("SIGTERM");
    await new Promise((resolve) => again.once("close", resolve));
  });

  it("shows a broker that dies, and does not start it again", async () => {
    const folder = join(directory, "kept");
    const { child, exited, lines } = start(["--data-dir", folder]);
    const allUp = /^3 of 3 brokers up; \d+ partitions?, all in sync$/;
    await until("all up", () => lines.some((line) => allUp.test(line)));
    const log = readFileSync(join(folder, "broker-2.log"), "utf8");
    const ready = log.split("\n").find((line) => line.includes('"ready"'))!;
    process.kill((JSON.parse(ready) as { pid: number }).pid, "SIGKILL");
    const told = "broker 2 ended (SIGKILL)";
    await until("the news", () => lines.some((line) => line.includes(told)));
    expect(lines.at(-1)).toMatch(/^2 of 3 brokers up; /);
    child.kill("SIGINT");
    expect(await exited).toBe(0);
  });

  it("says why a broker does not come up, and takes the others down", async () => {
    const { exited, stderr } = start(["--set", "segmentBytes=1"]);
    expect(await exited).toBe(1);
    expect(stderr()).toMatch(/broker 1 did not come up: .*segmentBytes/);
  });

  it("refuses to leave brokers of a folder out, and ports that are taken", async () => {
    const folder = join(directory, "kept");
    const { brokers } = await startJson(["--data-dir", folder]);
    const dev = (...argv: string[]) => tidemark(["cluster", "dev", ...argv]);
    const fewer = await dev("--data-dir", folder, "--brokers", "2");
    expect([fewer.code, fewer.err]).toEqual([2, expect.stringContaining("Give --brokers 3")]);
    const again = await dev("--data-dir", folder);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining("run already")]);
    const port = brokers[1]!.address.split(":")[1]!;
    const taken = await dev("--base-port", port);
    expect([taken.code, taken.err]).toEqual([2, expect.stringContaining(`port ${port} is taken`)]);
  });
});
