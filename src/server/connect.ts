/** Unary methods as Connect speaks them: a POST of JSON or protobuf to `/package.Service/Method`. */
import { TidemarkError } from "../model/errors.ts";
import { BODY_BYTES_MAX, MESSAGE_BYTES_MAX } from "../model/limits.ts";
import { decodeMessage } from "../wire/grpc/decode.ts";
import { parseConnectTimeout } from "../wire/grpc/deadline.ts";
import { parseJson } from "../wire/json/parse.ts";
import { messageFromJson, messageToJson } from "../wire/json/protojson.ts";
import { connectError } from "../wire/json/status.ts";
import { quote } from "../wire/quote.ts";
import { readWholeBody } from "./body.ts";
import type { Exchange } from "./exchange.ts";
import { asTidemarkError } from "./failures.ts";
import { unknownMethod } from "./grpc/dispatch.ts";
import type { GrpcMethod } from "./grpc/methods.ts";
import type { ServerParts } from "./parts.ts";
import { JSON_TYPE, sendBytes } from "./reply.ts";
import { ExchangeContext } from "./request-context.ts";

const PROTO_TYPE = "application/proto";

type Headers = Readonly<Record<string, string>>;

function refuse(exchange: Exchange, error: TidemarkError, headers: Headers = {}): void {
  if (exchange.headersSent) return;
  const { status, body } = connectError(error);
  // Where HTTP has a status of its own for it, that says more than Connect's.
  const http =
    error.code === "UNSUPPORTED_MEDIA_TYPE" ? 415 : error.code === "METHOD_NOT_ALLOWED" ? 405 : 0;
  sendBytes(exchange, http || status, JSON_TYPE, Buffer.from(`${body}\n`, "utf8"), headers);
}

export async function serveConnect(
  exchange: Exchange,
  parts: ServerParts,
  methods: ReadonlyMap<string, GrpcMethod>,
  path: string,
  mediaType: string,
): Promise<void> {
  const context = new ExchangeContext(exchange);
  let code = "OK";
  try {
    const method = methods.get(path);
    if (method === undefined) throw unknownMethod(path);
    if (exchange.method !== "POST")
      throw new TidemarkError("METHOD_NOT_ALLOWED", `${path} takes POST`);
    if (method.serve.kind === "stream")
      throw new TidemarkError(
        "NOT_SUPPORTED",
        `${method.name} is a stream: it is served over gRPC, and as lines or events under /v1/`,
      );
    if (mediaType !== JSON_TYPE && mediaType !== PROTO_TYPE)
      throw new TidemarkError(
        "UNSUPPORTED_MEDIA_TYPE",
        `content type ${quote(mediaType)} is not taken here; send ${JSON_TYPE} or ${PROTO_TYPE}`,
      );
    const timeoutMs = parseConnectTimeout(exchange.headers["connect-timeout-ms"]);
    if (timeoutMs !== undefined)
      context.setDeadline(parts.clock, timeoutMs, (error) => refuse(exchange, error));
    // Base64 makes of the largest message a third more.
    const bytesMax = mediaType === JSON_TYPE ? BODY_BYTES_MAX : MESSAGE_BYTES_MAX;
    const body = await readWholeBody(exchange, bytesMax);
    const request = decodeBody(method, mediaType, body);
    const response = await method.serve.handle(context, request);
    if (!exchange.headersSent)
      sendBytes(exchange, 200, mediaType, encodeBody(method, mediaType, response));
  } catch (failure) {
    const error = asTidemarkError(failure, parts.log);
    code = error.code;
    refuse(exchange, error, code === "METHOD_NOT_ALLOWED" ? { allow: "POST" } : {});
  } finally {
    context.clear();
    parts.telemetry.metrics.requests.of("connect", code).add();
  }
}

function decodeBody(method: GrpcMethod, mediaType: string, body: Buffer): object {
  if (mediaType === PROTO_TYPE) return decodeMessage(method.requestType, method.request, body);
  return messageFromJson(method.requestType, parseJson(body).value);
}

function encodeBody(method: GrpcMethod, mediaType: string, response: object): Uint8Array {
  if (mediaType === PROTO_TYPE) return method.response.encode(response).finish();
  const json = messageToJson(method.responseType, response);
  return Buffer.from(`${JSON.stringify(json)}\n`, "utf8");
}
