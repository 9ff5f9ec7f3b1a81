/** The groups log as one coordinator has it: a partition of the internal topic, while it is led here. */
import type { LogRecord, OffsetsLog } from "../../coordination/group-coordinator.ts";
import { TidemarkError } from "../../model/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import { BatchBuilder } from "../../record/build.ts";
import { forEachRecord } from "../../record/records.ts";
import type { Replica } from "../../replication/replica.ts";
import { notCoordinator } from "./not-coordinator.ts";

/**
 * `over`: why its coordinator is none any more. Then nothing is appended, whoever leads: the next
 * coordinator has replayed the log by then (P9).
 */
export function groupLog(
  replica: Replica,
  clock: Clock,
  over: () => TidemarkError | undefined,
): OffsetsLog {
  return {
    async append(records: readonly LogRecord[]) {
      const reason = over();
      if (reason !== undefined) throw reason;
      const timestamp = clock.wallMs();
      const builder = new BatchBuilder({ baseTimestamp: timestamp });
      for (const { key, value } of records) builder.append({ timestamp, key, value });
      try {
        await replica.committed(replica.append(builder.build()).lastOffset);
      } catch (error) {
        throw notCoordinator(error);
      }
    },
    replay: (visit) =>
      replica.log.scan(0, (view) => {
        if (view.isControl) return;
        forEachRecord(view, ({ key, value }) => {
          if (key !== undefined) visit({ key, value });
        });
      }),
  };
}
