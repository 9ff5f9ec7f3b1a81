/** A broker comes back while millions wait and many are overdue. */
import { Broker } from "../../broker.ts";
import { sharedMs, sleep, within } from "../../clock.ts";
import type { Standing } from "./standing.ts";

const RECORD_BYTES = 100;
const SPAN_MS = 1_000;
const POLL_MS = 5;
const READY_LIMIT_MS = 120_000;

export async function restarts(standing: Standing): Promise<void> {
  await restart(standing, "SIGTERM", "clean stop");
  await restart(standing, "SIGKILL", "kill -9");
}

async function restart(
  standing: Standing,
  signal: "SIGTERM" | "SIGKILL",
  name: string,
): Promise<void> {
  const count = standing.quick ? 20_000 : 200_000;
  const [due, live] = [await standing.topic(), await standing.topic()];
  const { address, port } = standing.broker;
  const scheduled = await standing.run(standing.sender, "scheduleAt", {
    address,
    topic: due,
    recordBytes: RECORD_BYTES,
    count,
    leadMs: standing.leadMs(count),
    spanMs: SPAN_MS,
  });
  const stopMs = sharedMs();
  await standing.broker.stop(signal);
  const stoppedMs = sharedMs() - stopMs;
  await sleep(Math.max(0, scheduled.firstDueMs + SPAN_MS - Date.now()));

  const { bench, dataDir } = standing;
  const startMs = sharedMs();
  const ready = within(READY_LIMIT_MS, "Waiting for /readyz", readyAt(address));
  const { profile } = bench.options;
  standing.broker = await Broker.start(bench.root, { dataDir, port, profile });
  const readyMs = await ready;
  const firstMs = await firstRelease(`http://${address}/v1/topics/${due}`, count);
  await standing.run(standing.follower, "startDue", { address, topic: due, count });
  await standing.run(standing.prober, "startProbe", { address, topic: live });
  const result = await standing.run(standing.follower, "stopDue", {});
  const acks = await standing.run(standing.prober, "stopProbe", {});
  standing.add(`ready again after a ${name}`, "s", true, {
    value: (readyMs.monotonic - startMs) / 1000,
    details: {
      "stopping took s": stoppedMs / 1000,
      "first release s after": (firstMs - readyMs.monotonic) / 1000,
      "all overdue s after": (result.lastMs - readyMs.wall) / 1000,
      overdue: result.count,
      early: result.early,
      "out of order": result.outOfOrder,
      "ack p99 ms": acks.p99,
      "ack max ms": acks.max,
    },
  });
}

/** When fewer than `count` wait, by the broker's own word: a follower has to find them first. */
async function firstRelease(topic: string, count: number): Promise<number> {
  for (;;) {
    const { pending } = (await (await fetch(topic)).json()) as { pending: number };
    if (pending < count) return sharedMs();
    await sleep(POLL_MS);
  }
}

/** When `/readyz` first answers 200. */
async function readyAt(address: string): Promise<{ monotonic: number; wall: number }> {
  for (;;) {
    const ready = await fetch(`http://${address}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready) return { monotonic: sharedMs(), wall: Date.now() };
    await sleep(POLL_MS);
  }
}
