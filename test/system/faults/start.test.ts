/** Starting and stopping: what refuses to start says why, and what is told to stop stops in order. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0))
    rmSync(directory, { recursive: true, force: true });
});

function ownDirectory(): string {
  const directory = temporaryDirectory();
  directories.push(directory);
  return directory;
}

/** The message of a start that must not succeed; the exit code is in it. */
async function refusal(options: { dataDir: string; port?: number }): Promise<string> {
  try {
    const broker = await BrokerProcess.start(options);
    await broker.kill();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it started");
}

describe("a start that is refused", () => {
  it("a second process on one data directory: it names the first, which goes on", async () => {
    const dataDir = ownDirectory();
    const broker = await BrokerProcess.start({ dataDir });
    const message = await refusal({ dataDir });
    expect(message).toContain("ended with 1");
    expect(message).toContain("is in use by");
    expect(message).toContain(String(broker.pid));
    const client = new TopicClient(broker.url);
    await client.create();
    client.close();
    expect(await broker.stop()).toBe(0);
  });

  it("a data directory of a newer version: it is left as it is", async () => {
    const dataDir = ownDirectory();
    expect(await (await BrokerProcess.start({ dataDir })).stop()).toBe(0);
    const file = join(dataDir, "meta.json");
    const meta = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    const newer = JSON.stringify({ ...meta, formatVersion: 99 });
    writeFileSync(file, newer);
    const message = await refusal({ dataDir });
    expect(message).toContain("ended with 1");
    expect(message).toContain("format 99");
    expect(message).toContain("newer Tidemark");
    expect(readFileSync(file, "utf8")).toBe(newer);
  });

  it("a port that is taken: it names the port, and the directory is free again", async () => {
    const dataDir = ownDirectory();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const message = await refusal({ dataDir, port });
    expect(message).toContain("ended with 1");
    expect(message).toContain(`127.0.0.1:${port} is taken`);
    server.close();
    const broker = await BrokerProcess.start({ dataDir, port });
    expect(await broker.stop()).toBe(0);
  });
});

describe("SIGTERM", () => {
  it("drains: what is under way finishes, streams end with GOAWAY, the next start is clean", async () => {
    const dataDir = ownDirectory();
    const broker = await BrokerProcess.start({ dataDir });
    const client = new TopicClient(broker.url);
    await client.create(2);
    const acknowledged: string[] = [];
    let goaway = false;
    client.http.session.on("goaway", () => (goaway = true));
    const path = `/v1/topics/${client.topic}/records`;
    const follow = client.http.lines("GET", `${path}?follow=true&from=earliest`, () => undefined);
    follow.end();
    // Lines under way: each that is answered well counts, and must be there afterwards.
    const open: string[] = [];
    let refused = 0;
    const upload = client.http.lines("PUT", path, (line) => {
      const value = open.shift()!;
      if ("error" in (line as object)) refused += 1;
      else acknowledged.push(value);
      if (!stopping) send();
    });
    let count = 0;
    let stopping = false;
    const send = (): void => {
      count += 1;
      open.push(`u${count}`);
      upload.write({ value: `u${count}`, partition: count % 2 });
    };
    for (let index = 0; index < 50; index += 1) send();
    await until("some answers", () => acknowledged.length > 500);
    const code = broker.stop();
    await until("the stream ends", () => upload.stream.destroyed && follow.stream.destroyed);
    stopping = true;
    expect(await code).toBe(0);
    expect(goaway).toBe(true);
    expect(broker.lines.at(-1)).toContain('"message":"stopped"');

    const again = await BrokerProcess.start({ dataDir });
    expect(again.lines.join("\n")).toContain('"lastStop":"clean"');
    const reader = new TopicClient(again.url);
    const values = new Set(await reader.values());
    // Whatever else it cut off, nothing that was answered is gone (P1).
    expect(acknowledged.filter((value) => !values.has(value))).toEqual([]);
    reader.close();
    client.close();
    expect(await again.stop()).toBe(0);
  });

  it("while it starts ends it too, and leaves a directory that starts", async () => {
    const dataDir = ownDirectory();
    let child: ReturnType<typeof spawn> | undefined;
    const starting = BrokerProcess.start({
      dataDir,
      onSpawn: (process) => {
        child = process;
        setImmediate(() => process.kill("SIGTERM"));
      },
    });
    await starting.then((broker) => broker.exited).catch(() => undefined);
    await until("it is gone", () => child!.exitCode !== null || child!.signalCode !== null);
    const broker = await BrokerProcess.start({ dataDir });
    expect(await broker.stop()).toBe(0);
  });
});
