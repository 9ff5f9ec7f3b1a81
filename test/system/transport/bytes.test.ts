/** The one port by hand: cut bytes, odd but legal peers, packets, and nothing left over. */
import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { frame, FrameFlag } from "../../../src/server/transport/frames.ts";
import { HTTP2_PREFACE } from "../../../src/server/transport/sniff.ts";
import { makeCertificate } from "./support/certificate.ts";
import { dataFrame, RawHttp2, requestFrame, Type } from "./support/raw-http2.ts";
import { type ListenerProcess, startListener } from "./support/start-listener.ts";

let listener: ListenerProcess;

beforeAll(async () => {
  listener = await startListener({ certificate: makeCertificate() });
});
afterAll(() => listener.stop());

interface Talk {
  readonly socket: Socket;
  text: string;
  readonly ended: Promise<string>;
}

function talk(port = listener.port): Talk {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  const ended = new Promise<string>((resolve) => socket.on("close", () => resolve(result.text)));
  const result: Talk = { socket, text: "", ended };
  socket.on("data", (data: Buffer) => (result.text += data.toString("latin1")));
  socket.on("end", () => socket.end());
  socket.on("error", () => {});
  return result;
}

/** One byte to a packet, as far as the kernel lets us. */
async function drip(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    socket.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const HELLO = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

describe("HTTP/1.1", () => {
  it("reads a request that comes byte by byte", async () => {
    const { socket, ...rest } = talk();
    await drip(socket, Buffer.from(HELLO.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")));
    expect(await rest.ended).toContain('"protocol":"http/1.1"');
  });

  it("answers pipelined requests in order", async () => {
    const peer = talk();
    peer.socket.write(HELLO + HELLO.replace("/hello", "/hello?2"));
    await vi.waitFor(() => expect(peer.text.match(/HTTP\/1\.1 200/g)).toHaveLength(2));
    expect(peer.text.indexOf('"/hello"')).toBeLessThan(peer.text.indexOf('"/hello?2"'));
    peer.socket.destroy();
  });

  it("answers a peer that has closed its side", async () => {
    const peer = talk();
    peer.socket.end("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n");
    expect(await peer.ended).toContain("HTTP/1.1 200");
  });

  it("ignores an upgrade that it does not know, and one that comes late", async () => {
    const peer = talk();
    const upgrade = (protocol: string): string =>
      HELLO.replace("\r\n\r\n", `\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`);
    peer.socket.write(upgrade("websocket"));
    await vi.waitFor(() => expect(peer.text.match(/HTTP\/1\.1 200/g)).toHaveLength(1));
    peer.socket.write(upgrade("h2c"));
    await vi.waitFor(() => expect(peer.text.match(/HTTP\/1\.1 200/g)).toHaveLength(2));
    peer.socket.destroy();
  });

  it("says 100 Continue when the body is wanted, and closes when it is refused", async () => {
    const wanted = talk();
    const head =
      "POST /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    wanted.socket.write(head);
    await vi.waitFor(() => expect(wanted.text).toContain("HTTP/1.1 100 Continue"));
    wanted.socket.write("ab");
    await vi.waitFor(() => expect(wanted.text).toContain('"bodyBytes":2'));
    wanted.socket.destroy();
    const refused = talk();
    refused.socket.write(head.replace("localhost", "evil.example"));
    expect(await refused.ended).toMatch(/^HTTP\/1\.1 403/);
  });

  it("answers what is not HTTP", async () => {
    for (const noise of ["\0\0\0", "{}", "GET / HTTP/9.9\r\n\r\n", "GET\r\n\r\n"]) {
      const peer = talk();
      peer.socket.write(noise);
      const text = await peer.ended;
      expect(text).toMatch(/^HTTP\/1\.1 400/);
      expect(text).toContain("INVALID_REQUEST");
    }
  });
});

describe("HTTP/2", () => {
  it("reads preface, SETTINGS and a request byte by byte", async () => {
    const { socket } = talk();
    const received: Buffer[] = [];
    socket.on("data", (data: Buffer) => received.push(data));
    const settings = frame(Type.SETTINGS, 0, 0, Buffer.alloc(0));
    await drip(socket, Buffer.concat([HTTP2_PREFACE, settings, requestFrame(1, "/hello")]));
    await vi.waitFor(() => expect(Buffer.concat(received).toString()).toContain('"h2"'));
    socket.destroy();
  });

  it("reads an upgrade with everything in one piece", async () => {
    const { socket } = talk();
    const received: Buffer[] = [];
    socket.on("data", (data: Buffer) => received.push(data));
    const head = HELLO.replace(
      "\r\n\r\n",
      "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
    );
    const settings = frame(Type.SETTINGS, 0, 0, Buffer.alloc(0));
    const second = requestFrame(3, "/hello?second");
    socket.write(Buffer.concat([Buffer.from(head), HTTP2_PREFACE, settings, second]));
    await vi.waitFor(() => {
      const text = Buffer.concat(received).toString("latin1");
      expect(text).toMatch(/^HTTP\/1\.1 101/);
      expect(text).toContain('"/hello"');
      expect(text).toContain('"/hello?second"');
    });
    socket.destroy();
  });

  it("takes a first packet larger than any buffer", async () => {
    const socket = connect({ port: listener.port, host: "127.0.0.1" });
    const received: Buffer[] = [];
    socket.on("data", (data: Buffer) => received.push(data));
    const parts = [HTTP2_PREFACE, frame(Type.SETTINGS, 0, 0, Buffer.alloc(0))];
    parts.push(requestFrame(1, "/hello", { method: "POST", endStream: false }));
    for (let index = 0; index < 16; index += 1) {
      parts.push(dataFrame(1, Buffer.alloc(16_384), index === 15));
    }
    socket.write(Buffer.concat(parts));
    await vi.waitFor(() => {
      expect(Buffer.concat(received).toString()).toContain(`"bodyBytes":${16 * 16_384}`);
    });
    socket.destroy();
  });

  it("sends a small response in one packet, and trailers in one more", async () => {
    const peer = RawHttp2.connect(listener.port);
    await vi.waitFor(() => expect(peer.count(Type.SETTINGS)).toBe(2));
    for (const [path, packets] of [["/hello", 1] as const, ["/grpc", 2] as const]) {
      const streamId = peer.nextStreamId();
      const reads = peer.reads;
      const ofStream = () => peer.frames.filter((received) => received.streamId === streamId);
      peer.send(requestFrame(streamId, path));
      await vi.waitFor(() => {
        expect((ofStream().at(-1)?.flags ?? 0) & FrameFlag.END_STREAM).toBe(1);
      });
      expect(peer.reads - reads).toBeLessThanOrEqual(packets);
    }
    peer.destroy();
  });

  it("lets go of a peer that closes its side without a word", async () => {
    const peer = RawHttp2.connect(listener.port);
    peer.send(requestFrame(1, "/follow"));
    await vi.waitFor(() => expect(peer.count(Type.DATA)).toBe(1));
    const before = await listener.stats();
    peer.socket.end();
    await peer.closed;
    await vi.waitFor(async () => {
      expect((await listener.stats()).aborted).toBe(before.aborted + 1);
    });
  });
});

describe("a body that nobody reads", () => {
  const rounds = 4;
  const bodyBytes = 1_600_000;

  it("costs no HTTP/1.1 client its connection", async () => {
    const peer = talk();
    for (let round = 1; round <= rounds; round += 1) {
      peer.socket.write(
        `POST /none HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bodyBytes}\r\n\r\n`,
      );
      peer.socket.write(Buffer.alloc(bodyBytes));
      await vi.waitFor(() => expect(peer.text.match(/ 404 /g)).toHaveLength(round));
    }
    peer.socket.write(HELLO);
    await vi.waitFor(() => expect(peer.text).toContain("200 OK"));
    peer.socket.destroy();
  });

  it("costs no HTTP/2 client its session", async () => {
    const peer = connectHttp2(listener.url);
    for (let round = 0; round < rounds; round += 1) {
      const stream = peer.request({ ":method": "POST", ":path": "/none" });
      const status = new Promise((resolve) => stream.on("response", (h) => resolve(h[":status"])));
      stream.resume();
      stream.end(Buffer.alloc(bodyBytes));
      expect(await status).toBe(404);
      await new Promise((resolve) => stream.on("close", resolve));
    }
    expect(peer.destroyed).toBe(false);
    peer.destroy();
  });

  it("is asked for with 100 Continue on HTTP/2 too", async () => {
    const peer = RawHttp2.connect(listener.port);
    const fields = [["expect", "100-continue"]] as const;
    peer.send(requestFrame(1, "/hello", { method: "POST", fields, endStream: false }));
    await vi.waitFor(() => expect(peer.count(Type.HEADERS)).toBe(1));
    peer.send(dataFrame(1, Buffer.from("ab"), true));
    await vi.waitFor(() => {
      expect(peer.frames.at(-1)?.payload.toString()).toContain('"bodyBytes":2');
    });
    peer.destroy();
  });
});

describe("both ways at once", () => {
  const lines = ["one\n", "two\n", "three\n"];

  it("answers each chunk of HTTP/1.1 before the next one comes", async () => {
    const peer = talk();
    const head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    peer.socket.write(head);
    for (const line of lines) {
      peer.socket.write(`${line.length.toString(16)}\r\n${line}\r\n`);
      await vi.waitFor(() => expect(peer.text).toContain(line));
    }
    peer.socket.write("0\r\nx-ignored: trailer\r\n\r\n");
    await vi.waitFor(() => expect(peer.text).toMatch(/0\r\n\r\n$/));
    peer.socket.destroy();
  });

  it("answers each DATA frame of HTTP/2 before the next one comes", async () => {
    const peer = RawHttp2.connect(listener.port);
    peer.send(requestFrame(1, "/echo", { method: "POST", endStream: false }));
    for (const line of lines) {
      peer.send(dataFrame(1, Buffer.from(line)));
      await vi.waitFor(() => {
        expect(peer.frames.at(-1)).toMatchObject({ type: Type.DATA, payload: Buffer.from(line) });
      });
    }
    peer.destroy();
  });
});

describe("TLS", () => {
  it("serves peers without ALPN by their first bytes", async () => {
    const options = { port: listener.tlsPort, host: "127.0.0.1", rejectUnauthorized: false };
    const plain = connectTls(options, () => plain.write(HELLO));
    let text = "";
    plain.on("data", (data: Buffer) => (text += data.toString()));
    await vi.waitFor(() => expect(text).toContain('"secure":true'));
    plain.destroy();
    const http2 = new RawHttp2(connectTls(options));
    http2.send(requestFrame(1, "/hello"));
    await vi.waitFor(() => expect(http2.count(Type.DATA)).toBe(1));
    http2.destroy();
  });

  it("says GOAWAY to HTTP/2 in cleartext", async () => {
    const peer = RawHttp2.connect(listener.tlsPort);
    await peer.closed;
    expect(peer.goawayCode).toBe(12);
  });
});

it("leaves no connection behind", async () => {
  await vi.waitFor(async () => {
    expect(await listener.stats()).toMatchObject({ connections: 0, exchanges: 0, memoryBytes: 0 });
  });
});
