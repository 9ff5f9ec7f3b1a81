/** /v1/groups */
import { groupJson, putGroupOf, resetOffsetsOf } from "../../wire/json/groups.ts";
import { LINES_TYPE } from "../../wire/ndjson/delivery.ts";
import { JSON_TYPE } from "../reply.ts";
import type { Route } from "./route.ts";
import { schemas } from "./schemas.ts";

export const groupRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/groups",
    summary: "List groups",
    success: [200, "A group a line"],
    answers: [LINES_TYPE, JSON_TYPE],
    async serve(request) {
      const groups = await request.broker.groups.list(request.context);
      request.list(groups.map((group) => JSON.stringify(groupJson(group))));
    },
  },
  {
    method: "GET",
    path: "/v1/groups/{group}",
    summary: "Describe a group: members, offsets, lag",
    success: [200, "The group"],
    async serve(request) {
      const { groups } = request.broker;
      request.answer(
        200,
        groupJson(await groups.describe(request.context, request.param("group"))),
      );
    },
  },
  {
    method: "GET",
    path: "/v1/groups/{group}/offsets",
    summary: "Export the committed offsets of a group, as PUT takes them",
    query: [{ name: "topic", kind: "text", doc: "of this topic alone" }],
    success: [200, "The offsets"],
    async serve(request) {
      const [group, topic] = [request.param("group"), request.query.text("topic")];
      const { groups } = request.broker;
      request.answer(200, {
        offsets: await groups.fetchOffsets(request.context, { group, topic }),
      });
    },
  },
  {
    method: "PUT",
    path: "/v1/groups/{group}/offsets",
    summary: "Reset the offsets of a group without active members (of any, with force)",
    body: { types: [JSON_TYPE], schema: schemas.resetOffsets },
    success: [200, "What changed; with dryRun, what would"],
    async serve(request) {
      const reset = resetOffsetsOf((await request.body()).value);
      const group = request.param("group");
      const { groups } = request.broker;
      const changes = await groups.resetOffsets(request.context, { group, ...reset });
      request.answer(200, {
        changes: changes.map((change) => ({ ...change, before: change.before ?? null })),
      });
    },
  },
  {
    method: "PUT",
    path: "/v1/groups/{group}",
    summary: "Set how a group works, and make it if it is new; what is left out is the default",
    body: { types: [JSON_TYPE], schema: schemas.putGroup },
    success: [200, "The group"],
    async serve(request) {
      const put = putGroupOf((await request.body()).value);
      const group = request.param("group");
      const { groups } = request.broker;
      request.answer(200, groupJson(await groups.put(request.context, { group, ...put })));
    },
  },
  {
    method: "DELETE",
    path: "/v1/groups/{group}",
    summary: "Delete a group without members, and its offsets",
    success: [204, "It is gone"],
    async serve(request) {
      await request.broker.groups.delete(request.context, request.param("group"));
      request.empty();
    },
  },
];
