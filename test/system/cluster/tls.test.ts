/**
 * A cluster whose brokers show each other certificates: it does everything that another one does, on the
 * same ports as clients without a certificate, and nobody whom the authority did not sign gets in.
 */
import { type ChildProcess, execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { stablePort } from "../harness/stable-port.ts";
import { until } from "../harness/until.ts";

const CLUSTER_ID = "0123456789abcdef0123456789abcdef";
const LONG = { timeout: 180_000 };

let directory: string;
let brokers: BrokerProcess[];

beforeEach(() => {
  directory = temporaryDirectory();
  brokers = [];
});
afterEach(async () => {
  await Promise.all(brokers.map((broker) => broker.dispose()));
  rmSync(directory, { recursive: true, force: true });
});

const file = (name: string): string => join(directory, name);
const openssl = (...args: string[]): unknown => execFileSync("openssl", args, { stdio: "pipe" });
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** `ca.pem` and `ca.key`, by the name given. */
function makeAuthority(ca: string): void {
  const files = ["-keyout", file(`${ca}.key`), "-out", file(`${ca}.pem`), "-days", "2"];
  openssl("req", "-x509", ...NEW_KEY, ...files, "-subj", `/CN=${ca}`);
}

function makeCertificate(name: string, ca: string): void {
  const subject = ["-subj", `/CN=${name}`];
  openssl("req", ...NEW_KEY, "-keyout", file(`${name}.key`), "-out", file("request"), ...subject);
  writeFileSync(file("names"), "subjectAltName=IP:127.0.0.1\n");
  const signer = ["-CA", file(`${ca}.pem`), "-CAkey", file(`${ca}.key`), "-CAcreateserial"];
  const made = ["-days", "2", "-extfile", file("names"), "-out", file(`${name}.pem`)];
  openssl("x509", "-req", "-in", file("request"), ...signer, ...made);
}

/** Says that a peer showed no certificate, or one that nobody signed whom it trusts. */
const REFUSAL = /certificate/;

function broker(
  id: number,
  certificate: string,
  port: number,
  controllerPorts: readonly number[],
  onSpawn: (child: ChildProcess) => void = () => undefined,
): Promise<BrokerProcess> {
  const controllers = controllerPorts.map((each, index) => `${index + 1}@127.0.0.1:${each}`);
  return BrokerProcess.start({
    dataDir: file(`data-${id}-${certificate}`),
    port,
    onSpawn,
    env: {
      TIDEMARK_BROKER_ID: String(id),
      TIDEMARK_CLUSTER_ID: CLUSTER_ID,
      TIDEMARK_CONTROLLERS: controllers.join(","),
      TIDEMARK_TLS_CERT: file(`${certificate}.pem`),
      TIDEMARK_TLS_KEY: file(`${certificate}.key`),
      TIDEMARK_PEER_TLS_CA: file("ca.pem"),
    },
  });
}

/** `certificates[n]` is what broker n + 1 shows; all of them trust `ca`. */
async function start(certificates: readonly string[], ports: readonly number[]): Promise<void> {
  brokers = await Promise.all(
    certificates.map((name, index) => broker(index + 1, name, ports[index]!, ports)),
  );
}

/** As a client without a certificate. */
function call(id: number, method: string, path: string, body?: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = brokers[id - 1]!;
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const ca = readFileSync(file("ca.pem"));
    const options = { host: "127.0.0.1", port, path: `/v1${path}`, method, headers, ca };
    const sent = request(options, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        if (response.statusCode! < 300) resolve(text);
        else reject(new Error(`${response.statusCode} ${text}`));
      });
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function reloaded({ child, lines }: BrokerProcess): Promise<void> {
  const news = () => lines.filter((line) => line.includes("settings reloaded")).length;
  const before = news();
  child.kill("SIGHUP");
  await until("the files are read again", () => news() > before);
}

describe("a cluster over TLS", LONG, () => {
  it("serves at every broker, and goes on when one is killed", async () => {
    makeAuthority("ca");
    for (const name of ["one", "two", "three"]) makeCertificate(name, "ca");
    await start(["one", "two", "three"], await ports());
    const made = await call(1, "POST", "/topics", { name: "t", partitions: 3 });
    expect(JSON.parse(made)).toMatchObject({ partitions: [{}, {}, {}] });
    for (const id of [1, 2, 3]) {
      for (const partition of [0, 1, 2]) {
        await call(id, "POST", "/topics/t/records", { partition, value: `${id}` });
      }
    }
    await brokers[0]!.kill();
    const read = await until("all partitions have leaders", () =>
      call(2, "GET", "/topics/t/records?from=earliest").catch(() => undefined),
    );
    expect(read.trim().split("\n")).toHaveLength(9);
    await call(3, "POST", "/topics/t/records", { partition: 0, value: "after" });
  });

  it("takes another authority and certificates on SIGHUP, one broker after the other", async () => {
    for (const authority of ["ca", "next"]) makeAuthority(authority);
    const names = ["one", "two", "three"];
    for (const name of names) makeCertificate(name, "ca");
    const chosen = await ports();
    await start(names, chosen);
    await call(2, "POST", "/topics", { name: "t", partitions: 3 });

    const next = readFileSync(file("next.pem"));
    writeFileSync(file("ca.pem"), Buffer.concat([readFileSync(file("ca.pem")), next]));
    for (const each of brokers) await reloaded(each);
    for (const name of names) makeCertificate(name, "next");
    for (const each of brokers.slice(1)) await reloaded(each);

    // This one trusts only who shows the new one, and shows it: the others have it without a restart.
    await brokers[0]!.kill();
    writeFileSync(file("ca.pem"), next);
    brokers[0] = await broker(1, "one", chosen[0]!, chosen);
    await until("all are in sync again", async () => {
      const { partitions } = JSON.parse(await call(1, "GET", "/topics/t")) as {
        partitions: readonly { isr: readonly number[] }[];
      };
      return partitions.every(({ isr }) => isr.length === 3);
    });
    for (const partition of [0, 1, 2]) {
      await call(1, "POST", "/topics/t/records", { partition, value: "by way of the first" });
    }
  });

  it("lets nobody in whom another authority signed", async () => {
    makeAuthority("ca");
    makeAuthority("other");
    for (const name of ["one", "two", "three", "four"]) makeCertificate(name, "ca");
    makeCertificate("stranger", "other");
    const chosen = await ports();
    await start(["one", "two", "three"], chosen);
    const members = async (): Promise<number> =>
      (JSON.parse(await call(2, "GET", "/cluster")) as { brokers: unknown[] }).brokers.length;

    let spawned: ChildProcess | undefined;
    const stranger = broker(4, "stranger", await stablePort(), chosen, (child) => {
      spawned = child;
    }).catch((error: unknown) => String(error));
    const refused = () => brokers.some(({ lines }) => lines.some((line) => REFUSAL.test(line)));
    await until("the stranger was refused", refused);
    spawned!.kill("SIGKILL");
    expect(await stranger).toMatch(/ended with SIGKILL/);
    expect(await members()).toBe(3);

    brokers.push(await broker(4, "four", await stablePort(), chosen));
    expect(await members()).toBe(4);
  });
});

async function ports(): Promise<number[]> {
  const chosen = new Set<number>();
  while (chosen.size < 3) chosen.add(await stablePort());
  return [...chosen];
}
