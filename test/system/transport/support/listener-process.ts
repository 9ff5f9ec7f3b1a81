/** A process with nothing but the listener and a few routes, so that its memory is its own. */
import { NodeClock } from "../../../../src/host/node-clock.ts";
import type { Exchange } from "../../../../src/server/exchange.ts";
import { createListener } from "../../../../src/server/listener.ts";
import type { ListenerOptions } from "../../../../src/server/transport/options.ts";
import { createLog } from "../../../../src/telemetry/log.ts";

const counts = { calls: 0, aborted: 0, bodyBytes: 0 };

const routes: Record<string, (exchange: Exchange) => void> = {
  /** Says what it saw, once the body is complete. */
  "/hello": (exchange) => {
    let bodyBytes = 0;
    exchange.readBody({
      data: (chunk) => {
        bodyBytes += chunk.length;
      },
      end: () => {
        const { protocol, secure, method, target } = exchange;
        const seen = {
          protocol,
          secure,
          method,
          target,
          host: exchange.headers["host"],
          bodyBytes,
        };
        answer(exchange, `${JSON.stringify(seen)}\n`);
      },
    });
  },
  "/grpc": (exchange) => {
    exchange.readBody({
      data: () => {},
      end: () => {
        exchange.sendHeaders(200, { "content-type": "application/grpc" });
        exchange.write(Buffer.from("0000000000", "hex"));
        exchange.end({ "grpc-status": 0 });
      },
    });
  },
  /** Both ways at once. */
  "/echo": (exchange) => {
    exchange.markStreaming();
    exchange.sendHeaders(200, { "content-type": "application/x-ndjson" });
    exchange.onDrain(() => exchange.resumeBody());
    exchange.readBody({
      data: (chunk) => {
        if (!exchange.write(chunk)) exchange.pauseBody();
      },
      end: () => exchange.end(),
    });
  },
  "/sink": (exchange) => {
    exchange.markStreaming();
    exchange.readBody({
      data: (chunk) => {
        counts.bodyBytes += chunk.length;
      },
      end: () => answer(exchange, "ok\n"),
    });
  },
  /** A stream with one line, then silence until the broker drains. */
  "/follow": (exchange) => {
    exchange.markStreaming();
    exchange.sendHeaders(200, { "content-type": "application/x-ndjson" });
    exchange.write(Buffer.from("{}\n"));
    exchange.draining.addEventListener("abort", () => exchange.end());
  },
  "/paused": (exchange) => {
    exchange.markStreaming();
    exchange.readBody({ data: () => {}, end: () => {} });
    exchange.pauseBody();
  },
  "/hold": (exchange) => exchange.readBody({ data: () => {}, end: () => {} }),
  /** 64 MiB, as fast as the peer takes them. */
  "/big": (exchange) => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    let left = 1_024;
    const go = (): void => {
      while (left > 0) {
        left -= 1;
        if (!exchange.write(chunk)) return;
      }
      exchange.end();
    };
    exchange.sendHeaders(200, { "content-type": "text/plain" });
    exchange.onDrain(go);
    go();
  },
  "/fault": () => {
    throw new Error("planted fault");
  },
  "/bad-header": (exchange) => {
    exchange.sendHeaders(200, { "x-bad": "a\r\nb", connection: "x", "transfer-encoding": "y" });
    exchange.write(Buffer.from("z"));
    exchange.end();
  },
};

function answer(exchange: Exchange, text: string): void {
  const body = Buffer.from(text);
  exchange.sendHeaders(200, { "content-type": "application/json", "content-length": body.length });
  exchange.write(body);
  exchange.end();
}

function handle(exchange: Exchange): void {
  counts.calls += 1;
  exchange.signal.addEventListener("abort", () => {
    counts.aborted += 1;
  });
  const route = routes[exchange.target.split("?")[0] ?? ""];
  if (route !== undefined) return route(exchange);
  exchange.sendHeaders(404, {});
  exchange.end();
}

const options = JSON.parse(process.argv[2] ?? "{}") as Pick<
  ListenerOptions,
  "listeners" | "limits" | "corsOrigins" | "allowedHosts"
>;
const log = createLog({
  format: "text",
  level: () => "info",
  wallMs: Date.now,
  write: (line) => process.stdout.write(line),
});
const listener = createListener({ ...options, clock: new NodeClock(), log, handler: handle });
const addresses = await listener.listen();
process.send?.({ ports: addresses.map(({ port }) => port) });

process.on("message", (message: { id: number; call: string; deadlineMs?: number }) => {
  const reply = (value: unknown): void => void process.send?.({ id: message.id, value });
  if (message.call === "drain") {
    void listener.drain(message.deadlineMs ?? 0).then(() => reply("drained"));
    return;
  }
  reply({ ...listener.stats(), ...counts, rssBytes: process.memoryUsage.rss() });
});
process.on("disconnect", () => process.exit(0));
