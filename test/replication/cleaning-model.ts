/**
 * A replica beside the plainest account of what it must hold: every record ever appended, in memory.
 * Checks that cleaning changes neither what readers see nor what waits, live or folded anew.
 */
import { expect } from "vitest";
import { cleanPartition } from "../../src/replication/clean-partition.ts";
import { readPayloads } from "../../src/replication/payloads.ts";
import type { Replica } from "../../src/replication/replica.ts";
import { BatchBuilder, buildBatch } from "../../src/record/build.ts";
import { SCHEDULED } from "../../src/record/layout.ts";
import { forEachRecord, readRecord } from "../../src/record/records.ts";
import { batchSizeAt, BatchView } from "../../src/record/view.ts";
import { buildCancelBatch, buildRescheduleBatch } from "../../src/schedule/control-payload.ts";
import { buildReleasedBatch } from "../../src/schedule/released-batch.ts";
import { NOW_MS, ReplicaWorld } from "./replica-world.ts";

interface Pending {
  readonly dueMs: number;
  readonly id: string | undefined;
  readonly value: string;
}

/** What one append does to the account, once it is durable. */
interface Change {
  readonly nextOffset: number;
  readonly apply: () => void;
}

export interface ToSchedule {
  readonly dueMs: number;
  readonly id: string | undefined;
  readonly size: number;
}

export class CleaningModel {
  readonly world: ReplicaWorld;
  replica: Replica;
  /** Visible records by offset. */
  readonly visible = new Map<number, string>();
  readonly pending = new Map<number, Pending>();
  logStart = 0;
  cleanings = 0;
  /** Appended, and nobody knows yet whether it is durable. */
  #open: Change[] = [];
  #appended = 0;

  constructor(world: ReplicaWorld, replica: Replica) {
    this.world = world;
    this.replica = replica;
  }

  nth(pick: number): number | undefined {
    return [...this.pending.keys()][pick % Math.max(this.pending.size, 1)];
  }

  plain(sizes: readonly number[]): void {
    const values = sizes.map((size) => this.#value("plain", size));
    this.#append(
      buildBatch(values.map((value) => ({ timestamp: NOW_MS, value: Buffer.from(value) }))),
      (base) => values.forEach((value, index) => this.visible.set(base + index, value)),
    );
  }

