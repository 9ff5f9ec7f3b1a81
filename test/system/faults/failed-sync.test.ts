/** A sync that fails (P1): nobody knows what is on disk, so the process ends rather than acknowledge. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { DiskFaults } from "./disk-faults.ts";
import { rmSync } from "node:fs";

const unavailable = DiskFaults.unavailable();
const why = unavailable === undefined ? "" : ` (skipped: ${unavailable})`;

describe.skipIf(unavailable !== undefined)(`a sync that fails${why}`, () => {
  let faults: DiskFaults;
  beforeAll(() => {
    faults = DiskFaults.build();
  });
  afterAll(() => faults.remove());

  it("ends the process with 70, and nothing acknowledged is lost", async () => {
    const dataDir = temporaryDirectory();
    const broker = await BrokerProcess.start({ dataDir, env: faults.env });
    const client = new TopicClient(broker.url);
    await client.create(1);
    await client.produceAll([{ value: "safe" }]);

    faults.set("fail-sync");
    const lost = await client.produce([{ value: "unsure" }]).catch(() => "no answer");
    expect(lost).toBe("no answer");
    expect(await broker.exited).toBe(70);
    expect(broker.lines.at(-1)).toMatch(/^tidemark: fatal: .*EIO/);
    client.close();

    faults.set("ok");
    const again = await BrokerProcess.start({ dataDir, env: faults.env });
    const reader = new TopicClient(again.url);
    // What was written but not synced may be there or not, as of a crash.
    expect((await reader.values())[0]).toBe("safe");
    await reader.produceAll([{ value: "goes on" }]);
    reader.close();
    expect(await again.stop()).toBe(0);
    rmSync(dataDir, { recursive: true });
  });
});
