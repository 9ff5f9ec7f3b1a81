/** P4, P5: partitions whose index has to be built anew come up one by one, and say how far they are. */
import { beforeEach, describe, expect, it } from "vitest";
import { readinessOf } from "../../src/broker/readiness.ts";
import { Rebuilds } from "../../src/broker/rebuilds.ts";
import { Replicas } from "../../src/broker/replicas.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import { topicId } from "../../src/model/ids.ts";
import { REBUILD_BEFORE_UP_BYTES, REPLAY_BEFORE_UP_BYTES } from "../../src/model/limits.ts";
import type { OpeningReplica } from "../../src/replication/open-replica.ts";
import type { Replica } from "../../src/replication/replica.ts";
import type { Folded } from "../../src/replication/replay-log.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";

const REPLICA = { schedule: { count: 7 } } as unknown as Replica;

/** Folds when it is told to. */
class FakeOpening implements OpeningReplica {
  readonly replayOffsets = 1_000;
  readonly replayBytes: number;
  readonly rebuilding: boolean;
  folded: Folded | undefined;
  end: (() => void) | undefined;
  fail: ((error: unknown) => void) | undefined;
  isClosed = false;

  constructor(replayBytes = 1, rebuilding = true) {
    this.replayBytes = replayBytes;
    this.rebuilding = rebuilding;
  }

  finish(folded: Folded): Promise<Replica> {
    this.folded = folded;
    return new Promise((resolve, reject) => {
      this.end = () => resolve(REPLICA);
      this.fail = reject;
    });
  }

  /** As `finish` does: whatever `folded` throws ends it. */
  fold(doneOffsets: number): void {
    try {
      this.folded!(doneOffsets);
    } catch (error) {
      this.fail!(error);
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

let lines: string[];
let clock: SimClock;
let rebuilds: Rebuilds;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  lines = [];
  clock = new SimClock();
  const write = (line: string) => void lines.push(line.trim());
  rebuilds = new Rebuilds(
    clock,
    createLog({ format: "text", level: () => "info", wallMs: () => 0, write }),
  );
});

describe("what is worth waiting for", () => {
  it("is an index that is small, or only behind, as long as all together are not too much", () => {
    expect(rebuilds.isShort(new FakeOpening(REBUILD_BEFORE_UP_BYTES, true))).toBe(true);
    expect(rebuilds.isShort(new FakeOpening(REBUILD_BEFORE_UP_BYTES + 1, true))).toBe(false);
    const left = REPLAY_BEFORE_UP_BYTES - REBUILD_BEFORE_UP_BYTES;
    expect(rebuilds.isShort(new FakeOpening(left + 1, false))).toBe(false);
    expect(rebuilds.isShort(new FakeOpening(left, false))).toBe(true);
    expect(rebuilds.isShort(new FakeOpening(1, false))).toBe(false);
    expect(rebuilds.isShort(new FakeOpening(0, false))).toBe(true);
  });
});

describe("a partition that is rebuilt", () => {
  it("waits for the one before it, and is listed until it is there", async () => {
    const [first, second] = [new FakeOpening(), new FakeOpening()];
    const firstDone = rebuilds.run("a", "t", 0, first);
    const secondDone = rebuilds.run("b", "t", 1, second);
    await turn();
    first.fold(400);
    expect(second.folded).toBeUndefined();
    expect(rebuilds.list).toEqual([
      { topic: "t", partition: 0, doneOffsets: 400, totalOffsets: 1_000 },
      { topic: "t", partition: 1, doneOffsets: 0, totalOffsets: 1_000 },
    ]);
    first.end!();
    expect(await firstDone).toBe(REPLICA);
    await turn();
    second.end!();
    expect(await secondDone).toBe(REPLICA);
    expect(rebuilds.list).toEqual([]);
  });

  it("says in the log how far it is, every few seconds", async () => {
    const opening = new FakeOpening();
    const done = rebuilds.run("a", "t", 0, opening);
    await turn();
    for (let count = 1; count <= 10; count += 1) {
      await clock.schedule.advance(500);
      opening.fold(count * 100);
    }
    opening.end!();
    await done;
    const told = lines.filter((line) => line.includes("percent="));
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/percent=40 .*doneOffsets=400 .*offsetsPerSecond=200/);
    expect(lines.at(-1)).toMatch(/there again .*pending=7 .*tookMs=5000/);
  });

  it("that fails says so and lets the next one begin", async () => {
    const [first, second] = [new FakeOpening(), new FakeOpening()];
    const failing = rebuilds.run("a", "t", 0, first);
    const done = rebuilds.run("b", "t", 1, second);
    await turn();
    first.fail!(new TidemarkError("PARTITION_DAMAGED", "no"));
    await expect(failing).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
    await turn();
    second.end!();
    expect(await done).toBe(REPLICA);
  });

  it("can be stopped under way, or before it begins", async () => {
    const [first, second] = [new FakeOpening(), new FakeOpening()];
    const firstDone = rebuilds.run("a", "t", 0, first);
    const secondDone = rebuilds.run("b", "t", 1, second);
    await turn();
    rebuilds.stopAll();
    first.fold(1);
    expect(await firstDone).toBeUndefined();
    expect(await secondDone).toBeUndefined();
    expect(second.isClosed).toBe(true);
    expect(second.folded).toBeUndefined();
    expect(rebuilds.list).toEqual([]);
  });
});

describe("a broker that rebuilds", () => {
  const id = (partition: number) => ({ topicId: topicId("a".repeat(32)), partition });
  const out = {
    kind: "out",
    error: new TidemarkError("SCHEDULE_REBUILDING", "in a moment"),
  } as const;

  it("is ready once it serves something of its users, and says what is missing", () => {
    const replicas = new Replicas();
    expect(readinessOf("ready", replicas, rebuilds)).toMatchObject({
      ready: true,
      status: "ready",
    });
    void rebuilds.run("a", "t", 0, new FakeOpening());
    replicas.put("t", false, id(0), out);
    replicas.put("__group_offsets", true, id(0), { kind: "serving", replica: REPLICA });
    expect(readinessOf("ready", replicas, rebuilds)).toEqual({
      ready: false,
      status: "rebuilding",
      detail: "partitions that build their pending index anew: 1 (0 of 1000 offsets)",
      rebuilding: [{ topic: "t", partition: 0, doneOffsets: 0, totalOffsets: 1_000 }],
    });
    replicas.put("t", false, id(1), { kind: "serving", replica: REPLICA });
    expect(readinessOf("ready", replicas, rebuilds).ready).toBe(true);
    expect(readinessOf("draining", replicas, rebuilds)).toMatchObject({
      ready: false,
      status: "draining",
    });
  });
});
