/**
 * The least that a durable broker must do, in one file: messages in over node:http2, CRC and lengths
 * checked, one writev and one fdatasync for all that gathered meanwhile, a byte out for each batch
 * after it. And its mirror for readers. What Tidemark reaches is measured against this.
 */
import { crc32c } from "@node-rs/crc32";
import { close, existsSync, fdatasync, openSync, read, writeFileSync, writev } from "node:fs";
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { BATCH_BYTES } from "./batches.ts";

const GROUP_BYTES = 4 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
const FILE_BYTES = 128 * READ_BYTES;
const WINDOW_BYTES = 1024 * 1024;

interface Waiting {
  readonly batch: Buffer;
  readonly stream: ServerHttp2Stream;
}

/** `file` is written; one beside it is read. Listens until the process ends; returns its port. */
export function startBareServer(file: string): Promise<number> {
  const server = createServer({ settings: { initialWindowSize: WINDOW_BYTES } });
  server.on("session", (session) => session.setLocalWindowSize(4 * WINDOW_BYTES));
  const commit = groupCommit(openSync(file, "w+"));
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    const path = headers[":path"];
    if (path === "/unary") {
      answerOnce(stream);
      return;
    }
    stream.respond({ ":status": 200 });
    if (path === "/path") readMessages(stream, commit);
    else if (path === "/discard") discard(stream);
    else if (path === "/memory") sendFromMemory(stream);
    else sendFromFile(stream, `${file}-to-read`);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function groupCommit(fd: number): (waiting: Waiting) => void {
  let queue: Waiting[] = [];
  let position = 0;
  let busy = false;
  const next = (): void => {
    if (queue.length === 0) {
      busy = false;
      return;
    }
    busy = true;
    let bytes = 0;
    let count = 0;
    while (count < queue.length && bytes < GROUP_BYTES) bytes += queue[count++]!.batch.length;
    const group = queue.slice(0, count);
    queue = queue.slice(count);
    writev(
      fd,
      group.map(({ batch }) => batch),
      position,
      (error) => {
        if (error !== null) throw error;
        position += bytes;
        fdatasync(fd, (failure) => {
          if (failure !== null) throw failure;
          const counts = new Map<ServerHttp2Stream, number>();
          for (const { stream } of group) counts.set(stream, (counts.get(stream) ?? 0) + 1);
          for (const [stream, acks] of counts) stream.write(Buffer.alloc(acks));
          next();
        });
      },
    );
  };
  return (waiting) => {
    queue.push(waiting);
    if (!busy) {
      busy = true;
      queueMicrotask(next);
    }
  };
}

function readMessages(stream: ServerHttp2Stream, commit: (waiting: Waiting) => void): void {
  const prefix = Buffer.alloc(4);
  let prefixBytes = 0;
  let message: Buffer | undefined;
  let filled = 0;
  stream.on("data", (chunk: Buffer) => {
    let at = 0;
    while (at < chunk.length) {
      if (message === undefined) {
        prefix[prefixBytes++] = chunk[at++]!;
        if (prefixBytes < 4) continue;
        prefixBytes = 0;
        filled = 0;
        message = Buffer.allocUnsafeSlow(prefix.readUInt32BE());
      }
      const taken = chunk.copy(message, filled, at);
      at += taken;
      filled += taken;
      if (filled < message.length) continue;
      check(message);
      commit({ batch: message, stream });
      message = undefined;
    }
  });
  stream.on("end", () => stream.end());
}

/** CRC, and a step from length to length over the records. */
function check(batch: Buffer): void {
  if (crc32c(batch.subarray(21)) !== batch.readUInt32BE(17)) throw new Error("wrong CRC");
  let at = 61;
  for (let left = batch.readInt32BE(57); left > 0; left--) {
    let zigzag = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = batch[at++]!;
      zigzag |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += zigzag >>> 1;
  }
  if (at !== batch.length) throw new Error("wrong lengths");
}

function discard(stream: ServerHttp2Stream): void {
  stream.on("data", () => undefined);
  stream.on("end", () => stream.end());
}

function answerOnce(stream: ServerHttp2Stream): void {
  stream.on("data", () => undefined);
  stream.on("end", () => {
    stream.respond({ ":status": 200 }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ status: "0" }));
    stream.end(Buffer.alloc(16));
  });
}

function sendFromMemory(stream: ServerHttp2Stream): void {
  const chunk = Buffer.alloc(BATCH_BYTES, 7);
  const send = (): void => {
    while (!stream.destroyed && stream.write(chunk));
  };
  stream.on("drain", send);
  send();
}

function sendFromFile(stream: ServerHttp2Stream, file: string): void {
  if (!existsSync(file)) writeFileSync(file, Buffer.alloc(FILE_BYTES, 7));
  const fd = openSync(file, "r");
  stream.once("close", () => close(fd));
  let position = 0;
  const next = (): void => {
    if (stream.closed || stream.destroyed) return;
    read(fd, Buffer.allocUnsafeSlow(READ_BYTES), 0, READ_BYTES, position, (error, bytes, chunk) => {
      if (error !== null) throw error;
      position = bytes < READ_BYTES ? 0 : position + bytes;
      if (bytes < READ_BYTES || stream.write(chunk)) next();
      else stream.once("drain", next);
    });
  };
  next();
}
