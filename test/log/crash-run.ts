/**
 * One life of a log that ends at a chosen disk operation, and the lives after it. It checks P1 (what
 * was acknowledged is there), P2 (every offset holds what was appended at it) and that recovery may
 * itself be cut short at any point.
 */
import type { Disk } from "../../src/platform/disk.ts";
import { DurableMarks } from "../../src/log/durable-marks.ts";
import type { LogOptions, PartitionLog } from "../../src/log/partition-log.ts";
import { batchAt, batchesOf, DIRECTORY, LogWorld, readAll } from "./fixture.ts";

export interface CrashPlan {
  readonly seed: number;
  /** The process stops at this disk mutation of its first life; none: it stops when it is idle. */
  readonly haltAt?: number;
  readonly how: "power" | "process";
  readonly flush?: LogOptions["flush"];
  readonly faulty?: (disk: Disk) => Disk;
}

const MARKS = "durable-marks.json";
const LIVES = 4;

/** What the world outside the process knows. */
interface Journal {
  /** By offset: the batch that was appended there last. */
  readonly appended: Map<number, Buffer>;
  acknowledged: number;
  /** Where readers were told to begin. */
  logStart: number;
  finished: boolean;
}

function optionsOf(plan: CrashPlan): Partial<LogOptions> {
  return {
    segmentBytes: 700,
    groupCommitBytes: 400,
    indexIntervalBytes: 100,
    flush: plan.flush ?? { mode: "sync" },
  };
}

/** Runs it; returns how many mutations the first life made. Throws where a promise is broken. */
export async function crashRun(plan: CrashPlan): Promise<number> {
  const world = await new LogWorld(plan.seed).prepare();
  if (plan.faulty !== undefined) world.faulty = plan.faulty;
  const journal: Journal = {
    appended: new Map(),
    acknowledged: 0,
    logStart: 0,
    finished: false,
  };
  const random = world.random.stream("workload");
  const before = world.disk.mutations;
  let mutations = 0;
  for (let life = 0; life < LIVES; life++) {
    if (life === 0 && plan.haltAt !== undefined) world.disk.haltAtMutation(plan.haltAt);
    // Later lives die early and often, in the middle of recovery.
    else if (life > 0 && life < LIVES - 1) world.disk.haltAtMutation(random.int(1, 12));
    let failure: unknown;
    const work = live(world, plan, journal).catch((error: unknown) => {
      failure ??= error;
    });
    await world.schedule.runUntilIdle();
    void work;
    if (failure !== undefined) throw failure;
    if (life === 0) mutations = world.disk.mutations - before;
    if (!world.disk.halted && !journal.finished) throw new Error("it hangs without a fault");
    world.die(plan.how);
  }
  if (!journal.finished) throw new Error("the last life did not finish");
  return mutations;
}

async function live(world: LogWorld, plan: CrashPlan, journal: Journal): Promise<void> {
  journal.finished = false;
  const marks = await DurableMarks.load(world.disk, MARKS);
  const log = await world.start(optionsOf(plan), marks.get(DIRECTORY));
  await marks.start(world.clock);
  await checkContents(log, journal);
  for (const offset of journal.appended.keys()) {
    if (offset >= log.endOffset) journal.appended.delete(offset);
  }
  const random = world.random.stream(`life at ${log.endOffset}`);
  for (let round = 0; round < 8; round++) {
    const count = random.int(1, 5);
    for (let index = 0; index < count; index++) appendOne(log, journal, random);
    await log.flush();
    journal.acknowledged = Math.max(journal.acknowledged, log.durableOffset);
    if (round % 3 === 1) {
      marks.note(DIRECTORY, log.durableOffset);
      await marks.write();
    }
    if (round === 5) {
      await log.deleteBefore(log.flushedOffset - 10, log.flushedOffset - 10);
      journal.logStart = Math.max(journal.logStart, log.logStartOffset);
    }
  }
  marks.note(DIRECTORY, log.durableOffset);
  await log.close();
  await marks.stop();
  journal.finished = true;
}

function appendOne(
  log: PartitionLog,
  journal: Journal,
  random: { int(least: number, below: number): number },
): void {
  const baseOffset = log.endOffset + (random.int(0, 8) === 0 ? random.int(1, 4) : 0);
  const count = random.int(1, 4);
  const epoch = Math.floor(baseOffset / 20);
  const batch = batchAt({ baseOffset, count, epoch, valueBytes: random.int(1, 80) });
  for (let offset = log.endOffset; offset < baseOffset + count; offset++) {
    journal.appended.delete(offset);
  }
  journal.appended.set(baseOffset, batch);
  log.append(batch);
}

async function checkContents(log: PartitionLog, journal: Journal): Promise<void> {
  if (log.endOffset < journal.acknowledged) {
    throw new Error(`P1: ends at ${log.endOffset}, acknowledged up to ${journal.acknowledged}`);
  }
  if (log.logStartOffset < journal.logStart) {
    throw new Error(`log start ${log.logStartOffset} went back from ${journal.logStart}`);
  }
  const batches = await batchesOf(log);
  const kept = [...journal.appended]
    .filter(([offset]) => offset >= log.firstOffset && offset < log.endOffset)
    .sort(([left], [right]) => left - right)
    .map(([, batch]) => batch);
  if (!Buffer.concat(batches).equals(Buffer.concat(kept))) {
    throw new Error(`P2: ${batches.length} batches recovered are not the ${kept.length} appended`);
  }
  const read = await readAll(log, 300);
  const whole = Buffer.concat(batches);
  if (!whole.subarray(whole.length - read.length).equals(read)) {
    throw new Error("P2: read and scan disagree");
  }
}
