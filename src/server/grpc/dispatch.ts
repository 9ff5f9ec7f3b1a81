/** gRPC requests: what every one must have, then the method that its path names. */
import { TidemarkError } from "../../model/errors.ts";
import { quote } from "../../wire/quote.ts";
import type { Exchange } from "../exchange.ts";
import type { ServerParts } from "../parts.ts";
import { asTidemarkError } from "../failures.ts";
import { sendError } from "../reply.ts";
import { GrpcCall, refuseCall } from "./call.ts";
import { type GrpcMethod, isServiceName } from "./methods.ts";
import { serveUnary } from "./unary-call.ts";

export const isGrpcType = (mediaType: string): boolean => mediaType.startsWith("application/grpc");

const SPOKEN: ReadonlySet<string> = new Set(["application/grpc", "application/grpc+proto"]);

/** Where it is no gRPC at all, plain HTTP says so, as the gRPC specification asks. */
function protocolProblem(exchange: Exchange, mediaType: string): TidemarkError | undefined {
  if (!SPOKEN.has(mediaType))
    return new TidemarkError(
      "UNSUPPORTED_MEDIA_TYPE",
      `content type ${quote(mediaType)} is not spoken here; use application/grpc (protobuf) over HTTP/2`,
    );
  if (exchange.protocol !== "h2")
    return new TidemarkError(
      "UNSUPPORTED_MEDIA_TYPE",
      "gRPC needs HTTP/2; over HTTP/1.1 unary methods take application/json",
    );
  if (exchange.method !== "POST")
    return new TidemarkError("METHOD_NOT_ALLOWED", "gRPC calls are made with POST");
  return undefined;
}

export function dispatchGrpc(
  exchange: Exchange,
  parts: ServerParts,
  methods: ReadonlyMap<string, GrpcMethod>,
  path: string,
  mediaType: string,
): void {
  const problem = protocolProblem(exchange, mediaType);
  if (problem !== undefined) {
    sendError(exchange, problem, problem.code === "METHOD_NOT_ALLOWED" ? { allow: "POST" } : {});
    return;
  }
  const method = methods.get(path);
  if (method === undefined) {
    refuseCall(exchange, unknownMethod(path));
    return;
  }
  let call: GrpcCall;
  try {
    call = new GrpcCall(exchange, parts);
  } catch (error) {
    refuseCall(exchange, asTidemarkError(error, parts.log));
    return;
  }
  if (method.serve.kind === "stream") method.serve.start(call);
  else serveUnary(call, method, method.serve.handle);
}

export function unknownMethod(path: string): TidemarkError {
  const service = path.split("/")[1] ?? "";
  return new TidemarkError(
    "UNKNOWN_METHOD",
    isServiceName(service)
      ? `service ${service} has no method ${quote(path.slice(service.length + 2))}`
      : `there is no service ${quote(service)}; reflection lists those there are`,
  );
}
