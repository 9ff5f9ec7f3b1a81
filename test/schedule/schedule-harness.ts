/** A PartitionSchedule over a simulated store, beside its model; checks one against the other. */
import { expect } from "vitest";
import { DUE_NEVER_MS, DUE_TIME_MAX_MS } from "../../src/model/limits.ts";
import type { PendingEntry, ScheduleEvent } from "../../src/schedule/entry.ts";
import { ScheduleIndexDamaged } from "../../src/schedule/index-damaged.ts";
import { PartitionSchedule } from "../../src/schedule/partition-schedule.ts";
import { SCHEDULE_SIZES, type ScheduleSizes } from "../../src/schedule/sizes.ts";
import { SimStore } from "../sim/platform/sim-store.ts";
import { type ModelEntry, ScheduleModel } from "./schedule-model.ts";

export const TINY_SIZES: ScheduleSizes = {
  nearMax: 8,
  commitRounds: 2,
  sliceEvents: 3,
  sliceApplied: 4,
  sliceChunks: 2,
  sliceMerged: 5,
  sliceDeletes: 2,
  sliceHydrated: 2,
  waitingBlockRows: 2,
  sliceWaiting: 2,
  sliceReads: 2,
  listSlice: 2,
  listLooks: 3,
};

const PREFIX = Buffer.from("partition-7/");

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A scheduled record's event, with a place and a CRC that can be told from another's. */
export function scheduled(
  position: number,
  dueMs: number,
  id?: string,
  recurring = false,
): ScheduleEvent {
  return {
    kind: "scheduled",
    position,
    dueMs,
    place: { segmentBaseOffset: Math.floor(position / 100) * 100, position: (position % 100) * 70 },
    length: 60 + (position % 7),
    crc: Math.imul(position + 1, 0x9e3779b1) >>> 0,
    id,
    recurring,
  };
}

export class ScheduleHarness {
  readonly model = new ScheduleModel();
  readonly failures: unknown[] = [];
  schedule: PartitionSchedule;
  nowMs = 1_000;
  refuseNext = false;
  store: SimStore;
  readonly sizes: ScheduleSizes;
  #ends: (() => void)[] = [];

  constructor(sizes: ScheduleSizes = SCHEDULE_SIZES) {
    this.sizes = sizes;
    this.store = new SimStore({
      defer: (end) => this.#ends.push(end),
      refuses: () => {
        const refuses = this.refuseNext;
        this.refuseNext = false;
        return refuses;
      },
    });
    this.schedule = this.open();
  }

  open(): PartitionSchedule {
    return PartitionSchedule.open({
      store: this.store,
      prefix: PREFIX,
      partition: 7,
      nextTurn: () => Promise.resolve(),
      onFailed: (error) => this.failures.push(error),
      hashKey: [12, 34],
      sizes: this.sizes,
    });
  }

  get prefix(): Buffer {
    return PREFIX;
  }

  /** Appends one batch of `count` offsets; `make` gets the base offset. */
  append(count: number, make: (base: number) => ScheduleEvent[] = () => []): void {
    const batch = this.model.append(make(this.model.end), count);
    this.schedule.stage(batch.events, batch.next, batch.epoch);
    for (const event of batch.events) {
      const ends = event.kind === "released" || event.kind === "fired";
      if (ends) this.model.inFlight.delete(event.offset);
      if (event.kind === "cancelled") this.model.inFlight.delete(event.offset);
    }
    this.#dropSettledFlights();
  }

  commit(offset: number = this.model.end): void {
    this.model.highWatermark = Math.max(offset, this.model.highWatermark);
    this.schedule.commit(offset);
  }

  truncate(toOffset: number): void {
    this.model.truncate(toOffset);
    this.schedule.truncate(toOffset);
  }

  async endCommit(): Promise<void> {
    this.#ends.shift()?.();
    await turn();
  }

