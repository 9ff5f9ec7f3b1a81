/** Pending records as the command line shows them. */
import type { PendingRecord, RecurrenceState } from "@tidemark/client";
import { escapeControl } from "../../telemetry/log-line.ts";
import { table } from "../table.ts";
import { showTime } from "../times.ts";
import { formatDuration } from "../../lib/quantity.ts";

export function pendingJson(pending: PendingRecord): unknown {
  const { id, partition, offset, deliverAt, key, recurring, recurrence } = pending;
  return {
    id,
    partition,
    offset,
    deliverAt: deliverAt ?? null,
    key: key?.toString("utf8") ?? null,
    recurring,
    ...(recurrence === undefined ? {} : { recurrence: recurrenceJson(recurrence) }),
  };
}

/** In the words of HTTP. */
function recurrenceJson({ everyMs, nextDue, ...rest }: RecurrenceState): unknown {
  return { ...rest, every: everyMs, nextDue: nextDue ?? null };
}

export function pendingTable(pending: readonly PendingRecord[]): string {
  const recurs = pending.some(({ recurring }) => recurring);
  return table(
    ["DUE", "ID", "PARTITION", "OFFSET", "KEY", ...(recurs ? ["RECURS", "FIRINGS"] : [])],
    pending.map(({ id, partition, offset, deliverAt, key, recurrence }) => [
      deliverAt === undefined ? "paused" : showTime(deliverAt),
      escapeControl(id),
      partition,
      offset,
      key === null ? undefined : escapeControl(key.toString("utf8")),
      ...(recurs ? [recurrence && showRecurrence(recurrence), recurrence?.firings] : []),
    ]),
  );
}

/** One record with all that is known of it, a line each. */
export function pendingDetails(pending: PendingRecord): string {
  const { id, partition, offset, deliverAt, key, recurrence } = pending;
  const lines: [string, string | number | undefined][] = [
    ["id", escapeControl(id)],
    ["due", deliverAt === undefined ? "paused" : showTime(deliverAt)],
    ["place", `${partition}:${offset}`],
    ["key", key === null ? undefined : escapeControl(key.toString("utf8"))],
  ];
  if (recurrence !== undefined) {
    const { start, end, maxCount, misfire, firings } = recurrence;
    lines.push(
      ["recurs", showRecurrence(recurrence)],
      ["from", start === undefined ? undefined : showTime(Number(start))],
      ["until", end === undefined ? undefined : showTime(Number(end))],
      ["firings", maxCount === undefined ? firings : `${firings} of ${maxCount}`],
      ["misfire", misfire],
    );
  }
  const shown = lines.filter(([, value]) => value !== undefined);
  return shown.map(([name, value]) => `${name.padEnd(8)} ${value}\n`).join("");
}

export function showRecurrence({ cron, everyMs, timeZone }: RecurrenceState): string {
  if (cron === undefined) return `every ${formatDuration(everyMs ?? 0)}`;
  return timeZone === undefined || timeZone === "UTC" ? cron : `${cron} (${timeZone})`;
}
