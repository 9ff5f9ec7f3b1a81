/**
 * Opens what a log left on disk. It tells the torn end of a crash, which is cut, from damage, which
 * is never cut or served: it decides everything first and changes nothing before (DESIGN §5).
 *
 * A bad batch is a torn end only where nothing below it could have been promised: it must not be
 * below the durable mark, and no more than one maximal group commit may lie from it to the end,
 * because no more than that was ever written without a sync.
 */
import type { PartitionId } from "../model/ids.ts";
import { GROUP_COMMIT_BYTES_MAX } from "../model/limits.ts";
import { directoryOf } from "../platform/atomic-file.ts";
import { type Disk, DiskError } from "../platform/disk.ts";
import { batchSizeAt } from "../record/view.ts";
import { BatchOrder } from "./batch-order.ts";
import { createLog } from "./create-log.ts";
import { damaged } from "./damage.ts";
import { EpochIndex } from "./epoch-index.ts";
import type { FileHandles } from "./file-handles.ts";
import { checkIdentity } from "./identity.ts";
import { type LogStart, readLogStart, syncLogStart } from "./log-start.ts";
import { scanSegment } from "./scan-segment.ts";
import { Segment } from "./segment.ts";
import { readSegmentDigest, type SegmentDigest, writeSegmentSidecars } from "./segment-digest.ts";
import { IDENTITY_FILE, LOG_START_FILE, parseSegmentFile, segmentFile } from "./segment-files.ts";
import { readIndexFiles } from "./segment-indexes.ts";
import { type BadPlace, walkBatches } from "./walk.ts";

export interface RecoveryInput {
  readonly disk: Disk;
  readonly handles: FileHandles;
  readonly directory: string;
  readonly identity: PartitionId;
  readonly indexIntervalBytes: number;
  readonly startOffset: number;
  /** Of a log that is created as a copy of one that lacks entries below it. */
  readonly cleanedOffset?: number;
  /** Everything below was durable once, as the owner knows; it lies in no hole between batches. */
  readonly durableMark: number;
  readonly pause: () => Promise<void>;
}

/** What was found, and what was done about it, for the log line. */
export interface RecoveryReport {
  readonly created: boolean;
  readonly clean: boolean;
  readonly scannedBytes: number;
  readonly cutBytes: number;
}

export interface RecoveredLog {
  readonly segments: readonly Segment[];
  readonly epochs: EpochIndex;
  readonly start: LogStart;
  readonly report: RecoveryReport;
}

export async function recoverLog(input: RecoveryInput): Promise<RecoveredLog> {
  const names = await namesIn(input.disk, input.directory);
  if (names?.has(IDENTITY_FILE) !== true) return await create(input);
  return await new Recovery(input).run(names);
}

async function create(input: RecoveryInput): Promise<RecoveredLog> {
  if (input.durableMark > input.startOffset) {
    damaged(input.directory, `it is missing or empty, and held offset ${input.durableMark - 1}`);
  }
  const start = await createLog(input);
  return {
    segments: [new Segment(input.directory, start.firstOffset, input.indexIntervalBytes)],
    epochs: new EpochIndex(),
    start,
    report: { created: true, clean: true, scannedBytes: 0, cutBytes: 0 },
  };
}

async function namesIn(disk: Disk, directory: string): Promise<ReadonlySet<string> | undefined> {
  if ((await disk.stat(directory)) === undefined) return undefined;
  return new Set((await disk.list(directory)).map((entry) => entry.name));
}

class Recovery {
  readonly #input: RecoveryInput;
  readonly #epochs = new EpochIndex();
  /** What to do once nothing was found damaged. */
  readonly #repairs: (() => Promise<void>)[] = [];
  #scannedBytes = 0;
  #cutBytes = 0;
  #clean = true;

  constructor(input: RecoveryInput) {
    this.#input = input;
  }

