/**
 * Attacks on HTTP/2 that Node 20 does not stop by itself (guards G1 to G5): each must end, cost
 * bounded memory (P5), leave nothing open, and not disturb a healthy client.
 */
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { frame, FrameFlag } from "../../../src/server/transport/frames.ts";
import { makeCertificate } from "./support/certificate.ts";
import { HealthyClient } from "./support/healthy-client.ts";
import {
  dataFrame,
  pingFrame,
  RawHttp2,
  type RawOptions,
  requestFrame,
  resetFrame,
  settings,
  Type,
  windowUpdateFrame,
} from "./support/raw-http2.ts";
import { type ListenerProcess, startListener } from "./support/start-listener.ts";

const MiB = 1024 * 1024;
const INTERNAL_ERROR = 2;
const ENHANCE_YOUR_CALM = 11;
/** The attacker shares this machine's two cores with the healthy client. */
const HEALTHY_P99_MS_MAX = 1_000;
const RSS_GROWTH_BYTES_MAX = 96 * MiB;
const SETTLED = { timeout: 15_000, interval: 50 };
const INITIAL_WINDOW_SIZE = 4;

/** Deadlines of a test: seconds become tenths. */
const limits = {
  prefaceTimeoutMs: 800,
  headersTimeoutMs: 1_000,
  bodyTimeoutMs: 1_000,
  writeTimeoutMs: 1_000,
  streamStallTimeoutMs: 1_500,
  writeBytesPerSecondMin: 64 * MiB,
  idleTimeoutMs: 4_000,
  pingIntervalMs: 500,
  pingTimeoutMs: 1_000,
  tlsHandshakeTimeoutMs: 800,
  closeGraceMs: 200,
  lingerMs: 500,
  sweepIntervalMs: 50,
  connectionsPerAddressMax: 400,
  requestMemoryBytesMax: 16 * MiB,
};

let listener: ListenerProcess;
let healthy: HealthyClient;
let rssBeforeBytes: number;
/** The attack is on what all share, so others may be asked to wait. */
let mayOverload = false;
let sockets: Socket[] = [];

beforeAll(async () => {
  listener = await startListener({ certificate: makeCertificate(), limits });
});
afterAll(() => listener.stop());

beforeEach(async () => {
  sockets = [];
  mayOverload = false;
  healthy = new HealthyClient(listener.url);
  rssBeforeBytes = (await listener.stats()).rssBytes;
});

/** What every attack is judged by. */
afterEach(async () => {
  const { rssBytes } = await listener.stats();
  const health = await healthy.stop();
  expect(health.failures).toBe(0);
  if (!mayOverload) expect(health.overloaded).toBe(0);
  expect(health.p99Ms).toBeLessThan(HEALTHY_P99_MS_MAX);
  expect(rssBytes - rssBeforeBytes).toBeLessThan(RSS_GROWTH_BYTES_MAX);
  await vi.waitFor(async () => {
    expect(await listener.stats()).toMatchObject({ connections: 0, exchanges: 0, memoryBytes: 0 });
  }, SETTLED);
  for (const socket of sockets) expect(socket.destroyed).toBe(true);
});

function attack(options: RawOptions = {}): RawHttp2 {
  const peer = RawHttp2.connect(listener.port, options);
  sockets.push(peer.socket);
  return peer;
}

function attackRaw(port = listener.port): Socket {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  socket.resume();
  sockets.push(socket);
  return socket;
}

/** By us or by a limit of Node's. A peer that goes on sending may lose the GOAWAY to its own RST. */
function expectThrownOut(peer: RawHttp2): void {
  expect(peer.isClosed).toBe(true);
  expect([undefined, INTERNAL_ERROR, ENHANCE_YOUR_CALM]).toContain(peer.goawayCode);
}

