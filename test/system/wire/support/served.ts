/** The routes behind the real listener in this process, over a broker in memory. */
import type { AddressInfo } from "node:net";
import { NodeClock } from "../../../../src/host/node-clock.ts";
import { createListener } from "../../../../src/server/listener.ts";
import { createHandler } from "../../../../src/server/routes.ts";
import { createMetrics } from "../../../../src/telemetry/metrics.ts";
import { FakeBroker } from "../../../server/routes/fake-broker.ts";
import { silentLog } from "../../../server/routes/harness.ts";

export async function serve(...topics: string[]) {
  const broker = new FakeBroker(...topics);
  const clock = new NodeClock();
  const telemetry = { metrics: createMetrics() };
  const handler = createHandler({ broker, clock, log: silentLog, telemetry });
  const listener = createListener({
    listeners: [{ host: "127.0.0.1", port: 0 }],
    handler,
    clock,
    log: silentLog,
  });
  const [address] = await listener.listen();
  const { port } = address as AddressInfo;
  return { broker, listener, address: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}` };
}

/** Resolves once the condition holds; looks after each turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition())
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}
