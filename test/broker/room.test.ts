/** P6: who waits for room goes on when there is some, and ends when nobody waits any more. */
import { describe, expect, it } from "vitest";
import { AppendBudget } from "../../src/broker/append-budget.ts";
import { Draining } from "../../src/broker/draining.ts";
import { roomToAppend, roomToSchedule } from "../../src/broker/room.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import type { Replica } from "../../src/replication/replica.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";

const BUDGET_BYTES = 1_000;

/** What is busy until `free` is called, and how to wait for it. */
const ROOMS = {
  "a pending index": (clock: SimClock, goOn: () => void) => {
    const index = { congested: true, closed: undefined as TidemarkError | undefined };
    const free = () => (index.congested = false);
    return { free, waiting: roomToSchedule(clock, index as Replica, goOn) };
  },
  "producers' memory": (clock: SimClock, goOn: () => void) => {
    const budget = new AppendBudget(BUDGET_BYTES);
    budget.take(BUDGET_BYTES);
    const free = () => budget.release(1);
    return { free, waiting: roomToAppend(clock, budget, goOn) };
  },
};

function wait(room: keyof typeof ROOMS) {
  const clock = new SimClock();
  const draining = new Draining();
  const caller = new AbortController();
  const { free, waiting } = ROOMS[room](clock, () => draining.check(caller.signal));
  let ended = false;
  const outcome = waiting.then(
    () => "room",
    (error: unknown) => (error as TidemarkError).code,
  );
  void outcome.then(() => (ended = true));
  const advance = () => clock.schedule.advance(1_000);
  return { free, draining, caller, outcome, advance, hasEnded: () => ended };
}

describe.each(Object.keys(ROOMS) as (keyof typeof ROOMS)[])("who waits for room in %s", (room) => {
  it("goes on when there is some", async () => {
    const { free, outcome, advance, hasEnded } = wait(room);
    await advance();
    expect(hasEnded()).toBe(false);
    free();
    await advance();
    expect(await outcome).toBe("room");
  });

  it("hears that the caller gave up", async () => {
    const { caller, outcome, advance } = wait(room);
    caller.abort();
    await advance();
    expect(await outcome).toBe("CANCELLED");
  });

  it("hears that the broker drains", async () => {
    const { draining, outcome, advance } = wait(room);
    draining.begin(new TidemarkError("SHUTTING_DOWN", "bye"));
    draining.begin(new TidemarkError("INTERNAL", "later reasons do not count"));
    await advance();
    expect(await outcome).toBe("SHUTTING_DOWN");
  });
});
