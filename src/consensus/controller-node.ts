/**
 * Runs the controller on this node: commands one after another, each decided against the image as the
 * log stands, appended, synced, replayed, answered.
 */
import { ClusterImage } from "../controller/cluster-image.ts";
import type { Decision } from "../controller/decision.ts";
import {
  decodeMetadata,
  encodeMetadata,
  type MetadataRecord,
} from "../controller/metadata-records.ts";
import type { LogDeps, LogOptions } from "../log/log-options.ts";
import type { Clock } from "../platform/clock.ts";
import { MetadataLog } from "./metadata-log.ts";

/** Told of entries that were just replayed; what it returns is awaited before the reply. */
export type OnReplayed = (records: readonly MetadataRecord[]) => Promise<void>;

export class ControllerNode {
  readonly image: ClusterImage;
  readonly #log: MetadataLog;
  readonly #clock: Clock;
  /** The command under way; each waits for the one before it. */
  #last: Promise<unknown> = Promise.resolve();
  #onReplayed: OnReplayed = () => Promise.resolve();

  private constructor(log: MetadataLog, image: ClusterImage, clock: Clock) {
    this.#log = log;
    this.image = image;
    this.#clock = clock;
  }

  static async open(
    dependencies: LogDeps,
    directory: string,
    options: LogOptions,
    durableMark: number,
  ): Promise<ControllerNode> {
    const image = new ClusterImage();
    const log = await MetadataLog.open(dependencies, directory, options, durableMark, (value) =>
      image.replay(decodeMetadata(value)),
    );
    return new ControllerNode(log, image, dependencies.clock);
  }

  onReplayed(listener: OnReplayed): void {
    this.#onReplayed = listener;
  }

  get flushedOffset(): number {
    return this.#log.flushedOffset;
  }

  /** `decide` sees the image after every earlier command; what it throws reaches the caller. */
  submit<Reply>(decide: (image: ClusterImage) => Decision<Reply>): Promise<Reply> {
    const result = this.#last.then(() => this.#run(decide));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#log.close();
  }

  async #run<Reply>(decide: (image: ClusterImage) => Decision<Reply>): Promise<Reply> {
    const { records, reply } = decide(this.image);
    if (records.length === 0) return reply;
    await this.#log.append(records.map(encodeMetadata), this.#clock.wallMs());
    for (const record of records) this.image.replay(record);
    await this.#onReplayed(records);
    return reply;
  }
}
