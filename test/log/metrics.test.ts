import { expect, it } from "vitest";
import { PartitionLog } from "../../src/log/partition-log.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { batchAt, DIRECTORY, IDENTITY, LogWorld, OPTIONS } from "./fixture.ts";

it("measures groups and reads, and says when the disk is full", async () => {
  const world = await new LogWorld().prepare();
  const metrics = createMetrics();
  const fatal = (reason: string): never => {
    throw new Error(reason);
  };
  const deps = { disk: world.disk, clock: world.clock, fatal, metrics };
  const options = { ...OPTIONS, cacheBytes: 100_000 };
  const log = await world.run(PartitionLog.open(deps, DIRECTORY, IDENTITY, options, 0));
  const batches = [0, 1, 2].map((baseOffset) => batchAt({ baseOffset }));
  const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
  for (const batch of batches) log.append(batch);
  await world.run(log.flush());
  expect(metrics.flushBatches).toMatchObject({ count: 1, sum: 3 });
  expect(metrics.flushBytes).toMatchObject({ count: 1, sum: bytes });
  expect(metrics.flushTime.sum).toBeGreaterThan(0);

  log.readCached(0, 3, 1_000_000);
  await world.run(log.read(0, 3, 1_000_000));
  expect([metrics.cacheReadBytes.value, metrics.diskReadBytes.value]).toEqual([bytes, bytes]);
  expect(log.cachedBytes).toBeGreaterThan(bytes);

  world.disk.inject({ operation: "write", kind: "FULL", times: 1 });
  log.append(batchAt({ baseOffset: 3 }));
  await expect(world.run(log.flush())).rejects.toMatchObject({ code: "STORAGE_FULL" });
  expect(metrics.diskFull.value).toBe(1);
  log.append(batchAt({ baseOffset: 3 }));
  await world.run(log.flush());
  expect(metrics.diskFull.value).toBe(0);
});
