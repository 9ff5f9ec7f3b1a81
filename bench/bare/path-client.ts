/** The client of the bare path: as quick as node:http2 lets it be. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { sharedMs } from "../clock.ts";
import { type Measured, Stopwatch } from "../stopwatch.ts";
import { bareBatch, bareMessage } from "./batches.ts";

const WINDOW_BYTES = 32 * 1024 * 1024;
const BATCHES_IN_FLIGHT = 32;

export interface BareInput {
  readonly port: number;
  readonly recordBytes: number;
  readonly durationMs: number;
}

async function open(port: number, path: string): Promise<[ClientHttp2Session, ClientHttp2Stream]> {
  const session = connect(`http://127.0.0.1:${port}`, {
    settings: { initialWindowSize: WINDOW_BYTES },
  });
  await new Promise((resolve) => session.once("remoteSettings", resolve));
  session.setLocalWindowSize(2 * WINDOW_BYTES);
  const stream = session.request({ ":method": "POST", ":path": path }, { endStream: false });
  return [session, stream];
}

/** Records a second through the bare path. */
export async function bareProduce({ port, recordBytes, durationMs }: BareInput): Promise<Measured> {
  const { bytes, records } = bareBatch(recordBytes);
  const message = bareMessage(bytes);
  const [session, stream] = await open(port, "/path");
  const watch = new Stopwatch();
  let inFlight = 0;
  let acked = 0;
  await new Promise<void>((resolve) => {
    const fill = (): void => {
      if (watch.elapsedMs > durationMs) {
        if (inFlight === 0) resolve();
        return;
      }
      for (; inFlight < BATCHES_IN_FLIGHT; inFlight++) stream.write(message);
    };
    stream.on("data", (acks: Buffer) => {
      acked += acks.length;
      inFlight -= acks.length;
      fill();
    });
    fill();
  });
  const measured = watch.read(acked * records);
  session.destroy();
  return measured;
}

/** Records a second that node:http2 carries to a server that does nothing with them. */
export async function bareStream({ port, recordBytes, durationMs }: BareInput): Promise<Measured> {
  const { bytes, records } = bareBatch(recordBytes);
  const message = bareMessage(bytes);
  const [session, stream] = await open(port, "/discard");
  const watch = new Stopwatch();
  let sent = 0;
  await new Promise<void>((resolve) => {
    const fill = (): void => {
      while (watch.elapsedMs < durationMs) {
        sent++;
        if (!stream.write(message)) return;
      }
      stream.off("drain", fill);
      stream.end(resolve);
    };
    stream.on("drain", fill);
    fill();
  });
  await new Promise((resolve) => stream.resume().once("close", resolve));
  const measured = watch.read(sent * records);
  session.destroy();
  return measured;
}

/** Acknowledgement times, one record at a time, in milliseconds. */
export async function bareAcks({ port, recordBytes, durationMs }: BareInput): Promise<number[]> {
  const message = bareMessage(bareBatch(recordBytes, 1).bytes);
  const [session, stream] = await open(port, "/path");
  const times: number[] = [];
  const watch = new Stopwatch();
  while (watch.elapsedMs < durationMs) {
    const sentMs = sharedMs();
    const acked = new Promise((resolve) => stream.once("data", resolve));
    stream.write(message);
    await acked;
    times.push(sharedMs() - sentMs);
  }
  session.destroy();
  return times;
}

/** Bytes a second that come from the server's `path`, memory or file. */
export async function bareRead(input: {
  readonly port: number;
  readonly path: "/memory" | "/file";
  readonly durationMs: number;
}): Promise<Measured> {
  const [session, stream] = await open(input.port, input.path);
  const watch = new Stopwatch();
  let bytes = 0;
  await new Promise<void>((resolve) => {
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (watch.elapsedMs > input.durationMs) resolve();
    });
  });
  const measured = watch.read(bytes);
  session.destroy();
  return measured;
}

/** Small requests and answers a second, `concurrency` at a time, on one connection. */
export async function bareUnary(input: {
  readonly port: number;
  readonly concurrency: number;
  readonly durationMs: number;
}): Promise<Measured> {
  const session = connect(`http://127.0.0.1:${input.port}`);
  const body = Buffer.alloc(128);
  const watch = new Stopwatch();
  let answered = 0;
  const caller = async (): Promise<void> => {
    while (watch.elapsedMs < input.durationMs) {
      const stream = session.request({ ":method": "POST", ":path": "/unary" });
      stream.end(body);
      await new Promise((resolve) => stream.resume().once("close", resolve));
      answered++;
    }
  };
  await Promise.all(Array.from({ length: input.concurrency }, caller));
  const measured = watch.read(answered);
  session.destroy();
  return measured;
}
