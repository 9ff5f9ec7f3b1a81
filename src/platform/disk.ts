/** The disk port: files that forget what was not synced, and say so. */

export interface DirectoryEntry {
  readonly name: string;
  readonly directory: boolean;
}

export type DiskErrorCode =
  /** No space, or a quota or file-size limit. What was written before the failure stays. */
  | "FULL"
  | "NOT_FOUND"
  | "EXISTS"
  /** Out of file descriptors: try again when some are closed. */
  | "TOO_MANY_OPEN"
  /** The device failed. After it on a write or sync, nothing unsynced may be trusted. */
  | "IO";

export class DiskError extends Error {
  override readonly name = "DiskError";
  readonly code: DiskErrorCode;
  readonly path: string;
  constructor(code: DiskErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(`${message} (${path})`, options);
    this.code = code;
    this.path = path;
  }
}

/**
 * `read`: the file must exist. `readwrite`: must exist. `create`: must not exist; the name is
 * durable only after `syncDirectory` of its folder.
 */
export type OpenMode = "read" | "readwrite" | "create";

export interface DiskFile {
  readonly path: string;
  /** Bytes read into `target` from its start; fewer than its length only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /**
   * Bytes written, in the order of `chunks`. May be fewer than given WITHOUT an error (disk full):
   * callers compare. At most `IOV_MAX` (1,024) chunks.
   */
  write(chunks: readonly Uint8Array[], position: number): Promise<number>;
  /** fdatasync. Rejects at most once per lost write; afterwards nothing unsynced may be trusted. */
  sync(): Promise<void>;
  truncate(sizeBytes: number): Promise<void>;
  sizeBytes(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Paths are strings with `/`, below the data directory that the disk was made with or absolute.
 * Promises: what `sync` covered survives power loss; `rename` is atomic.
 * Does not promise: that unsynced bytes reach the disk in order or whole, that a created, renamed or
 * removed name survives power loss before `syncDirectory` of the folder that holds it, that
 * operations on different files complete in the order issued, or that what was written can be read
 * back unharmed.
 */
export interface Disk {
  open(path: string, mode: OpenMode): Promise<DiskFile>;
  /** Whole file; rejects with `IO` where it is larger than `maxBytes`. */
  readFile(path: string, maxBytes: number): Promise<Uint8Array>;
  /** Undefined where nothing is there. */
  stat(path: string): Promise<{ sizeBytes: number; directory: boolean } | undefined>;
  list(path: string): Promise<readonly DirectoryEntry[]>;
  /** One level; no error where the folder exists. */
  makeDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A file, or a folder with all that is in it. No error where nothing is there. */
  remove(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
}
