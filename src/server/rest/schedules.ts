/** /v1/topics/{topic}/schedules: what waits for its time. */
import { TidemarkError } from "../../model/errors.ts";
import { LIST_PAGE_MAX } from "../../model/limits.ts";
import type { QueryParameter } from "../../wire/json/query.ts";
import { changeOf, pendingText, putScheduleOf } from "../../wire/json/schedules.ts";
import { LINES_TYPE } from "../../wire/ndjson/delivery.ts";
import { JSON_TYPE } from "../reply.ts";
import type { RestRequest } from "./request.ts";
import type { Route } from "./route.ts";
import { schemas } from "./schemas.ts";

const partition: QueryParameter = {
  name: "partition",
  kind: "integer",
  max: 2 ** 31 - 1,
  doc: "only this partition",
};

const windowParameters: readonly QueryParameter[] = [
  { name: "after", kind: "instant", doc: "due at this time or later" },
  { name: "before", kind: "instant", doc: "due before this time" },
  { name: "prefix", kind: "text", doc: "ids that begin so" },
  partition,
];

const windowOf = (request: RestRequest) => ({
  topic: request.param("topic"),
  after: request.query.number("after"),
  before: request.query.number("before"),
  prefix: request.query.text("prefix"),
  partition: request.query.number("partition"),
});

const selectorOf = (request: RestRequest) => ({
  topic: request.param("topic"),
  id: request.param("id"),
  partition: request.query.number("partition"),
});

export const scheduleRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/topics/{topic}/schedules",
    summary: "List pending records by due time",
    query: [
      ...windowParameters,
      { name: "limit", kind: "integer", min: 1, max: LIST_PAGE_MAX, doc: "at most so many" },
      { name: "cursor", kind: "text", doc: "where the page before ended" },
    ],
    success: [200, 'A pending record a line; a last line {"cursor"} where there is more'],
    answers: [LINES_TYPE, JSON_TYPE],
    async serve(request) {
      const page = await request.broker.schedules.list(request.context, {
        ...windowOf(request),
        limit: request.query.number("limit"),
        cursor: request.query.text("cursor"),
      });
      const lines = page.schedules.map(pendingText);
      const cursor = page.cursor === undefined ? [] : [JSON.stringify(page.cursor)];
      if (request.wantsJson) {
        const more = cursor.map((text) => `,"cursor":${text}`).join("");
        request.answer(200, `{"schedules":[${lines.join(",")}]${more}}`);
      } else request.lines([...lines, ...cursor.map((text) => `{"cursor":${text}}`)]);
    },
  },
  {
    method: "DELETE",
    path: "/v1/topics/{topic}/schedules",
    summary: "Cancel pending records by id prefix or window of due times",
    query: windowParameters,
    success: [200, "How many were cancelled"],
    async serve(request) {
      const window = windowOf(request);
      const cancelled = await request.broker.schedules.cancelMany(request.context, window);
      request.answer(200, { cancelled });
    },
  },
  {
    method: "GET",
    path: "/v1/topics/{topic}/schedules/{id}",
    summary: "One pending record, by schedule id or partition:offset",
    query: [partition],
    success: [200, "The pending record"],
    async serve(request) {
      const { schedules } = request.broker;
      request.answer(200, pendingText(await schedules.get(request.context, selectorOf(request))));
    },
  },
  {
    method: "PUT",
    path: "/v1/topics/{topic}/schedules/{id}",
    summary: "Create or replace a recurring schedule; the same again changes nothing",
    query: [partition],
    body: { types: [JSON_TYPE], schema: schemas.recurring },
    success: [200, "The schedule; 201 where nothing was pending under its id; committed"],
    async serve(request) {
      const selector = selectorOf(request);
      const put = putScheduleOf(await request.body());
      if (put.partition !== undefined && selector.partition !== undefined)
        throw new TidemarkError("INVALID_REQUEST", "partition is given twice; say it once");
      const { schedule, created } = await request.broker.schedules.put(request.context, {
        ...selector,
        ...put,
        partition: put.partition ?? selector.partition,
      });
      request.answer(created ? 201 : 200, pendingText(schedule));
    },
  },
  {
    method: "PATCH",
    path: "/v1/topics/{topic}/schedules/{id}",
    summary: "Move the due time of a pending record; pause or resume a recurring one",
    query: [partition],
    body: { types: [JSON_TYPE, "application/merge-patch+json"], schema: schemas.reschedule },
    success: [200, "The pending record as it is now; the change is committed"],
    async serve(request) {
      const change = changeOf((await request.body()).value);
      const { schedules } = request.broker;
      const selector = selectorOf(request);
      const changed =
        "paused" in change
          ? await schedules.setPaused(request.context, { ...selector, ...change })
          : await schedules.reschedule(request.context, { ...selector, ...change });
      request.answer(200, pendingText(changed));
    },
  },
  {
    method: "DELETE",
    path: "/v1/topics/{topic}/schedules/{id}",
    summary: "Cancel a pending record",
    query: [partition],
    success: [200, "The record that was cancelled; the cancellation is committed"],
    async serve(request) {
      const { schedules } = request.broker;
      request.answer(
        200,
        pendingText(await schedules.cancel(request.context, selectorOf(request))),
      );
    },
  },
];