/** Sends what `make` gives until the connection ends; paced by the socket. */
async function flood(
  peer: RawHttp2,
  count: number,
  make: (streamId: number) => readonly Buffer[],
): Promise<number> {
  for (let sent = 0; sent < count; sent += 1) {
    if (peer.isClosed) return sent;
    if (!peer.send(...make(peer.nextStreamId()))) await peer.drained();
    if (sent % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
  }
  return count;
}

describe("streams that end badly (G1)", () => {
  it("ends Rapid Reset", async () => {
    const before = await listener.stats();
    const peer = attack();
    await flood(peer, 50_000, (id) => [requestFrame(id, "/hold"), resetFrame(id)]);
    await peer.closed;
    expectThrownOut(peer);
    const after = await listener.stats();
    expect(after.calls - before.calls).toBeLessThan(3_000 + (after.punished - before.punished));
    expect(after.punished).toBe(before.punished + 1);
  });

  it("ends MadeYouReset: DATA beyond content-length", async () => {
    const fields = [["content-length", "1"]] as const;
    const peer = attack();
    await flood(peer, 50_000, (id) => [
      requestFrame(id, "/hello", { method: "POST", fields, endStream: false }),
      dataFrame(id, Buffer.from("ab")),
    ]);
    await peer.closed;
    expectThrownOut(peer);
  });

  it("ends bodies shorter than their content-length", async () => {
    const fields = [["content-length", "9"]] as const;
    const peer = attack();
    await flood(peer, 50_000, (id) => [
      requestFrame(id, "/hello", { method: "POST", fields, endStream: false }),
      dataFrame(id, Buffer.from("a"), true),
    ]);
    await peer.closed;
    expectThrownOut(peer);
  });

  it("ends an address that spreads its resets over connections", async () => {
    const before = await listener.stats();
    for (let round = 0; round < 12; round += 1) {
      const peer = attack();
      const sent = Math.min(
        140,
        await flood(peer, 140, (id) => [requestFrame(id, "/hold"), resetFrame(id)]),
      );
      expect(sent).toBe(140);
      await peer.settled();
      peer.destroy();
    }
    await vi.waitFor(async () => {
      expect((await listener.stats()).punished).toBeGreaterThan(before.punished);
    }, SETTLED);
  });
});

describe("frames that make no request (G4)", () => {
  it("ends header lists of more than 128 pairs", async () => {
    const fields = Array.from({ length: 140 }, (_, index) => [`x${index}`, "y"] as const);
    const peer = attack();
    await flood(peer, 50_000, (id) => [requestFrame(id, "/hello", { fields })]);
    await peer.closed;
    expectThrownOut(peer);
  });

  it("ends a flood of PINGs that reads every answer", async () => {
    const peer = attack();
    const pings = Array.from({ length: 100 }, pingFrame);
    await flood(peer, 50_000, () => pings);
    await peer.closed;
    expectThrownOut(peer);
  });

  it("ends a flood of SETTINGS", async () => {
    const peer = attack();
    const many = Array.from({ length: 100 }, () =>
      frame(Type.SETTINGS, 0, 0, settings([4, 65_535])),
    );
    await flood(peer, 50_000, () => many);
    await peer.closed;
    expectThrownOut(peer);
  });

  it("ends a flood of WINDOW_UPDATEs", async () => {
    const peer = attack();
    const many = Array.from({ length: 100 }, () => windowUpdateFrame(0, 1));
    await flood(peer, 50_000, () => many);
    await peer.closed;
    expectThrownOut(peer);
  });
});

describe("sessions that stay (G2)", () => {
  it("closes sessions after WINDOW_UPDATE 0 and DATA on a closed stream", async () => {
    const peers = Array.from({ length: 200 }, (_, index) => {
      const peer = attack({ answers: false });
      peer.send(requestFrame(1, "/hold", { method: "POST", endStream: index % 2 === 0 }));
      if (index % 2 === 0) peer.send(dataFrame(1, Buffer.from("late")));
      else peer.send(windowUpdateFrame(0, 0));
      return peer;
    });
    await Promise.all(peers.map((peer) => peer.closed));
  });

  it("closes connections that say nothing, in cleartext and before and after a TLS handshake", async () => {
    const silent = Array.from({ length: 300 }, () => attackRaw());
    const silentTls = Array.from({ length: 50 }, () => attackRaw(listener.tlsPort));
    const shaken = Array.from({ length: 20 }, () => {
      const tls = connectTls({
        port: listener.tlsPort,
        host: "127.0.0.1",
        rejectUnauthorized: false,
        ALPNProtocols: ["h2"],
      });
      tls.on("error", () => {});
      tls.resume();
      return tls;
    });
    await vi.waitFor(() => {
      for (const socket of [...silent, ...silentTls, ...shaken])
        expect(socket.destroyed).toBe(true);
    }, SETTLED);
  });

  it("closes sessions that do nothing, and HTTP/1.1 heads that never end", async () => {
    const idle = attack();
    const slow = attackRaw();
    slow.write("GET /hello HTTP/1.1\r\n");
    const drip = setInterval(() => slow.write("x: y\r\n"), 100);
    const closed = new Promise((resolve) => slow.once("close", resolve));
    await Promise.all([idle.closed, closed]);
    clearInterval(drip);
    expect(idle.goawayCode).toBe(0);
  });

  it("gives up peers that no longer answer PING, so that their streams abort", async () => {
    const before = await listener.stats();
    const dead = Array.from({ length: 20 }, () => {
      const peer = attack({ answers: false });
      peer.send(requestFrame(1, "/follow"));
      return peer;
    });
    const alive = attack();
    alive.send(requestFrame(1, "/follow"));
    await Promise.all(dead.map((peer) => peer.closed));
    const after = await listener.stats();
    expect(after.aborted - before.aborted).toBe(20);
    expect(after.lost - before.lost).toBe(20);
    expect(alive.isClosed).toBe(false);
    alive.destroy();
  });
});

describe("requests that never end (G3)", () => {
  it("refuses bodies that are never finished", async () => {
    const peers = [attack(), attack(), attack()];
    for (const peer of peers) {
      for (let index = 0; index < 100; index += 1) {
        const id = peer.nextStreamId();
        peer.send(
          requestFrame(id, "/hello", { method: "POST", endStream: false }),
          dataFrame(id, Buffer.from("a")),
        );
      }
    }
    await vi.waitFor(() => {
      for (const peer of peers) {
        const answers = peer.frames.filter(({ payload }) => payload.includes("DEADLINE_EXCEEDED"));
        expect(answers).toHaveLength(100);
      }
    }, SETTLED);
    for (const peer of peers) peer.destroy();
  });

  it("gives up readers with a zero window", async () => {
    const peers = [1, 2, 3].map(() => attack({ settings: settings([INITIAL_WINDOW_SIZE, 0]) }));
    for (const peer of peers) {
      for (let index = 0; index < 60; index += 1)
        peer.send(requestFrame(peer.nextStreamId(), "/big"));
    }
    await vi.waitFor(() => {
      for (const peer of peers) {
        expect(peer.count(Type.RST_STREAM) >= 60 || peer.isClosed).toBe(true);
      }
    }, SETTLED);
    for (const peer of peers) peer.destroy();
  });

  it("gives up readers that read nothing from their socket", async () => {
    const peer = attack();
    peer.send(windowUpdateFrame(0, 2 ** 30));
    peer.socket.pause();
    for (let index = 0; index < 20; index += 1) {
      const id = peer.nextStreamId();
      peer.send(requestFrame(id, "/big"), windowUpdateFrame(id, 2 ** 30));
    }
    const http1 = attackRaw();
    http1.pause();
    http1.write("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await vi.waitFor(async () => {
      expect((await listener.stats()).connections).toBe(1);
    }, SETTLED);
    peer.destroy();
    http1.destroy();
  });
});

