import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NodeClock } from "../../src/host/node-clock.ts";

const nothing = (): void => {};

describe("NodeClock", () => {
  it("never fires early by the monotonic clock, even on a loop whose own time is stale", async () => {
    const clock = new NodeClock();
    const early = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        // Holding the loop makes setTimeout count from a time that lies behind.
        const busyUntil = performance.now() + (index % 3) / 10;
        while (performance.now() < busyUntil);
        const startMs = clock.monotonicMs();
        const delayMs = 0.1 + (index % 40) / 7;
        return new Promise<number>((resolve) => {
          clock.setTimer(delayMs, () => resolve(clock.monotonicMs() - startMs - delayMs));
        });
      }),
    );
    expect(Math.min(...early)).toBeGreaterThanOrEqual(0);
  });

  it("gives I/O a turn", async () => {
    const clock = new NodeClock();
    let turned = false;
    setImmediate(() => (turned = true));
    await clock.nextTurn();
    expect(turned).toBe(true);
  });

  it("fires a timer of no delay in the next turn, and a cancelled one never", async () => {
    const clock = new NodeClock();
    const fired: string[] = [];
    clock.setTimer(0, () => fired.push("now"));
    clock.setTimer(-5, () => fired.push("past"));
    clock.setTimer(0, () => fired.push("cancelled")).cancel();
    clock.setTimer(1, () => fired.push("cancelled")).cancel();
    await new Promise<void>((resolve) => void clock.setTimer(5, resolve));
    expect(fired).toEqual(["now", "past"]);
  });
});

describe("delays beyond what setTimeout holds", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const YEAR_MS = 365 * 86_400_000;

  it.each([2_147_483_646, 2_147_483_647, 2_147_483_648, 10 * YEAR_MS])(
    "%d ms pass whole before the timer fires",
    (delayMs) => {
      const fire = vi.fn(nothing);
      new NodeClock().setTimer(delayMs, fire);
      vi.advanceTimersByTime(delayMs - 1);
      expect(fire).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(fire).toHaveBeenCalledOnce();
    },
  );

  it("can be cancelled in a later link of the chain", () => {
    const fire = vi.fn(nothing);
    const timer = new NodeClock().setTimer(10 * YEAR_MS, fire);
    vi.advanceTimersByTime(5 * YEAR_MS);
    timer.cancel();
    timer.cancel();
    vi.advanceTimersByTime(6 * YEAR_MS);
    expect(fire).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
