/** Where a read over HTTP begins and ends in each partition. */
import type { TopicDescription } from "../../model/descriptions.ts";
import { TidemarkError } from "../../model/errors.ts";
import { EVENT_ID_PARTITIONS_MAX, PARTITIONS_PER_TOPIC_MAX } from "../../model/limits.ts";
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

/** `until` of a group's reader: an offset only where there is one partition. */
export const groupEnd = (request: RestRequest, topic: TopicDescription): Position | undefined =>
  positionOf("until", request.query.position("until"), topic.partitions.length === 1, false);

/** `from` of a group's reader, which is never an offset. */
export const groupStart = (request: RestRequest, follow: boolean): Position =>
  positionOf("from", request.query.position("from"), false, false) ??
  (follow ? "latest" : "earliest");

/** Event ids and cursors name the next offset of partitions: `0:18,1:7`. */
export type Cursor = ReadonlyMap<number, number>;

export const cursorText = (cursor: Cursor): string =>
  [...cursor].map(([partition, next]) => `${partition}:${next}`).join(",");

function parseCursor(what: string, text: string | undefined, partitionsMax: number): Cursor {
  const positions = new Map<number, number>();
  if (text === undefined || text === "") return positions;
  for (const part of text.split(",").slice(0, partitionsMax)) {
    const match = /^(\d{1,10}):(\d{1,16})$/.exec(part);
    if (match === null)
      throw new TidemarkError(
        "INVALID_REQUEST",
        `${what} ${quote(text)} is not one that this broker gave`,
      );
    positions.set(Number(match[1]), Number(match[2]));
  }
  return positions;
}

export const parseEventId = (header: string | undefined): Cursor =>
  parseCursor("last-event-id", header, EVENT_ID_PARTITIONS_MAX);

/** Where an earlier answer ended. An event id is younger: a browser sends it by itself. */
function resumedAt({ query, exchange }: RestRequest): Cursor {
  const header = exchange.headers["last-event-id"];
  const cursor = parseCursor("cursor", query.text("cursor"), PARTITIONS_PER_TOPIC_MAX);
  return header === undefined ? cursor : new Map([...cursor, ...parseEventId(header)]);
}

/** Where the read begins, as far as the request says it; the broker tells the rest. */
export function cursorOf(partitions: readonly FetchPartition[]): Map<number, number> {
  const positions = new Map<number, number>();
  for (const { partition, position } of partitions) {
    if (typeof position === "object" && "offset" in position)
      positions.set(partition, position.offset);
  }
  return positions;
}

export function partitionsToRead(
  request: RestRequest,
  topic: TopicDescription,
  follow: boolean,
): FetchPartition[] {
  const { query } = request;
  const only = query.number("partition");
  const onePartition = only !== undefined || topic.partitions.length === 1;
  const named = only !== undefined;
  const from = positionOf("from", query.position("from"), onePartition, named);
  const until = positionOf("until", query.position("until"), onePartition, named);
  const resumed = resumedAt(request);
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
