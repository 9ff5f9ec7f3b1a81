/** HTTP requests: the route that path and method name, its query and content type checked. */
import { TidemarkError } from "../../model/errors.ts";
import { parseQuery } from "../../wire/json/query.ts";
import { quote } from "../../wire/quote.ts";
import type { Exchange } from "../exchange.ts";
import { asTidemarkError } from "../failures.ts";
import type { ServerParts } from "../parts.ts";
import { JSON_TYPE, sendEmpty, sendError } from "../reply.ts";
import type { RouteTree } from "./match.ts";
import { RestRequest } from "./request.ts";
import type { HttpMethod, Route } from "./route.ts";

export interface Target {
  readonly path: string;
  readonly search: string;
  /** Of the body, "" where the request names none. */
  readonly mediaType: string;
}

const allowed = (methods: readonly HttpMethod[]): string =>
  [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");

export async function serveRest(
  exchange: Exchange,
  parts: ServerParts,
  tree: RouteTree,
  target: Target,
): Promise<void> {
  let code = "OK";
  try {
    await route(exchange, parts, tree, target);
  } catch (failure) {
    const error = asTidemarkError(failure, parts.log);
    code = error.code;
    const methods = code === "METHOD_NOT_ALLOWED" ? tree.methodsOf(target.path) : undefined;
    sendError(exchange, error, methods === undefined ? {} : { allow: allowed(methods) });
  } finally {
    parts.telemetry.metrics.requests.of("http", code).add();
  }
}

async function route(
  exchange: Exchange,
  parts: ServerParts,
  tree: RouteTree,
  { path, search, mediaType }: Target,
): Promise<void> {
  const methods = tree.methodsOf(path);
  if (methods === undefined)
    throw new TidemarkError(
      "UNKNOWN_METHOD",
      `there is nothing at ${quote(path)}; /openapi.json lists what there is`,
    );
  if (exchange.method === "OPTIONS") {
    sendEmpty(exchange, 204, { allow: allowed(methods) });
    return;
  }
  const head = exchange.method === "HEAD";
  const match = tree.match(head ? "GET" : exchange.method, path);
  if (match === undefined)
    throw new TidemarkError(
      "METHOD_NOT_ALLOWED",
      `${quote(path)} takes ${allowed(methods)}, not ${quote(exchange.method)}`,
    );
  const query = parseQuery(search, match.route.query ?? []);
  const type = bodyType(match.route, mediaType);
  const { params } = match;
  const request = new RestRequest(exchange, parts, { params, query, mediaType: type });
  if (head && match.route.streams === true) await describeOnly(request, match.route);
  else await match.route.serve(request);
}

function bodyType({ body, method, path }: Route, mediaType: string): string {
  if (body === undefined) return mediaType;
  if (mediaType === "" && body.defaultType !== undefined) return body.defaultType;
  if (body.types.includes(mediaType)) return mediaType;
  const given = mediaType === "" ? "no content type" : `content type ${quote(mediaType)}`;
  throw new TidemarkError(
    "UNSUPPORTED_MEDIA_TYPE",
    `${method} ${path} was sent ${given}; it takes ${body.types.join(", ")}`,
  );
}

/** HEAD of something without an end: whether the topic is there, and what would come. */
async function describeOnly(request: RestRequest, route: Route): Promise<void> {
  const { broker, context } = request;
  await broker.topics.describe(context, request.param("topic"), { leadersOnly: true });
  const type = route.answers?.[0] ?? JSON_TYPE;
  sendEmpty(request.exchange, 200, { "content-type": type });
}
