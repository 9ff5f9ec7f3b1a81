/** The replay of dead letters as JSON. */
import type { ReplayRequest, ReplayResult } from "../../model/dead-letter-replay.ts";
import { Fields } from "./fields.ts";
import { positionField } from "./positions.ts";
import { errorJson } from "./status.ts";

const REPLAY: ReadonlySet<string> = new Set([
  "partition",
  "from",
  "until",
  "limit",
  "to",
  "cursor",
]);

export function replayOf(value: unknown): Omit<ReplayRequest, "topic"> {
  const fields = new Fields(value, REPLAY, "the replay", "INVALID_REQUEST");
  return {
    partition: fields.integer("partition", 0),
    from: positionField(fields, "from"),
    until: positionField(fields, "until"),
    limit: fields.integer("limit", 1),
    to: fields.text("to"),
    cursor: fields.text("cursor"),
  };
}

export const replayJson = (result: ReplayResult) => ({
  replayed: result.replayed,
  duplicates: result.duplicates,
  refused: result.refused,
  refusals: result.refusals.map(({ partition, offset, error }) => ({
    partition,
    offset,
    error: errorJson(error),
  })),
  cursor: result.cursor ?? null,
});
