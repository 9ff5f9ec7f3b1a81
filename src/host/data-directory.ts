/**
 * Opens the folder that holds everything a broker knows, for one process at a time.
 *
 *   meta.json                format, cluster id, broker id, feature level (meta-file.ts)
 *   holder.PID.RANDOM.sock   its listener holds the directory (directory-lock.ts)
 *   everything else          belongs to the broker: see docs/storage-format.md
 */
import { chmod, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { DiskError } from "../platform/disk.ts";
import type { Log } from "../telemetry/log.ts";
import { isLockFile, lockDirectory } from "./directory-lock.ts";
import { FEATURE_LEVEL, META_FILE, type NodeIdentity, readMeta, writeMeta } from "./meta-file.ts";
import { makeDirectoryDurable, NodeDisk } from "./node-disk.ts";
import { nodeRandom } from "./node-random.ts";
import { StartRefusedError } from "./start-refused-error.ts";

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
  options: { readonly brokerId: number; readonly log: Log },
): Promise<DataDirectory> {
  const absolute = resolve(path);
  const disk = new NodeDisk(absolute);
  await create(disk, absolute);
  const lock = await lockDirectory(absolute);
  try {
    const identity = await identify(disk, absolute, options.brokerId);
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

async function identify(disk: NodeDisk, absolute: string, brokerId: number): Promise<NodeIdentity> {
  const known = await readMeta(disk, absolute);
  if (known !== undefined) {
    if (known.brokerId === brokerId) return known;
    throw new StartRefusedError(
      `${absolute} belongs to broker ${known.brokerId}, and this one is broker ${brokerId}`,
      "Set brokerId to what it was, or give this broker its own --data-dir.",
    );
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
  const clusterId = Buffer.from(nodeRandom.bytes(16)).toString("hex");
  const identity = { clusterId, brokerId, featureLevel: FEATURE_LEVEL };
  await writeMeta(disk, identity);
  return identity;
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
