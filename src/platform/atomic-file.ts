/** Replaces a small file so that after a crash it is either the old or the new one, never a mix. */
import { DiskError, type Disk, type DiskFile } from "./disk.ts";

/** The folder part of `path`. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return ".";
  return slash === 0 ? "/" : path.slice(0, slash);
}

/** Writes `path.tmp`, syncs it, renames it over `path`, syncs the folder. */
export async function writeFileAtomic(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  await disk.remove(temporary);
  const file = await disk.open(temporary, "create");
  try {
    await writeFully(file, [bytes], 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.rename(temporary, path);
  await disk.syncDirectory(directoryOf(path));
}

/** Writes every byte or rejects with `FULL`: a short count is how a full disk first shows itself. */
export async function writeFully(
  file: DiskFile,
  chunks: readonly Uint8Array[],
  position: number,
): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const written = await file.write(chunks, position);
  if (written !== total) {
    throw new DiskError("FULL", file.path, `wrote ${written} of ${total} bytes`);
  }
}