  scheduleAll(records: readonly ToSchedule[]): void {
    const values = records.map(({ size }) => this.#value("waits", size));
    const builder = new BatchBuilder({ attributes: SCHEDULED, baseTimestamp: NOW_MS });
    for (const [index, { dueMs, id }] of records.entries()) {
      const headers =
        id === undefined ? [] : [{ key: "tidemark-schedule-id", value: Buffer.from(id) }];
      builder.append({ timestamp: dueMs, value: Buffer.from(values[index]!), headers });
    }
    this.#append(builder.build(), (base) => {
      for (const [index, { dueMs, id }] of records.entries()) {
        if (id !== undefined) {
          for (const [offset, other] of this.pending) {
            if (other.id === id) this.pending.delete(offset);
          }
        }
        this.pending.set(base + index, { dueMs, id, value: values[index]! });
      }
    });
  }

  async release(picks: readonly number[]): Promise<void> {
    await this.commit();
    if (this.pending.size === 0) return;
    const offsets = [...new Set(picks.map((pick) => this.nth(pick)!))];
    const entries = offsets.map((offset) => this.replica.schedule.pendingAt(offset)!);
    const { log, highWatermark } = this.replica;
    const payloads = await this.world.run(readPayloads(log, entries, highWatermark));
    const due = entries.map((entry, index) => ({ entry, bytes: payloads[index]! }));
    this.#append(buildReleasedBatch(due), (base) => {
      for (const [index, offset] of offsets.entries()) {
        this.visible.set(base + index, this.pending.get(offset)!.value);
        this.pending.delete(offset);
      }
    });
  }

  cancel(picks: readonly number[]): void {
    const offsets = [...new Set(picks.map((pick) => this.nth(pick)!))];
    this.#append(buildCancelBatch(offsets, NOW_MS), () => {
      for (const offset of offsets) this.pending.delete(offset);
    });
  }

  reschedule(pick: number, dueMs: number): void {
    const offset = this.nth(pick)!;
    this.#append(buildRescheduleBatch([{ offset, dueMs, firings: 0 }], NOW_MS), () => {
      const entry = this.pending.get(offset);
      if (entry !== undefined) this.pending.set(offset, { ...entry, dueMs });
    });
  }

  async deleteRecords(share: number): Promise<void> {
    await this.commit();
    const { highWatermark } = this.replica;
    const before = this.logStart + Math.floor(share * (highWatermark - this.logStart));
    this.logStart = await this.world.run(this.replica.deleteRecords(before));
    expect(this.logStart).toBe(before);
  }

  /** A cleaning pass, which ends where `haltAt` of its disk operations is due, if that is in it. */
  async clean(retentionBytes: number, haltAt?: number): Promise<void> {
    await this.commit();
    if (haltAt !== undefined) this.world.disk.haltAtMutation(haltAt);
    let failure: unknown;
    const work = cleanPartition(this.replica, {
      policy: { retentionMs: -1, retentionBytes, segmentMs: 1e12 },
      nowMs: this.world.clock.wallMs(),
      pace: () => Promise.resolve(),
      stopped: () => false,
    })
      .then(({ rewrittenBytes }) => void (this.cleanings += rewrittenBytes > 0 ? 1 : 0))
      .catch((error: unknown) => (failure = error));
    await this.world.schedule.runUntilIdle();
    void work;
    if (failure !== undefined) throw failure;
    if (!this.world.disk.halted) this.logStart = this.replica.log.logStartOffset;
  }

  /** Resolves when everything appended is durable and in the account. */
  async commit(): Promise<void> {
    await this.world.run(this.replica.log.flush());
    for (const change of this.#open.splice(0)) change.apply();
  }

  /** The process dies; what it had appended and not heard of is there or not. */
  async die(how: "power" | "process", storeIsLost: boolean): Promise<void> {
    this.world.die(how);
    if (storeIsLost) this.world.loseStore();
    this.replica = await this.world.open();
    for (const { nextOffset, apply } of this.#open.splice(0)) {
      if (nextOffset <= this.replica.log.endOffset) apply();
    }
    expect(this.replica.log.logStartOffset).toBeGreaterThanOrEqual(this.logStart);
    this.logStart = this.replica.log.logStartOffset;
  }

  async check(): Promise<void> {
    await this.commit();
    const { schedule, log, highWatermark } = this.replica;
    const waits = new Map<number, Omit<Pending, "value">>();
    for (const [offset, { dueMs, id }] of this.pending) waits.set(offset, { dueMs, id });
    const found = new Map<number, Omit<Pending, "value">>();
    let cursor: string | undefined;
    do {
      const page = schedule.list({ cursor });
      for (const { offset, dueMs, id } of page.entries) found.set(offset, { dueMs, id });
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(found).toEqual(waits);
    expect(schedule.count).toBe(waits.size);
    const entries = [...waits.keys()].map((offset) => schedule.pendingAt(offset)!);
    const payloads = await this.world.run(readPayloads(log, entries, highWatermark));
    for (const [index, { offset }] of entries.entries()) {
      const { value } = readRecord(payloads[index]!);
      expect(value?.toString()).toBe(this.pending.get(offset)!.value);
    }
    expect(await this.#readable()).toEqual(
      new Map([...this.visible].filter(([offset]) => offset >= this.logStart)),
    );
  }

  /** What a reader from the log start gets. */
  async #readable(): Promise<Map<number, string>> {
    const { log, highWatermark } = this.replica;
    const found = new Map<number, string>();
    let next = log.logStartOffset;
    while (next < highWatermark) {
      const [chunk] = await this.world.run(log.read(next, highWatermark, 1));
      if (chunk === undefined) break;
      for (let at = 0; at < chunk.length; at += batchSizeAt(chunk, at)) {
        const view = new BatchView(chunk, at);
        next = view.nextOffset;
        if (!view.isVisible) continue;
        forEachRecord(view, ({ index, value }) => {
          const offset = view.baseOffset + index;
          if (offset >= log.logStartOffset) found.set(offset, value!.toString());
        });
      }
    }
    return found;
  }

  #append(batch: Buffer, apply: (baseOffset: number) => void): void {
    const { baseOffset, lastOffset } = this.replica.append(batch);
    this.#open.push({ nextOffset: lastOffset + 1, apply: () => apply(baseOffset) });
  }

  #value(kind: string, size: number): string {
    return `${kind} ${++this.#appended} `.padEnd(size, ".");
  }
}