  async run(names: ReadonlySet<string>): Promise<RecoveredLog> {
    const { disk, directory, identity } = this.#input;
    await checkIdentity(disk, `${directory}/${IDENTITY_FILE}`, identity);
    const start = await this.#readStart(names);
    const bases = this.#segmentBases(names, start.firstOffset);
    const segments: Segment[] = [];
    for (const [index, baseOffset] of bases.entries()) {
      const nextBase = bases[index + 1];
      segments.push(
        nextBase === undefined
          ? await this.#recoverActive(baseOffset)
          : await this.#recoverClosed(baseOffset, nextBase),
      );
    }
    const { endOffset } = segments.at(-1)!;
    if (endOffset < this.#input.durableMark) {
      const mark = this.#input.durableMark;
      damaged(directory, `it ends at offset ${endOffset}, and had been durable up to ${mark}`);
    }
    // A dead process may have written it and not synced it: files go by what it says, now and later.
    await syncLogStart(disk, `${directory}/${LOG_START_FILE}`);
    for (const repair of this.#repairs) await repair();
    if (!this.#clean) {
      // A name that only a dead process saw may not be durable yet, the folder's own included.
      await disk.syncDirectory(directory);
      await disk.syncDirectory(directoryOf(directory));
    }
    const report = {
      created: false,
      clean: this.#clean,
      scannedBytes: this.#scannedBytes,
      cutBytes: this.#cutBytes,
    };
    return { segments, epochs: this.#epochs, start, report };
  }

  async #readStart(names: ReadonlySet<string>): Promise<LogStart> {
    const path = `${this.#input.directory}/${LOG_START_FILE}`;
    const start = names.has(LOG_START_FILE)
      ? await readLogStart(this.#input.disk, path)
      : undefined;
    return start ?? damaged(path, "it is missing or does not match its own checksum");
  }

  /** Of all segments that count, in order. What retention had already given up is removed later. */
  #segmentBases(names: ReadonlySet<string>, firstOffset: number): number[] {
    const { directory, disk } = this.#input;
    const bases = new Set<number>();
    for (const name of names) {
      const file = parseSegmentFile(name);
      if (file?.kind === "log" && file.baseOffset >= firstOffset) bases.add(file.baseOffset);
    }
    for (const name of names) {
      const file = parseSegmentFile(name);
      const leftover = file === undefined ? name.endsWith(".tmp") : !bases.has(file.baseOffset);
      if (leftover) this.#repairs.push(() => disk.remove(`${directory}/${name}`));
    }
    if (!bases.has(firstOffset)) {
      damaged(segmentFile(directory, firstOffset, "log"), "the segment is missing");
    }
    return [...bases].sort((left, right) => left - right);
  }

  async #recoverClosed(baseOffset: number, nextBase: number): Promise<Segment> {
    const { disk, directory } = this.#input;
    const path = segmentFile(directory, baseOffset, "log");
    const digest = await this.#digestOf(baseOffset);
    const sizeBytes = await this.#sizeOf(path);
    const segment =
      digest === undefined
        ? await this.#scanClosed(baseOffset, sizeBytes)
        : Segment.fromDigest(directory, digest, this.#input.indexIntervalBytes);
    if (segment.sizeBytes !== sizeBytes) {
      damaged(path, `it has ${sizeBytes} bytes, and had ${segment.sizeBytes} when it was closed`);
    }
    if (segment.endOffset !== nextBase) {
      damaged(
        path,
        `it ends at offset ${segment.endOffset} and the next segment begins at ${nextBase}; ` +
          "one is missing or changed",
      );
    }
    if (digest === undefined) {
      const epochs = this.#epochs.within(baseOffset, nextBase);
      this.#repairs.push(() => this.#storeSidecars(disk, segment, epochs));
    } else this.#observeEpochs(digest);
    return segment;
  }

  /**
   * A crash took the digest. Everything in the segment was synced before the next one began, and a
   * mark may lie in a hole of it that the cleaner made: where it ends tells what is missing.
   */
  async #scanClosed(baseOffset: number, sizeBytes: number): Promise<Segment> {
    const segment = this.#newSegment(baseOffset);
    const bad = await this.#scan(segment, sizeBytes, undefined, 0);
    if (bad !== undefined) damaged(`${segment.path}:${bad.position}`, bad.reason);
    return segment;
  }

