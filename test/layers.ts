/** The layer table of docs/ARCHITECTURE.md as data: a folder imports only from folders on lower rows. */

export interface Layer {
  readonly row: number;
  /** Every file is pure: synchronous, no I/O, no clock, no randomness, no promises. */
  readonly pure: boolean;
}

export const LAYERS: Readonly<Record<string, Layer>> = {
  lib: { row: 0, pure: true },
  platform: { row: 1, pure: false },
  telemetry: { row: 1, pure: false },
  model: { row: 2, pure: true },
  config: { row: 3, pure: true },
  record: { row: 3, pure: true },
  raft: { row: 3, pure: true },
  runs: { row: 3, pure: false },
  log: { row: 4, pure: false },
  schedule: { row: 4, pure: false },
  dedup: { row: 4, pure: false },
  wire: { row: 4, pure: true },
  partition: { row: 5, pure: true },
  group: { row: 5, pure: true },
  controller: { row: 5, pure: true },
  peer: { row: 5, pure: false },
  consensus: { row: 6, pure: false },
  replication: { row: 6, pure: false },
  coordination: { row: 6, pure: false },
  broker: { row: 7, pure: false },
  server: { row: 8, pure: false },
  host: { row: 8, pure: false },
  cli: { row: 9, pure: false },
};

/** Pure files inside folders that also hold drivers. */
export const PURE_FILES: readonly string[] = [
  "schedule/timing-wheel.ts",
  "schedule/ready-heap.ts",
  "schedule/wheel-pool.ts",
  "schedule/recurring/cron-times.ts",
  "schedule/recurring/define.ts",
  "schedule/recurring/definition.ts",
  "schedule/recurring/nominal-times.ts",
  "schedule/recurring/plan-firings.ts",
  "schedule/recurring/recurring-batches.ts",
];

/** Only these folders may touch the machine: node:fs, node:net, node:http2, timers, process. */
export const HOST_FOLDERS: ReadonlySet<string> = new Set(["server", "host", "cli"]);
