/**
 * The image of the cluster on this node, and who follows it. The image has each committed entry at once,
 * since decisions are made against it; listeners hear of the records one entry after another, as fast as
 * they are done with them, so it may be ahead of what they were told.
 */
import { ClusterImage } from "../controller/cluster-image.ts";
import type { ImageSnapshot } from "../controller/image-snapshot.ts";
import { decodeEntry, type MetadataRecord } from "../controller/metadata-records.ts";
import type { Entry, Snapshot } from "../raft/types.ts";
import { IndexWaiters } from "./index-waiters.ts";

/** Told of records that were just replayed; what it returns is awaited before the next ones. */
export type OnReplayed = (records: readonly MetadataRecord[]) => Promise<void>;

export class ReplayedImage {
  readonly image = new ClusterImage();
  /** In the image. */
  readonly applied = new IndexWaiters();
  /** The listeners are done with it too. */
  readonly followed = new IndexWaiters();
  /** Bytes of entries since the last snapshot. */
  bytesSinceSnapshot = 0;
  #listeners: OnReplayed[] = [];
  #last: Promise<void> = Promise.resolve();
  readonly #failed: (error: unknown) => void;

  /** `failed`: a listener threw, so that this node does not follow the image any more. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  onReplayed(listener: OnReplayed): void {
    this.#listeners.push(listener);
  }

  apply(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.kind === "data") {
        this.bytesSinceSnapshot += entry.data.length;
        const records = decodeEntry(entry.data);
        for (const record of records) this.image.replay(record);
        this.#tell(records);
      }
      this.applied.advance(entry.index);
    }
    this.#tellIndex(entries.at(-1)!.index);
  }

  /** A snapshot in the place of all that was replayed. */
  restore({ index, data }: Snapshot): void {
    const image = JSON.parse(Buffer.from(data).toString()) as ImageSnapshot;
    this.image.restore(image);
    this.bytesSinceSnapshot = 0;
    this.applied.advance(index);
    this.#tell([{ type: "image", image }]);
    this.#tellIndex(index);
  }

  /** All that was replayed so far is followed. */
  settled(): Promise<void> {
    return this.#last;
  }

  #tell(records: readonly MetadataRecord[]): void {
    const listeners = this.#listeners;
    if (listeners.length === 0) return;
    this.#last = this.#last.then(async () => {
      for (const listener of listeners) await listener(records);
    });
    this.#last.catch(this.#failed);
  }

  #tellIndex(index: number): void {
    this.#last = this.#last.then(() => this.followed.advance(index));
    this.#last.catch(this.#failed);
  }
}
