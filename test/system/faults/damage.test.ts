/**
 * Bytes that rot, tails that tear, folders that nobody knows (DESIGN §5, Recovery): damage is reported
 * and never cut, served or spread; a torn tail is cut; what is not ours is put aside.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { BrokerProcess, temporaryDirectory } from "../harness/broker-process.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";

const SMALL_SEGMENTS = { TIDEMARK_SEGMENT_BYTES: "16384" };
const RECORDS = 60;
const VALUE = "v".repeat(1_000);

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0))
    rmSync(directory, { recursive: true, force: true });
});

/** Two partitions with several closed segments each; the broker is down. */
async function filled(end: "kill" | "stop"): Promise<{ dataDir: string; folders: string[] }> {
  const dataDir = temporaryDirectory();
  directories.push(dataDir);
  const broker = await BrokerProcess.start({ dataDir, env: SMALL_SEGMENTS });
  const client = new TopicClient(broker.url);
  const { id } = await client.create(2);
  for (let index = 0; index < RECORDS; index += 1) {
    const value = `${index} ${VALUE}`;
    await client.produceAll([0, 1].map((partition) => ({ partition, value })));
  }
  client.close();
  // What is above the mark might be cut as a torn tail; this is about what is below it.
  await until("the mark of both", () => {
    const text = readFileSync(join(dataDir, "durable-marks.json"), "utf8");
    return [0, 1].every((number) => text.includes(`"${id}-${number}":${RECORDS}`));
  });
  if (end === "kill") await broker.kill();
  else expect(await broker.stop()).toBe(0);
  return { dataDir, folders: [0, 1].map((number) => join(dataDir, "topics", `${id}-${number}`)) };
}

const segmentsOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .sort()
    .map((name) => join(folder, name));

function flipBit(file: string, position: number): Buffer {
  const bytes = readFileSync(file);
  bytes[position]! ^= 1;
  writeFileSync(file, bytes);
  return bytes;
}

const start = (dataDir: string): Promise<BrokerProcess> =>
  BrokerProcess.start({ dataDir, env: SMALL_SEGMENTS });

describe("damage", () => {
  it("in a closed segment is reported to its readers and never served", async () => {
    const { dataDir, folders } = await filled("stop");
    const [first] = segmentsOf(folders[0]!);
    const damaged = flipBit(first!, 2_000);
    const broker = await start(dataDir);
    const client = new TopicClient(broker.url);
    await expect(client.read("partition=0&from=earliest")).rejects.toThrow("PARTITION_DAMAGED");
    expect(await client.values("partition=1&from=earliest")).toHaveLength(RECORDS);
    expect(readFileSync(first!).equals(damaged)).toBe(true);
    client.close();
    await broker.dispose();
  });

  it("below the mark of the active segment takes its partition out of service", async () => {
    const { dataDir, folders } = await filled("kill");
    const active = segmentsOf(folders[0]!).at(-1)!;
    // The first batch of the active segment: everything before the last is known to be synced.
    const damaged = flipBit(active, 100);
    const broker = await start(dataDir);
    const client = new TopicClient(broker.url);
    expect(broker.lines.join("\n")).toContain("partition is out of service");
    await expect(client.read("partition=0&from=earliest")).rejects.toThrow("PARTITION_DAMAGED");
    const [refused] = await client.produce([{ partition: 0, value: "no" }]);
    expect(refused?.error?.code).toBe("PARTITION_DAMAGED");
    await client.produceAll([{ partition: 1, value: "yes" }]);
    expect(await client.values("partition=1&from=earliest")).toHaveLength(RECORDS + 1);
    expect(readFileSync(active).equals(damaged)).toBe(true);
    client.close();
    expect(await broker.stop()).toBe(0);
    expect(readFileSync(active).equals(damaged)).toBe(true);
  });

  it("is not what a torn tail is: that is cut, and the offsets go on", async () => {
    const { dataDir, folders } = await filled("kill");
    const active = segmentsOf(folders[0]!).at(-1)!;
    const sizeBytes = statSync(active).size;
    // Part of a batch that was never acknowledged: the beginning of the one before, and no more.
    appendFileSync(active, readFileSync(active).subarray(0, 70));
    const broker = await start(dataDir);
    expect(statSync(active).size).toBe(sizeBytes);
    const client = new TopicClient(broker.url);
    expect(await client.values("partition=0&from=earliest")).toHaveLength(RECORDS);
    const [next] = await client.produceAll([{ partition: 0, value: "next" }]);
    expect(next?.offset).toBe(RECORDS);
    client.close();
    await broker.dispose();
  });

  it("does not keep a broker with a lost segment from serving the rest", async () => {
    const { dataDir, folders } = await filled("stop");
    const middle = segmentsOf(folders[0]!)[1]!;
    rmSync(middle);
    const broker = await start(dataDir);
    const client = new TopicClient(broker.url);
    await expect(client.read("partition=0&from=earliest")).rejects.toThrow("PARTITION_DAMAGED");
    expect(await client.values("partition=1&from=earliest")).toHaveLength(RECORDS);
    expect(existsSync(middle)).toBe(false);
    client.close();
    await broker.dispose();
  });
});

describe("a folder that nobody knows", () => {
  it("is put aside whole and named in the log", async () => {
    const { dataDir } = await filled("stop");
    const stranger = "f".repeat(32);
    mkdirSync(join(dataDir, "topics", `${stranger}-0`));
    writeFileSync(join(dataDir, "topics", `${stranger}-0`, "00000000000000000000.log"), "precious");
    mkdirSync(join(dataDir, "topics", "holiday pictures"));
    const broker = await start(dataDir);
    const aside = join(dataDir, "quarantine", `${stranger}-0`, "00000000000000000000.log");
    expect(readFileSync(aside, "utf8")).toBe("precious");
    expect(existsSync(join(dataDir, "quarantine", "holiday pictures"))).toBe(true);
    expect(broker.lines.filter((line) => line.includes("quarantine"))).toHaveLength(2);
    const client = new TopicClient(broker.url);
    expect(await client.values()).toHaveLength(2 * RECORDS);
    client.close();
    await broker.dispose();
  });
});
