/**
 * Open files of all logs of a node: the ones used last stay open, no more than a bound of them while
 * idle. A file is never closed while somebody uses it.
 */
import { LOG_OPEN_FILES_MAX } from "../model/limits.ts";
import { type Disk, DiskError, type DiskFile } from "../platform/disk.ts";

export type HandleMode = "read" | "readwrite";

interface Handle {
  readonly opening: Promise<DiskFile>;
  users: number;
  /** Nobody may find it any more; it closes when its last user is done. */
  dropped: boolean;
}

export class FileHandles {
  readonly #disk: Disk;
  readonly #openFilesMax: number;
  /** Least recently used first. */
  readonly #handles = new Map<string, Handle>();

  constructor(disk: Disk, openFilesMax = LOG_OPEN_FILES_MAX) {
    this.#disk = disk;
    this.#openFilesMax = openFilesMax;
  }

  get openCount(): number {
    return this.#handles.size;
  }

  /** Runs `work` with the file at `path`, which must exist, opened or still open. */
  async use<T>(path: string, mode: HandleMode, work: (file: DiskFile) => Promise<T>): Promise<T> {
    const key = `${mode} ${path}`;
    const handle = this.#handles.get(key) ?? this.#open(path, mode);
    this.#handles.delete(key);
    this.#handles.set(key, handle);
    handle.users++;
    try {
      return await work(await handle.opening);
    } finally {
      handle.users--;
      if (handle.dropped) await this.#closeIdle(handle);
      else if (this.#handles.size > this.#openFilesMax) await this.#evict(1);
    }
  }

  /** The file was or will be removed or cut: whoever asks next opens it anew. */
  async drop(path: string): Promise<void> {
    for (const mode of ["read", "readwrite"] as const) {
      const key = `${mode} ${path}`;
      const handle = this.#handles.get(key);
      if (handle === undefined) continue;
      this.#handles.delete(key);
      handle.dropped = true;
      await this.#closeIdle(handle);
    }
  }

  /**
   * Readers of `path` get `file` from now on, which is open and about to be renamed to it. Whoever
   * uses what had the name before goes on with that. The handle is nobody else's to close; call the
   * answer once the file has its name.
   */
  adopt(path: string, file: DiskFile): () => Promise<void> {
    void this.drop(path).catch(() => undefined);
    const handle: Handle = { opening: Promise.resolve(file), users: 1, dropped: false };
    this.#handles.set(`read ${path}`, handle);
    return async () => {
      handle.users--;
      if (handle.dropped) await this.#closeIdle(handle);
      else if (this.#handles.size > this.#openFilesMax) await this.#evict(1);
    };
  }

  async close(): Promise<void> {
    await this.#evict(Infinity);
  }

  #open(path: string, mode: HandleMode): Handle {
    const opening = this.#disk.open(path, mode).catch(async (error: unknown) => {
      if (!(error instanceof DiskError) || error.code !== "TOO_MANY_OPEN") throw error;
      await this.#evict(Infinity);
      return await this.#disk.open(path, mode);
    });
    const handle: Handle = { opening, users: 0, dropped: false };
    opening.catch(() => {
      handle.dropped = true;
      const key = `${mode} ${path}`;
      if (this.#handles.get(key) === handle) this.#handles.delete(key);
    });
    return handle;
  }

  async #evict(count: number): Promise<void> {
    const idle = [...this.#handles].filter(([, handle]) => handle.users === 0).slice(0, count);
    for (const [key, handle] of idle) {
      this.#handles.delete(key);
      handle.dropped = true;
    }
    for (const [, handle] of idle) await this.#closeIdle(handle);
  }

  async #closeIdle(handle: Handle): Promise<void> {
    if (handle.users > 0) return;
    const file = await handle.opening.catch(() => undefined);
    await file?.close();
  }
}
