/**
 * Opens the folder that holds everything a broker knows, for one process at a time.
 *
 *   meta.json                format, cluster id, broker id, feature level (meta-file.ts)
 *   directory.json           which directory this is (directory-file.ts)
 *   holder.PID.RANDOM.sock   its listener holds the directory (directory-lock.ts)
 *   everything else          belongs to the broker: see docs/storage-format.md
 */
import { chmod, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { DiskError } from "../platform/disk.ts";
import type { Log } from "../telemetry/log.ts";
import { isLockFile, lockDirectory } from "./directory-lock.ts";
import { readDirectoryId } from "./directory-file.ts";
import { FEATURE_LEVEL, META_FILE, type NodeMeta, readMeta, writeMeta } from "./meta-file.ts";
import { makeDirectoryDurable, NodeDisk } from "./node-disk.ts";
import { nodeRandom } from "./node-random.ts";
import { StartRefusedError } from "./start-refused-error.ts";

export interface NodeIdentity extends NodeMeta {
  /** 32 lower-case hex digits, made with this directory. */
  readonly directoryId: string;
}

export interface DataDirectoryOptions {
  readonly brokerId: number;
  /** As the settings have it; undefined: a fresh directory makes one, a known one has its own. */
  readonly clusterId?: string | undefined;
  /** There are other nodes: one that made a cluster id of its own would never meet them. */
  readonly clustered?: boolean;
  readonly log: Log;
}

export interface DataDirectory {
  /** Absolute. */
  readonly path: string;
  /** Relative paths are below the directory. */
  readonly disk: NodeDisk;
  readonly identity: NodeIdentity;
  /** Lets the next process in. Everything must be closed by then. */
  release(): Promise<void>;
}

/** Creates what is missing. Throws StartRefusedError where the directory is not for this broker. */
export async function openDataDirectory(
  path: string,
  options: DataDirectoryOptions,
): Promise<DataDirectory> {
  const absolute = resolve(path);
  const disk = new NodeDisk(absolute);
  await create(disk, absolute);
  const lock = await lockDirectory(absolute);
  try {
    const meta = await identify(disk, absolute, options);
    const identity = { ...meta, directoryId: await readDirectoryId(disk, absolute) };
    await restrict(absolute, options.log);
    return { path: absolute, disk, identity, release: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function create(disk: NodeDisk, absolute: string): Promise<void> {
  try {
    await makeDirectoryDurable(disk, absolute);
    if ((await disk.stat("."))?.directory === true) return;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new StartRefusedError(
      `cannot create the data directory ${absolute}: ${error.message}`,
      "Give a --data-dir that this user may write to.",
      { cause: error },
    );
  }
}

/** What stands in a fresh folder although nobody put it there, or that a crash of ours left. */
const IGNORED: ReadonlySet<string> = new Set(["lost+found", `${META_FILE}.tmp`]);

async function identify(
  disk: NodeDisk,
  absolute: string,
  options: DataDirectoryOptions,
): Promise<NodeMeta> {
  const known = await readMeta(disk, absolute);
  if (known !== undefined) {
    refuseStranger(known, absolute, options);
    return known;
  }
  const foreign = (await disk.list("."))
    .map((entry) => entry.name)
    .filter((name) => !isLockFile(name) && !IGNORED.has(name));
  if (foreign.length > 0) {
    throw new StartRefusedError(
      `${absolute} is not empty and holds no Tidemark data (no ${META_FILE}, but ${foreign[0]})`,
      "Give an empty or a new folder as --data-dir.",
    );
  }
  const fresh = Buffer.from(nodeRandom.bytes(16)).toString("hex");
  const { brokerId, clusterId = fresh } = options;
  if (options.clustered === true && options.clusterId === undefined) {
    throw new StartRefusedError(
      `${absolute} is new and clusterId is not set: the nodes of a cluster must agree on one`,
      `Set clusterId to that of the cluster, or on all nodes of a new one to ${fresh}`,
    );
  }
  const meta = { clusterId, brokerId, featureLevel: FEATURE_LEVEL };
  await writeMeta(disk, meta);
  return meta;
}

function refuseStranger(known: NodeMeta, absolute: string, options: DataDirectoryOptions): void {
  const { brokerId, clusterId = known.clusterId } = options;
  if (known.brokerId !== brokerId) {
    throw new StartRefusedError(
      `${absolute} belongs to broker ${known.brokerId}, and this one is broker ${brokerId}`,
      "Set brokerId to what it was, or give this broker its own --data-dir.",
    );
  }
  if (known.clusterId !== clusterId) {
    throw new StartRefusedError(
      `${absolute} belongs to cluster ${known.clusterId}, and clusterId is ${clusterId}`,
      "Set clusterId to what it was (without it the directory's own counts), or give another --data-dir.",
    );
  }
}

/** A folder that was there before us may be open to everybody. By now it is known to be ours. */
async function restrict(absolute: string, log: Log): Promise<void> {
  const mode = (await stat(absolute)).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  try {
    await chmod(absolute, 0o700);
  } catch (error) {
    log.warn("others on this machine can read the data directory", {
      path: absolute,
      mode: mode.toString(8),
      error,
    });
  }
}
