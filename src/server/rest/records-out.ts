/** Consuming over HTTP: without a group, as a member of one, or both ways. */
import { TidemarkError } from "../../model/errors.ts";
import { REPLAY_SPEED_MAX, REPLAY_SPEED_MIN } from "../../model/limits.ts";
import { LINES_TYPE } from "../../wire/ndjson/delivery.ts";
import { readAsGroup } from "./group-reader.ts";
import { readRecords } from "./reader.ts";
import type { RestRequest } from "./request.ts";
import type { Route } from "./route.ts";
import { schemas } from "./schemas.ts";
import { subscribe } from "./subscribe.ts";

function consume(request: RestRequest): Promise<void> {
  const { query, exchange } = request;
  if (query.has("cursor") && query.text("format") === "value")
    throw new TidemarkError(
      "INVALID_REQUEST",
      "query parameter cursor does not go with format=value, which has no room for one",
    );
  exchange.markStreaming();
  const group = query.text("group");
  if (group === undefined) return readRecords(request);
  for (const name of ["partition", "cursor"])
    if (query.has(name))
      throw new TidemarkError(
        "INVALID_REQUEST",
        `query parameter ${name} does not go with group: the group decides what its members read`,
      );
  return readAsGroup(request, group);
}

export const recordsOutRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/topics/{topic}/records",
    summary: "Read records; with group, as a member that commits what it was handed",
    query: [
      { name: "partition", kind: "integer", max: 2 ** 31 - 1, doc: "only this partition" },
      {
        name: "from",
        kind: "position",
        doc: "earliest, latest, an offset (with partition) or a time; default latest with follow, else earliest",
      },
      { name: "until", kind: "position", doc: "where to end, exclusive" },
      { name: "limit", kind: "integer", doc: "end after so many records" },
      { name: "follow", kind: "flag", doc: "go on past the high watermark of the request" },
      {
        name: "format",
        kind: "choice",
        choices: ["json", "value"],
        doc: "value: values alone, a newline after each",
      },
      { name: "group", kind: "text", doc: "read as a member of this stream group" },
      {
        name: "speed",
        kind: "decimal",
        min: REPLAY_SPEED_MIN,
        max: REPLAY_SPEED_MAX,
        doc: "at the pace of the records' own times, so many times as fast",
      },
      {
        name: "cursor",
        kind: "text",
        doc: "empty: ends with a line {cursor}; else where such a line said to go on",
      },
    ],
    success: [200, "A record a line"],
    answers: [LINES_TYPE, "text/event-stream", "application/octet-stream"],
    streams: true,
    serve: consume,
  },
  {
    method: "POST",
    path: "/v1/topics/{topic}/subscribe",
    summary:
      "Consume as a member of a group, both ways: credits, commits, acknowledgements in, records out",
    query: [
      { name: "group", kind: "text", required: true, doc: "the group to join" },
      {
        name: "mode",
        kind: "choice",
        choices: ["stream", "queue"],
        doc: "of a new group; default: the group's own, stream for a new one",
      },
      { name: "from", kind: "position", doc: "where to start without a committed offset" },
      {
        name: "confirm",
        kind: "flag",
        doc: 'answer each commit and acknowledgement with {"done":true,"line":n} once it is durable',
      },
    ],
    body: { types: [LINES_TYPE], schema: schemas.subscribeLine },
    success: [200, "A record a line; an error with its line where a line in was wrong"],
    answers: [LINES_TYPE],
    streams: true,
    serve: subscribe,
  },
];
