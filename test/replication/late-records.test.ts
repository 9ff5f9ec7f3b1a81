/** P4: what counts as late when a partition opens, to the millisecond and to the offset. */
import { describe, expect, it } from "vitest";
import { LATE_MOVED_MAX } from "../../src/model/limits.ts";
import { LateRecords } from "../../src/replication/late-records.ts";
import type { Replica } from "../../src/replication/replica.ts";
import type { DueEntry } from "../../src/schedule/entry.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";

const LATE_AFTER_MS = 1_000;
const END_OFFSET = 10;

class Partition {
  readonly clock = new SimClock();
  readonly openedMs = this.clock.wallMs();
  nextDueMs: number | undefined = 0;
  overs = 0;
  readonly late: LateRecords;

  constructor(nextDueMs: number | undefined = 0) {
    this.nextDueMs = nextDueMs;
    const replica = { log: { endOffset: END_OFFSET }, schedule: this } as unknown as Replica;
    this.late = new LateRecords({
      topic: "t",
      replica,
      clock: this.clock,
      policy: { kind: "drop", lateAfterMs: LATE_AFTER_MS },
      writeDeadLetters: () => Promise.resolve(),
      settled: () => undefined,
      failed: () => undefined,
      over: () => (this.overs += 1),
    });
  }

  entry(overdueMs: number, more: Partial<DueEntry> = {}): DueEntry {
    return { offset: 0, dueMs: this.openedMs - overdueMs, recurring: false, ...more } as DueEntry;
  }
}

describe("late records", () => {
  it.each([
    [LATE_AFTER_MS - 1, false],
    [LATE_AFTER_MS, false],
    [LATE_AFTER_MS + 1, true],
  ])("overdue by %i ms at the opening: %s", (overdueMs, expected) => {
    const { late, clock, ...partition } = new Partition();
    clock.stepWall(86_400_000);
    expect(
      late.isLate({ ...partition, offset: 0, dueMs: partition.openedMs - overdueMs } as never),
    ).toBe(expected);
  });

  it.each([
    [END_OFFSET - 1, true],
    [END_OFFSET, false],
  ])("at offset %i, where the log ended at 10: %s", (offset, expected) => {
    const partition = new Partition();
    expect(partition.late.isLate(partition.entry(86_400_000, { offset }))).toBe(expected);
  });

  it("are not recurring ones", () => {
    const partition = new Partition();
    const entry = partition.entry(86_400_000, { recurring: true });
    expect(partition.late.isLate(entry)).toBe(false);
  });

  it("are not those that were moved since, however many that are", () => {
    const partition = new Partition();
    const entry = partition.entry(86_400_000, { offset: 3 });
    partition.late.moved(4, entry.dueMs);
    expect(partition.late.isLate(entry)).toBe(true);
    partition.late.moved(3, entry.dueMs);
    expect(partition.late.isLate(entry)).toBe(false);
    for (let offset = 0; offset <= LATE_MOVED_MAX; offset += 1) partition.late.moved(offset, 0);
    expect(partition.late.isOver).toBe(true);
    expect(partition.late.isLate({ ...entry, offset: 5 })).toBe(false);
  });

  it.each([
    [undefined, true],
    [-LATE_AFTER_MS, true],
    [-LATE_AFTER_MS - 1, false],
  ])("are all through when the next due time is %s ms from the opening: %s", (next, expected) => {
    const partition = new Partition(0);
    expect(partition.late.isOver).toBe(false);
    partition.nextDueMs = next === undefined ? undefined : partition.openedMs + next;
    partition.late.look();
    partition.late.look();
    expect(partition.late.isOver).toBe(expected);
    expect(partition.overs).toBe(expected ? 1 : 0);
  });
});
