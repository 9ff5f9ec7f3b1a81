/**
 * `meta.json`: whose data a directory holds and in what format. What is newer or unknown is refused,
 * never guessed at.
 */
import { writeFileAtomic } from "../platform/atomic-file.ts";
import type { Disk } from "../platform/disk.ts";
import { StartRefusedError } from "./start-refused-error.ts";

export const META_FILE = "meta.json";
/** Of the data directory: which files there are and what they are called. */
export const FORMAT_VERSION = 1;
/** Of what brokers of a cluster may write; raised by a person once all brokers know it. */
export const FEATURE_LEVEL = 1;
const META_BYTES_MAX = 64 * 1024;

/** Of the cluster and in it. */
export interface NodeMeta {
  /** 32 lower-case hex digits, made with the first data directory of a cluster. */
  readonly clusterId: string;
  readonly brokerId: number;
  readonly featureLevel: number;
}

export async function writeMeta(disk: Disk, meta: NodeMeta): Promise<void> {
  const text = `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...meta }, undefined, 2)}\n`;
  await writeFileAtomic(disk, META_FILE, new TextEncoder().encode(text));
}

/** Undefined where there is none; throws StartRefusedError where it is not for us to open. */
export async function readMeta(disk: Disk, directory: string): Promise<NodeMeta | undefined> {
  if ((await disk.stat(META_FILE)) === undefined) return undefined;
  const bytes = await disk.readFile(META_FILE, META_BYTES_MAX);
  const fields = parseObject(new TextDecoder().decode(bytes));
  const refuse = (problem: string, hint: string): never => {
    throw new StartRefusedError(`${directory}/${META_FILE} ${problem}`, hint);
  };
  const restore = "Restore the file from a backup; the records themselves are untouched.";
  if (fields === undefined) return refuse("is not a JSON object", restore);
  const { formatVersion, clusterId, brokerId, featureLevel, ...rest } = fields;
  const newer = "It was written by a newer Tidemark: start that version on it.";
  if (!isCount(formatVersion) || formatVersion < 1) {
    return refuse(`has no usable formatVersion: ${JSON.stringify(formatVersion)}`, restore);
  }
  if (formatVersion > FORMAT_VERSION) {
    return refuse(`has format ${formatVersion}, this version reads ${FORMAT_VERSION}`, newer);
  }
  if (!isCount(featureLevel)) return refuse("has no usable featureLevel", restore);
  if (featureLevel > FEATURE_LEVEL) {
    return refuse(`has feature level ${featureLevel}, this version knows ${FEATURE_LEVEL}`, newer);
  }
  const unknown = Object.keys(rest);
  if (unknown.length > 0) return refuse(`holds unknown fields: ${unknown.join(", ")}`, newer);
  if (typeof clusterId !== "string" || !/^[0-9a-f]{32}$/.test(clusterId)) {
    return refuse("has no usable clusterId", restore);
  }
  if (!isCount(brokerId)) return refuse("has no usable brokerId", restore);
  return { clusterId, brokerId, featureLevel };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
