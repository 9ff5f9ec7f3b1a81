/** The pending index on the store it runs on: what it wrote before is what it finds again. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openLmdbStore } from "../../src/host/lmdb-store.ts";
import { PartitionSchedule } from "../../src/schedule/partition-schedule.ts";
import { scheduled, turn } from "./schedule-harness.ts";

const COUNT = 20_000;
const dueOf = (offset: number): number => 10_000 + ((offset * 7_919) % COUNT);

interface Opened {
  readonly schedule: PartitionSchedule;
  readonly close: () => Promise<void>;
}

it("is the same after the store was closed and opened again", async () => {
  const path = mkdtempSync(join(tmpdir(), "tidemark-schedule-"));
  const failures: unknown[] = [];
  const open = async (): Promise<Opened> => {
    const store = await openLmdbStore(path, { suspect: false });
    const schedule = PartitionSchedule.open({
      store,
      prefix: Buffer.from("topic-0/"),
      partition: 0,
      nextTurn: turn,
      onFailed: (error) => failures.push(error),
      hashKey: [1, 2],
    });
    const close = async (): Promise<void> => {
      await schedule.close();
      await store.close();
    };
    return { schedule, close };
  };
  try {
    const first = await open();
    for (let base = 0; base < COUNT; base += 500) {
      const events = Array.from({ length: 500 }, (_, index) =>
        scheduled(base + index, dueOf(base + index), `order-${base + index}`),
      );
      first.schedule.stage(events, base + 500, 3);
      first.schedule.commit(base + 500);
      if (base % 2_000 === 0) await first.schedule.flush();
    }
    await first.schedule.settled();
    await first.close();

    const { schedule, close } = await open();
    expect([schedule.appliedOffset, schedule.appliedEpoch, schedule.count]).toEqual([
      COUNT,
      3,
      COUNT,
    ]);
    for (let offset = 0; offset < COUNT; offset += 97) {
      expect(schedule.pendingById(`order-${offset}`)).toMatchObject({
        offset,
        dueMs: dueOf(offset),
      });
    }
    const dues: number[] = [];
    for (let idle = 0; idle < 100 && dues.length < COUNT; idle++) {
      for (const { dueMs } of schedule.takeDue(50_000, 1_000, 1 << 30)) {
        dues.push(dueMs);
        idle = 0;
      }
    }
    expect(dues).toEqual(Array.from({ length: COUNT }, (_, at) => 10_000 + at));
    expect(failures).toEqual([]);
    await close();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
});
