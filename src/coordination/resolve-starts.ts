/**
 * Finds the offsets at which a member starts. A place that cannot be found is reported once and
 * asked for again as long as the member waits for it; the others do not wait for it.
 */
import type { PartitionStart, ResolvedStart } from "../group/events.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Clock } from "../platform/clock.ts";
import type { GroupRunner } from "./group-runner.ts";
import type { MemberStream } from "./membership.ts";
import type { TopicsView } from "./topics-view.ts";

const RETRY_MS = 1_000;

export async function resolveStarts(
  deps: { readonly clock: Clock; readonly topics: TopicsView },
  stream: MemberStream,
  starts: readonly PartitionStart[],
  runner: GroupRunner,
): Promise<void> {
  let open = starts;
  for (let attempt = 0; open.length > 0; attempt++) {
    const found: ResolvedStart[] = [];
    const failed: PartitionStart[] = [];
    for (const start of open) {
      try {
        const { topicId, partition, position } = start;
        found.push({ start, offset: await deps.topics.resolve(topicId, partition, position) });
      } catch (error) {
        if (!(error instanceof TidemarkError)) throw error;
        failed.push(start);
        if (attempt === 0) stream.partitionError(start.topic, start.partition, error);
      }
    }
    const { session } = stream;
    if (found.length > 0) runner.submit({ kind: "starts", session, starts: found });
    if (failed.length > 0) await pause(deps.clock, RETRY_MS);
    open = failed.filter((start) => runner.awaits(session, start));
  }
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.setTimer(delayMs, resolve));
}
