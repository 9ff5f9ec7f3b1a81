/** P7: whoever waited for nothing hears why. */
import { expect, test } from "vitest";
import { Deadlines } from "../../src/consensus/deadlines.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";

function late(work: (failed: (why: string) => void) => void): Promise<unknown> {
  const schedule = new SimSchedule();
  const deadlines = new Deadlines(new SimClock(schedule));
  const running = deadlines.run(deadlines.in(1_000), (failed) => {
    work(failed);
    return new Promise<never>(() => undefined);
  });
  return schedule.run(running.catch((error: unknown) => error));
}

test("a deadline says why the last attempt failed", async () => {
  const error = await late((failed) => {
    failed("node 1 does not lead");
    failed("node 2 is of another cluster");
  });
  expect(error).toMatchObject({
    code: "DEADLINE_EXCEEDED",
    message: expect.stringMatching(/may still happen\. Last: node 2 is of another cluster$/),
  });
});

test("and nothing where there was none yet", async () => {
  expect(await late(() => undefined)).toMatchObject({
    message: expect.stringMatching(/may still happen\.$/),
  });
});