describe("too much of everything", () => {
  it("opens at most its number of streams", async () => {
    const before = await listener.stats();
    const peer = attack({ answers: false });
    for (let index = 0; index < 5_000; index += 1) {
      peer.send(requestFrame(peer.nextStreamId(), "/follow"));
    }
    await peer.closed;
    const opened = (await listener.stats()).aborted - before.aborted;
    expect(opened).toBeLessThanOrEqual(100);
  });

  it("refuses 60 KB of headers from a peer that never acknowledges SETTINGS", async () => {
    const peer = attack({ answers: false });
    const fields = Array.from(
      { length: 100 },
      (_, index) => [`x${index}`, "y".repeat(140)] as const,
    );
    const before = await listener.stats();
    for (let index = 0; index < 50; index += 1) {
      peer.send(requestFrame(peer.nextStreamId(), "/hello", { fields }));
    }
    await vi.waitFor(() => {
      const answers = peer.frames.filter(({ payload }) => payload.includes("REQUEST_TOO_LARGE"));
      expect(answers.length).toBe(50);
    });
    // None but the healthy client's requests reached the handler.
    expect((await listener.stats()).aborted).toBe(before.aborted);
    await peer.closed;
  });

  it("admits at most its number of connections from one address", async () => {
    const before = await listener.stats();
    const many = Array.from({ length: 500 }, () => attackRaw());
    await vi.waitFor(async () => {
      const stats = await listener.stats();
      expect(stats.refused - before.refused).toBeGreaterThanOrEqual(100);
      expect(stats.connections).toBeLessThanOrEqual(limits.connectionsPerAddressMax);
    }, SETTLED);
    for (const socket of many) socket.destroy();
  });

  it("refuses bodies when the memory for them is used up (G5)", async () => {
    mayOverload = true;
    const peers = Array.from({ length: 10 }, () => attack());
    await Promise.all(peers.map((peer) => peer.settled()));
    const piece = Buffer.alloc(16_000);
    for (const peer of peers) {
      for (let index = 0; index < 10; index += 1) {
        const id = peer.nextStreamId();
        peer.send(requestFrame(id, "/hello", { method: "POST", endStream: false }));
        for (let sent = 0; sent < 20; sent += 1) peer.send(dataFrame(id, piece));
      }
    }
    await vi.waitFor(() => {
      const answers = peers.flatMap(({ frames }) =>
        frames.filter(({ payload }) => payload.includes("OVERLOADED")),
      );
      expect(answers.length).toBeGreaterThan(20);
    }, SETTLED);
    expect((await listener.stats()).memoryBytes).toBeLessThanOrEqual(limits.requestMemoryBytesMax);
    for (const peer of peers) peer.destroy();
  });

  it("stops a peer at its window while the reader pauses (P6), and sheds what fills memory", async () => {
    const peers = Array.from({ length: 40 }, () => attack());
    await Promise.all(peers.map((peer) => peer.settled()));
    for (const peer of peers) {
      const id = peer.nextStreamId();
      peer.send(requestFrame(id, "/paused", { method: "POST", endStream: false }));
      // As much as the stream's window lets a decent peer send.
      for (let sent = 0; sent < 32; sent += 1) peer.send(dataFrame(id, Buffer.alloc(16_384)));
    }
    // 40 windows of 512 KiB are 20 MiB: above the budget of 16 MiB, below it once some were ended.
    const isEnded = ({ frames }: RawHttp2): boolean =>
      frames.some(({ payload }) => payload.includes("OVERLOADED"));
    await vi.waitFor(() => expect(peers.some(isEnded)).toBe(true), SETTLED);
    const waiting = peers.filter((peer) => !isEnded(peer));
    expect(waiting.length).toBeGreaterThan(20);
    for (const { frames } of waiting) {
      expect(frames.some((f) => f.type === Type.WINDOW_UPDATE && f.streamId === 1)).toBe(false);
    }
    for (const peer of peers) peer.destroy();
  });

  it("ends pipelining without bound on HTTP/1.1", async () => {
    const socket = attackRaw();
    const before = await listener.stats();
    socket.write("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000));
    await new Promise((resolve) => socket.once("close", resolve));
    expect((await listener.stats()).aborted - before.aborted).toBeLessThanOrEqual(16);
  });

  it("throws away the rest of a refused body only for a while", async () => {
    const peer = attack();
    await peer.settled();
    peer.send(requestFrame(1, "/none", { method: "POST", endStream: false }));
    const http2Drip = setInterval(() => peer.send(dataFrame(1, Buffer.from("x"))), 20);
    await vi.waitFor(() => {
      expect(peer.frames.at(-1)).toMatchObject({ type: Type.RST_STREAM, payload: Buffer.alloc(4) });
    }, SETTLED);
    clearInterval(http2Drip);
    peer.destroy();
    const socket = attackRaw();
    socket.write("POST /none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n");
    const drip = setInterval(() => socket.write("x"), 20);
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(drip);
  });
});

it("knows decent frames from a flood: a stream of tiny DATA frames goes through", async () => {
  const peer = attack();
  peer.send(requestFrame(1, "/echo", { method: "POST", endStream: false }));
  const line = dataFrame(1, Buffer.from("{}\n"));
  const many = Array.from({ length: 1_000 }, () => line);
  let lines = 0;
  for (let round = 0; round < 60; round += 1) {
    peer.send(...many);
    lines += many.length;
    const echoed = (): number =>
      peer.frames.reduce((sum, f) => sum + (f.type === Type.DATA ? f.payload.length : 0), 0) / 3;
    await vi.waitFor(() => expect(echoed()).toBe(lines));
    if (echoed() * 3 > 30_000) {
      peer.send(windowUpdateFrame(0, lines * 3), windowUpdateFrame(1, lines * 3));
      peer.frames.length = 0;
      lines = 0;
    }
  }
  expect(peer.isClosed).toBe(false);
  peer.send(frame(Type.DATA, FrameFlag.END_STREAM, 1, Buffer.alloc(0)));
  await vi.waitFor(() => expect(peer.frames.at(-1)?.flags).toBe(FrameFlag.END_STREAM));
  peer.destroy();
});
