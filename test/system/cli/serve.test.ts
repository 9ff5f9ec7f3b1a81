import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectTls } from "node:tls";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { tidemark } from "./tidemark.ts";

let directory: string;
const brokers: BrokerProcess[] = [];

beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(async () => {
  for (const broker of brokers.splice(0)) await broker.dispose();
  rmSync(directory, { recursive: true, force: true });
});

async function start(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<BrokerProcess> {
  const broker = await BrokerProcess.start({ dataDir: join(directory, "data"), args, env });
  brokers.push(broker);
  return broker;
}

/** Polls until the log has a line: logs come through a pipe, when they come. */
async function logged(broker: BrokerProcess, text: string): Promise<string> {
  for (;;) {
    const line = broker.lines.find((each) => each.includes(text));
    if (line !== undefined) return line;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("tidemark serve", () => {
  it("stops with 0 on SIGTERM, and a follower is told", async () => {
    const broker = await start();
    await fetch(`${broker.url}/v1/topics`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"name":"t"}',
    });
    const following = await fetch(`${broker.url}/v1/topics/t/records?follow=true`);
    const code = broker.stop();
    expect(await following.text()).toContain("SHUTTING_DOWN");
    expect(await code).toBe(0);
    expect(readdirSync(broker.dataDir).filter((name) => name.startsWith("holder"))).toEqual([]);
  });

  it("holds its data directory against a second one, until it is killed", async () => {
    const first = await start();
    const args = ["serve", "--listen", "127.0.0.1:0", "--data-dir", first.dataDir];
    const second = await tidemark(args);
    expect(second.code).toBe(1);
    expect(second.err).toContain(`is in use by process ${first.pid}`);
    await first.kill();
    const third = await start();
    expect(await third.stop()).toBe(0);
  });

  it("says who has the port", async () => {
    const first = await start();
    const dataDir = join(directory, "other");
    const args = ["serve", "--listen", first.address, "--data-dir", dataDir];
    const second = await tidemark(args);
    expect(second.code).toBe(1);
    expect(second.err).toContain(`${first.address} is taken by another process`);
    expect(second.err).not.toMatch(/\n\s+at /);
  });

  it("reloads on SIGHUP what reloads, and keeps what it had where the file is wrong", async () => {
    const file = join(directory, "t.yaml");
    writeFileSync(file, "logLevel: info\n");
    const broker = await start(["--config", file]);
    writeFileSync(file, "logLevel: info\nrack: r2\ndrainDeadlineMs: 5s\n");
    broker.child.kill("SIGHUP");
    const reloaded = JSON.parse(await logged(broker, "settings reloaded")) as object;
    expect(reloaded).toMatchObject({ applied: ["drainDeadlineMs"], needRestart: ["rack"] });
    writeFileSync(file, "logLevel: loud\n");
    broker.child.kill("SIGHUP");
    expect(await logged(broker, "not reloaded")).toContain("logLevel");
    expect(await broker.stop()).toBe(0);
  });

  it("takes a renewed certificate on SIGHUP", async () => {
    const [cert, key] = [join(directory, "c.pem"), join(directory, "k.pem")];
    selfSigned("first", cert, key);
    const broker = await start(["--tls-cert", cert, "--tls-key", key]);
    expect(await subjectOf(broker.port)).toBe("first");
    selfSigned("second", cert, key);
    broker.child.kill("SIGHUP");
    await logged(broker, "settings reloaded");
    expect(await subjectOf(broker.port)).toBe("second");
    writeFileSync(key, "broken");
    broker.child.kill("SIGHUP");
    await logged(broker, "not reloaded");
    expect(await subjectOf(broker.port)).toBe("second");
  });

  it("runs its I/O on more threads than Node's four", async () => {
    const broker = await start();
    const few = await BrokerProcess.start({ env: { UV_THREADPOOL_SIZE: "5" } });
    brokers.push(few);
    const threads = (pid: number): number => readdirSync(`/proc/${pid}/task`).length;
    expect(threads(broker.pid) - threads(few.pid)).toBeGreaterThanOrEqual(16 - 5);
  });

  it("leaves a second signal no patience", async () => {
    const broker = await start();
    // A request that never ends keeps the drain waiting.
    const socket = connect(broker.port, "127.0.0.1");
    const head =
      "POST /v1/topics HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n";
    socket.write(`${head}content-length: 100\r\n\r\n{`);
    socket.on("error", () => {});
    await new Promise((resolve) => socket.once("connect", resolve));
    await fetch(`${broker.url}/healthz`);
    broker.child.kill("SIGTERM");
    await logged(broker, "stopping");
    const again = setInterval(() => broker.child.kill("SIGTERM"), 100);
    expect(await broker.exited).toBe(143);
    clearInterval(again);
    socket.destroy();
  });
});

function selfSigned(name: string, cert: string, key: string): void {
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  execFileSync(
    "openssl",
    [...args, "-keyout", key, "-out", cert, "-days", "2", "-subj", `/CN=${name}`],
    {
      stdio: "ignore",
    },
  );
}

function subjectOf(port: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      const name = socket.getPeerCertificate().subject.CN;
      socket.destroy();
      resolve(Array.isArray(name) ? name[0] : name);
    });
    socket.once("error", reject);
  });
}
