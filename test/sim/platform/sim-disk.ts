/**
 * A disk in virtual time that forgets what was not synced. Every operation takes seeded time and has
 * its effect when it completes; a crash may catch it half done. It never touches the real disk.
 */
import {
  DiskError,
  type DirectoryEntry,
  type Disk,
  type DiskErrorCode,
  type DiskFile,
  type OpenMode,
} from "../../../src/platform/disk.ts";
import { SimDirectory, SimNames, type SimNode } from "./sim-directory.ts";
import { SimInode } from "./sim-inode.ts";
import type { SimRandom } from "./sim-random.ts";
import type { SimSchedule, SimTimer } from "./sim-schedule.ts";

export type SimOperation =
  | "open"
  | "create"
  | "read"
  | "write"
  | "sync"
  | "truncate"
  | "readFile"
  | "stat"
  | "list"
  | "makeDirectory"
  | "rename"
  | "remove"
  | "syncDirectory";

/** The operations that change something: failpoints are counted in these. */
const MUTATIONS: ReadonlySet<SimOperation> = new Set<SimOperation>([
  "create",
  "write",
  "sync",
  "truncate",
  "makeDirectory",
  "rename",
  "remove",
  "syncDirectory",
]);

const MAX_CHUNKS = 1_024;

export interface SimFault {
  readonly operation: SimOperation;
  readonly path?: RegExp;
  /** Rejects with this; `slow` only delays; `short` writes `shortBytes` and reports that count. */
  readonly kind: Exclude<DiskErrorCode, "NOT_FOUND" | "EXISTS"> | "slow" | "short";
  /** How many matching operations pass before it strikes. */
  readonly after?: number;
  readonly times?: number;
  readonly delayMs?: number;
  readonly shortBytes?: number;
}

export interface InjectedFault {
  /** False where it had struck as often as it may. */
  clear(): boolean;
}

export interface SimDiskOptions {
  readonly schedule: SimSchedule;
  readonly random: SimRandom;
  /** Least and most time of an operation that is not a sync. */
  readonly latencyMs?: readonly [least: number, most: number];
  readonly syncLatencyMs?: readonly [least: number, most: number];
}

interface InFlight {
  readonly timer: SimTimer;
  /** Takes effect although nobody will hear of it: the process died first. */
  readonly effect: (limitBytes: number) => unknown;
  readonly mutates: boolean;
}

export class SimDisk implements Disk {
  readonly #schedule: SimSchedule;
  readonly #random: SimRandom;
  readonly #latencyMs: readonly [number, number];
  readonly #syncLatencyMs: readonly [number, number];
  #root = new SimDirectory();
  #names = new SimNames();
  readonly #inFlight = new Set<InFlight>();
  readonly #faults = new Set<{ readonly fault: SimFault; passing: number; left: number }>();
  /** Handles of an older incarnation belong to a dead process. */
  #incarnation = 0;
  #mutations = 0;
  #haltAt = Infinity;
  #halted = false;
  #openFiles = 0;
  /** Writes that would take all files together beyond this fail as on a full disk. */
  capacityBytes = Infinity;
  openFilesMax = Infinity;
  /** Each operation as it completes, for traces. */
  onOperation: ((operation: SimOperation, path: string) => void) | undefined;

  constructor(options: SimDiskOptions) {
    this.#schedule = options.schedule;
    this.#random = options.random;
    this.#latencyMs = options.latencyMs ?? [0.01, 0.1];
    this.#syncLatencyMs = options.syncLatencyMs ?? [0.1, 1];
  }

  // What tests do to it.

  /** Operations so far that changed something or made it durable. */
  get mutations(): number {
    return this.#mutations;
  }

  get halted(): boolean {
    return this.#halted;
  }

  get openFiles(): number {
    return this.#openFiles;
  }

  /** The process stops at its `count`th mutation from now: neither that nor any later one returns. */
  haltAtMutation(count: number): void {
    this.#haltAt = this.#mutations + count;
  }

  /** Power cut, and power back: what was not synced survives in part, open handles are dead. */
  crash(): void {
    this.kill();
    this.#names.crash(this.#root, this.#random);
  }

