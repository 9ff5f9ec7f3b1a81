/** What a log is opened with. */
import { assert } from "../lib/assert.ts";
import { GROUP_COMMIT_BYTES_MAX, SEGMENT_BYTES_MAX } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { Disk } from "../platform/disk.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { LogResources } from "./log-resources.ts";

export interface LogOptions {
  /** A segment is closed before it would grow beyond this. */
  readonly segmentBytes: number;
  /** A segment is closed when a batch is this much later than its first one, by record time. */
  readonly segmentMs: number;
  readonly indexIntervalBytes: number;
  /** Most bytes of one write and sync; a single batch may be larger. */
  readonly groupCommitBytes: number;
  /** For the newest batches, overhead included. */
  readonly cacheBytes: number;
  /** `interval` answers before the sync: a power loss may take what was acknowledged. */
  readonly flush:
    | { readonly mode: "sync" }
    | { readonly mode: "interval"; readonly intervalMs: number };
  /** Where a log that is created begins; without it at 0. */
  readonly startOffset?: number;
  /** Of a log that is created as a copy: below it the original lacks entries already. */
  readonly cleanedOffset?: number;
}

export interface LogDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  /** Ends the process: a sync failed, or what is on disk is not what was put there. */
  readonly fatal: (reason: string, cause?: unknown) => never;
  /** Shared by all logs of a node; without it a log has its own. */
  readonly resources?: LogResources;
  /** Told of groups, reads and a full disk. */
  readonly metrics?: Metrics;
}

export function checkLogOptions(options: LogOptions): void {
  const { segmentBytes, groupCommitBytes } = options;
  assert(segmentBytes > 0 && segmentBytes <= SEGMENT_BYTES_MAX, `segmentBytes ${segmentBytes}`);
  assert(
    groupCommitBytes > 0 && groupCommitBytes <= GROUP_COMMIT_BYTES_MAX,
    `groupCommitBytes ${groupCommitBytes}: recovery tells a torn end from damage by this bound`,
  );
  assert(options.indexIntervalBytes > 0, `indexIntervalBytes ${options.indexIntervalBytes}`);
}
