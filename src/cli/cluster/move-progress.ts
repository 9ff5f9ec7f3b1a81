/** How far moves are, in partitions and bytes, as people read it. Pure. */
import { showSize } from "../quantities.ts";
import type { MovingLine } from "./cluster-view.ts";
import type { PlannedMove, PricedMove, Rebalancing } from "./move-plan.ts";

export interface Bytes {
  readonly copied: number;
  readonly total: number;
}

/** Of copies under way; those whose leader says nothing are left out. */
export function copiedOf(moving: readonly MovingLine[]): Bytes {
  const bytes = { copied: 0, total: 0 };
  for (const { copies = [] } of moving) {
    for (const { copiedBytes, totalBytes } of copies) {
      bytes.copied += Math.min(copiedBytes, totalBytes);
      bytes.total += totalBytes;
    }
  }
  return bytes;
}

/** Of a plan as it was priced: what is neither planned nor moving any more is there. */
export function carriedOut(plan: readonly PricedMove[], answer: Rebalancing): Bytes {
  const planned = new Set(answer.planned.map(placeOf));
  const moving = new Set(answer.moving.map(placeOf));
  let { copied, total } = copiedOf(answer.moving);
  for (const move of plan) {
    if (moving.has(placeOf(move))) continue;
    total += move.bytes ?? 0;
    if (!planned.has(placeOf(move))) copied += move.bytes ?? 0;
  }
  return { copied, total };
}

/** "120 MiB of 1.2 GiB copied, at most 20 MiB/s of a broker"; empty: nobody says how much. */
export function copyingText({ copied, total }: Bytes, moving: readonly MovingLine[]): string {
  if (total === 0) return "";
  const atMost = Math.max(...moving.map(({ bytesPerSecondMax = 0 }) => bytesPerSecondMax), 0);
  const throttle = atMost === 0 ? "" : `, at most ${showSize(atMost)}/s of a broker`;
  return `${showSize(copied)} of ${showSize(total)} copied${throttle}`;
}

/** "3 partitions move: 120 MiB of 1.2 GiB copied, …"; empty: none does. */
export function movingText(moving: readonly MovingLine[]): string {
  if (moving.length === 0) return "";
  const move = moving.length === 1 ? "1 partition moves" : `${moving.length} partitions move`;
  const copying = copyingText(copiedOf(moving), moving);
  return copying === "" ? move : `${move}: ${copying}`;
}

const placeOf = ({ topic, partition }: Pick<PlannedMove, "topic" | "partition">): string =>
  `${topic}/${partition}`;
