/**
 * A replica beside the plainest account of what it must hold: every record ever appended, in memory.
 * Checks that cleaning changes neither what readers are promised nor what waits, live or folded anew.
 */
import { expect } from "vitest";
import type { CompactionPolicy } from "../../src/log/compaction.ts";
import { cleanPartition } from "../../src/replication/clean-partition.ts";
import { readPayloads } from "../../src/replication/payloads.ts";
import type { Replica } from "../../src/replication/replica.ts";
import { BatchBuilder, buildBatch } from "../../src/record/build.ts";
import { type CompressionName, SCHEDULED } from "../../src/record/layout.ts";
import { forEachRecord, readRecord } from "../../src/record/records.ts";
import { batchSizeAt, BatchView } from "../../src/record/view.ts";
import { buildCancelBatch, buildRescheduleBatch } from "../../src/schedule/control-payload.ts";
import {
  buildDefinitionBatch,
  buildFiringBatch,
} from "../../src/schedule/recurring/recurring-batches.ts";
import { buildReleasedBatch } from "../../src/schedule/released-batch.ts";
import { NOW_MS, ReplicaWorld } from "./replica-world.ts";

/** Value undefined: a tombstone. */
interface Content {
  readonly key: string | undefined;
  readonly value: string | undefined;
}

interface Pending extends Content {
  readonly dueMs: number;
  readonly id: string | undefined;
  readonly firings: number;
}

/** What one append does to the account, once it is durable. */
interface Change {
  readonly nextOffset: number;
  readonly apply: () => void;
}

export interface ToAppend {
  readonly size: number;
  readonly key?: string | undefined;
  readonly tombstone?: boolean;
}

export interface ToSchedule extends ToAppend {
  readonly dueMs: number;
  readonly id: string | undefined;
}

/** Room for six keys: most compactions take more than one round. */
const KEYS_BYTES = 8 * 24;

const DEFINITION = { everyMs: 1_000, anchor: NOW_MS, misfire: "fireOnce", firings: 0 } as const;

export class CleaningModel {
  readonly world: ReplicaWorld;
  readonly compaction: CompactionPolicy | undefined;
  replica: Replica;
  /** Visible records by offset, in order. */
  readonly visible = new Map<number, Content>();
  readonly pending = new Map<number, Pending>();
  logStart = 0;
  /** Passes that wrote something. */
  cleanings = 0;
  /** Appended, and nobody knows yet whether it is durable. */
  #open: Change[] = [];
  #appended = 0;
  /** Offsets of recurring schedules. */
  readonly #recurring = new Set<number>();

  constructor(world: ReplicaWorld, replica: Replica, compaction?: CompactionPolicy) {
    this.world = world;
    this.replica = replica;
    this.compaction = compaction;
  }

  nth(pick: number): number | undefined {
    return [...this.pending.keys()][pick % Math.max(this.pending.size, 1)];
  }

