/** What the HTTP table will hold and this version does not: a sentence instead of a 404. */
import { TidemarkError } from "../../model/errors.ts";
import { JSON_TYPE } from "../reply.ts";
import type { HttpMethod, Route } from "./route.ts";

const later = (method: HttpMethod, path: string, what: string, instead: string): Route => ({
  method,
  path,
  summary: `${what} (not in this version)`,
  body: { types: [JSON_TYPE], schema: { type: "object" } },
  success: [200, "Not in this version: answers NOT_SUPPORTED"],
  serve() {
    throw new TidemarkError(
      "NOT_SUPPORTED",
      `${what}: this broker version does not offer it; ${instead}`,
    );
  },
});

export const laterRoutes: readonly Route[] = [
  later(
    "PUT",
    "/v1/groups/{group}",
    "Settings of a group",
    "a stream group is made by subscribing to it",
  ),
];
