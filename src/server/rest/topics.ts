/** /v1/topics */
import { alterTopicOf, createTopicOf, deleteRecordsOf, topicJson } from "../../wire/json/topics.ts";
import { LINES_TYPE } from "../../wire/ndjson/delivery.ts";
import { JSON_TYPE } from "../reply.ts";
import type { Route } from "./route.ts";
import { schemas } from "./schemas.ts";

const json = [JSON_TYPE];

export const topicRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/topics",
    summary: "Create a topic",
    body: { types: json, schema: schemas.topicIn },
    success: [201, "The topic; every partition has a leader"],
    async serve(request) {
      const topic = createTopicOf((await request.body()).value);
      const created = await request.broker.topics.create(request.context, topic);
      const location = `/v1/topics/${encodeURIComponent(created.name)}`;
      request.answer(201, topicJson(created), { location });
    },
  },
  {
    method: "GET",
    path: "/v1/topics",
    summary: "List topics",
    query: [{ name: "internal", kind: "flag", doc: "the broker's own topics, too" }],
    success: [200, "A topic a line"],
    answers: [LINES_TYPE, JSON_TYPE],
    async serve(request) {
      const internal = request.query.flag("internal");
      const topics = await request.broker.topics.list(request.context, { internal });
      request.list(topics.map((topic) => JSON.stringify(topicJson(topic))));
    },
  },
  {
    method: "GET",
    path: "/v1/topics/{topic}",
    summary: "Describe a topic: offsets, pending records, next due time",
    success: [200, "The topic"],
    async serve(request) {
      const { topics } = request.broker;
      request.answer(
        200,
        topicJson(await topics.describe(request.context, request.param("topic"))),
      );
    },
  },
  {
    method: "PATCH",
    path: "/v1/topics/{topic}",
    summary: "Change settings (null: back to the default) or add partitions",
    body: { types: [JSON_TYPE, "application/merge-patch+json"], schema: schemas.topicChange },
    success: [200, "The topic as it is now"],
    async serve(request) {
      const change = alterTopicOf((await request.body()).value);
      const name = request.param("topic");
      const topic = await request.broker.topics.alter(request.context, { name, ...change });
      request.answer(200, topicJson(topic));
    },
  },
  {
    method: "DELETE",
    path: "/v1/topics/{topic}",
    summary: "Delete a topic with all its records",
    success: [204, "It is gone"],
    async serve(request) {
      await request.broker.topics.delete(request.context, request.param("topic"));
      request.empty();
    },
  },
  {
    method: "POST",
    path: "/v1/topics/{topic}/records/delete",
    summary: "Make the records of a partition below an offset unreadable, and free their space",
    body: { types: json, schema: schemas.deleteRecords },
    success: [200, "The partition's new log start offset"],
    async serve(request) {
      const range = deleteRecordsOf((await request.body()).value);
      const topic = request.param("topic");
      const { topics } = request.broker;
      const logStartOffset = await topics.deleteRecords(request.context, { topic, ...range });
      request.answer(200, { partition: range.partition, logStartOffset });
    },
  },
];
