/** One member of the metadata group on a simulated disk. Shared by the tests of consensus. */
import { MetadataNode } from "../../src/consensus/metadata-node.ts";
import type { LogDeps, LogOptions } from "../../src/log/log-options.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimDisk } from "../sim/platform/sim-disk.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";

export const DIRECTORY = "metadata";

export const LOG_OPTIONS: LogOptions = {
  segmentBytes: 1 << 16,
  segmentMs: 3_600_000,
  indexIntervalBytes: 256,
  groupCommitBytes: 1 << 20,
  cacheBytes: 0,
  flush: { mode: "sync" },
};

export const QUIET = createLog({
  format: "text",
  level: () => "error",
  wallMs: () => 0,
  write: () => {},
});

/** What a fatal error does to a simulated process. */
export class Fatal extends Error {}

export class NodeWorld {
  readonly schedule = new SimSchedule();
  readonly random: SimRandom;
  readonly disk: SimDisk;
  clock = new SimClock(this.schedule);
  fatals: string[] = [];
  /** What the node's owner remembers of what was durable. */
  mark = 0;

  constructor(seed = 1) {
    this.random = new SimRandom(seed);
    this.disk = new SimDisk({ schedule: this.schedule, random: this.random.stream("disk") });
  }

  get deps(): LogDeps {
    return {
      disk: this.disk,
      clock: this.clock,
      fatal: (reason) => {
        this.fatals.push(reason);
        throw new Fatal(reason);
      },
    };
  }

  get marks(): { lower(endOffset: number): Promise<void>; note(endOffset: number): void } {
    return {
      lower: (endOffset) => {
        this.mark = Math.min(this.mark, endOffset);
        return Promise.resolve();
      },
      note: (endOffset) => {
        this.mark = Math.max(this.mark, endOffset);
      },
    };
  }

  start(): Promise<MetadataNode> {
    return MetadataNode.open({
      id: 1,
      deps: this.deps,
      random: this.random,
      logger: QUIET,
      directory: DIRECTORY,
      log: LOG_OPTIONS,
      mark: { at: this.mark, ...this.marks },
    });
  }

  open(): Promise<MetadataNode> {
    return this.run(this.start());
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

  /** Puts a file on the disk, durable. */
  async put(path: string, bytes: Uint8Array): Promise<void> {
    const folder = path.slice(0, path.lastIndexOf("/"));
    await this.disk.makeDirectory(folder);
    const file = await this.disk.open(path, "create");
    await file.write([bytes], 0);
    await file.sync();
    await file.close();
    await this.disk.syncDirectory(folder);
    await this.disk.syncDirectory(".");
  }
}

export const SHAPE = { partitions: 1, replicationFactor: 1, config: {}, internal: false };

/** Makes a topic whose name tells its number. */
export function makeTopic(node: MetadataNode, number: number): Promise<string> {
  const id = String(number).padStart(32, "0");
  return node.submit({ type: "createTopic", name: `topic-${number}`, id, ...SHAPE });
}

export const topicNames = (node: MetadataNode): string[] =>
  [...node.image.topics].map(({ name }) => name).sort();
