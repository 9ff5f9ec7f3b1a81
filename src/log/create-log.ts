/**
 * Makes the folder and first files of a log. The identity comes last: a crash before it leaves a
 * folder that holds nothing and is begun anew.
 */
import type { PartitionId } from "../model/ids.ts";
import { directoryOf } from "../platform/atomic-file.ts";
import type { Disk } from "../platform/disk.ts";
import { damaged } from "./damage.ts";
import { writeIdentity } from "./identity.ts";
import { createLogStart, type LogStart } from "./log-start.ts";
import { IDENTITY_FILE, LOG_START_FILE, parseSegmentFile, segmentFile } from "./segment-files.ts";

export interface NewLog {
  readonly disk: Disk;
  readonly directory: string;
  readonly identity: PartitionId;
  readonly startOffset: number;
  readonly cleanedOffset?: number;
}

/** Durable when it resolves. */
export async function createLog(log: NewLog): Promise<LogStart> {
  const { disk, directory, identity, startOffset, cleanedOffset } = log;
  await disk.makeDirectory(directory);
  await clearLeftovers(disk, directory);
  const path = `${directory}/${LOG_START_FILE}`;
  const start = await createLogStart(disk, path, startOffset, cleanedOffset);
  const segment = await disk.open(segmentFile(directory, startOffset, "log"), "create");
  await segment.close();
  await disk.syncDirectory(directory);
  await writeIdentity(disk, `${directory}/${IDENTITY_FILE}`, identity);
  await disk.syncDirectory(directoryOf(directory));
  return start;
}

/** Of a creation that a crash cut short: empty segments at most. Anything else is somebody's data. */
async function clearLeftovers(disk: Disk, directory: string): Promise<void> {
  const leftovers: string[] = [];
  for (const { name } of await disk.list(directory)) {
    const path = `${directory}/${name}`;
    if (parseSegmentFile(name)?.kind === "log") {
      const found = await disk.stat(path);
      if (found !== undefined && found.sizeBytes > 0) {
        damaged(path, `it holds records, but the folder has no ${IDENTITY_FILE}`);
      }
      leftovers.push(path);
    } else if (name === LOG_START_FILE || name === `${IDENTITY_FILE}.tmp`) leftovers.push(path);
  }
  for (const path of leftovers) await disk.remove(path);
}
