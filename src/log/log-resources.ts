/** What the logs of one node share, so that ten thousand of them cost what the busy ones need. */
import type { Disk } from "../platform/disk.ts";
import { CommitSlots } from "./commit-slots.ts";
import { FileHandles } from "./file-handles.ts";
import { SegmentIndexes } from "./segment-indexes.ts";

export interface LogResourceLimits {
  readonly openFilesMax?: number;
  readonly indexBytesMax?: number;
  readonly commitsMax?: number;
}

export class LogResources {
  readonly handles: FileHandles;
  readonly indexes: SegmentIndexes;
  readonly slots: CommitSlots;

  constructor(disk: Disk, limits: LogResourceLimits = {}) {
    this.handles = new FileHandles(disk, limits.openFilesMax);
    this.indexes = new SegmentIndexes(disk, this.handles, limits.indexBytesMax);
    this.slots = new CommitSlots(limits.commitsMax);
  }

  /** After every log was closed. */
  async close(): Promise<void> {
    await this.handles.close();
  }
}
