/** P4: what was overdue when a killed broker comes back goes where its topic says, once. */
import { rmSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

const COUNT = 3_000;
const SOON_MS = 1_500;

let dataDir = "";
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it("dead-letters each late record once, however often it is killed meanwhile", async () => {
  dataDir = temporaryDirectory();
  const first = await BrokerProcess.start({ dataDir });
  const before = new TopicClient(first.url, "late");
  const config = { latePolicy: "deadLetter", lateAfterMs: 0 };
  await before.http.request("POST", "/v1/topics", { name: "late", partitions: 2, config });
  const dueMs = Date.now() + SOON_MS;
  const values = Array.from({ length: COUNT }, (_, index) => `v${index}`);
  await before.produceAll(
    values.map((value, index) => ({ value, partition: index % 2, deliverAt: dueMs })),
  );
  expect(Date.now()).toBeLessThan(dueMs);
  await first.kill();
  before.close();
  await until("all of it to be late", () => Date.now() > dueMs + 1);
  for (let kills = 0; kills < 3; kills += 1) {
    await (await BrokerProcess.start({ dataDir })).kill();
  }
  const broker = await BrokerProcess.start({ dataDir });
  const late = new TopicClient(broker.url, "late");
  await until("nothing to wait", async () => (await late.describe()).pending === 0);
  expect(await late.values()).toEqual([]);
  const letters = new TopicClient(broker.url, "late.dlq");
  const found = await letters.values();
  expect(found.toSorted()).toEqual(values.toSorted());
  expect(broker.lines.some((line) => line.includes("too late when the broker came back"))).toBe(
    true,
  );
  late.close();
  letters.close();
  expect(await broker.stop()).toBe(0);
});
