/** What is said on `control` streams as messages, `schema/tidemark/peer/v1/control.proto`. */
import type { Heartbeat } from "../controller/broker-sessions.ts";
import { tidemark } from "../wire/generated/peer.js";

const wire = tidemark.peer.v1;

/** Why the controller closes a stream; see the schema. */
export type FarewellReason = "notActive" | "replaced" | "full" | "removed";

const REASONS: readonly FarewellReason[] = ["notActive", "replaced", "full", "removed"];

/** As sent: when that was, by its sender's monotonic clock; 0: it wants no answer. */
export interface SentHeartbeat extends Heartbeat {
  readonly sentMs: number;
}

/** The controller's answer to a heartbeat. */
export interface Heard {
  readonly sentMs: number;
  /** Whatever was decided before lies at or below it. */
  readonly committedIndex: number;
}

export type ControllerWord =
  | { readonly kind: "heard"; readonly heard: Heard }
  | { readonly kind: "farewell"; readonly reason: FarewellReason };

export function encodeHeartbeat(heartbeat: SentHeartbeat): Uint8Array {
  return wire.Heartbeat.encode(heartbeat).finish();
}

/** Throws where the bytes are no heartbeat. */
export function decodeHeartbeat(bytes: Buffer): SentHeartbeat {
  const { epoch, appliedIndex, wallMs, drains, sentMs } = wire.Heartbeat.decode(bytes);
  const numbers = { epoch: Number(epoch), appliedIndex: Number(appliedIndex) };
  return { ...numbers, wallMs: Number(wallMs), drains, sentMs };
}

export function encodeHeard(heard: Heard): Uint8Array {
  return wire.ControllerWord.encode({ heard }).finish();
}

export function encodeFarewell(reason: FarewellReason): Uint8Array {
  return wire.ControllerWord.encode({ reason: REASONS.indexOf(reason) }).finish();
}

/** A reason that this version does not know: look for a controller again. */
export function decodeControllerWord(bytes: Buffer): ControllerWord {
  const { reason, heard } = wire.ControllerWord.decode(bytes);
  if (heard === null || heard === undefined) {
    return { kind: "farewell", reason: REASONS[reason] ?? "notActive" };
  }
  const { sentMs, committedIndex } = heard;
  return {
    kind: "heard",
    heard: { sentMs: sentMs ?? 0, committedIndex: Number(committedIndex) },
  };
}
