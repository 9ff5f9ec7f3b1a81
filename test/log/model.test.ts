/**
 * The log against the simplest thing that could be one: a list of batches. Random lives of appends,
 * reads, cuts, full disks, stops and power cuts; after each step both must agree.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogOptions, PartitionLog } from "../../src/log/partition-log.ts";
import { batchAt, batchesOf, BASE_TIME_MS, LogWorld, offsetsIn } from "./fixture.ts";

interface Entry {
  readonly baseOffset: number;
  readonly count: number;
  readonly batch: Buffer;
}

type Step =
  | { readonly kind: "append"; readonly sizes: readonly number[]; readonly hole: number }
  | { readonly kind: "read"; readonly at: number; readonly span: number; readonly maxBytes: number }
  | { readonly kind: "time"; readonly at: number }
  | { readonly kind: "deleteBefore" | "truncateTo"; readonly at: number }
  | { readonly kind: "full"; readonly size: number }
  | { readonly kind: "stop"; readonly how: "clean" | "process" | "power" };

const fraction = fc.double({ min: 0, max: 1, noNaN: true });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("append" as const),
      sizes: fc.array(fc.nat(120), { minLength: 1, maxLength: 6 }),
      hole: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(3)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("read" as const),
      at: fraction,
      span: fraction,
      maxBytes: fc.nat(1_500),
    }),
  },
  fc.record({ kind: fc.constant("time" as const), at: fraction }),
  fc.record({
    kind: fc.constantFrom("deleteBefore" as const, "truncateTo" as const),
    at: fraction,
  }),
  fc.record({ kind: fc.constant("full" as const), size: fc.nat(400) }),
  fc.record({
    kind: fc.constant("stop" as const),
    how: fc.constantFrom("clean" as const, "process" as const, "power" as const),
  }),
);

const OPTIONS: Partial<LogOptions> = {
  segmentBytes: 900,
  groupCommitBytes: 500,
  indexIntervalBytes: 200,
  cacheBytes: 1_500,
};

class Lives {
  readonly #world: LogWorld;
  #log: PartitionLog;
  #entries: Entry[] = [];
  #start = 0;

  constructor(world: LogWorld, log: PartitionLog) {
    this.#world = world;
    this.#log = log;
  }

  get #end(): number {
    const last = this.#entries.at(-1);
    return last === undefined ? 0 : last.baseOffset + last.count;
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "append":
        await this.#append(step.sizes, step.hole);
        break;
      case "read":
        await this.#read(step);
        break;
      case "time":
        await this.#findTime(BASE_TIME_MS + Math.floor(step.at * (this.#end + 2)));
        break;
      case "deleteBefore": {
        const offset = this.#within(step.at);
        await this.#world.run(this.#log.deleteBefore(offset, offset));
        this.#start = Math.max(this.#start, offset);
        break;
      }
      case "truncateTo": {
        const offset = this.#within(step.at);
        await this.#world.run(this.#log.truncateTo(offset, () => Promise.resolve()));
        this.#entries = this.#entries.filter((entry) => entry.baseOffset + entry.count <= offset);
        break;
      }
      case "full":
        await this.#full(step.size);
        break;
      case "stop":
        await this.#stop(step.how);
        break;
    }
    await this.#compare();
  }

  /** An offset from the start to the end, both included. */
  #within(share: number): number {
    const offset = this.#start + Math.floor(share * (this.#end - this.#start + 1));
    return Math.min(offset, this.#end);
  }

  async #append(sizes: readonly number[], hole: number): Promise<void> {
    let baseOffset = this.#log.endOffset + hole;
    for (const valueBytes of sizes) {
      const count = 1 + (valueBytes % 3);
      const epoch = Math.max(this.#log.lastEpoch, Math.floor(baseOffset / 25));
      const batch = batchAt({ baseOffset, count, valueBytes, epoch });
      this.#log.append(batch);
      this.#entries.push({ baseOffset, count, batch });
      baseOffset += count;
    }
    await this.#world.run(this.#log.flush());
  }

  async #read(step: { at: number; span: number; maxBytes: number }): Promise<void> {
    const log = this.#log;
    const from = this.#start + Math.floor(step.at * (this.#end - this.#start + 1));
    const until = from + Math.floor(step.span * (this.#end - from + 2));
    const wanted = this.#entries
      .filter((entry) => entry.baseOffset + entry.count > from && entry.baseOffset < until)
      .map((entry) => entry.baseOffset);
    for (const found of [
      await this.#world.run(log.read(from, until, step.maxBytes)),
      log.readCached(from, until, step.maxBytes),
    ]) {
      if (found === undefined) continue;
      const offsets = offsetsIn(found);
      expect(offsets).toEqual(wanted.slice(0, offsets.length));
      if (wanted.length > 0) expect(offsets.length).toBeGreaterThan(0);
      const bytes = Buffer.concat(found).length;
      if (offsets.length > 1) expect(bytes).toBeLessThanOrEqual(step.maxBytes);
    }
  }

  async #findTime(timeMs: number): Promise<void> {
    // Times are base time plus offset, so the first one not below is an offset, or after a hole.
    let expected: number | undefined;
    for (const { baseOffset, count } of this.#entries) {
      for (let offset = baseOffset; offset < baseOffset + count; offset++) {
        const late = BASE_TIME_MS + offset >= timeMs && offset >= this.#log.logStartOffset;
        if (late) expected ??= offset;
      }
    }
    expect(await this.#world.run(this.#log.offsetForTimestamp(timeMs))).toBe(expected);
  }

  async #full(size: number): Promise<void> {
    const { disk } = this.#world;
    disk.inject({ operation: "write", path: /\.log$/, kind: "short", shortBytes: size, times: 1 });
    const batch = batchAt({ baseOffset: this.#log.endOffset, valueBytes: 500, epoch: 1_000 });
    this.#log.append(batch);
    const flushed = this.#world.run(this.#log.flush());
    await expect(flushed).rejects.toMatchObject({ code: "STORAGE_FULL" });
  }

  async #stop(how: "clean" | "process" | "power"): Promise<void> {
    if (how === "clean") await this.#world.run(this.#log.close());
    this.#world.die(how === "power" ? "power" : "process");
    const clean = how === "clean";
    this.#log = await this.#world.open(OPTIONS, this.#end);
    if (clean) expect(this.#log.recovery.clean).toBe(true);
  }

  async #compare(): Promise<void> {
    const log = this.#log;
    expect(log.logStartOffset).toBe(this.#start);
    expect([log.endOffset, log.flushedOffset]).toEqual([this.#end, this.#end]);
    const kept = this.#entries.filter((entry) => entry.baseOffset + entry.count > log.firstOffset);
    const batches = await this.#world.run(batchesOf(log));
    expect(Buffer.concat(batches).equals(Buffer.concat(kept.map((entry) => entry.batch)))).toBe(
      true,
    );
    expect(this.#world.fatals).toEqual([]);
  }
}

describe("the log and a list of batches", () => {
  it("agree after any life", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000), fc.array(step, { maxLength: 25 }), async (seed, steps) => {
        const world = await new LogWorld(seed).prepare();
        const lives = new Lives(world, await world.open(OPTIONS));
        for (const next of steps) await lives.take(next);
      }),
      { numRuns: 120 },
    );
  });
});
