/** MessageIds over a simulated store, beside a list of all that was appended; checks one against the other. */
import { expect } from "vitest";
import { DedupBudget } from "../../src/dedup/dedup-budget.ts";
import { MessageIds } from "../../src/dedup/message-ids.ts";
import type { DedupSizes } from "../../src/dedup/sizes.ts";
import { HEADER_MESSAGE_ID } from "../../src/model/headers.ts";
import { buildBatch } from "../../src/record/build.ts";
import { keepRecords } from "../../src/record/drop.ts";
import { BatchView } from "../../src/record/view.ts";
import { ViewDamaged } from "../../src/runs/view-damaged.ts";
import { SimStore } from "../sim/platform/sim-store.ts";

export const TINY_DEDUP: DedupSizes = {
  tableRows: 6,
  tablesFrozenMax: 2,
  ageIds: 60,
  sliceEncoded: 4,
  sliceMerged: 5,
  mergeSlices: 2,
  sliceDeletes: 2,
  runsPerLevel: 3,
  offsetsUnstoredMax: 100,
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Appended {
  readonly base: number;
  readonly next: number;
  readonly atMs: number;
  readonly batch: Buffer;
  /** By offset; without those that were duplicates. */
  readonly ids: ReadonlyMap<number, string>;
}

export class DedupHarness {
  store: SimStore;
  ids: MessageIds;
  nowMs = 1_000_000;
  windowMs = 1_000;
  refuseNext = false;
  forgotten = 0;
  readonly failures: unknown[] = [];
  readonly #sizes: DedupSizes;
  readonly #idsMax: number | undefined;
  #log: Appended[] = [];
  #highWatermark = 0;
  /** Offsets below it were appended while the window was shorter or off: nobody promises anything. */
  #vague = 0;
  #ends: (() => void)[] = [];

  constructor(sizes: DedupSizes, idsMax?: number) {
    this.#sizes = sizes;
    this.#idsMax = idsMax;
    this.store = new SimStore({
      defer: (end) => this.#ends.push(end),
      refuses: () => {
        const refuses = this.refuseNext;
        this.refuseNext = false;
        return refuses;
      },
    });
    this.ids = this.#open();
  }

  get #end(): number {
    return this.#log.at(-1)?.next ?? 0;
  }

  /** Does what a leader does with a batch, and checks each verdict. */
  publish(wanted: readonly (string | undefined)[]): void {
    const base = this.#end;
    const view = new BatchView(batchOf(wanted, base));
    const found = this.ids.lookUp(view, this.nowMs);
    const kept = new Map<number, string>();
    const rows = found === undefined ? [] : Array.from({ length: found.count }, (_, row) => row);
    for (const row of rows) {
      if (found === undefined) break;
      const index = found.indexes[row]!;
      const id = wanted[index]!;
      this.#check(id, found.first[row]!);
      if (found.first[row]! >= 0) continue;
      const inBatch = [...kept].find(([, other]) => other === id)?.[0] ?? -1;
      expect(found.claimedBy(row)).toBe(inBatch);
      if (inBatch >= 0) continue;
      found.claim(row, base + index);
      kept.set(base + index, id);
    }
    const stays = (index: number): boolean => wanted[index] === undefined || kept.has(base + index);
    this.#append(new BatchView(keepRecords(view, ({ index }) => stays(index))), kept);
    this.ids.stage(view.nextOffset, found, this.nowMs);
  }

  plain(count: number): void {
    const view = new BatchView(batchOf(new Array<undefined>(count).fill(undefined), this.#end));
    this.#append(view, new Map());
    this.ids.stage(view.nextOffset, undefined, this.nowMs);
  }

  #append(view: BatchView, ids: ReadonlyMap<number, string>): void {
    const { baseOffset: base, nextOffset: next, buffer: batch } = view;
    this.#log.push({ base, next, atMs: this.nowMs, batch, ids });
  }

  find(id: string): number {
    const found = this.ids.lookUp(new BatchView(batchOf([id], this.#end)), this.nowMs);
    return found === undefined ? -1 : found.first[0]!;
  }

  /** Where a list of everything says that an id is. */
  #expected(id: string, sinceMs: number, from: number): number {
    let offset = -1;
    for (const { ids, atMs, base } of this.#log) {
      if (atMs <= sinceMs || base < from) continue;
      for (const [at, other] of ids) if (other === id) offset = at;
    }
    return offset;
  }

  #check(id: string, found: number): void {
    if (found >= 0) {
      // What is found is there, and was not appended much longer ago than the window.
      const slackMs = this.windowMs / 64 + 1;
      const sinceMs = this.nowMs - this.windowMs - slackMs;
      const batch = this.#log.find(({ base, next }) => found >= base && found < next);
      expect(batch?.ids.get(found)).toBe(id);
      if (found >= this.#vague) expect(batch!.atMs).toBeGreaterThan(sinceMs);
      return;
    }
    expect(this.#expected(id, this.nowMs - this.windowMs, this.#vague)).toBe(-1);
  }

  checkAll(): void {
    if (this.windowMs === 0) return;
    for (let number = 0; number <= 41; number++)
      this.#check(`id-${number}`, this.find(`id-${number}`));
  }

  setWindow(ms: number): void {
    this.windowMs = ms;
    this.#vague = this.#end;
    if (ms === 0) this.ids.checkpoint(this.nowMs);
  }

  #pickEnd(nth: number): number {
    const ends = [this.#highWatermark, ...this.#log.map(({ next }) => next)];
    const allowed = ends.filter((end) => end >= this.#highWatermark);
    return allowed[allowed.length - 1 - (nth % allowed.length)]!;
  }

  /** `nth` batch end from the end of the log. */
  commit(nth: number): void {
    this.#highWatermark = this.#pickEnd(nth);
    this.ids.commit(this.#highWatermark);
  }

  cut(nth: number): void {
    const end = this.#pickEnd(nth);
    this.#log = this.#log.filter(({ next }) => next <= end);
    this.ids.truncate(end);
  }

  async endCommit(): Promise<void> {
    this.#ends.shift()?.();
    await turn();
  }

  async endAllCommits(): Promise<void> {
    await turn();
    while (this.#ends.length > 0) await this.endCommit();
  }

  async settle(): Promise<void> {
    const settled = this.ids.settled();
    await this.endAllCommits();
    await settled;
  }

  /** The process dies, and what follows the nth end of a batch is lost with it. */
  async crash(nth: number): Promise<void> {
    const end = this.#pickEnd(nth);
    this.store = this.store.crash();
    this.#ends = [];
    void this.ids.close();
    this.#log = this.#log.filter(({ next }) => next <= end);
    this.ids = this.#open();
    expect(this.ids.appliedOffset).toBeLessThanOrEqual(this.#highWatermark);
    for (const { batch, atMs } of this.#log) {
      this.ids.restage(new BatchView(batch), atMs, this.nowMs);
    }
    this.#highWatermark = end;
    this.ids.commit(end);
    // Appended while nothing was remembered, and folded now.
    this.checkAll();
    await turn();
  }

  expectNoDamage(): void {
    expect(this.failures.filter((failure) => failure instanceof ViewDamaged)).toEqual([]);
  }

  #open(): MessageIds {
    return MessageIds.open({
      store: this.store,
      prefix: Buffer.from("ids/"),
      budget: new DedupBudget((ids) => (this.forgotten += ids), this.#idsMax),
      windowMs: () => this.windowMs,
      nextTurn: () => Promise.resolve(),
      onFailed: (error) => this.failures.push(error),
      hashKey: [1, 2, 3, 4],
      sizes: this.#sizes,
    });
  }
}

export function batchOf(ids: readonly (string | undefined)[], baseOffset: number): Buffer {
  return buildBatch(
    ids.map((id) => ({
      timestamp: 5,
      value: Buffer.from("v"),
      headers: id === undefined ? [] : [{ key: HEADER_MESSAGE_ID, value: Buffer.from(id) }],
    })),
    { baseOffset },
  );
}
