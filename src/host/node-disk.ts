/** The real disk over node:fs. Never reports durable what was not synced. */
import { constants, open as openFd } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { DiskError, type DirectoryEntry, type Disk, type OpenMode } from "../platform/disk.ts";
import { directoryOf } from "../platform/atomic-file.ts";
import { diskError } from "./disk-failure.ts";
import { NodeFile } from "./node-file.ts";

/** Records are nobody else's business on a shared machine. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  readwrite: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
};

export class NodeDisk implements Disk {
  readonly #root: string;

  /** `root`: what relative paths are below of. */
  constructor(root: string) {
    this.#root = root;
  }

  async open(path: string, mode: OpenMode): Promise<NodeFile> {
    return new NodeFile(path, await this.#openFd(path, FLAGS[mode]));
  }

  async readFile(path: string, maxBytes: number): Promise<Uint8Array> {
    const file = await this.open(path, "read");
    try {
      const sizeBytes = await file.sizeBytes();
      if (sizeBytes > maxBytes) {
        throw new DiskError("IO", path, `holds ${sizeBytes} bytes, want at most ${maxBytes}`);
      }
      const bytes = Buffer.allocUnsafeSlow(sizeBytes);
      const count = await file.read(bytes, 0);
      return bytes.subarray(0, count);
    } finally {
      await file.close();
    }
  }

  async stat(path: string): Promise<{ sizeBytes: number; directory: boolean } | undefined> {
    try {
      const stats = await stat(this.#absolute(path));
      return { sizeBytes: stats.size, directory: stats.isDirectory() };
    } catch (error) {
      const failure = diskError(path, "stat", error as NodeJS.ErrnoException);
      if (failure.code === "NOT_FOUND") return undefined;
      throw failure;
    }
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    const entries = await attempt(path, "list", () =>
      readdir(this.#absolute(path), { withFileTypes: true }),
    );
    return entries.map((entry) => ({ name: entry.name, directory: entry.isDirectory() }));
  }

  async makeDirectory(path: string): Promise<void> {
    try {
      await mkdir(this.#absolute(path), { mode: DIRECTORY_MODE });
    } catch (error) {
      const there = await this.stat(path);
      if (there?.directory === true) return;
      throw diskError(path, "mkdir", error as NodeJS.ErrnoException);
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await attempt(from, `rename to ${to}`, () => rename(this.#absolute(from), this.#absolute(to)));
  }

  async remove(path: string): Promise<void> {
    await attempt(path, "remove", () => rm(this.#absolute(path), { recursive: true, force: true }));
  }

  async syncDirectory(path: string): Promise<void> {
    const flags = constants.O_RDONLY | constants.O_DIRECTORY;
    const file = new NodeFile(path, await this.#openFd(path, flags));
    try {
      await file.syncAll();
    } finally {
      await file.close();
    }
  }

  #openFd(path: string, flags: number): Promise<number> {
    return new Promise((resolve, reject) => {
      openFd(this.#absolute(path), flags, FILE_MODE, (error, fd) => {
        if (error === null) resolve(fd);
        else reject(diskError(path, "open", error));
      });
    });
  }

  #absolute(path: string): string {
    return isAbsolute(path) ? path : join(this.#root, path);
  }
}

async function attempt<T>(path: string, operation: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw diskError(path, operation, error as NodeJS.ErrnoException);
  }
}

/**
 * Makes `path` and the missing folders above it, each synced in its parent: a data directory that
 * vanishes with the power would take every acknowledged record along.
 */
export async function makeDirectoryDurable(disk: Disk, path: string): Promise<void> {
  if ((await disk.stat(path))?.directory === true) return;
  const parent = directoryOf(path);
  if (parent !== path && parent !== ".") await makeDirectoryDurable(disk, parent);
  await disk.makeDirectory(path);
  await disk.syncDirectory(parent);
}
