/** Where a read over HTTP begins and ends in each partition. */
import type { TopicDescription } from "../../model/descriptions.ts";
import { TidemarkError } from "../../model/errors.ts";
import { EVENT_ID_PARTITIONS_MAX } from "../../model/limits.ts";
import type { FetchPartition, Position } from "../../model/records.ts";
import type { QueryPosition } from "../../wire/json/query.ts";
import { quote } from "../../wire/quote.ts";
import type { RestRequest } from "./request.ts";

/** Bare digits from here on (March 1973) are a time where no partition says that they are an offset. */
const EPOCH_MS_MIN = 100_000_000_000;

function positionOf(
  name: string,
  position: QueryPosition | undefined,
  onePartition: boolean,
  named: boolean,
): Position | undefined {
  if (typeof position !== "object" || !("offset" in position)) return position;
  // Nobody has that many records in a partition that they do not name.
  if (!named && position.offset >= EPOCH_MS_MIN) return { timestamp: position.offset };
  if (onePartition) return position;
  throw new TidemarkError(
    "INVALID_REQUEST",
    `query parameter ${name} is an offset, which belongs to one partition: give partition, too`,
  );
}

/** `from` of a group's reader, which is never an offset. */
export const groupStart = (request: RestRequest, follow: boolean): Position =>
  positionOf("from", request.query.position("from"), false, false) ??
  (follow ? "latest" : "earliest");

/** Event ids name the next offset of each partition: `0:18,1:7`. */
export function parseEventId(header: string | undefined): ReadonlyMap<number, number> {
  const positions = new Map<number, number>();
  if (header === undefined || header === "") return positions;
  for (const part of header.split(",").slice(0, EVENT_ID_PARTITIONS_MAX)) {
    const match = /^(\d{1,10}):(\d{1,16})$/.exec(part);
    if (match === null)
      throw new TidemarkError(
        "INVALID_REQUEST",
        `last-event-id ${quote(header)} is not one that this broker gave`,
      );
    positions.set(Number(match[1]), Number(match[2]));
  }
  return positions;
}

export function partitionsToRead(
  request: RestRequest,
  topic: TopicDescription,
  follow: boolean,
): FetchPartition[] {
  const { query, exchange } = request;
  const only = query.number("partition");
  const onePartition = only !== undefined || topic.partitions.length === 1;
  const named = only !== undefined;
  const from = positionOf("from", query.position("from"), onePartition, named);
  const until = positionOf("until", query.position("until"), onePartition, named);
  const resumed = parseEventId(exchange.headers["last-event-id"]);
  const numbers = only === undefined ? topic.partitions.map((one) => one.partition) : [only];
  return numbers.map((partition) => {
    const resumeAt = resumed.get(partition);
    const start = from ?? (follow ? "latest" : "earliest");
    return {
      topic: topic.name,
      partition,
      position: resumeAt === undefined ? start : { offset: resumeAt },
      until,
    };
  });
}
