/** A million records due in the same millisecond: how long until all are visible, and who notices. */
import { sleep } from "../../clock.ts";
import type { Standing } from "./standing.ts";

const RECORD_BYTES = 100;
const WARM_MS = 500;

export async function herd(standing: Standing): Promise<void> {
  const count = standing.quick ? 50_000 : 1_000_000;
  const { address } = standing.broker;
  const recordBytes = RECORD_BYTES;
  const [due, plain, live] = [
    await standing.topic(),
    await standing.topic(),
    await standing.topic(),
  ];
  const plainly = { address, topic: plain, recordBytes, durationMs: standing.quick ? 500 : 3_000 };
  const produced = await standing.run(standing.sender, "produce", plainly);

  await standing.run(standing.follower, "startDue", { address, topic: due, count });
  const timing = { leadMs: standing.leadMs(count), spanMs: 0 };
  const input = { address, topic: due, recordBytes, count, ...timing };
  const scheduled = await standing.run(standing.sender, "scheduleAt", input);
  await standing.run(standing.prober, "startProbe", { address, topic: live });
  await sleep(Math.max(0, scheduled.firstDueMs - WARM_MS - Date.now()));
  // What came before the herd is not to make its figures better.
  await standing.run(standing.prober, "stopProbe", {});
  await standing.run(standing.prober, "startProbe", { address, topic: live });
  const result = await standing.run(standing.follower, "stopDue", {});
  const acks = await standing.run(standing.prober, "stopProbe", {});

  const visibleS = (result.lastMs - scheduled.firstDueMs) / 1000;
  standing.add(`${count} records due in one millisecond, all visible after`, "s", true, {
    value: visibleS,
    details: {
      "scheduling took s": count / scheduled.perSecond,
      "producing as many s": count / produced.perSecond,
      "released/s": count / visibleS,
      early: result.early,
      "out of order": result.outOfOrder,
      "ack p50 ms": acks.p50,
      "ack p99 ms": acks.p99,
      "ack max ms": acks.max,
      "acks failed": acks.failed,
    },
  });
}
