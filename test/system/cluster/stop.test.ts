/**
 * What a cluster promises that is told to stop as a whole: every broker ends by itself and in time, also where
 * no quorum is left that could commit what is under way.
 */
import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Cluster } from "../../chaos/cluster.ts";
import { loopbackSite } from "../../chaos/site.ts";
import { temporaryDirectory } from "../harness/broker-process.ts";

/** The default of `drainDeadlineMs`, and a few seconds for files to be synced and closed. */
const STOPPED_WITHIN_MS = 25_000;
const ASK_TIMEOUT_MS = 30_000;
const WRITERS = 6;

let directory: string;
let cluster: Cluster;

beforeEach(async () => {
  directory = temporaryDirectory();
  cluster = new Cluster(await loopbackSite(directory, 3));
  await cluster.start();
}, 120_000);
afterEach(async () => {
  await Promise.all(cluster.nodes.map((node) => node.kill()));
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

/** Ids are remembered, some records wait: every view of the log has something to store. */
async function write(url: string, batch: number): Promise<void> {
  const lines = Array.from({ length: 20 }, (_, index) => {
    const name = `${batch}-${index}`;
    const waits = index % 2 === 0 ? { deliverAt: Date.now() + 500, scheduleId: name } : {};
    return `${JSON.stringify({ value: name, key: name, messageId: name, ...waits })}\n`;
  });
  const answer = await fetch(`${url}/v1/topics/t/records?acks=all`, {
    method: "PUT",
    headers: { "content-type": "application/x-ndjson" },
    body: lines.join(""),
    signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
  });
  await answer.arrayBuffer();
}

it("ends by itself when all brokers are told at once, under load, one of them just back", {
  timeout: 180_000,
}, async () => {
  const created = await fetch(`${cluster.url()!}/v1/topics`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "t", partitions: 6, replicationFactor: 3 }),
  });
  expect([created.status, await created.text()]).toMatchObject([201, expect.anything()]);
  const stopping = new AbortController();
  let batches = 0;
  const writing = Array.from({ length: WRITERS }, async () => {
    while (!stopping.signal.aborted) {
      const url = cluster.url();
      if (url !== undefined) await write(url, batches++).catch(() => undefined);
    }
  });
  await cluster.node(3).kill();
  await cluster.node(3).start();
  await cluster.whole();
  // Its leaderships were not given back yet.
  const beganMs = performance.now();
  const ends = Promise.all(
    cluster.nodes.map(async (node) => {
      await node.stop();
      return performance.now() - beganMs;
    }),
  );
  stopping.abort();
  for (const tookMs of await ends) expect(tookMs).toBeLessThan(STOPPED_WITHIN_MS);
  await Promise.all(writing);
  expect(batches).toBeGreaterThan(WRITERS);
});
