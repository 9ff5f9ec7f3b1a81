/** One open file over node:fs callbacks. Never hides a short write. */
import {
  close,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  read,
  write,
  writev,
  type NoParamCallback,
} from "node:fs";
import { DiskError, type DiskFile } from "../platform/disk.ts";
import { diskError } from "./disk-failure.ts";

export class NodeFile implements DiskFile {
  readonly path: string;
  readonly #fd: number;
  #closed = false;

  constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < target.byteLength) {
      const count = await this.#readOnce(target, filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  #readOnce(target: Uint8Array, start: number, position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw this.#closedError("read");
      read(this.#fd, target, start, target.byteLength - start, position, (error, count) => {
        if (error === null) resolve(count);
        else reject(diskError(this.path, "read", error));
      });
    });
  }

  write(chunks: readonly Uint8Array[], position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw this.#closedError("write");
      const done = (error: NodeJS.ErrnoException | null, count: number): void => {
        if (error === null) resolve(count);
        else reject(diskError(this.path, "write", error));
      };
      const first = chunks[0];
      if (first === undefined) resolve(0);
      else if (chunks.length === 1) write(this.#fd, first, 0, first.byteLength, position, done);
      else writev(this.#fd, chunks, position, done);
    });
  }

  sync(): Promise<void> {
    return this.#call("fdatasync", (done) => fdatasync(this.#fd, done));
  }

  /** fsync: what a directory needs, for which there is no fdatasync. */
  syncAll(): Promise<void> {
    return this.#call("fsync", (done) => fsync(this.#fd, done));
  }

  truncate(sizeBytes: number): Promise<void> {
    return this.#call("truncate", (done) => ftruncate(this.#fd, sizeBytes, done));
  }

  sizeBytes(): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw this.#closedError("stat");
      fstat(this.#fd, (error, stats) => {
        if (error === null) resolve(stats.size);
        else reject(diskError(this.path, "stat", error));
      });
    });
  }

  /** Idempotent: closing a number twice could close somebody else's file. */
  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const closing = this.#call("close", (done) => close(this.#fd, done));
    this.#closed = true;
    return closing;
  }

  #call(operation: string, start: (done: NoParamCallback) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw this.#closedError(operation);
      start((error) => {
        if (error === null) resolve();
        else reject(diskError(this.path, operation, error));
      });
    });
  }

  /** The number may belong to another file by now. */
  #closedError(operation: string): DiskError {
    return new DiskError("IO", this.path, `${operation} on a closed file`);
  }
}
