/** What a case works with: a broker, the processes around it, and rounds that end in a result. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Tidemark } from "@tidemark/client";
import { Broker } from "./broker.ts";
import { ClientProcess } from "./client-process.ts";
import { type Cost, costOf } from "./cost.ts";
import type { BenchOptions } from "./options.ts";
import { type Report, type ResultHead, resultOf, type Round } from "./results.ts";
import type { Measured } from "./stopwatch.ts";

export type Case = (bench: Bench) => Promise<void>;

export class Bench {
  readonly options: BenchOptions;
  readonly broker: Broker;
  /** Two processes for the SDK and for the clients of the ceilings. */
  readonly client: ClientProcess;
  readonly second: ClientProcess;
  /** Where the bare server listens. */
  readonly barePort: number;
  /** For the ceiling of the disk; on the disk that holds the broker's data. */
  readonly diskFile: string;
  /** Removed at the end, with the data of every broker. */
  readonly folder: string;
  readonly root: string;
  readonly report: Report;
  readonly #bareServer: ClientProcess;
  readonly #tidemark: Tidemark;
  #topics = 0;

  private constructor(
    root: string,
    options: BenchOptions,
    report: Report,
    folder: string,
    broker: Broker,
    bareServer: ClientProcess,
    barePort: number,
  ) {
    this.root = root;
    this.options = options;
    this.broker = broker;
    this.client = new ClientProcess(options.profile);
    this.second = new ClientProcess(options.profile);
    this.barePort = barePort;
    this.diskFile = join(folder, "disk");
    this.#bareServer = bareServer;
    this.report = report;
    this.folder = folder;
    this.#tidemark = new Tidemark({ brokers: broker.address });
  }

  static async start(root: string, options: BenchOptions, report: Report): Promise<Bench> {
    mkdirSync(join(root, ".tmp"), { recursive: true });
    const folder = mkdtempSync(join(root, ".tmp/bench-"));
    const bareServer = new ClientProcess();
    try {
      const barePort = await bareServer.run("startBareServer", join(folder, "bare"));
      const broker = await Broker.start(root, {
        dataDir: join(folder, "broker"),
        profile: options.profile,
      });
      return new Bench(root, options, report, folder, broker, bareServer, barePort);
    } catch (error) {
      await bareServer.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Runs `work` with a topic of its own, which is deleted afterwards with its data. */
  async withTopic<T>(partitions: number, work: (topic: string) => Promise<T>): Promise<T> {
    const admin = this.#tidemark.admin();
    const { name } = await admin.createTopic({ name: `bench-${++this.#topics}`, partitions });
    try {
      return await work(name);
    } finally {
      await admin.deleteTopic(name);
    }
  }

  /**
   * Runs each of `variants` in turn, as many times as there are rounds: neighbours in time are
   * neighbours in what else the machine was doing. One more round before warms all up. `before`
   * measures what the variants of a round share.
   */
  async rounds<Shared>(
    before: () => Promise<Shared>,
    variants: readonly Variant<Shared>[],
  ): Promise<void> {
    const rounds = variants.map((): Round[] => []);
    const memory = variants.map(() => 0);
    for (let round = -1; round < this.options.rounds; round++) {
      const shared = await before();
      for (const [index, variant] of variants.entries()) {
        this.broker.memory.takeMaxMiB();
        const result = await variant.run(shared);
        memory[index] = Math.max(memory[index]!, this.broker.memory.takeMaxMiB());
        if (round >= 0) rounds[index]!.push(result);
      }
    }
    for (const [index, { head }] of variants.entries()) {
      const brokerRssAnonMiB = memory[index]!;
      this.report.add(resultOf({ ...head, brokerRssAnonMiB }, rounds[index]!));
    }
  }

  /** What a job against the broker cost. */
  ours(job: Promise<Measured>): Promise<Cost> {
    return costOf([this.broker.pid], job);
  }

  /** What a job against the bare server cost. */
  bare(job: Promise<Measured>): Promise<Cost> {
    return costOf([this.#bareServer.pid], job);
  }

  async stop(): Promise<void> {
    await Promise.all([this.client.stop(), this.second.stop(), this.#bareServer.stop()]);
    await this.#tidemark.close();
    await this.broker.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Variant<Shared> {
  readonly head: Omit<ResultHead, "brokerRssAnonMiB">;
  readonly run: (shared: Shared) => Promise<Round>;
}

/** The ceilings of producing records of one size. */
export interface ProduceCeilings extends Readonly<Record<string, Cost>> {
  readonly path: Cost;
  readonly disk: Cost;
  readonly stream: Cost;
}

export async function produceCeilings(bench: Bench, recordBytes: number): Promise<ProduceCeilings> {
  const { client, barePort: port, diskFile: file, options } = bench;
  const { durationMs } = options;
  const short = durationMs / 2;
  return {
    path: await bench.bare(client.run("bareProduce", { port, recordBytes, durationMs })),
    disk: await bench.bare(client.run("bareDisk", { file, recordBytes, durationMs: short })),
    stream: await bench.bare(client.run("bareStream", { port, recordBytes, durationMs: short })),
  };
}