  plain(records: readonly ToAppend[], compression: CompressionName = "none"): void {
    const contents = records.map((record) => this.#content("plain", record));
    const batch = buildBatch(
      contents.map((content) => ({ timestamp: NOW_MS, ...bytesOf(content) })),
      { compression },
    );
    this.#append(batch, (base) => {
      for (const [index, content] of contents.entries()) this.visible.set(base + index, content);
    });
  }

  scheduleAll(records: readonly ToSchedule[]): void {
    const contents = records.map((record) => this.#content("waits", record));
    const builder = new BatchBuilder({ attributes: SCHEDULED, baseTimestamp: NOW_MS });
    for (const [index, { dueMs, id }] of records.entries()) {
      const headers =
        id === undefined ? [] : [{ key: "tidemark-schedule-id", value: Buffer.from(id) }];
      builder.append({ timestamp: dueMs, ...bytesOf(contents[index]!), headers });
    }
    this.#append(builder.build(), (base) => {
      for (const [index, { dueMs, id }] of records.entries()) {
        if (id !== undefined) {
          for (const [offset, other] of this.pending) {
            if (other.id === id) this.pending.delete(offset);
          }
        }
        this.pending.set(base + index, { dueMs, id, firings: 0, ...contents[index]! });
      }
    });
  }

  /** Replaces what waits under `id`, as every record of a known id does. */
  scheduleRecurring(record: ToSchedule & { readonly id: string }): void {
    const { id, dueMs } = record;
    const content = this.#content("recurs", record);
    const template = { ...bytesOf(content), headers: [] };
    const batch = buildDefinitionBatch(id, template, { definition: DEFINITION, dueMs }, NOW_MS);
    this.#append(batch, (base) => {
      for (const [offset, other] of this.pending) if (other.id === id) this.pending.delete(offset);
      this.pending.set(base, { dueMs, id, firings: 0, ...content });
      this.#recurring.add(base);
    });
  }

  /** A firing of a recurring schedule, which waits on; a last one where `nextDueMs` is undefined. */
  async fire(pick: number, nextDueMs: number | undefined): Promise<void> {
    await this.commit();
    const recurring = [...this.pending.keys()].filter((offset) => this.#recurring.has(offset));
    const offset = recurring[pick % Math.max(recurring.length, 1)];
    if (offset === undefined) return;
    const { log, schedule, highWatermark } = this.replica;
    const entry = schedule.pendingAt(offset)!;
    const [bytes] = await this.world.run(readPayloads(log, [entry], highWatermark));
    const firing = { number: entry.firings + 1, nominalMs: entry.dueMs, nextDueMs };
    this.#append(buildFiringBatch([{ entry, bytes: bytes!, firing }]), (base) => {
      const { key, value, ...rest } = this.pending.get(offset)!;
      this.visible.set(base, { key, value });
      if (nextDueMs === undefined) this.pending.delete(offset);
      else
        this.pending.set(offset, {
          ...rest,
          key,
          value,
          dueMs: nextDueMs,
          firings: entry.firings + 1,
        });
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
        const { key, value } = this.pending.get(offset)!;
        this.visible.set(base + index, { key, value });
        this.pending.delete(offset);
      }
    });
  }

  cancel(picks: readonly number[]): void {
    if (this.pending.size === 0) return;
    const offsets = [...new Set(picks.map((pick) => this.nth(pick)!))];
    this.#append(buildCancelBatch(offsets, NOW_MS), () => {
      for (const offset of offsets) this.pending.delete(offset);
    });
  }

  reschedule(pick: number, dueMs: number): void {
    const offset = this.nth(pick);
    if (offset === undefined) return;
    const { firings } = this.pending.get(offset)!;
    this.#append(buildRescheduleBatch([{ offset, dueMs, firings }], NOW_MS), () => {
      const entry = this.pending.get(offset);
      if (entry !== undefined) this.pending.set(offset, { ...entry, dueMs, firings });
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
      policy: { retentionMs: -1, retentionBytes, segmentMs: 1e12, compaction: this.compaction },
      nowMs: this.world.clock.wallMs(),
      hashKey: () => [1, 2, 3, this.#appended],
      keysBytesMax: KEYS_BYTES,
      pace: () => Promise.resolve(),
      stopped: () => false,
      nextTurn: () => this.world.clock.nextTurn(),
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
    await this.#checkPending();
    const readable = await this.readable();
    const written = new Map([...this.visible].filter(([offset]) => offset >= this.logStart));
    if (this.compaction === undefined) return expect(readable).toEqual(written);
    // Nothing that was not written there; the latest of each key, and all that have none.
    for (const [offset, content] of readable)
      expect([offset, content]).toEqual([offset, written.get(offset)]);
    for (const [offset, content] of latestOf(written)) {
      const mayBeGone = content.value === undefined && this.compaction.tombstoneRetentionMs === 0;
      if (!mayBeGone) expect([offset, readable.get(offset)]).toEqual([offset, content]);
    }
    // And what is gone stays gone: a reader that keeps the latest of each key has what was written.
    expect(valuesOf(readable)).toEqual(valuesOf(written));
  }

  /** What a reader from the log start gets. */
  async readable(): Promise<Map<number, Content>> {
    const { log, highWatermark } = this.replica;
    const found = new Map<number, Content>();
    let next = log.logStartOffset;
    while (next < highWatermark) {
      const [chunk] = await this.world.run(log.read(next, highWatermark, 1));
      if (chunk === undefined) break;
      for (let at = 0; at < chunk.length; at += batchSizeAt(chunk, at)) {
        const view = new BatchView(chunk, at);
        next = view.nextOffset;
        if (!view.isVisible) continue;
        forEachRecord(view, ({ index, key, value }) => {
          const offset = view.baseOffset + index;
          if (offset < log.logStartOffset) return;
          found.set(offset, { key: key?.toString(), value: value?.toString() });
        });
      }
    }
    return found;
  }

  async #checkPending(): Promise<void> {
    const { schedule, log, highWatermark } = this.replica;
    const waits = [...this.pending]
      .map(([offset, { dueMs, id, firings }]) => ({ offset, dueMs, id, firings }))
      .sort((a, b) => a.offset - b.offset);
    const found: (typeof waits)[number][] = [];
    let cursor: string | undefined;
    do {
      const page = schedule.list({ cursor });
      for (const { offset, dueMs, id, firings } of page.entries) {
        found.push({ offset, dueMs, id, firings });
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(found.sort((a, b) => a.offset - b.offset)).toEqual(waits);
    expect(schedule.count).toBe(waits.length);
    const entries = waits.map(({ offset }) => schedule.pendingAt(offset)!);
    const payloads = await this.world.run(readPayloads(log, entries, highWatermark));
    for (const [index, { offset }] of entries.entries()) {
      const { value } = readRecord(payloads[index]!);
      expect(value?.toString()).toBe(this.pending.get(offset)!.value);
    }
  }

  #append(batch: Buffer, apply: (baseOffset: number) => void): void {
    const { baseOffset, lastOffset } = this.replica.append(batch);
    this.#open.push({ nextOffset: lastOffset + 1, apply: () => apply(baseOffset) });
  }

  #content(kind: string, { size, key, tombstone = false }: ToAppend): Content {
    const text = `${kind} ${++this.#appended} `.padEnd(size, ".");
    return { key, value: tombstone ? undefined : text };
  }
}

function bytesOf({ key, value }: Content) {
  return {
    key: key === undefined ? undefined : Buffer.from(key),
    value: value === undefined ? undefined : Buffer.from(value),
  };
}

/** The last record of each key, and every one without. */
function latestOf(records: ReadonlyMap<number, Content>): Map<number, Content> {
  const latest = new Map<string, number>();
  for (const [offset, { key }] of records) latest.set(key ?? `offset ${offset}`, offset);
  return new Map(
    [...records].filter(([offset, { key }]) => latest.get(key ?? `offset ${offset}`) === offset),
  );
}

/** What a table of the latest values holds. */
function valuesOf(records: ReadonlyMap<number, Content>): Map<string, string> {
  const values = new Map<string, string>();
  for (const { key, value } of records.values()) {
    if (key === undefined) continue;
    if (value === undefined) values.delete(key);
    else values.set(key, value);
  }
  return new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
}
