/** Who cleans, when, how fast, and what stops it. */
import { describe, expect, it } from "vitest";
import { Cleaner, type CleanerObserver } from "../../src/broker/cleaner.ts";
import { Replicas } from "../../src/broker/replicas.ts";
import type { CleaningReport } from "../../src/replication/clean-partition.ts";
import { CleaningModel } from "../replication/cleaning-model.ts";
import { FOLDER, PARTITION, ReplicaWorld } from "../replication/replica-world.ts";

const INTERVAL_MS = 10_000;
const NO_LIMIT = { retentionMs: -1, retentionBytes: -1, segmentMs: 1e12 };

class Ground implements CleanerObserver {
  readonly world: ReplicaWorld;
  readonly model: CleaningModel;
  readonly cleaner: Cleaner;
  readonly reports: CleaningReport[] = [];
  readonly failures: unknown[] = [];
  retentionBytes = -1;
  bytesPerSecond = 1e9;

  private constructor(world: ReplicaWorld, model: CleaningModel) {
    this.world = world;
    this.model = model;
    const replicas = new Replicas();
    replicas.put("orders", false, PARTITION, { kind: "serving", replica: model.replica });
    this.cleaner = new Cleaner({
      clock: world.clock,
      random: world.random.stream("cleaner"),
      replicas,
      config: () => ({
        cleanerIntervalMs: INTERVAL_MS,
        cleanerBytesPerSecond: this.bytesPerSecond,
      }),
      policyOf: () => ({ ...NO_LIMIT, retentionBytes: this.retentionBytes }),
      observer: this,
    });
    this.cleaner.start();
  }

  /** Twenty closed segments, in each of which something waits. */
  static async open(): Promise<Ground> {
    const world = await new ReplicaWorld(1).prepare();
    const model = new CleaningModel(world, await world.open());
    for (let round = 0; round < 40; round++) {
      model.scheduleAll([{ size: 30, dueMs: world.clock.wallMs() + 1e9, id: undefined }]);
      model.plain([{ size: 200 }]);
    }
    await model.commit();
    return new Ground(world, model);
  }

  cleaned(_topic: string, _partition: number, report: CleaningReport): void {
    this.reports.push(report);
  }

  failed(_topic: string, _partition: number, error: unknown): void {
    this.failures.push(error);
  }

  pass(delayMs: number): Promise<void> {
    return this.world.schedule.advance(delayMs);
  }

  async check(): Promise<void> {
    this.model.logStart = this.model.replica.log.logStartOffset;
    expect(this.model.logStart).toBeGreaterThan(0);
    await this.model.check();
  }
}

describe("the cleaner", () => {
  it("looks each interval, and does nothing where there is nothing to do", async () => {
    const ground = await Ground.open();
    await ground.pass(3 * INTERVAL_MS);
    expect(ground.reports).toEqual([]);
    ground.retentionBytes = 1_000;
    await ground.pass(INTERVAL_MS + 1_000);
    expect(ground.reports.length).toBe(1);
    expect(ground.reports[0]!.freedBytes).toBeGreaterThan(5_000);
    await ground.check();
    await ground.cleaner.stop();
  });

  it("looks at once when it is woken", async () => {
    const ground = await Ground.open();
    ground.retentionBytes = 1_000;
    ground.cleaner.wake();
    await ground.pass(1_000);
    expect(ground.reports.length).toBe(1);
    await ground.cleaner.stop();
  });

  it("reads no faster than it may, and stops within a moment even so", async () => {
    const ground = await Ground.open();
    const { log } = ground.model.replica;
    ground.retentionBytes = 1_000;
    ground.bytesPerSecond = 500;
    const past = log.sizeBytes - 1_000;
    ground.cleaner.wake();
    await ground.pass((past / 500) * 1_000 * 0.5);
    expect(ground.reports).toEqual([]);
    const startMs = ground.world.schedule.nowMs;
    await ground.world.run(ground.cleaner.stop());
    expect(ground.world.schedule.nowMs - startMs).toBeLessThan(300);
    expect(ground.world.disk.filesBelow(FOLDER).filter((path) => path.endsWith(".tmp"))).toEqual(
      [],
    );
    await ground.check();
  });

  it("tells of a failure and tries again", async () => {
    const ground = await Ground.open();
    ground.retentionBytes = 1_000;
    ground.world.disk.inject({ operation: "write", path: /\.log\.tmp$/, kind: "FULL", times: 1 });
    ground.cleaner.wake();
    await ground.pass(1_000);
    expect(ground.failures).toMatchObject([{ code: "STORAGE_FULL" }]);
    await ground.pass(INTERVAL_MS);
    expect(ground.failures.length).toBe(1);
    expect(ground.reports.length).toBe(1);
    await ground.check();
    await ground.cleaner.stop();
  });
});
