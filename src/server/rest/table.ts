/** Every line of the HTTP table; /openapi.json describes all of them, itself included. */
import { clusterRoutes } from "./cluster.ts";
import { groupRoutes } from "./groups.ts";
import { deadLetterRoutes } from "./dead-letters.ts";
import { openApi } from "./openapi.ts";
import { recordsInRoutes } from "./records-in.ts";
import { recordsOutRoutes } from "./records-out.ts";
import type { Route } from "./route.ts";
import { scheduleRoutes } from "./schedules.ts";
import { topicRoutes } from "./topics.ts";

/** Of the HTTP surface, not of the program: it grows with what clients may rely on. */
const SURFACE_VERSION = "1";

const description: Route = {
  method: "GET",
  path: "/openapi.json",
  summary: "This description",
  success: [200, "OpenAPI 3.1"],
  serve: (request) => request.answer(200, openApi(routes, SURFACE_VERSION)),
};

export const routes: readonly Route[] = [
  ...topicRoutes,
  ...recordsInRoutes,
  ...recordsOutRoutes,
  ...scheduleRoutes,
  ...groupRoutes,
  ...deadLetterRoutes,
  ...clusterRoutes,
  description,
];