  async endAllCommits(): Promise<void> {
    await turn();
    while (this.#ends.length > 0) await this.endCommit();
  }

  /** Stores everything committed, and does all upkeep. */
  async settle(): Promise<void> {
    const settled = this.schedule.settled();
    await this.endAllCommits();
    await settled;
  }

  /** The process dies; what was appended beyond `keepUntil` is lost with it. */
  async crash(keepUntil: number): Promise<void> {
    this.store = this.store.crash();
    this.#ends = [];
    void this.schedule.close();
    this.model.truncate(keepUntil);
    this.model.inFlight.clear();
    this.schedule = this.open();
    expect(this.schedule.appliedOffset).toBeLessThanOrEqual(this.model.highWatermark);
    const before = this.model.batches.filter(({ base }) => base < this.schedule.appliedOffset);
    expect(this.schedule.appliedEpoch).toBe(before.at(-1)?.epoch ?? -1);
    this.replay();
  }

  /** Brings the log from where the index stands. */
  replay(): void {
    for (const { events, next, epoch } of this.model.batches) {
      if (next > this.schedule.appliedOffset) this.schedule.stage(events, next, epoch);
    }
    this.schedule.commit(this.model.highWatermark);
  }

  /** Takes what is due as a driver does, in as many calls as it takes; checks the order (P4). */
  take(maxRecords: number, maxBytes = Number.POSITIVE_INFINITY): PendingEntry[] {
    const expected = this.model.takeable(this.nowMs);
    for (let call = 0; call < 5_000; call++) {
      const taken = this.schedule.takeDue(this.nowMs, maxRecords, maxBytes);
      if (taken.length === 0 && expected.length > 0 && maxRecords > 0) continue;
      expect(taken.map(facts)).toEqual(expected.slice(0, taken.length).map(facts));
      for (const entry of taken) {
        this.model.inFlight.set(entry.offset, entry.dueMs);
        expect(this.schedule.isReleasable(entry, this.nowMs)).toBe(true);
        expect(this.schedule.isReleasable(entry, entry.dueMs - 1)).toBe(false);
      }
      return taken;
    }
    throw new Error(`takeDue gives nothing although ${expected.length} are due`);
  }

  /** Of what is in flight: whose release may be appended now. */
  releasable(): number[] {
    return [...this.model.inFlight]
      .filter(([offset, dueMs]) => this.schedule.isReleasable({ offset, dueMs }, this.nowMs))
      .map(([offset]) => offset);
  }

  giveBack(offsets: readonly number[]): void {
    for (const offset of offsets) this.model.inFlight.delete(offset);
    this.schedule.giveBack(offsets);
  }

  /** Everything that can be asked, against the model. */
  check(exact: boolean): void {
    const { schedule, model } = this;
    const committed = model.pending(model.highWatermark);
    const appended = model.pending(model.end);
    expect(schedule.count).toBe(committed.length);
    const first = committed[0]?.dueMs;
    const next = first === DUE_NEVER_MS ? undefined : first;
    if (exact || next === undefined) expect(schedule.nextDueMs).toBe(next);
    else expect(schedule.nextDueMs).toBeLessThanOrEqual(next);
    const overdue = committed.filter(({ dueMs }) => dueMs <= this.nowMs).length;
    expect(schedule.overdueCount(this.nowMs, 10_000)).toBe(overdue);
    expect(schedule.overdueCount(this.nowMs, 2)).toBeLessThanOrEqual(Math.min(overdue, 2));
    const wake = schedule.nextWakeMs();
    const takeable = model.takeable(DUE_TIME_MAX_MS)[0];
    if (takeable !== undefined) expect(wake).toBeLessThanOrEqual(takeable.dueMs);
    expect(schedule.firstPendingOffset).toBe(
      committed.length === 0 ? undefined : Math.min(...committed.map(({ offset }) => offset)),
    );
    const byOffset = new Map(appended.map((entry) => [entry.offset, entry]));
    for (const { events, base } of model.batches) {
      if (schedule.isPending(base - 1) !== byOffset.has(base - 1)) throw new Error(`at ${base}`);
      for (const { position } of events) this.#checkOffset(position, byOffset.get(position));
    }
    expect(schedule.pendingById("nobody")).toBe(undefined);
  }

  #checkOffset(offset: number, entry: ModelEntry | undefined): void {
    const found = this.schedule.pendingAt(offset);
    const same =
      found?.dueMs === entry?.dueMs &&
      found?.id === entry?.id &&
      found?.recurring === entry?.recurring &&
      found?.firings === entry?.firings;
    if (!same || this.schedule.isPending(offset) !== (entry !== undefined)) {
      expect({ offset, ...(found && facts(found)) }).toEqual({ offset, ...entry });
    }
    if (found !== undefined) checkRecord(found);
    if (entry?.id !== undefined) {
      expect(this.schedule.pendingById(entry.id)?.offset).toBe(offset);
    }
  }

  checkList(window: { afterMs?: number; beforeMs?: number; prefix?: string } = {}): void {
    const { afterMs = 0, beforeMs = Number.POSITIVE_INFINITY, prefix = "" } = window;
    const expected = this.model
      .pending(this.model.highWatermark)
      .filter(({ dueMs }) => dueMs >= afterMs && dueMs < beforeMs)
      .filter(({ id, offset }) => (id ?? `7:${offset}`).startsWith(prefix));
    const listed: PendingEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = this.schedule.list({ ...window, cursor });
      listed.push(...page.entries);
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(listed.map(facts)).toEqual(expected.map(facts));
    for (const entry of listed) checkRecord(entry);
  }

  expectNoDamage(): void {
    expect(this.failures.filter((failure) => failure instanceof ScheduleIndexDamaged)).toEqual([]);
  }

  /** A record in flight that is replaced, cancelled or truncated away is so no more. */
  #dropSettledFlights(): void {
    const pending = new Set(this.model.pending(this.model.end).map(({ offset }) => offset));
    for (const offset of this.model.inFlight.keys()) {
      if (!pending.has(offset)) this.model.inFlight.delete(offset);
    }
  }
}

export function facts(entry: ModelEntry | PendingEntry): ModelEntry {
  const { offset, dueMs, id, recurring, firings } = entry;
  return { offset, dueMs, id, recurring, firings };
}

function checkRecord(entry: PendingEntry): void {
  const event = scheduled(entry.offset, entry.dueMs, entry.id);
  if (event.kind !== "scheduled") throw new Error("unreachable");
  const { place, length, crc } = event;
  const same =
    entry.length === length &&
    entry.crc === crc &&
    entry.place.position === place.position &&
    entry.place.segmentBaseOffset === place.segmentBaseOffset;
  if (!same) expect({ ...entry }).toMatchObject({ place, length, crc });
}
