/** Resolves a place to read from or to, in one partition, to an offset. */
import { TidemarkError } from "../model/errors.ts";
import type { Position } from "./api.ts";
import type { ReadablePartition } from "./routing/readable-partition.ts";

/** Throws OFFSET_OUT_OF_RANGE, with the bounds, for an offset that cannot be read. */
export async function resolvePosition(
  readable: ReadablePartition,
  position: Position,
  where: string,
): Promise<number> {
  const { highWatermark } = readable;
  const { logStartOffset } = readable.log;
  if (position === "earliest") return logStartOffset;
  if (position === "latest") return highWatermark;
  if ("timestamp" in position) {
    const found = await readable.log.offsetForTimestamp(position.timestamp);
    return Math.min(found ?? highWatermark, highWatermark);
  }
  const { offset } = position;
  if (offset >= logStartOffset && offset <= highWatermark) return offset;
  throw new TidemarkError(
    "OFFSET_OUT_OF_RANGE",
    `offset ${offset} of ${where} is outside of ${logStartOffset} to ${highWatermark}; ` +
      "read from earliest, latest, or an offset between",
    { logStartOffset, highWatermark },
  );
}

/** The exclusive end that `until` names; undefined: not known yet (a time in the future). */
export async function resolveEnd(
  readable: ReadablePartition,
  position: Position,
): Promise<number | undefined> {
  if (position === "earliest") return readable.log.logStartOffset;
  if (position === "latest") return readable.highWatermark;
  if ("offset" in position) return position.offset;
  return readable.log.offsetForTimestamp(position.timestamp);
}
