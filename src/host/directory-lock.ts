/**
 * One process per directory, without native code, and never fooled by what a dead one left behind.
 *
 * A holder is whoever listens on a Unix socket in the directory: the kernel ends that with the
 * process, by `kill -9` too, and answers a connect to it truthfully, where a process id in a file
 * could by then belong to somebody else. It sees across containers that share a volume.
 *
 *   1. bind `holder-new.PID.RANDOM.sock`, listen, rename to `holder.PID.RANDOM.sock`: from now on visible, and at no
 *      moment visible without listening;
 *   2. connect to every other `holder.*`: refused means dead, and it is removed;
 *   3. one answers: withdraw, wait a little, try again, and give up at last. None: held.
 *
 * Of two that start together at least one sees the other, because each shows itself before it looks
 * (so do the flags of Dekker and Peterson); both may withdraw, hence the second try. It does not see
 * processes on another machine that mounts the same folder.
 */
import { randomBytes } from "node:crypto";
import { closeSync, constants, existsSync, openSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { StartRefusedError } from "./start-refused-error.ts";

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Nothing else in the folder is touched, whatever it is called. */
const VISIBLE = /^holder\.\d+\.[0-9a-f]{12}\.sock$/;
const HIDDEN = /^holder-new\.\d+\.[0-9a-f]{12}\.sock$/;
/** A predecessor that is about to exit, and a rival that started in the same instant, get this. */
const ATTEMPTS = 8;
const WAIT_MS = 100;
/** A holder that is stopped still answers a connect, by its kernel; this only bounds the unknown. */
const CONNECT_TIMEOUT_MS = 2_000;

export const isLockFile = (name: string): boolean => VISIBLE.test(name) || HIDDEN.test(name);

/** Throws StartRefusedError where another process holds the directory. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const holder = new Holder(directory);
  try {
    let rival: string | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await holder.show()) {
        rival = await holder.findRival();
        if (rival === undefined) return holder;
        await holder.hide();
      }
      await pause(WAIT_MS * (0.5 + Math.random()));
    }
    const process = rival === undefined ? "another process" : `process ${rival.split(".")[1]}`;
    throw new StartRefusedError(
      `${directory} is in use by ${process}`,
      "One data directory, one broker: stop the other one or give this one its own --data-dir.",
    );
  } catch (error) {
    await holder.release();
    throw error;
  }
}

class Holder implements DirectoryLock {
  readonly #directory: string;
  readonly #directoryFd: number;
  #name = "";
  #server: Server | undefined;
  #released = false;

  constructor(directory: string) {
    this.#directory = directory;
    this.#directoryFd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  }

  /** False where a rival took our socket for a dead one, between bind and listen. */
  async show(): Promise<boolean> {
    const suffix = `${process.pid}.${randomBytes(6).toString("hex")}.sock`;
    this.#name = `holder.${suffix}`;
    const hidden = `holder-new.${suffix}`;
    this.#server = await listen(this.#socketPath(hidden));
    try {
      await rename(join(this.#directory, hidden), join(this.#directory, this.#name));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      await this.hide();
      return false;
    }
  }

  async hide(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await rm(join(this.#directory, this.#name), { force: true });
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }

  /** The name of a living holder's socket; dead ones are removed on the way. */
  async findRival(): Promise<string | undefined> {
    for (const name of await readdir(this.#directory)) {
      if (!isLockFile(name) || name === this.#name) continue;
      const living = await answers(this.#socketPath(name));
      // One not yet visible will see us when it looks.
      if (living && VISIBLE.test(name)) return name;
      if (!living) await rm(join(this.#directory, name), { force: true });
    }
    return undefined;
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.hide();
    closeSync(this.#directoryFd);
  }

  /** Socket paths end at 108 bytes; through the open folder they are short however deep it lies. */
  #socketPath(name: string): string {
    const open = `/proc/self/fd/${this.#directoryFd}`;
    return join(existsSync(open) ? open : this.#directory, name);
  }
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new StartRefusedError(
          `cannot lock the data directory: ${error.code ?? error.message} (${path})`,
          "It must be writable, on a file system of this machine that can hold sockets.",
          { cause: error },
        ),
      );
    });
    server.listen(path, () => {
      // Whoever holds a directory has other reasons to live.
      server.unref();
      resolve(server);
    });
  });
}

/** Anything but a clear no counts as living. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const done = (living: boolean): void => {
      socket.destroy();
      resolve(living);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => done(true));
    socket.once("connect", () => done(true));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      done(error.code !== "ECONNREFUSED" && error.code !== "ENOENT");
    });
  });
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}
