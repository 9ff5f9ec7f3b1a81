/** Stopping in order, and running out of file descriptors. */
import { connect as connectHttp2, type ClientHttp2Stream, constants } from "node:http2";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { curl } from "./support/curl.ts";
import { type ListenerProcess, startListener } from "./support/start-listener.ts";

let listener: ListenerProcess;
const closers: (() => void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await listener.stop();
});

interface Answer {
  text: string;
  readonly closed: Promise<number>;
}

function collect(stream: ClientHttp2Stream): Answer {
  const closed = new Promise<number>((resolve) => {
    stream.on("close", () => resolve(stream.rstCode ?? 0));
  });
  const answer: Answer = { text: "", closed };
  stream.on("error", () => {});
  stream.on("data", (data: Buffer) => (answer.text += data.toString()));
  return answer;
}

function session() {
  const client = connectHttp2(listener.url);
  client.on("error", () => {});
  closers.push(() => client.destroy());
  return client;
}

function raw(): { readonly socket: Socket; text: string; readonly closed: Promise<void> } {
  const socket = connect(listener.port, "127.0.0.1");
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  const result = { socket, text: "", closed };
  socket.on("error", () => {});
  socket.on("data", (data: Buffer) => (result.text += data.toString()));
  closers.push(() => socket.destroy());
  return result;
}

describe("drain", () => {
  it("tells streams, lets them end, says GOAWAY and takes no one new", async () => {
    listener = await startListener();
    const client = session();
    const goaway = new Promise<number>((resolve) => client.on("goaway", resolve));
    const answer = collect(client.request({ ":path": "/follow" }));
    const slow = client.request({ ":path": "/hello", ":method": "POST" });
    const slowAnswer = collect(slow);
    slow.write("begun ");
    await vi.waitFor(() => expect(answer.text).toBe("{}\n"));
    const drained = listener.drain(10_000);
    expect(await goaway).toBe(constants.NGHTTP2_NO_ERROR);
    expect(await answer.closed).toBe(constants.NGHTTP2_NO_ERROR);
    await vi.waitFor(async () => expect((await curl([`${listener.url}/hello`])).exitCode).toBe(7));
    slow.end("before the drain");
    await slowAnswer.closed;
    expect(slowAnswer.text).toContain('"bodyBytes":22');
    await drained;
  });

  it("finishes what HTTP/1.1 has under way and closes idle connections", async () => {
    listener = await startListener();
    const [idle, busy, followed] = [raw(), raw(), raw()];
    idle.socket.write("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
    busy.socket.write("POST /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\na");
    followed.socket.write("GET /follow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await vi.waitFor(() => expect(idle.text).toContain("200 OK"));
    await vi.waitFor(() => expect(followed.text).toContain("{}"));
    const drained = listener.drain(10_000);
    await Promise.all([idle.closed, followed.closed]);
    expect(followed.text).toMatch(/0\r\n\r\n$/);
    busy.socket.write("b");
    await busy.closed;
    expect(busy.text).toMatch(/connection: close/i);
    expect(busy.text).toContain('"bodyBytes":2');
    await drained;
  });

  it("ends at its deadline what does not end itself", async () => {
    listener = await startListener();
    const held = collect(session().request({ ":path": "/hold" }));
    const silent = raw();
    await vi.waitFor(async () => expect((await listener.stats()).exchanges).toBe(1));
    await listener.drain(300);
    await Promise.all([held.closed, silent.closed]);
    expect(await listener.stats()).toMatchObject({ connections: 0, exchanges: 0, aborted: 1 });
  });
});

it("survives running out of file descriptors", async () => {
  listener = await startListener({ descriptorsMax: 64 });
  const many = Array.from({ length: 120 }, () => raw());
  await vi.waitFor(() =>
    expect(many.filter(({ socket }) => socket.closed).length).toBeGreaterThan(20),
  );
  for (const { socket } of many) socket.destroy();
  await vi.waitFor(async () => expect((await curl([`${listener.url}/hello`])).status).toBe(200));
});
