/** Several brokers that are one cluster, each a process with data of its own, all on this machine. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { Broker } from "./broker.ts";

/** Below what systems give to outgoing connections: a broker comes back to its port. */
const PORT_FIRST = 20_000;
const PORT_COUNT = 10_000;

export class ClusterBrokers {
  readonly addresses: readonly string[];
  readonly #brokers: (Broker | undefined)[];
  readonly #startOne: (index: number) => Promise<Broker>;

  private constructor(addresses: readonly string[], startOne: (index: number) => Promise<Broker>) {
    this.addresses = addresses;
    this.#brokers = addresses.map(() => undefined);
    this.#startOne = startOne;
  }

  static async start(
    root: string,
    folder: string,
    count: number,
    profile: string | undefined,
  ): Promise<ClusterBrokers> {
    const ports = await freePorts(count);
    const addresses = ports.map((port) => `127.0.0.1:${port}`);
    const settings = {
      clusterId: randomBytes(16).toString("hex"),
      controllers: addresses.map((address, index) => `${index + 1}@${address}`).join(","),
    };
    const cluster = new ClusterBrokers(addresses, (index) =>
      Broker.start(root, {
        dataDir: join(folder, `cluster-${index + 1}`),
        port: ports[index]!,
        profile,
        settings: { ...settings, brokerId: String(index + 1) },
      }),
    );
    try {
      await Promise.all(addresses.map((_, index) => cluster.startAgain(index)));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  get pids(): readonly number[] {
    return this.#brokers.flatMap((broker) => (broker === undefined ? [] : [broker.pid]));
  }

  async startAgain(index: number): Promise<void> {
    this.#brokers[index] = await this.#startOne(index);
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(index: number): Promise<void> {
    await this.#brokers[index]?.stop("SIGKILL");
    this.#brokers[index] = undefined;
  }

  async stop(): Promise<void> {
    const running = this.#brokers.filter((broker) => broker !== undefined);
    await Promise.all(running.map((broker) => broker.stop()));
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = PORT_FIRST + Math.floor(Math.random() * PORT_COUNT);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
