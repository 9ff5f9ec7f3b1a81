/**
 * What a chaos run does to a cluster: one entry a kind. Each breaks something, waits, and mends it;
 * that the cluster is whole again is looked after by its caller.
 */
import { pause, PARTITIONS } from "../soak/ground.ts";
import type { SimRandom } from "../sim/platform/sim-random.ts";
import type { BrokerNode } from "./broker-node.ts";
import type { Cluster } from "./cluster.ts";

export interface Fault {
  /** What it needs beyond processes. */
  readonly needs?: "links" | "disk";
  readonly brokersMin: number;
  /** Of all that are drawn. */
  readonly weight: number;
  run(scene: Scene): Promise<void>;
}

/** What one fault has to do with. */
export interface Scene {
  readonly cluster: Cluster;
  readonly random: SimRandom;
  readonly pace: Pace;
  readonly hit: Hit;
}

/** Milliseconds, from the first to below the second. */
type Span = readonly [number, number];

export interface Pace {
  /** Of peace between two faults. */
  readonly betweenMs: Span;
  /** That a killed broker stays away. */
  readonly downMs: Span;
}

export const PACES = {
  usual: { betweenMs: [500, 2_500], downMs: [200, 4_000] },
  /** Just time enough for others to lead: many faults in a short time. */
  quick: { betweenMs: [100, 200], downMs: [600, 800] },
} as const satisfies Record<string, Pace>;

/** Does `act` to these brokers and has it measured how long their partitions take no writes. */
export type Hit = (brokers: readonly number[], act: () => Promise<void> | void) => Promise<void>;

const HELD_MS = [1_000, 10_000] as const;
const FULL_MS = [1_000, 5_000] as const;

async function leaderOfSome(cluster: Cluster, random: SimRandom): Promise<number> {
  const leaders = await cluster.leaders();
  return leaders.get(random.int(0, PARTITIONS)) ?? 1;
}

async function followerOfSome(cluster: Cluster, random: SimRandom): Promise<number> {
  const leader = await leaderOfSome(cluster, random);
  return random.pick(cluster.nodes.map(({ id }) => id).filter((id) => id !== leader));
}

const controllerOf = async (cluster: Cluster): Promise<number> => (await cluster.controller()) ?? 1;

async function killAll(nodes: readonly BrokerNode[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.kill()));
}

type Choose = (cluster: Cluster, random: SimRandom) => Promise<number>;

function killing(choose: Choose, weight: number, brokersMin = 1): Fault {
  return {
    brokersMin,
    weight,
    run: async ({ cluster, random, pace, hit }) => {
      const node = cluster.node(await choose(cluster, random));
      await hit([node.id], () => node.kill());
      await pause(random.int(...pace.downMs));
      await node.start();
    },
  };
}

function pausing(choose: Choose, weight: number, brokersMin = 1): Fault {
  return {
    brokersMin,
    weight,
    run: async ({ cluster, random, hit }) => {
      const node = cluster.node(await choose(cluster, random));
      await hit([node.id], () => node.pause());
      await pause(random.int(...HELD_MS));
      node.resume();
    },
  };
}

function cutting(choose: Choose, ways: "both" | "out" | "in", weight: number): Fault {
  return {
    needs: "links",
    brokersMin: 3,
    weight,
    run: async ({ cluster, random, hit }) => {
      const cut = await choose(cluster, random);
      const others = cluster.nodes.map(({ id }) => id).filter((id) => id !== cut);
      await hit([cut], () => {
        for (const other of others) {
          if (ways !== "in") cluster.site.links?.cut(cut, other);
          if (ways !== "out") cluster.site.links?.cut(other, cut);
        }
      });
      await pause(random.int(...HELD_MS));
      cluster.site.links?.heal();
    },
  };
}

export const FAULTS = {
  "kill leader": killing(leaderOfSome, 6),
  "kill follower": killing(followerOfSome, 2, 2),
  "kill controller": killing(controllerOf, 3, 2),
  "kill two": {
    brokersMin: 3,
    weight: 1,
    run: async ({ cluster, random, pace, hit }) => {
      const first = cluster.node(await leaderOfSome(cluster, random));
      const second = random.pick(cluster.nodes.filter(({ id }) => id !== first.id));
      const both = [first, second];
      await hit(
        both.map(({ id }) => id),
        () => killAll(both),
      );
      await pause(random.int(...pace.downMs));
      await Promise.all(both.map((node) => node.start()));
    },
  },
  "kill all": {
    brokersMin: 2,
    weight: 1,
    run: async ({ cluster, random, pace, hit }) => {
      const everyone = cluster.nodes.map(({ id }) => id);
      await hit(everyone, () => killAll(cluster.nodes));
      await pause(random.int(...pace.downMs));
      await Promise.all(cluster.nodes.map((node) => node.start()));
    },
  },
  "hold leader": pausing(leaderOfSome, 3),
  "hold controller": pausing(controllerOf, 1, 2),
  "restart one": {
    brokersMin: 1,
    weight: 2,
    run: async ({ cluster, random, hit }) => {
      const node = cluster.node(await leaderOfSome(cluster, random));
      await hit([node.id], () => node.stop());
      await node.start();
    },
  },
  "rolling restart": {
    brokersMin: 2,
    weight: 1,
    run: async ({ cluster, hit }) => {
      for (const node of cluster.nodes) {
        await hit([node.id], () => node.stop());
        await node.start();
        await cluster.whole();
      }
    },
  },
  "cut leader": cutting(leaderOfSome, "both", 3),
  "cut controller": cutting(controllerOf, "both", 2),
  "deaf leader": cutting(leaderOfSome, "in", 1),
  "mute leader": cutting(leaderOfSome, "out", 1),
  "full disk": {
    needs: "disk",
    brokersMin: 2,
    weight: 2,
    run: async ({ cluster, random }) => {
      const disk = cluster.site.smallDisk!;
      disk.fill();
      await pause(random.int(...FULL_MS));
      disk.free();
    },
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** Those that can be done there, of those that are wanted. */
export function possibleFaults(cluster: Cluster, wanted: readonly FaultName[]): FaultName[] {
  const { links, smallDisk } = cluster.site;
  return wanted.filter((name) => {
    const { needs, brokersMin }: Fault = FAULTS[name];
    if (cluster.nodes.length < brokersMin) return false;
    if (needs === "links") return links !== undefined;
    return needs !== "disk" || smallDisk !== undefined;
  });
}

/** Each kind once, the likelier first, then by weight: a short run sees as many as it has time for. */
export function* faultOrder(names: readonly FaultName[], random: SimRandom): Generator<FaultName> {
  const bag = names.flatMap((name) => Array.from({ length: FAULTS[name].weight }, () => name));
  const once = new Set<FaultName>();
  while (once.size < names.length) once.add(random.pick(bag));
  yield* once;
  for (;;) yield random.pick(bag);
}
