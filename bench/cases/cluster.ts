/**
 * Three brokers with three replicas of everything, beside one broker of the same run: records a second, how
 * long acknowledgements take at a tenth of that, and how long partitions take no writes when their leader is
 * killed. All on one machine: brokers share its processors and its disk, so everything is measured warm.
 */
import { Tidemark } from "@tidemark/client";
import type { Bench } from "../bench.ts";
import { sharedMs, sleep } from "../clock.ts";
import { ClusterBrokers } from "../cluster-brokers.ts";
import { costOf, roundOf } from "../cost.ts";
import { machineMs, processorMs } from "../processor-time.ts";
import type { Round } from "../results.ts";
import { percentiles } from "../statistics.ts";
import { DiskCeilings } from "./cluster-ceilings.ts";

const BROKERS = 3;
const PARTITIONS = 6;
const RECORD_BYTES = 256;
const RUN_FACTOR = 4;
/** Each broker is warmed up so long at full load, and again at a steady rate. */
const WARM_MS = 10_000;
const WARM_RATE = 15_000;
/** A killed broker's partitions are led elsewhere long before; it comes back then. */
const DOWN_MS = 1_500;
const WHOLE_DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 50;

export async function cluster(bench: Bench): Promise<void> {
  const { root, folder, options } = bench;
  const brokers = await ClusterBrokers.start(root, folder, BROKERS, options.profile);
  const tidemark = new Tidemark({ brokers: [...brokers.addresses] });
  const disk = new DiskCeilings(bench);
  const ground: Ground = { bench, brokers, tidemark, topics: 0 };
  try {
    await whole(brokers);
    await throughput(ground, disk);
    await failover(ground);
  } finally {
    await disk.stop();
    await tidemark.close();
    await brokers.stop();
  }
}

interface Ground {
  readonly bench: Bench;
  readonly brokers: ClusterBrokers;
  readonly tidemark: Tidemark;
  topics: number;
}

async function withTopic<T>(ground: Ground, work: (topic: string) => Promise<T>): Promise<T> {
  const admin = ground.tidemark.admin();
  const name = `bench-cluster-${++ground.topics}`;
  await admin.createTopic({ name, partitions: PARTITIONS, replicationFactor: BROKERS });
  try {
    return await work(name);
  } finally {
    await admin.deleteTopic(name);
  }
}

async function throughput(ground: Ground, disk: DiskCeilings): Promise<void> {
  const { bench, brokers } = ground;
  const durationMs = bench.options.durationMs * RUN_FACTOR;
  const rates = { one: 0, cluster: 0 };
  const one: Target = {
    addresses: [bench.broker.address],
    pids: [bench.broker.pid],
    withTopic: (work) => bench.withTopic(PARTITIONS, work),
  };
  const three: Target = {
    addresses: brokers.addresses,
    pids: brokers.pids,
    withTopic: (work) => withTopic(ground, work),
  };
  for (const target of [one, three]) await warm(bench, target);
  await bench.rounds(
    () => Promise.resolve(),
    [
      {
        head: { case: "cluster", name: "produce 256 B, one broker", unit: "records/s" },
        run: async (): Promise<Round> => {
          const { round, perSecond } = await produce(bench, one, durationMs);
          rates.one = perSecond;
          return round;
        },
      },
      {
        head: { case: "cluster", name: "produce 256 B, 3 brokers, 3 replicas", unit: "records/s" },
        run: async (): Promise<Round> => {
          const written = await disk.recordsPerSecond(RECORD_BYTES);
          const { round, perSecond } = await produce(bench, three, durationMs);
          rates.cluster = perSecond;
          return { ...round, ceilings: { "one broker": rates.one, "disk, 3 at once": written } };
        },
      },
      {
        head: acksHead("one broker"),
        run: () => acks(bench, one, rates.one / 10, durationMs),
      },
      {
        head: acksHead("3 brokers, 3 replicas"),
        run: async (): Promise<Round> => {
          const syncs = await disk.syncs();
          const round = await acks(bench, three, rates.cluster / 10, durationMs);
          const details = { ...round.details, "sync p50": syncs.p50 };
          return { ...round, details, ceilings: { "a sync, 3 at once": syncs.p99 } };
        },
      },
    ],
  );
}

interface Target {
  readonly addresses: readonly string[];
  readonly pids: readonly number[];
  readonly withTopic: <T>(work: (topic: string) => Promise<T>) => Promise<T>;
}

/** Until V8 has compiled what each record and each batch goes through: at first they cost three times as much. */
async function warm(bench: Bench, target: Target): Promise<void> {
  await produce(bench, target, WARM_MS);
  await acks(bench, target, WARM_RATE, WARM_MS);
}

