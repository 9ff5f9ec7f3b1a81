/** P9: what becomes of a coordinator whose partition loses the other replicas. */
import { expect, it } from "vitest";
import { Coordinators } from "../../../src/broker/groups/coordinators.ts";
import { Replicas } from "../../../src/broker/replicas.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { GROUPS_CLOSE_MAX_MS } from "../../../src/model/limits.ts";
import { OFFSETS_TOPIC } from "../../../src/model/names.ts";
import { FakeSource, FakeTopics } from "../../coordination/coordinator-fixture.ts";
import { silentLog } from "../../server/routes/harness.ts";
import { SimRandom } from "../../sim/platform/sim-random.ts";
import { SimSchedule } from "../../sim/platform/sim-schedule.ts";
import { BROKERS } from "../../sim/replicas/replica-set.ts";
import { PARTITION, SetBroker } from "../../sim/replicas/set-broker.ts";

const LOG_OPTIONS = {
  segmentBytes: 1_000,
  segmentMs: 3_600_000,
  indexIntervalBytes: 200,
  groupCommitBytes: 1 << 20,
  cacheBytes: 2_000,
  flush: { mode: "sync" },
} as const;
const STOPS = new TidemarkError("SHUTTING_DOWN", "it stops");

it("closes although what a group writes is never committed, which fails with the log", async () => {
  const schedule = new SimSchedule();
  const broker = new SetBroker(1, schedule, new SimRandom(7), LOG_OPTIONS, {
    released: () => undefined,
    failed: () => undefined,
    moved: () => undefined,
  });
  const inSync: readonly number[] = BROKERS;
  const roles = { replicas: BROKERS, inSync, leader: 1, leaderEpoch: 1, partitionEpoch: 1 };
  await schedule.run(broker.boot(roles));
  const replica = broker.replica!;
  await schedule.run(replica.log.flush());
  for (const other of [2, 3]) replica.followerJoined(other, replica.endOffset);
  const replicas = new Replicas();
  replicas.put(OFFSETS_TOPIC, true, PARTITION, { kind: "serving", replica });
  const { clock } = broker;
  const source = new FakeSource(clock);
  const deps = { clock, random: new SimRandom(8), topics: new FakeTopics(), source };
  const coordinators = new Coordinators({ replicas, log: silentLog, deps });
  const coordinator = await schedule.run(Promise.resolve(coordinators.of(0)));
  // The others have gone: nobody else ever has it.
  const made = coordinator.configure("g", undefined, undefined).then(
    () => "made",
    (error: TidemarkError) => error.code,
  );
  await schedule.run(replica.log.flush());
  const beganMs = clock.monotonicMs();
  await schedule.run(coordinators.close(STOPS));
  expect(clock.monotonicMs() - beganMs).toBeLessThanOrEqual(GROUPS_CLOSE_MAX_MS + 1);
  expect(replica.endOffset).toBeGreaterThan(replica.highWatermark);
  await schedule.run(replica.close(STOPS));
  expect(await schedule.run(made)).not.toBe("made");
});
