/**
 * Everything a request may be: finds out which dialect it speaks and gives it to whoever serves that.
 * Must never throw, and never leave an exchange without an end.
 */
import { serveConnect } from "./connect.ts";
import type { Exchange, ExchangeHandler } from "./exchange.ts";
import { dispatchGrpc, isGrpcType } from "./grpc/dispatch.ts";
import { grpcMethods } from "./grpc/methods.ts";
import { mediaTypeOf } from "./media-type.ts";
import type { ServerParts } from "./parts.ts";
import { serveRest } from "./rest/dispatch.ts";
import { RouteTree } from "./rest/match.ts";
import { routes } from "./rest/table.ts";

export type { ServerParts } from "./parts.ts";

/** `/package.Service/Method`: the paths of HTTP have no dot in their first segment. */
const SERVICE_PATH = /^\/[\w.]*\.[\w.]+\/[^/]*$/;

export function createHandler(parts: ServerParts): ExchangeHandler {
  const methods = grpcMethods(parts);
  const tree = new RouteTree(routes);
  return (exchange: Exchange): void => {
    const { path, search } = splitTarget(exchange.target);
    const mediaType = mediaTypeOf(exchange.headers["content-type"]);
    if (isGrpcType(mediaType)) dispatchGrpc(exchange, parts, methods, path, mediaType);
    else if (SERVICE_PATH.test(path) && exchange.method !== "OPTIONS")
      void serveConnect(exchange, parts, methods, path, mediaType);
    else void serveRest(exchange, parts, tree, { path, search, mediaType });
  };
}

/** The target may be in absolute form, as proxies send it. */
function splitTarget(target: string): { path: string; search: string } {
  const absolute = /^https?:\/\/[^/?]*/i.exec(target)?.[0].length ?? 0;
  const relative = target.slice(absolute);
  const query = relative.indexOf("?");
  if (query === -1) return { path: relative === "" ? "/" : relative, search: "" };
  return { path: relative.slice(0, query), search: relative.slice(query + 1) };
}
