/** Every method of the schema and what serves it: the dispatch table of gRPC and Connect. */
import { assert } from "../../lib/assert.ts";
import { type Codec, codecOf } from "../../wire/codecs.ts";
import { services } from "../../wire/generated/schema.js";
import type { ServerParts } from "../parts.ts";
import type { GrpcCall } from "./call.ts";
import { FetchStream } from "./fetch-stream.ts";
import { HealthWatch, healthMethods } from "./health.ts";
import { ProduceStream } from "./produce-stream.ts";
import { startReflection } from "./reflection.ts";
import { SubscribeStream } from "./subscribe-stream.ts";
import { type UnaryMethod, unaryMethods } from "./unary.ts";

export interface GrpcMethod {
  readonly name: string;
  readonly requestType: string;
  readonly responseType: string;
  readonly request: Codec;
  readonly response: Codec;
  readonly serve:
    | { readonly kind: "unary"; readonly handle: UnaryMethod }
    | { readonly kind: "stream"; readonly start: (call: GrpcCall) => void };
}

type Start = (call: GrpcCall) => void;

const STREAMS: Readonly<Record<string, Start>> = {
  "/tidemark.v1.RecordService/Produce": (call) => new ProduceStream(call).start(),
  "/tidemark.v1.RecordService/Fetch": (call) => new FetchStream(call).start(),
  "/tidemark.v1.RecordService/Subscribe": (call) => new SubscribeStream(call).start(),
  "/grpc.health.v1.Health/Watch": (call) => new HealthWatch(call).start(),
  "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo": (call) =>
    startReflection(call, "grpc.reflection.v1"),
  "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": (call) =>
    startReflection(call, "grpc.reflection.v1alpha"),
};

/** By path, such as `/tidemark.v1.RecordService/Publish`. */
export function grpcMethods(parts: ServerParts): ReadonlyMap<string, GrpcMethod> {
  const unary = {
    ...unaryMethods(parts.broker),
    "grpc.health.v1.Health": healthMethods(parts.broker),
  } as Readonly<Record<string, Readonly<Record<string, UnaryMethod>>>>;
  const table = new Map<string, GrpcMethod>();
  for (const service of services)
    for (const shape of service.methods) {
      const path = `/${service.name}/${shape.name}`;
      const handle = unary[service.name]?.[shape.name];
      const start = STREAMS[path];
      assert((handle === undefined) !== (start === undefined), `${path} is served once`);
      table.set(path, {
        name: shape.name,
        requestType: shape.request,
        responseType: shape.response,
        request: codecOf(shape.request),
        response: codecOf(shape.response),
        serve:
          handle === undefined
            ? { kind: "stream", start: start as Start }
            : { kind: "unary", handle },
      });
    }
  return table;
}

export const isServiceName = (name: string): boolean =>
  services.some((service) => service.name === name);
