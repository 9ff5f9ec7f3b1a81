/** A plan of moves as `tidemark cluster rebalance` shows it, with what it costs. Pure. */
import { escapeControl } from "../../telemetry/log-line.ts";
import { showSize } from "../quantities.ts";
import type { Style } from "../style.ts";
import { grouped, table } from "../table.ts";
import type { MovingLine, TopicLine } from "./cluster-view.ts";

export interface PlannedMove {
  readonly topic: string;
  readonly partition: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** As `POST /v1/cluster/rebalance` answers. */
export interface Rebalancing {
  readonly planned: readonly PlannedMove[];
  readonly started: number;
  readonly moving: readonly MovingLine[];
}

export interface PricedMove extends PlannedMove {
  /** Replicas that have to be copied. */
  readonly copies: number;
  /** All of them; undefined: nobody knows how large the partition is. */
  readonly bytes: number | undefined;
}

/** `--json` has all. */
const MOVES_SHOWN = 40;

export function pricedMoves(
  planned: readonly PlannedMove[],
  topics: readonly TopicLine[],
): PricedMove[] {
  const sizes = new Map(
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partition, sizeBytes }) => [`${name}/${partition}`, sizeBytes] as const),
    ),
  );
  return planned.map((move) => {
    const copies = move.to.filter((id) => !move.from.includes(id)).length;
    const sizeBytes = sizes.get(`${move.topic}/${move.partition}`);
    const bytes = copies === 0 ? 0 : sizeBytes === undefined ? undefined : copies * sizeBytes;
    return { ...move, copies, bytes };
  });
}

/** What stays on brokers that are to be emptied, by a plan with what moves already; empty: nothing does. */
export function stuckText(
  drained: readonly number[],
  topics: readonly TopicLine[],
  plan: readonly PlannedMove[],
): string {
  const targets = new Map(plan.map(({ topic, partition, to }) => [`${topic}/${partition}`, to]));
  const final = topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partition, replicas }) => targets.get(`${name}/${partition}`) ?? replicas),
  );
  const lines = drained.map((id) => {
    const count = final.filter((replicas) => replicas.includes(id)).length;
    if (count === 0) return "";
    const stay = count === 1 ? "1 replica stays" : `${grouped(count)} replicas stay`;
    return `${stay} on broker ${id}: there are not enough other brokers\n`;
  });
  return lines.join("");
}

export function planPage(moves: readonly PricedMove[], style: Style): string {
  const rows = moves
    .slice(0, MOVES_SHOWN)
    .map(({ topic, partition, from, to, copies, bytes }) => [
      escapeControl(topic),
      partition,
      from.join(" "),
      to.join(" "),
      copies === 0 ? "none" : bytes === undefined ? "unknown" : showSize(bytes),
    ]);
  const more = moves.length - rows.length;
  const rest = more > 0 ? `… and ${grouped(more)} more\n` : "";
  const header = ["TOPIC", "PARTITION", "FROM", "TO", "COPIES"];
  return `${table(header, rows, style)}${rest}${planSummary(moves)}\n`;
}

/** "12 partitions change, 8 copies, 1.2 GiB" */
export function planSummary(moves: readonly PricedMove[]): string {
  const copies = moves.reduce((sum, move) => sum + move.copies, 0);
  const bytes = moves.reduce((sum, move) => sum + (move.bytes ?? 0), 0);
  const unsure = moves.some((move) => move.bytes === undefined) ? "at least " : "";
  const change = moves.length === 1 ? "partition changes" : "partitions change";
  const copying =
    copies === 0
      ? "nothing is copied"
      : `${grouped(copies)} ${copies === 1 ? "copy" : "copies"}, ${unsure}${showSize(bytes)}`;
  return `${grouped(moves.length)} ${change}, ${copying}`;
}
