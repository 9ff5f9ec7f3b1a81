/**
 * Calls and answers as messages of a `calls` stream, `schema/tidemark/peer/v1/calls.proto`. Errors of the
 * table travel as they are; what else a handler throws must never reach another node.
 */
import { ERRORS, type ErrorCode, type ErrorDetails, TidemarkError } from "../model/errors.ts";
import { tidemark } from "../wire/generated/peer.js";

const { Call, Answer } = tidemark.peer.v1;

export interface CallMessage {
  readonly id: number;
  readonly method: string;
  readonly body: Buffer;
}

export type AnswerMessage =
  | { readonly id: number; readonly kind: "body"; readonly body: Buffer }
  | { readonly id: number; readonly kind: "failure"; readonly error: TidemarkError };

export function encodeCall(id: number, method: string, body: Uint8Array): Uint8Array {
  return Call.encode({ id, method, body }).finish();
}

/** Throws where the bytes are no call. The body is a view. */
export function decodeCall(bytes: Buffer): CallMessage {
  const { id, method, body } = Call.decode(bytes);
  return { id, method, body: viewOf(body) };
}

export function encodeBody(id: number, body: Uint8Array): Uint8Array {
  return Answer.encode({ id, body }).finish();
}

export function encodeFailure(id: number, error: TidemarkError): Uint8Array {
  const details = Object.keys(error.details).length === 0 ? "" : JSON.stringify(error.details);
  return Answer.encode({
    id,
    failure: { code: error.code, message: error.message, details },
  }).finish();
}

/** Throws where the bytes are no answer. The body is a view. */
export function decodeAnswer(bytes: Buffer): AnswerMessage {
  const { id, body, failure } = Answer.decode(bytes);
  if (failure === null || failure === undefined) {
    return { id, kind: "body", body: viewOf(body ?? Buffer.alloc(0)) };
  }
  const { code, message, details } = failure;
  return { id, kind: "failure", error: errorOf(code ?? "", message ?? "", details ?? "") };
}

function errorOf(code: string, message: string, details: string): TidemarkError {
  if (!Object.hasOwn(ERRORS, code)) return new TidemarkError("INTERNAL", `${code}: ${message}`);
  const parsed = details === "" ? {} : (JSON.parse(details) as ErrorDetails);
  return new TidemarkError(code as ErrorCode, message, parsed);
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
