/** Server reflection, v1 and v1alpha (they differ in name only): the schema, on demand. */
import { GrpcStatus, TidemarkError } from "../../model/errors.ts";
import { codecOf } from "../../wire/codecs.ts";
import { type FileDescriptor, files } from "../../wire/generated/descriptors.js";
import { grpc } from "../../wire/generated/grpc.js";
import { services } from "../../wire/generated/schema.js";
import { decodeMessage } from "../../wire/grpc/decode.ts";
import { quote } from "../../wire/quote.ts";
import type { GrpcCall } from "./call.ts";

type Request = grpc.reflection.v1.ServerReflectionRequest;
type Response = grpc.reflection.v1.ServerReflectionResponse.$Properties;

const byName = new Map(files.map((file) => [file.name, file]));
const bySymbol = new Map(
  files.flatMap((file) => file.symbols.map((symbol): [string, FileDescriptor] => [symbol, file])),
);

/** The file and all it imports, each once: clients may not ask for those again. */
function withImports(file: FileDescriptor, found = new Set<FileDescriptor>()): Uint8Array[] {
  found.add(file);
  for (const name of file.dependencies) {
    const imported = byName.get(name);
    if (imported !== undefined && !found.has(imported)) withImports(imported, found);
  }
  return [...found].map((one) => Buffer.from(one.base64, "base64"));
}

const notFound = (what: string, name: string): Response => ({
  errorResponse: {
    errorCode: GrpcStatus.NOT_FOUND,
    errorMessage: `there is no ${what} ${quote(name)} here`,
  },
});

function fileResponse(file: FileDescriptor | undefined, what: string, name: string): Response {
  if (file === undefined) return notFound(what, name);
  return { fileDescriptorResponse: { fileDescriptorProto: withImports(file) } };
}

function answer(request: Request): Response {
  if (request.listServices !== null)
    return { listServicesResponse: { service: services.map(({ name }) => ({ name })) } };
  if (request.fileByFilename !== null)
    return fileResponse(byName.get(request.fileByFilename), "file", request.fileByFilename);
  if (request.fileContainingSymbol !== null) {
    const symbol = request.fileContainingSymbol;
    return fileResponse(bySymbol.get(symbol), "symbol", symbol);
  }
  if (request.fileContainingExtension !== null) {
    const { containingType } = request.fileContainingExtension;
    return notFound("extension of", containingType ?? "");
  }
  if (request.allExtensionNumbersOfType !== null) {
    const type = request.allExtensionNumbersOfType;
    if (!bySymbol.has(type)) return notFound("type", type);
    return { allExtensionNumbersResponse: { baseTypeName: type, extensionNumber: [] } };
  }
  return {
    errorResponse: {
      errorCode: GrpcStatus.INVALID_ARGUMENT,
      errorMessage: "the request asks for nothing",
    },
  };
}

/** `packageName`: `grpc.reflection.v1` or `grpc.reflection.v1alpha`. */
export function startReflection(call: GrpcCall, packageName: string): void {
  const requestType = `${packageName}.ServerReflectionRequest`;
  const requests = codecOf(requestType);
  const responses = codecOf(`${packageName}.ServerReflectionResponse`);
  call.exchange.markStreaming();
  const reader = call.reader({
    message(bytes) {
      try {
        const request = decodeMessage(requestType, requests, bytes) as Request;
        const response = { validHost: request.host, originalRequest: request, ...answer(request) };
        if (!call.send(responses.encode(response).finish())) reader.pause("response");
      } catch (error) {
        reader.stop();
        call.fail(error);
      }
    },
    end: () => call.finish(),
    failed: (error) => call.finish(error),
  });
  call.exchange.onDrain(() => reader.resume("response"));
  call.exchange.draining.addEventListener(
    "abort",
    () => call.finish(new TidemarkError("SHUTTING_DOWN", "the broker drains before it stops")),
    { once: true },
  );
  call.onGone(() => reader.stop());
  reader.start();
}
