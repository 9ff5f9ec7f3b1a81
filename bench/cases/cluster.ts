/**
 * Three brokers with three replicas of everything, beside one broker of the same run: records a second, how
 * long acknowledgements take at a tenth of that, and how long partitions take no writes when their leader is
 * killed. All on one machine: brokers share its processors and its disk.
 */
import { Tidemark } from "@tidemark/client";
import type { Bench } from "../bench.ts";
import { sharedMs, sleep } from "../clock.ts";
import { ClusterBrokers } from "../cluster-brokers.ts";
import { costOf, roundOf } from "../cost.ts";
import type { Round } from "../results.ts";
import { type Percentiles, percentiles } from "../statistics.ts";

const BROKERS = 3;
const PARTITIONS = 6;
const RECORD_BYTES = 256;
const RUN_FACTOR = 4;
/** A killed broker's partitions are led elsewhere long before; it comes back then. */
const DOWN_MS = 1_500;
const WHOLE_DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 50;

export async function cluster(bench: Bench): Promise<void> {
  const { root, folder, options } = bench;
  const brokers = await ClusterBrokers.start(root, folder, BROKERS, options.profile);
  const tidemark = new Tidemark({ brokers: [...brokers.addresses] });
  const ground: Ground = { bench, brokers, tidemark, topics: 0 };
  try {
    await whole(brokers);
    await throughput(ground);
    await failover(ground);
  } finally {
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

async function throughput(ground: Ground): Promise<void> {
  const { bench, brokers } = ground;
  const { client, options } = bench;
  const durationMs = options.durationMs * RUN_FACTOR;
  const rates = { one: 0, cluster: 0 };
  const one = [bench.broker.address];
  const produceAt = async (
    addresses: readonly string[],
    pids: readonly number[],
    topic: string,
  ) => {
    const input = { address: addresses.join(), topic, recordBytes: RECORD_BYTES, durationMs };
    return costOf(pids, client.run("produce", input));
  };
  const steadyAt = (addresses: readonly string[], topic: string, full: number) => {
    const rate = Math.max(1, full / 10);
    const input = { addresses, topic, recordBytes: RECORD_BYTES, rate, durationMs };
    return client.run("steadyAcks", input);
  };
  await bench.rounds(
    () => Promise.resolve(),
    [
      {
        head: { case: "cluster", name: "produce 256 B, one broker", unit: "records/s" },
        run: (): Promise<Round> =>
          bench.withTopic(PARTITIONS, async (topic) => {
            const cost = await produceAt(one, [bench.broker.pid], topic);
            rates.one = cost.perSecond;
            return roundOf(cost, {});
          }),
      },
      {
        head: { case: "cluster", name: "produce 256 B, 3 brokers, 3 replicas", unit: "records/s" },
        run: (): Promise<Round> =>
          withTopic(ground, async (topic) => {
            const cost = await produceAt(brokers.addresses, brokers.pids, topic);
            rates.cluster = cost.perSecond;
            const round = roundOf(cost, {});
            return { ...round, ceilings: { "one broker": rates.one } };
          }),
      },
      {
        head: acksHead("one broker"),
        run: (): Promise<Round> =>
          bench.withTopic(PARTITIONS, async (topic) =>
            acksRound(await steadyAt(one, topic, rates.one), rates.one / 10),
          ),
      },
      {
        head: acksHead("3 brokers, 3 replicas"),
        run: (): Promise<Round> =>
          withTopic(ground, async (topic) =>
            acksRound(await steadyAt(brokers.addresses, topic, rates.cluster), rates.cluster / 10),
          ),
      },
    ],
  );
}

const acksHead = (of: string) => ({
  case: "cluster",
  name: `acknowledgement at a tenth of that, ${of}, p99`,
  unit: "ms",
  lowerIsBetter: true,
});

const acksRound = ({ p50, p99, p999, max }: Percentiles, rate: number): Round => ({
  value: p99,
  details: { p50, "p99.9": p999, max, "records/s": rate },
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