  /** The process dies and the machine lives: all that was written is there, synced or not. */
  kill(): void {
    for (const operation of this.#inFlight) {
      operation.timer.cancel();
      if (operation.mutates && this.#random.chance(0.5)) this.#ignoringErrors(operation.effect);
    }
    this.#inFlight.clear();
    this.#incarnation++;
    this.#openFiles = 0;
    this.#haltAt = Infinity;
    this.#halted = false;
  }

  inject(fault: SimFault): InjectedFault {
    const entry = { fault, passing: fault.after ?? 0, left: fault.times ?? Infinity };
    this.#faults.add(entry);
    return { clear: () => this.#faults.delete(entry) };
  }

  /** A copy of what a reader would see. */
  bytesOf(path: string): Buffer {
    return Buffer.from(this.#fileAt(path).view());
  }

  /** Puts `bytes` in the file, durable at once: damage, or an old copy come back. */
  replace(path: string, bytes: Uint8Array): void {
    this.#fileAt(path).replace(bytes);
  }

  /** Bit rot: the platter's and the reader's bit both flip. */
  flipBit(path: string, position: number, bit: number): void {
    const bytes = this.bytesOf(path);
    bytes[position] = bytes[position]! ^ (1 << bit);
    this.replace(path, bytes);
  }

  /** Whole paths of all files below `path`, in order. */
  filesBelow(path: string): string[] {
    const directory = this.#find(path);
    if (!(directory instanceof SimDirectory)) return [];
    return [...directory.names].flatMap(([name, node]) =>
      node instanceof SimDirectory ? this.filesBelow(`${path}/${name}`) : [`${path}/${name}`],
    );
  }

  // The port.

  open(path: string, mode: OpenMode): Promise<DiskFile> {
    return this.#perform(mode === "create" ? "create" : "open", path, () => {
      if (this.#openFiles >= this.openFilesMax) {
        throw new DiskError("TOO_MANY_OPEN", path, "too many open files");
      }
      const existing = this.#find(path);
      if (mode === "create") {
        if (existing !== undefined) throw new DiskError("EXISTS", path, "the file exists");
        const { directory, name } = this.#parentOf(path);
        const inode = new SimInode();
        this.#names.change({ directory, name, node: inode });
        return this.#handle(path, inode, true);
      }
      return this.#handle(path, this.#fileAt(path), mode === "readwrite");
    });
  }

  readFile(path: string, maxBytes: number): Promise<Uint8Array> {
    return this.#perform("readFile", path, () => {
      const bytes = this.#fileAt(path).view();
      if (bytes.length > maxBytes) {
        throw new DiskError("IO", path, `${bytes.length} bytes, more than ${maxBytes}`);
      }
      return Uint8Array.from(bytes);
    });
  }

  stat(path: string): Promise<{ sizeBytes: number; directory: boolean } | undefined> {
    return this.#perform("stat", path, () => {
      const node = this.#find(path);
      if (node === undefined) return undefined;
      const directory = node instanceof SimDirectory;
      return { sizeBytes: directory ? 0 : node.sizeBytes, directory };
    });
  }

  list(path: string): Promise<readonly DirectoryEntry[]> {
    return this.#perform("list", path, () => {
      // Shuffled: no file system promises an order.
      const entries = [...this.#directoryAt(path).names].map(([name, node]) => ({
        name,
        directory: node instanceof SimDirectory,
      }));
      return this.#random.shuffle(entries);
    });
  }

  makeDirectory(path: string): Promise<void> {
    return this.#perform("makeDirectory", path, () => {
      const existing = this.#find(path);
      if (existing instanceof SimDirectory) return;
      if (existing !== undefined) throw new DiskError("EXISTS", path, "a file is in the way");
      const { directory, name } = this.#parentOf(path);
      this.#names.change({ directory, name, node: new SimDirectory() });
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#perform("rename", from, () => {
      const node = this.#find(from);
      if (node === undefined) throw new DiskError("NOT_FOUND", from, "nothing to rename");
      const source = this.#parentOf(from);
      const target = this.#parentOf(to);
      this.#names.change(
        { directory: source.directory, name: source.name, node: undefined },
        { directory: target.directory, name: target.name, node },
      );
    });
  }

  remove(path: string): Promise<void> {
    return this.#perform("remove", path, () => {
      if (this.#find(path) === undefined) return;
      const { directory, name } = this.#parentOf(path);
      this.#names.change({ directory, name, node: undefined });
    });
  }

  syncDirectory(path: string): Promise<void> {
    return this.#perform("syncDirectory", path, () => this.#names.sync(this.#directoryAt(path)));
  }

  // Inside.

  #handle(path: string, inode: SimInode, writable: boolean): DiskFile {
    const incarnation = this.#incarnation;
    let open = true;
    this.#openFiles++;
    const perform = <T>(operation: SimOperation, effect: (limitBytes: number) => T): Promise<T> => {
      if (incarnation !== this.#incarnation) return new Promise(() => undefined);
      const refused = !open
        ? "a closed file"
        : MUTATIONS.has(operation) && operation !== "sync" && !writable
          ? "a file that was opened for reading"
          : undefined;
      if (refused !== undefined) {
        return Promise.reject(new DiskError("IO", path, `${operation} on ${refused}`));
      }
      return this.#perform(operation, path, effect, inode);
    };
    return {
      path,
      read: (target, position) =>
        perform("read", () => inode.view().copy(target, 0, position, position + target.length)),
      write: (chunks, position) => {
        if (chunks.length > MAX_CHUNKS) throw new Error(`${chunks.length} chunks in one write`);
        return perform("write", (limitBytes) =>
          this.#write(inode, path, chunks, position, limitBytes),
        );
      },
      sync: () => perform("sync", () => inode.sync()),
      truncate: (sizeBytes) => perform("truncate", () => inode.truncate(sizeBytes)),
      sizeBytes: () => perform("stat", () => inode.sizeBytes),
      close: () => {
        if (open && incarnation === this.#incarnation) this.#openFiles--;
        open = false;
        return Promise.resolve();
      },
    };
  }

  #write(
    inode: SimInode,
    path: string,
    chunks: readonly Uint8Array[],
    position: number,
    limitBytes: number,
  ): number {
    const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    const free = Math.max(0, this.capacityBytes - this.#usedBytes());
    const room = Math.max(0, inode.sizeBytes - position) + free;
    const bytes = whole.subarray(0, Math.min(whole.byteLength, room, limitBytes));
    if (bytes.byteLength === 0 && whole.byteLength > 0) {
      throw new DiskError("FULL", path, "no space left");
    }
    inode.write(bytes, position);
    return bytes.byteLength;
  }

  /** Starts an operation; its effect and its answer come when its seeded time has passed. */
  #perform<T>(
    operation: SimOperation,
    path: string,
    effect: (limitBytes: number) => T,
    inode?: SimInode,
  ): Promise<T> {
    const mutates = MUTATIONS.has(operation);
    if (mutates && ++this.#mutations >= this.#haltAt) this.#halted = true;
    const fault = this.#takeFault(operation, path);
    const [least, most] = operation === "sync" ? this.#syncLatencyMs : this.#latencyMs;
    const delayMs = least + this.#random.float() * (most - least) + (fault?.delayMs ?? 0);
    return new Promise((resolve, reject) => {
      const complete = (): void => {
        this.#inFlight.delete(inFlight);
        this.onOperation?.(operation, path);
        try {
          if (fault !== undefined) this.#fail(fault, path, inode);
          resolve(effect(fault?.kind === "short" ? (fault.shortBytes ?? 0) : Infinity));
        } catch (error) {
          reject(error);
        }
      };
      const timer = this.#halted
        ? { cancel: () => undefined }
        : this.#schedule.after(delayMs, complete);
      const inFlight: InFlight = { timer, effect, mutates };
      this.#inFlight.add(inFlight);
    });
  }

  #fail(fault: SimFault, path: string, inode: SimInode | undefined): void {
    switch (fault.kind) {
      case "slow":
      case "short":
        return;
      case "IO":
      case "FULL":
      case "TOO_MANY_OPEN":
        if (fault.operation === "sync") inode?.losePending(this.#random);
        throw new DiskError(fault.kind, path, `injected ${fault.kind} on ${fault.operation}`);
      default:
        throw new Error(`no such fault: ${String(fault.kind)}`);
    }
  }

  #takeFault(operation: SimOperation, path: string): SimFault | undefined {
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (fault.operation !== operation || fault.path?.test(path) === false) continue;
      if (entry.passing-- > 0) continue;
      if (--entry.left <= 0) this.#faults.delete(entry);
      return fault;
    }
    return undefined;
  }

  #ignoringErrors(effect: (limitBytes: number) => unknown): void {
    try {
      effect(Infinity);
    } catch {
      // It failed, and the process that would have been told is dead.
    }
  }

  #usedBytes(directory = this.#root): number {
    let total = 0;
    for (const node of directory.names.values()) {
      total += node instanceof SimDirectory ? this.#usedBytes(node) : node.sizeBytes;
    }
    return total;
  }

  #find(path: string): SimNode | undefined {
    let node: SimNode = this.#root;
    for (const name of path.split("/")) {
      if (name === "" || name === ".") continue;
      if (!(node instanceof SimDirectory)) return undefined;
      const next = node.names.get(name);
      if (next === undefined) return undefined;
      node = next;
    }
    return node;
  }

  #fileAt(path: string): SimInode {
    const node = this.#find(path);
    if (node === undefined) throw new DiskError("NOT_FOUND", path, "no such file");
    if (node instanceof SimDirectory) throw new DiskError("IO", path, "is a folder");
    return node;
  }

  #directoryAt(path: string): SimDirectory {
    const node = this.#find(path);
    if (node instanceof SimDirectory) return node;
    throw new DiskError("NOT_FOUND", path, "no such folder");
  }

  #parentOf(path: string): { directory: SimDirectory; name: string } {
    const slash = path.lastIndexOf("/");
    const directory = this.#directoryAt(slash < 0 ? "." : path.slice(0, slash));
    return { directory, name: path.slice(slash + 1) };
  }
}
