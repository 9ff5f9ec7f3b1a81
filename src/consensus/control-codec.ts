/** What is said on `control` streams as messages, `schema/tidemark/peer/v1/control.proto`. */
import type { Heartbeat } from "../controller/broker-sessions.ts";
import { tidemark } from "../wire/generated/peer.js";

const wire = tidemark.peer.v1;

/** Why the controller closes a stream; see the schema. */
export type FarewellReason = "notActive" | "replaced" | "full" | "removed";

const REASONS: readonly FarewellReason[] = ["notActive", "replaced", "full", "removed"];

export function encodeHeartbeat(heartbeat: Heartbeat): Uint8Array {
  return wire.Heartbeat.encode(heartbeat).finish();
}

/** Throws where the bytes are no heartbeat. */
export function decodeHeartbeat(bytes: Buffer): Heartbeat {
  const { epoch, appliedIndex, wallMs, drains } = wire.Heartbeat.decode(bytes);
  const numbers = { epoch: Number(epoch), appliedIndex: Number(appliedIndex) };
  return { ...numbers, wallMs: Number(wallMs), drains };
}

export function encodeFarewell(reason: FarewellReason): Uint8Array {
  return wire.Farewell.encode({ reason: REASONS.indexOf(reason) }).finish();
}

/** A reason that this version does not know: look for a controller again. */
export function decodeFarewell(bytes: Buffer): FarewellReason {
  return REASONS[wire.Farewell.decode(bytes).reason] ?? "notActive";
}
