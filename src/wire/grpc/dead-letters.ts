/** Dead letters: tidemark.v1 ↔ the broker's words. */
import type { ReplayRequest, ReplayResult } from "../../model/dead-letter-replay.ts";
import type { tidemark } from "../generated/tidemark.js";
import { nonEmpty, nonZero, present } from "./decode.ts";
import { positionOf } from "./records.ts";
import { errorMessage } from "./status.ts";

export const replayOf = (message: tidemark.v1.ReplayDeadLettersRequest): ReplayRequest => ({
  topic: message.topic,
  partition: present(message.partition),
  from: positionOf(message.from),
  until: positionOf(message.until),
  limit: nonZero(message.limit),
  to: nonEmpty(message.to),
  cursor: nonEmpty(message.cursor),
});

export const replayMessage = (
  result: ReplayResult,
): tidemark.v1.ReplayDeadLettersResponse.$Properties => ({
  ...result,
  refusals: result.refusals.map(({ partition, offset, error }) => ({
    partition,
    offset,
    error: errorMessage(error),
  })),
  cursor: result.cursor ?? "",
});
