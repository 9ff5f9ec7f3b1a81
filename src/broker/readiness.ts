/** Whether a node serves, and what it is busy with, for whoever routes requests to it. */
import { REBUILDS_LISTED_MAX } from "../model/limits.ts";
import { isInternalTopic } from "../model/names.ts";
import type { Readiness } from "./api.ts";
import type { Rebuilds } from "./rebuilds.ts";
import type { Replicas } from "./replicas.ts";

export type NodeState = "ready" | "draining" | "stopped";

/** Not ready while it drains, nor while every partition that users have is being rebuilt. */
export function readinessOf(state: NodeState, replicas: Replicas, rebuilds: Rebuilds): Readiness {
  if (state !== "ready") return { ready: false, status: state, detail: state, rebuilding: [] };
  const { list } = rebuilds;
  if (list.length === 0) return { ready: true, status: state, detail: state, rebuilding: [] };
  const done = list.reduce((sum, { doneOffsets }) => sum + doneOffsets, 0);
  const total = list.reduce((sum, { totalOffsets }) => sum + totalOffsets, 0);
  return {
    ready: servesSomething(replicas),
    status: "rebuilding",
    detail: `partitions that build their pending index anew: ${list.length} (${done} of ${total} offsets)`,
    rebuilding: list.slice(0, REBUILDS_LISTED_MAX),
  };
}

function servesSomething(replicas: Replicas): boolean {
  for (const { topic, held } of replicas.all()) {
    if (held.replica !== undefined && !isInternalTopic(topic)) return true;
  }
  return false;
}
