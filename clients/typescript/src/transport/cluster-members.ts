/** The brokers of the cluster by id, as one of them told: where an id is reached. Bounded by the cluster. */
import { tidemark } from "../generated/tidemark.js";
import { ATTEMPT_TIMEOUT_MS } from "../limits.ts";
import type { Brokers } from "./brokers.ts";

const { DescribeClusterRequest, Cluster } = tidemark.v1;

export class ClusterMembers {
  readonly #brokers: Brokers;
  /** Empty: one broker, reached where the application said. */
  #addresses: ReadonlyMap<number, string> = new Map();
  #ids: ReadonlySet<number> = new Set();
  #asking: Promise<void> | undefined;

  constructor(brokers: Brokers) {
    this.#brokers = brokers;
  }

  /** It has heard of that broker; a negative id is nobody's. */
  knows(brokerId: number): boolean {
    return brokerId < 0 || this.#ids.has(brokerId);
  }

  addressOf(brokerId: number): string | undefined {
    return this.#addresses.get(brokerId);
  }

  /** Asks for all; callers at the same time share one request. Never rejects: what is known stays. */
  refresh(): Promise<void> {
    this.#asking ??= this.#ask()
      .catch(() => undefined)
      .finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const path = "/tidemark.v1.ClusterService/DescribeCluster";
    // Whoever waits for it has a question of its own: it is not kept waiting for long.
    const options = { idempotent: true, timeoutMs: ATTEMPT_TIMEOUT_MS };
    const answer = await this.#brokers.request(path, DescribeClusterRequest, Cluster, {}, options);
    const brokers = answer.brokers.filter(({ address }) => address !== "");
    // One that is alone may advertise what only it can reach: it is where it was found.
    if (brokers.length < 2) this.#addresses = new Map();
    else this.#addresses = new Map(brokers.map(({ id, address }) => [id, address]));
    this.#ids = new Set(answer.brokers.map(({ id }) => id));
    this.#brokers.learn([...this.#addresses.values()]);
  }
}
