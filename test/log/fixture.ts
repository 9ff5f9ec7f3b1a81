/** One log on a simulated disk, and batches that say what they are. Shared by the tests of the log. */
import { partitionKey, topicId } from "../../src/model/ids.ts";
import { type LogOptions, PartitionLog } from "../../src/log/partition-log.ts";
import type { Disk } from "../../src/platform/disk.ts";
import type { LogResources } from "../../src/log/log-resources.ts";
import { BatchBuilder } from "../../src/record/build.ts";
import { batchSizeAt, baseOffsetAt } from "../../src/record/view.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimDisk } from "../sim/platform/sim-disk.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";

export const IDENTITY = { topicId: topicId("0123456789abcdef0123456789abcdef"), partition: 3 };
export const DIRECTORY = `topics/${partitionKey(IDENTITY)}`;
export const BASE_TIME_MS = 1_767_225_600_000;

export const OPTIONS: LogOptions = {
  segmentBytes: 1 << 20,
  segmentMs: 3_600_000,
  indexIntervalBytes: 256,
  groupCommitBytes: 1 << 20,
  cacheBytes: 0,
  flush: { mode: "sync" },
};

export interface BatchShape {
  readonly baseOffset: number;
  readonly count?: number;
  readonly valueBytes?: number;
  readonly epoch?: number;
  readonly timeMs?: number;
  readonly attributes?: number;
}

/** Values repeat the offset, so that a record in the wrong place shows. */
export function batchAt(shape: BatchShape): Buffer {
  const { baseOffset, count = 1, valueBytes = 20, epoch = 0 } = shape;
  const timeMs = shape.timeMs ?? BASE_TIME_MS + baseOffset;
  const builder = new BatchBuilder({
    baseOffset,
    leaderEpoch: epoch,
    baseTimestamp: timeMs,
    attributes: shape.attributes ?? 0,
  });
  for (let index = 0; index < count; index++) {
    const value = Buffer.alloc(valueBytes, `${baseOffset + index} `);
    builder.append({ timestamp: timeMs + index, key: undefined, value, headers: [] });
  }
  return builder.build();
}

/** What a fatal error does to a simulated process. */
export class Fatal extends Error {}

export class LogWorld {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly disk: SimDisk;
  clock = new SimClock(this.schedule);
  fatals: string[] = [];
  /** What the log is given for its disk: the simulated one, or one that forgets a duty. */
  faulty: (disk: Disk) => Disk = (disk) => disk;

  constructor(seed = 1) {
    this.random = new SimRandom(seed);
    this.disk = new SimDisk({ schedule: this.schedule, random: this.random.stream("disk") });
  }

  /** The folder that holds all logs; a node makes it before it opens one. */
  async prepare(): Promise<this> {
    await this.schedule.run(
      (async () => {
        await this.disk.makeDirectory("topics");
        await this.disk.syncDirectory(".");
      })(),
    );
    return this;
  }

  start(
    options: Partial<LogOptions> = {},
    durableMark = 0,
    resources?: LogResources,
  ): Promise<PartitionLog> {
    const deps = {
      disk: this.faulty(this.disk),
      clock: this.clock,
      fatal: (reason: string): never => {
        this.fatals.push(reason);
        throw new Fatal(reason);
      },
      ...(resources === undefined ? {} : { resources }),
    };
    return PartitionLog.open(deps, DIRECTORY, IDENTITY, { ...OPTIONS, ...options }, durableMark);
  }

  open(
    options: Partial<LogOptions> = {},
    durableMark = 0,
    resources?: LogResources,
  ): Promise<PartitionLog> {
    return this.schedule.run(this.start(options, durableMark, resources));
  }

  run<T>(work: Promise<T>): Promise<T> {
    return this.schedule.run(work);
  }

  /** The process and its timers are gone; `power` says whether the machine lost power too. */
  die(how: "power" | "process"): void {
    this.clock.halt();
    this.clock = new SimClock(this.schedule);
    if (how === "power") this.disk.crash();
    else this.disk.kill();
  }

  path(kind: string, baseOffset = 0): string {
    return `${DIRECTORY}/${String(baseOffset).padStart(20, "0")}.${kind}`;
  }
}

/** Base offsets of all batches in what a read gave. */
export function offsetsIn(buffers: readonly Buffer[]): number[] {
  const offsets: number[] = [];
  for (const buffer of buffers) {
    for (let at = 0; at < buffer.length; at += batchSizeAt(buffer, at)) {
      offsets.push(baseOffsetAt(buffer, at));
    }
  }
  return offsets;
}

/** All batches of the log, as scan shows them, as copies. */
export async function batchesOf(log: PartitionLog): Promise<Buffer[]> {
  const batches: Buffer[] = [];
  await log.scan(0, (view) => void batches.push(Buffer.from(view.bytes)));
  return batches;
}

/** All batches by repeated reads. */
export async function readAll(log: PartitionLog, maxBytes = 1_000): Promise<Buffer> {
  const parts: Buffer[] = [];
  let next = log.logStartOffset;
  while (next < log.flushedOffset) {
    const found = await log.read(next, log.flushedOffset, maxBytes);
    if (found.length === 0) break;
    parts.push(...found);
    const last = found.at(-1)!;
    let at = 0;
    while (at + batchSizeAt(last, at) < last.length) at += batchSizeAt(last, at);
    next = baseOffsetAt(last, at) + last.readInt32BE(at + 23) + 1;
  }
  return Buffer.concat(parts);
}
