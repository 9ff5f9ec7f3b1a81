/**
 * Up to where each log of a node is known to be durable: the checkpoint by which recovery tells a
 * torn end from damage. Written once a second at most; it may lag behind, and must never be ahead.
 */
import { TidemarkError } from "../model/errors.ts";
import { DURABLE_MARKS_BYTES_MAX, DURABLE_MARKS_INTERVAL_MS } from "../model/limits.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import { type Disk, DiskError } from "../platform/disk.ts";
import { decodeCheckedJson, encodeCheckedJson } from "./checked-json.ts";

export const DURABLE_MARKS_FILE = "durable-marks.json";
const FORMAT = 1;

/** `none`: there was no stop, the node is new. */
export type LastStop = "clean" | "unclean" | "none";

export class DurableMarks {
  readonly lastStop: LastStop;
  readonly #disk: Disk;
  readonly #path: string;
  readonly #marks: Map<string, number>;
  #changed = false;
  #timer: Timer | undefined;
  #clock: Clock | undefined;
  #stopped = false;
  /** Writes happen one after the other. */
  #writing: Promise<void> = Promise.resolve();
  /** Told of a write that failed; the next one is tried as usual. Set by the owner. */
  onWriteFailed: ((error: unknown) => void) | undefined;

  private constructor(disk: Disk, path: string, lastStop: LastStop, marks: Map<string, number>) {
    this.#disk = disk;
    this.#path = path;
    this.lastStop = lastStop;
    this.#marks = marks;
  }

  /** Reads the marks of the last run. Rejects where the file is not what was written. */
  static async load(disk: Disk, path: string): Promise<DurableMarks> {
    let bytes: Uint8Array;
    try {
      bytes = await disk.readFile(path, DURABLE_MARKS_BYTES_MAX);
    } catch (error) {
      if (!(error instanceof DiskError) || error.code !== "NOT_FOUND") throw error;
      return new DurableMarks(disk, path, "none", new Map());
    }
    const body = decodeCheckedJson(bytes);
    if (body === undefined || body["format"] !== FORMAT) {
      throw new TidemarkError(
        "PARTITION_DAMAGED",
        `${path} is damaged or of a newer version. Restore it, or move it away to start without ` +
          "it: then damage at the very end of a log is cut as if a crash had torn it.",
      );
    }
    const marks = Object.entries(body["marks"] as Record<string, number>);
    return new DurableMarks(
      disk,
      path,
      body["clean"] === true ? "clean" : "unclean",
      new Map(marks),
    );
  }

  /** 0 where nothing is known. */
  get(key: string): number {
    return this.#marks.get(key) ?? 0;
  }

  /** Everything of log `key` below `offset` is durable. Never goes back by itself. */
  note(key: string, offset: number): void {
    if (offset <= this.get(key)) return;
    this.#marks.set(key, offset);
    this.#touch();
  }

  /** The log will be cut at `offset`: durable when it resolves, and only then it may be. */
  async lower(key: string, offset: number): Promise<void> {
    if (this.get(key) <= offset) return;
    this.#marks.set(key, offset);
    await this.write();
  }

  /** The log is gone. */
  forget(key: string): void {
    if (this.#marks.delete(key)) this.#touch();
  }

  /** From now on a stop without `stop` is an unclean one: durable when it resolves. */
  async start(clock: Clock): Promise<void> {
    this.#clock = clock;
    await this.write();
  }

  /** After all logs were closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#enqueue(true);
  }

  /** Writes the marks now. */
  write(): Promise<void> {
    return this.#enqueue(false);
  }

  #touch(): void {
    this.#changed = true;
    if (this.#timer !== undefined || this.#stopped) return;
    this.#timer = this.#clock?.setTimer(DURABLE_MARKS_INTERVAL_MS, () => {
      this.#timer = undefined;
      if (!this.#changed || this.#stopped) return;
      this.write().catch((error: unknown) => {
        this.onWriteFailed?.(error);
        this.#touch();
      });
    });
  }

  #enqueue(clean: boolean): Promise<void> {
    const writing = this.#writing.then(async () => {
      this.#changed = false;
      const marks = Object.fromEntries(this.#marks);
      await writeFileAtomic(
        this.#disk,
        this.#path,
        encodeCheckedJson({ format: FORMAT, clean, marks }),
      );
    });
    this.#writing = writing.catch(() => undefined);
    return writing;
  }
}
