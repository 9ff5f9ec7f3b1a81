/** The brokers of a chaos run, and what they say of themselves: who leads, who decides, who is missing. */
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  activeController,
  type ClusterView,
  healthOf,
  healthText,
  readView,
} from "../../src/cli/cluster/cluster-view.ts";
import { BrokerHttp } from "../../src/cli/cluster/broker-http.ts";
import { TOPIC } from "../soak/ground.ts";
import { until } from "../system/harness/until.ts";
import { BrokerNode } from "./broker-node.ts";
import type { Site } from "./site.ts";

const CONTROLLERS_MAX = 3;
const ASK_TIMEOUT_MS = 2_000;
/** What a fault left behind must be mended by then: copies of a short run's data included. */
const WHOLE_DEADLINE_MS = 60_000;

export class Cluster {
  readonly site: Site;
  readonly nodes: readonly BrokerNode[];

  /** `ownOf`: settings of one broker beyond those of all. */
  constructor(site: Site, ownOf: (id: number) => Readonly<Record<string, string>> = () => ({})) {
    this.site = site;
    const { places } = site;
    const controllers = places
      .slice(0, CONTROLLERS_MAX)
      .map(({ host, port }, index) => `${index + 1}@${host}:${port}`);
    const clusterId = randomBytes(16).toString("hex");
    const settings = { clusterId, controllers: controllers.join(",") };
    this.nodes = places.map((place, index) => {
      const id = index + 1;
      return new BrokerNode(id, place, { ...settings, ...ownOf(id) });
    });
  }

  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
    await this.whole();
  }

  get addresses(): readonly string[] {
    return this.nodes.map(({ address }) => address);
  }

  /** Of one that is up, another each time. */
  url(): string | undefined {
    const up = this.#up();
    return up[Math.floor(Math.random() * up.length)]?.url;
  }

  node(id: number): BrokerNode {
    return this.nodes[id - 1]!;
  }

  /** Partitions of the load by their leader, as one broker sees them. */
  async leaders(): Promise<ReadonlyMap<number, number>> {
    const { topics } = await this.#view();
    const lines = topics.find(({ name }) => name === TOPIC)?.partitions ?? [];
    return new Map(
      lines.flatMap(({ partition, leader }) =>
        typeof leader === "number" && leader >= 0 ? [[partition, leader] as const] : [],
      ),
    );
  }

  /** The active controller; undefined while there is none. */
  async controller(): Promise<number | undefined> {
    return activeController((await this.#view()).cluster);
  }

  /** Resolves when every broker serves and every replica is in sync. */
  async whole(): Promise<void> {
    let last = "nobody answered";
    const isWhole = async (): Promise<boolean> => {
      this.assertAlive();
      try {
        const ready = await Promise.all(this.nodes.map(({ url }) => isReady(url)));
        const waiting = this.nodes.filter((_, index) => !ready[index]).map(({ id }) => id);
        if (waiting.length > 0) {
          last = `not ready: ${waiting.join(", ")}`;
          return false;
        }
        const view = await this.#view();
        const away = view.cluster.brokers.filter(({ state }) => state !== "active");
        if (away.length > 0 || view.cluster.brokers.length < this.nodes.length) {
          last = `not active: ${away.map(({ id, state }) => `${id} (${state})`).join(", ")}`;
          return false;
        }
        const health = healthOf(view);
        last = healthText(health);
        return health.troubled.length === 0;
      } catch (error) {
        last = String(error);
        return false;
      }
    };
    await until("the cluster is whole", isWhole, WHOLE_DEADLINE_MS).catch((error: unknown) => {
      throw new Error(`not whole again within ${WHOLE_DEADLINE_MS} ms: ${last}`, { cause: error });
    });
  }

  /** Throws where a broker ended without having been asked to. */
  assertAlive(): void {
    const dead = this.nodes.find(({ endedByItself }) => endedByItself);
    if (dead === undefined) return;
    throw new Error(`broker ${dead.id} ended by itself: ${dead.lines.slice(-3).join(" | ")}`);
  }

  /** Of all brokers, also where one has a fault to tell. */
  async stop(): Promise<void> {
    const stops = await Promise.allSettled(this.nodes.map((node) => node.stop()));
    for (const stop of stops) if (stop.status === "rejected") throw stop.reason;
  }

  /** Logs, and data that would go with the run, for who looks for what went wrong. */
  keep(folder: string): void {
    for (const { id, lines } of this.nodes) {
      writeFileSync(join(folder, `broker-${id}.log`), lines.map((line) => `${line}\n`).join(""));
    }
    this.site.smallDisk?.keep(join(folder, "kept"));
  }

  #up(): BrokerNode[] {
    return this.nodes.filter(({ isUp }) => isUp);
  }

  #view(): Promise<ClusterView> {
    const addresses = this.#up().map(({ address }) => address);
    return readView(new BrokerHttp(addresses, undefined, ASK_TIMEOUT_MS));
  }
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
  await answer.arrayBuffer();
  return answer.ok;
}
