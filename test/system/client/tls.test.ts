/** The client over TLS: a certificate that it was told to trust, and one that it was not. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Tidemark } from "@tidemark/client";
import { BrokerProcess } from "../harness/broker-process.ts";
import { makeCertificate } from "../transport/support/certificate.ts";

const { cert, key } = makeCertificate();
const folder = mkdtempSync(join(tmpdir(), "tidemark-tls-"));
let broker: BrokerProcess;

beforeAll(async () => {
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  broker = await BrokerProcess.start({ args: ["--tls-cert", certFile, "--tls-key", keyFile] });
});
afterAll(async () => {
  await broker.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it("sends and reads where the certificate is trusted", async () => {
  const client = new Tidemark({ brokers: `https://${broker.address}`, tls: { ca: cert } });
  await client.admin().createTopic({ name: "t" });
  await client.producer().send({ topic: "t", value: "secret" });
  const reader = client.consumer({ topic: "t", follow: false });
  const { value } = await reader[Symbol.asyncIterator]().next();
  expect(value?.text).toBe("secret");
  await client.close();
});

it("goes nowhere where it is not", async () => {
  const client = new Tidemark({ brokers: broker.address, tls: true });
  const failed = client.admin({ timeoutMs: 300 }).describeTopic("t");
  await expect(failed).rejects.toMatchObject({ retriable: true });
  await client.close();
});

it("says so where one side speaks TLS and the other does not", async () => {
  const client = new Tidemark({ brokers: broker.address });
  const failed = client.admin({ timeoutMs: 300 }).describeTopic("t");
  await expect(failed).rejects.toMatchObject({ retriable: true });
  await client.close();
});
