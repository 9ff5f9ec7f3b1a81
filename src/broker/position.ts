/** Resolves a place to read from or to, on one replica, to an offset. */
import { TidemarkError } from "../model/errors.ts";
import type { Replica } from "../replication/replica.ts";
import type { Position } from "./api.ts";

/** Throws OFFSET_OUT_OF_RANGE, with the bounds, for an offset that cannot be read. */
export async function resolvePosition(
  replica: Replica,
  position: Position,
  where: string,
): Promise<number> {
  const { highWatermark } = replica;
  const { logStartOffset } = replica.log;
  if (position === "earliest") return logStartOffset;
  if (position === "latest") return highWatermark;
  if ("timestamp" in position) {
    const found = await replica.log.offsetForTimestamp(position.timestamp);
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
  replica: Replica,
  position: Position,
): Promise<number | undefined> {
  if (position === "earliest") return replica.log.logStartOffset;
  if (position === "latest") return replica.highWatermark;
  if ("offset" in position) return position.offset;
  return replica.log.offsetForTimestamp(position.timestamp);
}
