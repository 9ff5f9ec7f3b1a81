/**
 * A full disk (P1, P4, P6, P7): what cannot be written is refused with STORAGE_FULL on every dialect,
 * reading goes on, nothing that waits is lost, and service comes back with the space, without a
 * restart.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tidemark } from "@tidemark/client";
import { describe, expect, it } from "vitest";
import { BrokerProcess } from "../harness/broker-process.ts";
import { TopicClient } from "../harness/topic-client.ts";
import { until } from "../harness/until.ts";
import { DiskFaults } from "./disk-faults.ts";

interface FullDisk {
  readonly dataDir: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  fill(): void;
  free(): void;
  remove(): void;
}

/** A small file system of its own: every file of the broker is affected. Root only. */
function smallFileSystem(): FullDisk {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-full-"));
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", folder]);
  if (mount.status !== 0) throw new Error(`mount: ${String(mount.stderr)}`);
  const ballast = join(folder, "ballast");
  return {
    dataDir: join(folder, "data"),
    env: {},
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    },
    free: () => rmSync(ballast),
    remove: () => {
      spawnSync("umount", [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function refusingDisk(): FullDisk {
  const faults = DiskFaults.build();
  return {
    dataDir: undefined,
    env: faults.env,
    fill: () => faults.set("full"),
    free: () => faults.set("ok"),
    remove: () => faults.remove(),
  };
}

function cannotMount(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-full-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
  if (status === 0) spawnSync("umount", [folder]);
  rmSync(folder, { recursive: true, force: true });
  return status === 0 ? undefined : "needs to mount a tmpfs (root)";
}

const WAYS = [
  { name: "small file system", make: smallFileSystem, unavailable: cannotMount() },
  { name: "writes refused with ENOSPC", make: refusingDisk, unavailable: DiskFaults.unavailable() },
];

/** Larger than what a last page may still take. */
const BIG = "x".repeat(20_000);
const WAITS = `waits ${BIG}`;
const DELAY_MS = 3_000;

describe.each(WAYS)("a full disk: $name", ({ make, unavailable }) => {
  it.skipIf(unavailable !== undefined)(
    `refuses, serves and comes back${unavailable === undefined ? "" : ` (skipped: ${unavailable})`}`,
    async () => {
      const disk = make();
      const { dataDir, env } = disk;
      const broker = await BrokerProcess.start({
        ...(dataDir === undefined ? {} : { dataDir }),
        env,
      });
      const client = new TopicClient(broker.url);
      await using tidemark = new Tidemark({ brokers: broker.address });
      try {
        await client.create(1);
        await client.produceAll([{ value: "before" }]);
        const [waiting] = await client.produceAll([{ value: WAITS, delay: DELAY_MS }]);
        const dueMs = new Date(waiting!.scheduled!.deliverAt).getTime();

        disk.fill();
        // NDJSON: a line of its own for each.
        const lines = await client.produce([{ value: BIG }, { value: BIG }]);
        expect(lines.map(({ error }) => error?.code)).toEqual(["STORAGE_FULL", "STORAGE_FULL"]);
        // One JSON document.
        const path = `/v1/topics/${client.topic}/records`;
        const single = await client.http.request("POST", path, { value: BIG });
        expect(single.status).toBe(507);
        expect(single.text).toContain("STORAGE_FULL");
        // gRPC: retried until its time is up, as the code says that it may come back.
        const impatient = tidemark.producer({ deliveryTimeoutMs: 300 });
        const sent = impatient.send({ topic: client.topic, value: BIG });
        await expect(sent).rejects.toMatchObject({
          code: expect.stringMatching(/STORAGE_FULL|DEADLINE_EXCEEDED/) as string,
        });
        expect(await client.values()).toEqual(["before"]);
        // Due while the disk is full: it goes on waiting.
        await until("its time has passed", () => Date.now() > dueMs + 100);
        expect((await client.describe()).pending).toBe(1);

        const patient = tidemark.producer();
        const willCome = patient.send({ topic: client.topic, value: "sent while full" });
        disk.free();
        await willCome;
        await client.produceAll([{ value: "after" }]);
        const values = await until("the release", async () => {
          const values = await client.values();
          return values.includes(WAITS) && values;
        });
        expect([...values].sort()).toEqual(["after", "before", "sent while full", WAITS]);
        expect((await client.describe()).pending).toBe(0);

        await broker.kill();
        const again = await BrokerProcess.start({ dataDir: broker.dataDir, env });
        const reader = new TopicClient(again.url);
        expect((await reader.values()).sort()).toEqual([...values].sort());
        reader.close();
        expect(await again.stop()).toBe(0);
      } finally {
        client.close();
        await broker.dispose();
        disk.remove();
      }
    },
  );
});
