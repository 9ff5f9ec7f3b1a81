/** A unary call over gRPC: one message in, one out. No work is done before the request is complete. */
import { TidemarkError } from "../../model/errors.ts";
import { decodeMessage } from "../../wire/grpc/decode.ts";
import type { GrpcCall } from "./call.ts";
import type { GrpcMethod } from "./methods.ts";
import type { UnaryMethod } from "./unary.ts";

export function serveUnary(call: GrpcCall, method: GrpcMethod, handle: UnaryMethod): void {
  let request: Buffer | undefined;
  const reader = call.reader({
    message(bytes) {
      if (request === undefined) request = bytes;
      else {
        reader.stop();
        call.finish(
          new TidemarkError("INVALID_REQUEST", `${method.name} takes one message, more came`),
        );
      }
    },
    end() {
      if (request === undefined)
        call.finish(
          new TidemarkError("INVALID_REQUEST", `${method.name} takes one message, none came`),
        );
      else void answer(call, method, handle, request);
    },
    failed: (error) => call.finish(error),
  });
  reader.start();
}

async function answer(
  call: GrpcCall,
  method: GrpcMethod,
  handle: UnaryMethod,
  bytes: Buffer,
): Promise<void> {
  try {
    const request = decodeMessage(method.requestType, method.request, bytes);
    const response = await handle(call.context, request);
    call.answer(method.response.encode(response).finish());
  } catch (error) {
    call.fail(error);
  }
}
