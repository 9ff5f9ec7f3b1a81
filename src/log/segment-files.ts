/** Names of a partition's files: Kafka's for segments and their indexes, ours for the sidecars. */

/** Kafka pads to the width of 2^63 − 1 and one more. */
const OFFSET_DIGITS = 20;
const SEGMENT_FILE = /^(\d{20})\.(log|index|timeindex|digest)$/;

export type SegmentFileKind = "log" | "index" | "timeindex" | "digest";

export const SEGMENT_FILE_KINDS: readonly SegmentFileKind[] = [
  "log",
  "index",
  "timeindex",
  "digest",
];

export const IDENTITY_FILE = "partition.json";
export const LOG_START_FILE = "log-start";

export function segmentFile(directory: string, baseOffset: number, kind: SegmentFileKind): string {
  return `${directory}/${String(baseOffset).padStart(OFFSET_DIGITS, "0")}.${kind}`;
}

export interface SegmentFileName {
  readonly baseOffset: number;
  readonly kind: SegmentFileKind;
}

/** Undefined where `name` is not one of ours: such a file is left alone. */
export function parseSegmentFile(name: string): SegmentFileName | undefined {
  const match = SEGMENT_FILE.exec(name);
  if (match === null) return undefined;
  const baseOffset = Number(match[1]);
  if (!Number.isSafeInteger(baseOffset)) return undefined;
  return { baseOffset, kind: match[2] as SegmentFileKind };
}
