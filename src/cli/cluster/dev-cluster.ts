/**
 * The brokers of `tidemark cluster dev`: all in one folder, each with a data directory of its own. The
 * folder is found again by its `cluster.json`; without one named it is temporary, and goes at the end.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { StartRefusedError } from "../../host/start-refused-error.ts";
import { UsageError } from "../failure.ts";
import { ChildBroker } from "./child-broker.ts";
import {
  type ClusterFile,
  newClusterId,
  readClusterFile,
  writeClusterFile,
} from "./cluster-file.ts";
import { firstTaken, freePorts } from "./free-ports.ts";

export const BROKERS_MAX = 9;
/** Three survive the loss of one; more controllers make decisions slower, not safer, at a desk. */
const CONTROLLERS_MAX = 3;
const LOG_LINES_TOLD = 5;

export interface DevOptions {
  readonly brokers: number;
  /** 0: any that are free. Undefined: those of the folder, else the usual ones. */
  readonly basePort: number | undefined;
  /** Undefined: a temporary one. */
  readonly folder: string | undefined;
  /** Further settings for each broker. */
  readonly settings: Readonly<Record<string, string>>;
}

const USUAL_BASE_PORT = 9470;

export class DevCluster {
  readonly folder: string;
  readonly brokers: readonly ChildBroker[];
  readonly #temporary: boolean;

  private constructor(folder: string, temporary: boolean, brokers: readonly ChildBroker[]) {
    this.folder = folder;
    this.#temporary = temporary;
    this.brokers = brokers;
  }

  /** The processes are there; that they serve, `ready` tells. */
  static async start(options: DevOptions): Promise<DevCluster> {
    const temporary = options.folder === undefined;
    const known = temporary ? undefined : readClusterFile(options.folder);
    const ports = await portsOf(options, known?.ports);
    const folder = temporary
      ? mkdtempSync(join(tmpdir(), "tidemark-cluster-"))
      : resolve(options.folder);
    const clusterId = known?.clusterId ?? newClusterId();
    const controllers = known?.controllers ?? Math.min(ports.length, CONTROLLERS_MAX);
    const file = { clusterId, ports, controllers };
    writeClusterFile(folder, file);
    const settings = { ...clusterSettings(file), ...options.settings };
    const brokers = ports.map((port, index) => {
      const id = index + 1;
      const dataDir = join(folder, `broker-${id}`);
      return new ChildBroker({ id, port, dataDir, logFile: `${dataDir}.log`, settings });
    });
    return new DevCluster(folder, temporary, brokers);
  }

  /** Resolves when all serve. Throws where one ended instead, with what it said last. */
  async ready(): Promise<void> {
    const up = await Promise.all(this.brokers.map((broker) => broker.ready()));
    const failed = this.brokers[up.indexOf(false)];
    if (failed === undefined) return;
    const said = failed.log.lastLines(LOG_LINES_TOLD).map(messageOf).join("; ");
    throw new StartRefusedError(
      `broker ${failed.id} did not come up: ${said || "it said nothing"}`,
      this.#temporary ? "Its settings are those of the command line." : `See ${failed.log.path}.`,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.stop()));
    this.#remove();
  }

  /** At once, from a process that ends. */
  kill(): void {
    for (const broker of this.brokers) broker.kill();
    this.#remove();
  }

  #remove(): void {
    if (this.#temporary) rmSync(this.folder, { recursive: true, force: true });
  }
}

async function portsOf(options: DevOptions, known: readonly number[] | undefined) {
  const { brokers, basePort } = options;
  if (known !== undefined && known.length > brokers) {
    throw new UsageError(
      `there are ${known.length} brokers in that folder, not ${brokers}`,
      `Give --brokers ${known.length}: those that are left out would be missed.`,
    );
  }
  if (known === undefined || basePort !== undefined) {
    return freePorts(basePort ?? USUAL_BASE_PORT, brokers);
  }
  const taken = await firstTaken(known);
  if (taken !== undefined) {
    throw new UsageError(
      `port ${taken} is taken by another process`,
      "Does the cluster of that folder run already? Else give --base-port.",
    );
  }
  const more = brokers - known.length;
  return more === 0 ? known : [...known, ...(await freePorts(Math.max(...known) + 1, more))];
}

/** What makes brokers one cluster. */
function clusterSettings({ clusterId, ports, controllers }: ClusterFile): Record<string, string> {
  const named = ports.slice(0, controllers).map((port, index) => `${index + 1}@127.0.0.1:${port}`);
  return { clusterId, controllers: named.join(",") };
}

/** Of a line of JSON, what people read. */
function messageOf(line: string): string {
  try {
    const { message, detail } = JSON.parse(line) as { message?: string; detail?: string };
    return [message, detail].filter((part) => part !== undefined).join(": ");
  } catch {
    return line;
  }
}