async function produce(
  { client }: Bench,
  { addresses, pids, withTopic: inTopic }: Target,
  durationMs: number,
): Promise<{ readonly round: Round; readonly perSecond: number }> {
  return inTopic(async (topic) => {
    const input = { address: addresses.join(), topic, recordBytes: RECORD_BYTES, durationMs };
    const others = othersOf([...pids, client.pid]);
    const cost = await costOf(pids, client.run("produce", input));
    return { round: roundOf(cost, {}, { "others' cores": others() }), perSecond: cost.perSecond };
  });
}

async function acks(
  { client }: Bench,
  { addresses, pids, withTopic: inTopic }: Target,
  rate: number,
  durationMs: number,
): Promise<Round> {
  return inTopic(async (topic) => {
    const input = {
      addresses,
      topic,
      recordBytes: RECORD_BYTES,
      rate: Math.max(1, rate),
      durationMs,
    };
    const others = othersOf([...pids, client.pid]);
    const { p50, p99, p999, max } = await client.run("steadyAcks", input);
    const details = { p50, "p99.9": p999, max, "records/s": rate, "others' cores": others() };
    return { value: p99, details };
  });
}

/** Processors that the rest of the machine used since: figures say little where it is more than some tenths. */
function othersOf(pids: readonly number[]): () => number {
  const usedMs = (): number => machineMs() - pids.reduce((sum, pid) => sum + processorMs(pid), 0);
  const [startMs, beforeMs] = [sharedMs(), usedMs()];
  return () => Math.max(0, (usedMs() - beforeMs) / (sharedMs() - startMs));
}

const acksHead = (of: string) => ({
  case: "cluster",
  name: `acknowledgement at a tenth of that, ${of}, p99`,
  unit: "ms",
  lowerIsBetter: true,
});

/** One round is one kill. */
async function failover(ground: Ground): Promise<void> {
  const { bench, brokers } = ground;
  const times: number[] = [];
  await bench.rounds(
    () => Promise.resolve(),
    [
      {
        head: {
          case: "cluster",
          name: "leader killed to the next acknowledged write, p50 of its partitions",
          unit: "ms",
          lowerIsBetter: true,
        },
        run: (): Promise<Round> =>
          withTopic(ground, async (topic) => {
            const own = percentiles(await killLeader(ground, brokers, topic));
            times.push(own.max);
            const all = percentiles(times);
            return { value: own.p50, details: { "slowest partition": own.max, kills: all.count } };
          }),
      },
    ],
  );
}

/** Of each partition that the killed broker led: until something that was sent after the kill was acknowledged. */
async function killLeader(
  { bench, tidemark }: Ground,
  brokers: ClusterBrokers,
  topic: string,
): Promise<number[]> {
  const { client } = bench;
  await client.run("startBeat", { addresses: brokers.addresses, topic, partitions: PARTITIONS });
  await sleep(500);
  const { partitions } = await tidemark.admin().describeTopic(topic);
  const victim = partitions[0]!.leader;
  const led = partitions.flatMap(({ leader, partition }) => (leader === victim ? [partition] : []));
  const killedMs = sharedMs();
  await brokers.kill(victim - 1);
  await sleep(DOWN_MS);
  await brokers.startAgain(victim - 1);
  await whole(brokers);
  const acknowledged = await client.run("stopBeat", null);
  return led.map((partition) => {
    const next = acknowledged.find(([at, sentMs]) => at === partition && sentMs > killedMs);
    if (next === undefined) throw new Error(`Partition ${partition} took no more writes.`);
    return next[2] - killedMs;
  });
}

interface TopicLine {
  readonly partitions: readonly { readonly replicas: number[]; readonly isr: number[] }[];
}

/** Resolves when every replica is in sync. */
async function whole(brokers: ClusterBrokers): Promise<void> {
  const endMs = sharedMs() + WHOLE_DEADLINE_MS;
  for (;;) {
    if (await isWhole(brokers)) return;
    if (sharedMs() > endMs) throw new Error("The cluster did not become whole in a minute.");
    await sleep(LOOK_AGAIN_MS);
  }
}

async function isWhole({ addresses }: ClusterBrokers): Promise<boolean> {
  try {
    const url = `http://${addresses[0]}/v1`;
    const { brokers } = (await (await fetch(`${url}/cluster`)).json()) as {
      brokers: { state: string }[];
    };
    if (brokers.filter(({ state }) => state === "active").length < BROKERS) return false;
    const answer = await fetch(`${url}/topics?internal=true`, {
      headers: { accept: "application/json" },
    });
    const topics = (await answer.json()) as TopicLine[];
    return topics.every(({ partitions }) =>
      partitions.every(({ replicas, isr }) => isr.length === replicas.length),
    );
  } catch {
    return false;
  }
}
