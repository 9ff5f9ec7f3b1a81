/**
 * A real broker under load is killed with `kill -9` at random moments, also while it starts: P1 to P4
 * and P9 by the journal of its clients, after every round and once more at the end.
 *
 * By hand: ROUNDS=500 SEED=7 npx vitest run --project system test/crash
 */
import { rmSync } from "node:fs";
import { Tidemark, TidemarkError } from "@tidemark/client";
import { describe, expect, it } from "vitest";
import { SimRandom } from "../sim/platform/sim-random.ts";
import {
  BrokerProcess,
  type BrokerProcessOptions,
  temporaryDirectory,
} from "../system/harness/broker-process.ts";
import { stablePort } from "../system/harness/stable-port.ts";
import { until } from "../system/harness/until.ts";
import { Checker } from "./checker.ts";
import {
  changeMinds,
  consumeInGroup,
  followBySdk,
  followLines,
  type Ground,
  produceBySdk,
  produceLines,
} from "./load.ts";

const ROUNDS = Number(process.env["ROUNDS"] ?? 40);
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const TOPIC = "crash";
const GROUP = "crash-group";
const PARTITIONS = 3;
const LIFE_MAX_MS = 400;
/** Of the time that a start takes: kills fall into every part of it. */
const START_SHARE_MAX = 1.1;
const TIMEOUT_MS = 60_000 + ROUNDS * 8_000;

describe("a broker that is killed again and again", () => {
  it(`keeps its promises over ${ROUNDS} kills`, { timeout: TIMEOUT_MS }, async () => {
    const dataDir = temporaryDirectory();
    const rounds = new Rounds(dataDir, await stablePort());
    try {
      await rounds.run();
    } catch (error) {
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new Error(`SEED=${SEED}, round ${rounds.round}, data in ${dataDir}: ${what}`, {
        cause: error,
      });
    }
    rmSync(dataDir, { recursive: true, force: true });
  });
});

class Rounds {
  round = 0;
  readonly #random = new SimRandom(SEED);
  readonly #checker = new Checker(TOPIC);
  readonly #options: BrokerProcessOptions;
  readonly #tidemark: Tidemark;
  #broker: BrokerProcess | undefined;
  #stopping = false;
  #startMs = 500;
  #killsWhileStarting = 0;
  #committed: Record<number, number> = {};

  constructor(dataDir: string, port: number) {
    // Small segments: rolls, sidecars and several files at each recovery.
    const env = { TIDEMARK_SEGMENT_BYTES: "65536" };
    this.#options = { dataDir, port, env };
    this.#tidemark = new Tidemark({ brokers: `127.0.0.1:${port}` });
  }

  async run(): Promise<void> {
    await this.#start();
    const admin = this.#tidemark.admin();
    await admin.createTopic({ name: TOPIC, partitions: PARTITIONS });
    const aborter = new AbortController();
    const load = this.#startLoad(aborter.signal);
    try {
      for (this.round = 1; this.round <= ROUNDS; this.round += 1) await this.#oneRound();
      this.#stopping = true;
      await load.producers;
      await this.#settle();
    } finally {
      this.#stopping = true;
      aborter.abort();
      await this.#broker?.dispose();
      await this.#tidemark.close();
    }
    await load.readers;
  }

  async #oneRound(): Promise<void> {
    const lifeMs = this.#random.float() * LIFE_MAX_MS;
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    const killed = this.#broker!;
    this.#broker = undefined;
    await killed.kill();
    while (this.#random.chance(0.3)) await this.#dieWhileStarting();
    await this.#start();
    await this.#check(false);
    this.#checker.verify();
  }

  async #start(): Promise<void> {
    const begunMs = performance.now();
    this.#broker = await BrokerProcess.start(this.#options);
    this.#startMs = performance.now() - begunMs;
  }

  /** Killed at any point of its recovery, or just after. */
  async #dieWhileStarting(): Promise<void> {
    this.#killsWhileStarting += 1;
    const afterMs = this.#random.float() * this.#startMs * START_SHARE_MAX;
    let kill: NodeJS.Timeout | undefined;
    const starting = BrokerProcess.start({
      ...this.#options,
      onSpawn: (child) => {
        kill = setTimeout(() => child.kill("SIGKILL"), afterMs);
      },
    });
    const end = await starting.then(
      (broker) => broker.exited,
      (error: Error) => error,
    );
    clearTimeout(kill);
    const killed = end === "SIGKILL" || (end instanceof Error && end.message.includes("SIGKILL"));
    if (!killed) throw new Error("it did not start", { cause: end });
  }

  #startLoad(signal: AbortSignal) {
    const tidemark = this.#tidemark;
    const ground: Ground = {
      checker: this.#checker,
      random: this.#random,
      partitions: PARTITIONS,
      url: () => this.#broker?.url,
      stopping: () => this.#stopping,
    };
    const producers = Promise.all([
      produceBySdk(ground, tidemark.producer(), 0),
      produceBySdk(ground, tidemark.producer(), 0.6),
      produceLines(ground, "plain", 0.1),
      produceLines(ground, "scheduled", 0.8),
      changeMinds(ground, "one"),
      changeMinds(ground, "two"),
    ]);
    const readers = Promise.all([
      followBySdk(ground, tidemark, signal),
      followLines(ground),
      consumeInGroup(ground, tidemark, GROUP, signal),
    ]);
    return { producers, readers };
  }

  /** Over a connection of its own: the load's may be in the middle of its backoff. */
  async #check(settled: boolean): Promise<number> {
    const { address } = this.#broker!;
    const total = await this.#checker.readEverything(address, settled);
    await using tidemark = new Tidemark({ brokers: address });
    this.#checkGroup(await committedOffsets(tidemark));
    return total;
  }

  /** P9: an offset that the broker told once is never less later. */
  #checkGroup(offsets: Record<number, number>): void {
    for (const [partition, before] of Object.entries(this.#committed)) {
      const now = offsets[Number(partition)] ?? 0;
      if (now < before) throw new Error(`P9: the group went from ${before} back to ${now}`);
    }
    this.#committed = offsets;
  }

  /** Everything is due and answered: the books must close. */
  async #settle(): Promise<void> {
    const { oracle } = this.#checker;
    const admin = this.#tidemark.admin();
    await until("nothing waits any more (P4)", async () => {
      return (await admin.describeTopic(TOPIC)).pending === 0;
    });
    const total = await this.#check(true);
    const overHttp = await this.#checker.readEverythingOverHttp(this.#broker!.url);
    expect(overHttp).toBe(total);
    this.#checker.verify();
    expect(await this.#broker!.stop()).toBe(0);

    const tally = oracle.tally();
    console.log(
      `seed ${SEED}, ${ROUNDS} kills, ${this.#killsWhileStarting} while starting:`,
      tally,
    );
    // A crash test in which nothing happens proves nothing.
    expect(tally.acknowledged).toBeGreaterThan(ROUNDS * 50);
    expect(tally.released).toBeGreaterThan(ROUNDS * 10);
    expect(tally.cancelled).toBeGreaterThan(ROUNDS / 5);
    expect(Object.keys(this.#committed)).toHaveLength(PARTITIONS);
  }
}

/** None while the broker was killed before the first member could join. */
async function committedOffsets(tidemark: Tidemark): Promise<Record<number, number>> {
  try {
    return await tidemark.admin().groupOffsets(GROUP, TOPIC);
  } catch (error) {
    if (error instanceof TidemarkError && error.code === "UNKNOWN_GROUP") return {};
    throw error;
  }
}
