/** Pending records as JSON. */
import type { PendingRecord } from "../../model/descriptions.ts";
import { TidemarkError } from "../../model/errors.ts";
import { headersText, keyMember } from "./delivery.ts";
import { Fields } from "./fields.ts";

const CHANGE: ReadonlySet<string> = new Set(["deliverAt", "delay"]);

export function rescheduleOf(value: unknown): {
  deliverAt: number | undefined;
  delayMs: number | undefined;
} {
  const fields = new Fields(value, CHANGE, "the change", "INVALID_REQUEST");
  const deliverAt = fields.instant("deliverAt", "INVALID_DUE_TIME");
  const delayMs = fields.duration("delay", "INVALID_DUE_TIME");
  if ((deliverAt === undefined) === (delayMs === undefined))
    throw new TidemarkError(
      "INVALID_DUE_TIME",
      deliverAt === undefined
        ? "the new due time is missing: give deliverAt or delay"
        : "deliverAt and delay are both given; choose one",
    );
  return { deliverAt, delayMs };
}

export const pendingText = (pending: PendingRecord): string =>
  `{"id":${JSON.stringify(pending.id)},"partition":${pending.partition}` +
  `,"offset":${pending.offset},"deliverAt":${pending.deliverAt},${keyMember(pending.key)}` +
  `,"headers":${headersText(pending.headers)},"recurring":${pending.recurring}}`;
