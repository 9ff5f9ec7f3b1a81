import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from "node:http2";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HEADER, PEER_PATH, PEER_VERSION } from "../../src/host/peer-headers.ts";
import type { PeerStream } from "../../src/platform/network.ts";
import { StreamLog } from "../platform/stream-log.ts";
import { makeCertificate } from "../system/transport/support/certificate.ts";
import { CLUSTER_ID, type RealNode, startNode } from "./peer-networks.ts";

const started: RealNode[] = [];
const sessions: ClientHttp2Session[] = [];
async function start(...parameters: Parameters<typeof startNode>): Promise<RealNode> {
  const node = await startNode(...parameters);
  node.network.accept("calls", (_from, stream) => ({
    message: (bytes) => void stream.send(bytes),
    closed: () => {},
  }));
  started.push(node);
  return node;
}

afterEach(async () => {
  for (const session of sessions.splice(0)) session.destroy();
  for (const node of started.splice(0)) await node.close();
});

async function echoed(stream: PeerStream, log: StreamLog, text: string): Promise<void> {
  stream.send(Buffer.from(text));
  await log.until(({ texts, end }) => texts.includes(text) || end !== undefined);
  expect(log.texts).toContain(text);
}

async function ask(
  node: RealNode,
  headers: Record<string, string>,
  options: { readonly tls?: boolean } = {},
): Promise<IncomingHttpHeaders> {
  const scheme = options.tls === true ? "https" : "http";
  const session = connect(`${scheme}://${node.target.address}`, { rejectUnauthorized: false });
  sessions.push(session);
  const stream = session.request(headers);
  stream.resume();
  const [answer] = (await once(stream, "response")) as [IncomingHttpHeaders];
  return answer;
}

const hello = {
  ":method": "POST",
  ":path": PEER_PATH,
  [HEADER.version]: PEER_VERSION,
  [HEADER.clusterId]: CLUSTER_ID,
  [HEADER.from]: "1",
  [HEADER.to]: "2",
  [HEADER.channel]: "calls",
};

describe("the door for other nodes", () => {
  it("refuses who does not belong, says why, and logs it (P7)", async () => {
    const two = await start(2);
    const cases: [Record<string, string>, RegExp][] = [
      [{ [HEADER.version]: "2" }, /version 2 of the protocol, not 1/],
      [{ [HEADER.clusterId]: "0" }, /cluster 0123456789abcdef/],
      [{ [HEADER.to]: "3" }, /this is broker 2/],
      [{ [HEADER.from]: "me" }, /does not say who/],
      [{ origin: "http://a.example" }, /no broker/],
    ];
    for (const [change, reason] of cases) {
      const answer = await ask(two, { ...hello, ...change });
      expect(answer[":status"]).toBe(403);
      expect(answer[HEADER.refused]).toMatch(reason);
    }
    // One line in ten seconds, whoever comes.
    expect(two.lines.filter((line) => line.includes("was refused"))).toHaveLength(1);
    expect((await ask(two, hello))[":status"]).toBe(200);
  });

  it("may be given up while it connects, and nothing comes of it", async () => {
    const [one, two] = [await start(1), await start(2)];
    const log = new StreamLog();
    one.network.open(two.target, "calls", log);
    one.network.close();
    await log.until(({ end }) => end !== undefined);
    expect(log.end).toBe("lost");
    // By the time that this is answered the connection has come about, too.
    expect((await ask(two, hello))[":status"]).toBe(200);
  });

  it("serves clients beside peers, and counts and drains clients only", async () => {
    const [one, two] = [await start(1), await start(2)];
    const log = new StreamLog();
    const stream = one.network.open(two.target, "calls", log);
    await echoed(stream, log, "before");
    expect((await ask(two, { ":path": "/anything" }))[":status"]).toBe(200);
    for (const session of sessions.splice(0)) session.close();
    await two.listener.drain(60_000);
    expect(two.listener.stats().connections).toBe(1);
    await echoed(stream, log, "while it drains");
    await two.listener.close();
    expect(await log.untilClosed()).toBe("lost");
  });

  it("does not take a peer for a client that is idle, or one too many", async () => {
    const one = await start(1);
    const two = await start(2, { limits: { idleTimeoutMs: 100, connectionsPerAddressMax: 1 } });
    const log = new StreamLog();
    const stream = one.network.open(two.target, "calls", log);
    await echoed(stream, log, "first");
    const [host, port] = two.target.address.split(":");
    const client = connect(`http://${host}:${port}`);
    sessions.push(client);
    await once(client, "connect");
    // Another one from there is one too many, but for the peer's, which does not count.
    const third = connectTcp(Number(port), host);
    third.resume();
    await once(third, "close");
    // By the time that an idle client is gone the peer has been idle for as long.
    await once(client, "close");
    await echoed(stream, log, "still");
  });
});

describe("connections between nodes with TLS", () => {
  const [ours, stranger] = [makeCertificate(), makeCertificate()];
  const withTls = {
    tls: { listener: { ...ours, peerCa: ours.cert }, peer: { ...ours, ca: ours.cert } },
  };

  it("shows each other certificates, and lets clients come without one", async () => {
    const [one, two] = [await start(1, withTls), await start(2, withTls)];
    const log = new StreamLog();
    const stream = one.network.open(two.target, "calls", log);
    await echoed(stream, log, "secret");
    expect((await ask(two, { ":path": "/anything" }, { tls: true }))[":status"]).toBe(200);
  });

  it("refuses a node without a certificate of the cluster, and one that cannot check ours", async () => {
    const two = await start(2, withTls);
    expect((await ask(two, hello, { tls: true }))[HEADER.refused]).toMatch(/certificate/);
    const peers = [
      { ...stranger, ca: ours.cert },
      { ...ours, ca: stranger.cert },
    ];
    for (const peer of peers) {
      const one = await start(1, { tls: { listener: ours, peer } });
      const log = new StreamLog();
      one.network.open(two.target, "calls", log).send(Buffer.from("x"));
      expect(await log.untilClosed()).toBe("refused");
      expect(log.texts).toEqual([]);
    }
  });

  it("refuses cleartext where TLS is spoken", async () => {
    const [one, two] = [await start(1), await start(2, withTls)];
    const log = new StreamLog();
    one.network.open(two.target, "calls", log);
    expect(await log.untilClosed()).toBe("refused");
    expect(log.detail).toContain("TLS");
  });
});
