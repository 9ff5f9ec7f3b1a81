/**
 * `cluster.json`: what a folder of `tidemark cluster dev` must find again the next time it is
 * started. Holds no records; whose they are is said by each broker's own directory.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../failure.ts";

export const CLUSTER_FILE = "cluster.json";

export interface ClusterFile {
  readonly clusterId: string;
  /** Of broker 1, 2, …: other brokers and clients know them by these. */
  readonly ports: readonly number[];
  /** The first so many are controllers; brokers that are added later change nothing about that. */
  readonly controllers: number;
}

/** Undefined: the folder is new. */
export function readClusterFile(folder: string): ClusterFile | undefined {
  const path = join(folder, CLUSTER_FILE);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const file = parsed(text);
  if (file !== undefined) return file;
  throw new UsageError(`${path} is not a file of tidemark cluster dev`, "Give another --data-dir.");
}

function parsed(text: string): ClusterFile | undefined {
  try {
    const { clusterId, ports, controllers } = JSON.parse(text) as Partial<ClusterFile>;
    const isId = typeof clusterId === "string" && /^[0-9a-f]{32}$/.test(clusterId);
    if (!isId || !Array.isArray(ports) || !ports.every(Number.isInteger)) return undefined;
    if (!Number.isInteger(controllers)) return undefined;
    return { clusterId, ports, controllers: controllers! };
  } catch {
    return undefined;
  }
}

export function writeClusterFile(folder: string, file: ClusterFile): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, CLUSTER_FILE), `${JSON.stringify(file, undefined, 2)}\n`);
}

/** As `meta.json` of a data directory wants it. */
export const newClusterId = (): string => randomBytes(16).toString("hex");
