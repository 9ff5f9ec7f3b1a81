/** Listening: several addresses, new certificates while running, and ports that are taken. */
import { connect } from "node:tls";
import { afterEach, expect, it } from "vitest";
import { NodeClock } from "../../../src/host/node-clock.ts";
import { createListener, type Listener } from "../../../src/server/listener.ts";
import type { ListenerAddress } from "../../../src/server/transport/options.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { makeCertificate } from "./support/certificate.ts";
import { curl } from "./support/curl.ts";

const open: Listener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

function listenerOn(listeners: readonly ListenerAddress[]): Listener {
  const listener = createListener({
    listeners,
    clock: new NodeClock(),
    log: createLog({ format: "text", level: () => "error", wallMs: () => 0, write: () => {} }),
    handler: (exchange) => {
      exchange.sendHeaders(200, {});
      exchange.end();
    },
  });
  open.push(listener);
  return listener;
}

function presentedCertificate(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

const LOOPBACK = "127.0.0.1";

it("listens on several addresses and answers on each", async () => {
  const tls = makeCertificate();
  const listener = listenerOn([
    { host: LOOPBACK, port: 0 },
    { host: "127.0.0.2", port: 0 },
    { host: LOOPBACK, port: 0, tls },
  ]);
  const [first, second, third] = await listener.listen();
  const urls = [
    `http://127.0.0.1:${first?.port}/`,
    `http://127.0.0.2:${second?.port}/`,
    `https://127.0.0.1:${third?.port}/`,
  ];
  for (const url of urls) expect((await curl([url])).status).toBe(200);
});

it("presents a new certificate to new connections", async () => {
  const listener = listenerOn([{ host: LOOPBACK, port: 0, tls: makeCertificate() }]);
  const [address] = await listener.listen();
  const before = await presentedCertificate(address?.port ?? 0);
  expect(await presentedCertificate(address?.port ?? 0)).toBe(before);
  listener.reloadTls(makeCertificate());
  expect(await presentedCertificate(address?.port ?? 0)).not.toBe(before);
});

it("gives all ports back where one is taken", async () => {
  const taken = listenerOn([{ host: LOOPBACK, port: 0 }]);
  const [address] = await taken.listen();
  const port = address?.port ?? 0;
  const other = listenerOn([
    { host: "127.0.0.2", port },
    { host: LOOPBACK, port },
  ]);
  await expect(other.listen()).rejects.toMatchObject({ code: "EADDRINUSE" });
  const again = listenerOn([{ host: "127.0.0.2", port }]);
  await expect(again.listen()).resolves.toHaveLength(1);
});
