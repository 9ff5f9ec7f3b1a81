/** Removes a partition's folder so that a crash leaves all of it or nothing under its name. */
import { directoryOf } from "../platform/atomic-file.ts";
import type { Disk } from "../platform/disk.ts";

/** A folder on its way out: removed at the next start if the broker dies before. */
export const DELETED_SUFFIX = ".deleted";

/** Durable when it resolves. One that never could be opened may have no folder. */
export async function removeFolder(disk: Disk, folder: string): Promise<void> {
  const doomed = `${folder}${DELETED_SUFFIX}`;
  // Of an earlier removal that a crash cut short.
  if ((await disk.stat(doomed)) !== undefined) await disk.remove(doomed);
  if ((await disk.stat(folder)) === undefined) return;
  await disk.rename(folder, doomed);
  await disk.syncDirectory(directoryOf(folder));
  await disk.remove(doomed);
}
