/**
 * `directory.json`: the id of a data directory. A node that comes back with another one has lost its
 * disk, whatever its broker id says; so an id must never be made anew beside data that has one.
 */
import { writeFileAtomic } from "../platform/atomic-file.ts";
import type { Disk } from "../platform/disk.ts";
import { nodeRandom } from "./node-random.ts";
import { StartRefusedError } from "./start-refused-error.ts";

export const DIRECTORY_FILE = "directory.json";
const DIRECTORY_BYTES_MAX = 4_096;
const ID = /^[0-9a-f]{32}$/;

/** Directories that are older than the file get theirs at the next start. */
export async function readDirectoryId(disk: Disk, directory: string): Promise<string> {
  if ((await disk.stat(DIRECTORY_FILE)) === undefined) return makeDirectoryId(disk);
  const text = new TextDecoder().decode(await disk.readFile(DIRECTORY_FILE, DIRECTORY_BYTES_MAX));
  const id = idIn(text);
  if (id !== undefined) return id;
  throw new StartRefusedError(
    `${directory}/${DIRECTORY_FILE} holds no directoryId`,
    "Restore the file. Where it is lost, delete it: the cluster then copies everything to this broker anew.",
  );
}

async function makeDirectoryId(disk: Disk): Promise<string> {
  const directoryId = Buffer.from(nodeRandom.bytes(16)).toString("hex");
  const text = `${JSON.stringify({ directoryId }, undefined, 2)}\n`;
  await writeFileAtomic(disk, DIRECTORY_FILE, new TextEncoder().encode(text));
  return directoryId;
}

function idIn(text: string): string | undefined {
  try {
    const { directoryId } = JSON.parse(text) as { readonly directoryId?: unknown };
    return typeof directoryId === "string" && ID.test(directoryId) ? directoryId : undefined;
  } catch {
    return undefined;
  }
}
