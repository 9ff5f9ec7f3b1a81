/**
 * Indexes of closed segments of all logs of a node: loaded when first needed, kept while they are
 * used and there is room, built anew from the segment where the file is missing or damaged.
 */
import { crc32c } from "../lib/crc32c.ts";
import { LOADED_INDEX_BYTES_MAX } from "../model/limits.ts";
import { type Disk, DiskError } from "../platform/disk.ts";
import { damaged } from "./damage.ts";
import type { FileHandles } from "./file-handles.ts";
import { OffsetIndex } from "./offset-index.ts";
import { Segment } from "./segment.ts";
import { replaceFile } from "./segment-digest.ts";
import { SegmentIndex } from "./segment-index.ts";
import { TimeIndex } from "./time-index.ts";
import { walkBatches } from "./walk.ts";

const INDEX_FILE_BYTES_MAX = LOADED_INDEX_BYTES_MAX;

export class SegmentIndexes {
  readonly #disk: Disk;
  readonly #handles: FileHandles;
  readonly #bytesMax: number;
  /**
   * Least recently used first. By segment, not by name: a cleaned segment takes the name of the one
   * that it replaces, and a load of that one's may end after it.
   */
  readonly #loaded = new Map<Segment, SegmentIndex>();
  readonly #loading = new Map<Segment, Promise<SegmentIndex>>();
  #bytes = 0;

  constructor(disk: Disk, handles: FileHandles, bytesMax = LOADED_INDEX_BYTES_MAX) {
    this.#disk = disk;
    this.#handles = handles;
    this.#bytesMax = bytesMax;
  }

  get memoryBytes(): number {
    return this.#bytes;
  }

  /** At once for the active segment and for those that are loaded. */
  of(segment: Segment): SegmentIndex | Promise<SegmentIndex> {
    if (segment.index !== undefined) return segment.index;
    const known = this.#loaded.get(segment);
    if (known !== undefined) {
      this.#loaded.delete(segment);
      this.#loaded.set(segment, known);
      return known;
    }
    const loading = this.#loading.get(segment) ?? this.#load(segment);
    this.#loading.set(segment, loading);
    return loading;
  }

  /** The index of a segment that was just closed. */
  keep(segment: Segment, index: SegmentIndex): void {
    this.forget(segment);
    this.#loaded.set(segment, index);
    this.#bytes += index.memoryBytes;
    for (const [loaded, oldest] of this.#loaded) {
      if (this.#bytes <= this.#bytesMax || loaded === segment) return;
      this.#loaded.delete(loaded);
      this.#bytes -= oldest.memoryBytes;
    }
  }

  forget(segment: Segment): void {
    const index = this.#loaded.get(segment);
    if (index === undefined) return;
    this.#loaded.delete(segment);
    this.#bytes -= index.memoryBytes;
  }

  async #load(segment: Segment): Promise<SegmentIndex> {
    try {
      const index = (await readIndexFiles(this.#disk, segment)) ?? (await this.#rebuild(segment));
      this.keep(segment, index);
      return index;
    } finally {
      this.#loading.delete(segment);
    }
  }

  async #rebuild(segment: Segment): Promise<SegmentIndex> {
    const { directory, baseOffset, indexIntervalBytes } = segment;
    const copy = new Segment(directory, baseOffset, indexIntervalBytes);
    const bad = await this.#handles.use(segment.path, "read", (file) =>
      walkBatches({
        file,
        from: 0,
        until: segment.sizeBytes,
        visit: (buffer, position, filePosition) => copy.observe(buffer, position, filePosition),
      }),
    );
    if (bad !== undefined) damaged(`${segment.path}:${bad.position}`, bad.reason);
    const index = copy.index!;
    await this.#store(segment, index);
    return index;
  }

  /** A copy on disk saves the work next time; without room or luck the index in memory will do. */
  async #store(segment: Segment, index: SegmentIndex): Promise<void> {
    const { digest } = segment;
    const offsets = index.offsets.encode();
    const times = index.times.encode();
    const same = digest?.indexCrc === crc32c(offsets) && digest.timeIndexCrc === crc32c(times);
    if (!same) return;
    try {
      await replaceFile(this.#disk, segment.file("index"), offsets, false);
      await replaceFile(this.#disk, segment.file("timeindex"), times, false);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
    }
  }
}

/** Undefined unless both files are what the digest says they are. */
export async function readIndexFiles(
  disk: Disk,
  segment: Segment,
): Promise<SegmentIndex | undefined> {
  const { digest } = segment;
  if (digest === undefined) return undefined;
  try {
    const offsetBytes = await disk.readFile(segment.file("index"), INDEX_FILE_BYTES_MAX);
    const timeBytes = await disk.readFile(segment.file("timeindex"), INDEX_FILE_BYTES_MAX);
    if (crc32c(offsetBytes) !== digest.indexCrc) return undefined;
    if (crc32c(timeBytes) !== digest.timeIndexCrc) return undefined;
    const offsets = OffsetIndex.decode(offsetBytes, segment.sizeBytes);
    const times = TimeIndex.decode(timeBytes);
    if (offsets === undefined || times === undefined) return undefined;
    return new SegmentIndex(segment.indexIntervalBytes, offsets, times);
  } catch (error) {
    if (error instanceof DiskError && error.code !== "TOO_MANY_OPEN") return undefined;
    throw error;
  }
}
