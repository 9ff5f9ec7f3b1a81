/**
 * What a node's metrics tell of each group. How old the oldest uncommitted record is has to be read
 * from the log: that happens in the background, for some groups, and is told at the next collection.
 */
import { GROUP_AGES_INTERVAL_MS, GROUP_AGES_MAX, GROUP_LAGS_MAX } from "../model/limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { GroupsHere } from "./groups.ts";

export function observeGroups(metrics: Metrics, groups: GroupsHere, clock: Clock): void {
  let ages: ReadonlyMap<string, number> = new Map();
  let lookedMs = Number.NEGATIVE_INFINITY;
  let looking = false;

  async function look(names: readonly string[]): Promise<void> {
    const found = new Map<string, number>();
    for (const group of names) {
      const description = await groups.find(group);
      if (description === undefined) continue;
      const { partitions } = description;
      found.set(group, Math.max(...partitions.map(({ lagMs = 0 }) => lagMs), 0));
    }
    ages = found;
  }

  metrics.onCollect(() => {
    metrics.groupLag.clear();
    metrics.groupLagTime.clear();
    metrics.inFlightRecords.clear();
    const behind: string[] = [];
    for (const { group, lag, inFlight } of groups.lags(GROUP_LAGS_MAX)) {
      metrics.groupLag.of(group).add(lag);
      if (inFlight > 0) metrics.inFlightRecords.of(group).add(inFlight);
      if (lag === 0) metrics.groupLagTime.of(group).set(0);
      else if (behind.length < GROUP_AGES_MAX) behind.push(group);
    }
    for (const group of behind) {
      const age = ages.get(group);
      if (age !== undefined) metrics.groupLagTime.of(group).set(age / 1_000);
    }
    const nowMs = clock.monotonicMs();
    if (looking || nowMs - lookedMs < GROUP_AGES_INTERVAL_MS) return;
    looking = true;
    lookedMs = nowMs;
    void look(behind).finally(() => (looking = false));
  });
}
