/** What `tidemark cluster status` shows of a cluster. Pure. */
import type { Style } from "../style.ts";
import { grouped, type PaintedCell, table } from "../table.ts";
import { escapeControl } from "../../telemetry/log-line.ts";
import {
  activeController,
  type BrokerLine,
  type ClusterHealth,
  type ClusterView,
  healthOf,
  healthText,
  type TroubledPartition,
} from "./cluster-view.ts";
import { movingText } from "./move-progress.ts";

/** Of thousands the first ones say what is wrong; `--json` has all. */
const TROUBLED_SHOWN = 30;
const NONE = "-";

export function statusPage(view: ClusterView, style: Style): string {
  const health = healthOf(view);
  const { clusterId, brokers } = view.cluster;
  const rows = brokers.map((broker) => brokerRow(view, health, broker, style));
  const header = [
    "BROKER",
    "ADDRESS",
    "RACK",
    "STATE",
    "LEADERS",
    "REPLICAS",
    "NOT IN SYNC",
    "LAG",
    "METADATA LAG",
    "SKEW",
  ];
  const well = health.troubled.length === 0;
  const moving = movingText(view.cluster.moving ?? []);
  const summary = (well ? style.good : style.bad)(healthText(health));
  return [
    `cluster ${clusterId}, ${controllersText(view)}`,
    "",
    table(header, rows, style),
    summary,
    ...(moving === "" ? [] : [moving]),
    ...(well ? [] : ["", troubledTable(health.troubled, style).trimEnd()]),
    "",
  ].join("\n");
}

function brokerRow(
  view: ClusterView,
  health: ClusterHealth,
  broker: BrokerLine,
  style: Style,
): readonly (string | number | undefined | PaintedCell)[] {
  const sums = health.brokers.get(broker.id);
  const { id, address, rack, lagEntries, skewMs } = broker;
  return [
    `${id}${activeController(view.cluster) === id ? "*" : ""}`,
    address,
    rack === "" ? NONE : escapeControl(rack),
    stateCell(broker, style),
    broker.leaders ?? sums?.leaders ?? 0,
    broker.replicas ?? sums?.replicas ?? 0,
    sums?.outOfSync ?? 0,
    sums?.lagOffsets,
    lagEntries,
    skewMs === undefined ? NONE : `${Math.round(skewMs)} ms`,
  ];
}

function stateCell({ state, leaving }: BrokerLine, style: Style): PaintedCell {
  if (leaving === true) return { text: `${state}, leaving`, paint: style.notable };
  switch (state) {
    case "active":
      return { text: state, paint: style.good };
    case "draining":
      return { text: state, paint: style.notable };
    default:
      return { text: state, paint: style.bad };
  }
}

function controllersText({ cluster }: ClusterView): string {
  const active = activeController(cluster);
  const voters = (cluster.controllers ?? []).filter(({ voter }) => voter !== false);
  const names = voters.map(({ id, lag }) => (lag === undefined ? `${id}` : `${id} (lag ${lag})`));
  const of = names.length === 0 ? "" : ` of ${names.join(", ")}`;
  return active === undefined ? `no active controller${of}` : `active controller ${active}${of}`;
}

function troubledTable(troubled: readonly TroubledPartition[], style: Style): string {
  const rows = troubled
    .slice(0, TROUBLED_SHOWN)
    .map(({ topic, partition, trouble, leader, replicas, isr, detail }) => [
      escapeControl(topic),
      partition,
      { text: trouble, paint: style.bad },
      leader === undefined ? NONE : String(leader),
      replicas.join(" "),
      isr.join(" "),
      detail === undefined ? "" : escapeControl(detail),
    ]);
  const header = ["TOPIC", "PARTITION", "TROUBLE", "LEADER", "REPLICAS", "IN SYNC", "DETAIL"];
  const more = troubled.length - rows.length;
  const rest = more > 0 ? `… and ${grouped(more)} more\n` : "";
  return table(header, rows, style) + rest;
}

/** All of it, for scripts. */
export function statusJson(view: ClusterView): object {
  const { partitions, withoutLeader, underReplicated, outOfService, troubled } = healthOf(view);
  const counts = { total: partitions, withoutLeader, underReplicated, outOfService };
  return { ...view.cluster, partitions: counts, troubled };
}
