/** Where folders go that nobody may serve and nobody may delete: what is in them only a person can judge. */
import { directoryOf } from "../platform/atomic-file.ts";
import type { Disk } from "../platform/disk.ts";

export const QUARANTINE_FOLDER = "quarantine";

/** Durable when it resolves, with the folder's new path; a crash leaves it in one of the two places. */
export async function quarantine(disk: Disk, folder: string): Promise<string> {
  await disk.makeDirectory(QUARANTINE_FOLDER);
  await disk.syncDirectory(".");
  const path = await freeName(disk, folder.slice(folder.lastIndexOf("/") + 1));
  await disk.rename(folder, path);
  await disk.syncDirectory(QUARANTINE_FOLDER);
  await disk.syncDirectory(directoryOf(folder));
  return path;
}

/** What is there under that name stays. */
async function freeName(disk: Disk, name: string): Promise<string> {
  for (let count = 0; ; count += 1) {
    const path = `${QUARANTINE_FOLDER}/${name}${count === 0 ? "" : `.${count}`}`;
    if ((await disk.stat(path)) === undefined) return path;
  }
}