  /** Without room for the files the index stays in memory. */
  async #storeSidecars(
    disk: Disk,
    segment: Segment,
    epochs: SegmentDigest["epochs"],
  ): Promise<void> {
    try {
      await writeSegmentSidecars(disk, segment, epochs);
      segment.index = undefined;
    } catch (error) {
      if (!(error instanceof DiskError) || error.code === "IO") throw error;
    }
  }

  async #recoverActive(baseOffset: number): Promise<Segment> {
    const { directory } = this.#input;
    const path = segmentFile(directory, baseOffset, "log");
    const digest = await this.#digestOf(baseOffset);
    const sizeBytes = await this.#sizeOf(path);
    if (digest !== undefined && digest.sizeBytes > sizeBytes) {
      damaged(path, `it has ${sizeBytes} bytes, and had ${digest.sizeBytes} when it was closed`);
    }
    if (digest?.sizeBytes === sizeBytes) {
      const segment = await this.#resumeClean(digest);
      if (segment !== undefined) return segment;
    }
    this.#clean = false;
    return await this.#scanActive(baseOffset, sizeBytes, digest);
  }

  /** After a clean stop: indexes from their files, and only what follows the last entry is read. */
  async #resumeClean(digest: SegmentDigest): Promise<Segment | undefined> {
    const { disk, directory, indexIntervalBytes } = this.#input;
    const segment = Segment.fromDigest(directory, digest, indexIntervalBytes);
    const index = await readIndexFiles(disk, segment);
    if (index === undefined) return undefined;
    this.#observeEpochs(digest);
    const order = new BatchOrder(segment.baseOffset, segment.endOffset, this.#epochs);
    let wrong: string | undefined;
    const bad = await this.#input.handles.use(segment.path, "read", (file) =>
      walkBatches({
        file,
        from: index.offsets.lastPosition,
        until: segment.sizeBytes,
        pause: this.#input.pause,
        visit: (buffer, position) => {
          this.#scannedBytes += batchSizeAt(buffer, position);
          wrong = order.follow(buffer, position);
          return wrong !== undefined;
        },
      }),
    );
    const reason = bad?.reason ?? wrong ?? order.end();
    if (reason !== undefined) damaged(segment.path, reason);
    index.resume(digest.sizeBytes, digest.maxTimeMs, digest.maxTimeOffset - digest.baseOffset);
    segment.index = index;
    return segment;
  }

  async #scanActive(
    baseOffset: number,
    sizeBytes: number,
    digest: SegmentDigest | undefined,
  ): Promise<Segment> {
    const segment = this.#newSegment(baseOffset);
    const bad = await this.#scan(segment, sizeBytes, digest, this.#input.durableMark);
    const cutBytes = sizeBytes - segment.sizeBytes;
    const durable = Math.max(this.#input.durableMark, digest?.endOffset ?? 0);
    if (bad !== undefined) {
      const where = `${segment.path}:${bad.position}`;
      if (segment.endOffset < durable) {
        damaged(where, `${bad.reason}, and offsets up to ${durable} had been durable`);
      }
      if (cutBytes > GROUP_COMMIT_BYTES_MAX) {
        damaged(where, `${bad.reason}, and ${cutBytes} bytes follow: more than a crash can tear`);
      }
    }
    this.#cutBytes = cutBytes;
    this.#repairs.push(() =>
      this.#input.handles.use(segment.path, "readwrite", async (file) => {
        if (cutBytes > 0) await file.truncate(segment.sizeBytes);
        // What is kept may be in the page cache only; from now on it counts as durable.
        await file.sync();
      }),
    );
    return segment;
  }

  async #scan(
    segment: Segment,
    sizeBytes: number,
    digest: SegmentDigest | undefined,
    durableMark: number,
  ): Promise<BadPlace | undefined> {
    const { handles, pause } = this.#input;
    const bad = await handles.use(segment.path, "read", (file) =>
      scanSegment({ file, segment, sizeBytes, digest, epochs: this.#epochs, durableMark, pause }),
    );
    this.#scannedBytes += segment.sizeBytes;
    return bad;
  }

  #newSegment(baseOffset: number): Segment {
    return new Segment(this.#input.directory, baseOffset, this.#input.indexIntervalBytes);
  }

  #digestOf(baseOffset: number): Promise<SegmentDigest | undefined> {
    const { disk, directory } = this.#input;
    return readSegmentDigest(disk, segmentFile(directory, baseOffset, "digest"), baseOffset);
  }

  async #sizeOf(path: string): Promise<number> {
    const found = await this.#input.disk.stat(path);
    return found?.sizeBytes ?? damaged(path, "the segment is missing");
  }

  #observeEpochs(digest: SegmentDigest): void {
    for (const { epoch, startOffset } of digest.epochs) {
      if (epoch >= this.#epochs.lastEpoch) this.#epochs.observe(epoch, startOffset);
      else damaged(this.#input.directory, `leader epoch ${epoch} follows a greater one`);
    }
  }
}
