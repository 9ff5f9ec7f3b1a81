/** The routes over a fake broker, asked through fake exchanges; and gRPC frames by hand. */
import type { Clock, Timer } from "../../../src/platform/clock.ts";
import type { Log } from "../../../src/telemetry/log.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import { createHandler } from "../../../src/server/routes.ts";
import { MessageSplitter, frame } from "../../../src/wire/grpc/framing.ts";
import { FakeBroker } from "./fake-broker.ts";
import { FakeExchange } from "./fake-exchange.ts";

/** Time stands still until the test moves it. */
export class StillClock implements Clock {
  nowMs = 1_700_000_000_000;
  readonly #timers = new Set<{ readonly atMs: number; readonly fire: () => void }>();
  monotonicMs(): number {
    return this.nowMs;
  }
  wallMs(): number {
    return this.nowMs;
  }
  setTimer(delayMs: number, fire: () => void): Timer {
    const timer = { atMs: this.nowMs + delayMs, fire };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }
  nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  advance(ms: number): void {
    this.nowMs += ms;
    const due = [...this.#timers].filter(({ atMs }) => atMs <= this.nowMs);
    for (const timer of due) if (this.#timers.delete(timer)) timer.fire();
  }
  get timerCount(): number {
    return this.#timers.size;
  }
}

const silent = (): void => {};
export const silentLog: Log = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  warnOften: silent,
  with: () => silentLog,
  isEnabled: () => false,
};

export function createHarness(...topics: string[]) {
  const broker = new FakeBroker(...topics);
  const clock = new StillClock();
  const metrics = createMetrics();
  const handler = createHandler({
    broker,
    clock,
    log: silentLog,
    telemetry: { metrics },
    metrics: () => Promise.resolve("tidemark_up 1\n"),
  });
  const open = (method: string, target: string, headers: Record<string, string> = {}) => {
    const exchange = new FakeExchange(method, target, { headers });
    handler(exchange);
    return exchange;
  };
  /** A whole request; resolves when it is answered. */
  const ask = (
    method: string,
    target: string,
    body?: string | object,
    headers: Record<string, string> = {},
  ) => {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const exchange = open(method, target, { ...type, ...headers });
    if (body !== undefined) exchange.send(typeof body === "string" ? body : JSON.stringify(body));
    return exchange.halfClose().finished();
  };
  const grpc = (path: string, headers: Record<string, string> = {}) =>
    open("POST", path, { "content-type": "application/grpc", te: "trailers", ...headers });
  return { broker, clock, metrics, handler, open, ask, grpc };
}

interface Codec<Message> {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Message;
}

export const framed = (codec: Codec<unknown>, message: object): Buffer =>
  frame(codec.encode(message).finish());

/** The messages of a response so far. */
export function messagesOf<Message>(exchange: FakeExchange, codec: Codec<Message>): Message[] {
  const messages: Message[] = [];
  const splitter = new MessageSplitter(2 ** 30, (bytes) => messages.push(codec.decode(bytes)));
  splitter.push(exchange.bytes);
  splitter.finish();
  return messages;
}
