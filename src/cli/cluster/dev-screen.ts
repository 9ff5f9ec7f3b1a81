/** What `tidemark cluster dev` shows: the brokers as processes, and as the cluster sees them. Pure. */
import type { Style } from "../style.ts";
import { type PaintedCell, table } from "../table.ts";
import type { ChildState } from "./child-broker.ts";
import {
  activeController,
  type ClusterHealth,
  type ClusterView,
  healthOf,
  healthText,
} from "./cluster-view.ts";

export interface ShownBroker {
  readonly id: number;
  readonly pid: number;
  readonly address: string;
  readonly state: ChildState;
}

/** `view`: undefined while nobody answers. */
export function screenText(
  brokers: readonly ShownBroker[],
  view: ClusterView | undefined,
  style: Style,
): string {
  const health = view === undefined ? undefined : healthOf(view);
  const rows = brokers.map((broker) => {
    const { id, pid, address, state } = broker;
    const line = view?.cluster.brokers.find((each) => each.id === id);
    const sums = health?.brokers.get(id);
    const shown = state.kind === "ended" ? "-" : String(pid);
    return [
      `${id}${view !== undefined && activeController(view.cluster) === id ? "*" : ""}`,
      shown,
      address,
      stateCell(state, line?.state, style),
      line?.leaders ?? sums?.leaders,
      line?.replicas ?? sums?.replicas,
      sums?.outOfSync,
      sums?.lagOffsets,
      line?.lagEntries,
    ];
  });
  const header = [
    "BROKER",
    "PID",
    "ADDRESS",
    "STATE",
    "LEADERS",
    "REPLICAS",
    "NOT IN SYNC",
    "LAG",
    "METADATA LAG",
  ];
  return `${table(header, rows, style)}\n${summary(brokers, health)}\n`;
}

function stateCell(state: ChildState, seenAs: string | undefined, style: Style): PaintedCell {
  switch (state.kind) {
    case "starting":
      return { text: "starting", paint: style.notable };
    case "ended":
      return { text: `ended: ${state.how}`, paint: style.bad };
    case "up":
      return seenAs === undefined || seenAs === "active"
        ? { text: "active", paint: style.good }
        : { text: seenAs, paint: style.notable };
  }
}

/** For a terminal's last line, and the only one elsewhere. */
export function summaryLine(
  brokers: readonly ShownBroker[],
  view: ClusterView | undefined,
): string {
  return summary(brokers, view === undefined ? undefined : healthOf(view));
}

function summary(brokers: readonly ShownBroker[], health: ClusterHealth | undefined): string {
  const up = brokers.filter(({ state }) => state.kind === "up").length;
  const ended = brokers.flatMap(({ id, state }) =>
    state.kind === "ended" ? [`broker ${id} ended (${state.how})`] : [],
  );
  const parts = [
    `${up} of ${brokers.length} brokers up`,
    ...(health === undefined ? ["no broker answers"] : [healthText(health)]),
    ...ended,
  ];
  return parts.join("; ");
}
