/** The window of released bytes: bounded, and wider only where the disk is slow (P5). */
import fc from "fast-check";
import { expect, it } from "vitest";
import { RELEASE_WINDOW_BYTES_MAX, RELEASE_WINDOW_BYTES_MIN } from "../../src/model/limits.ts";
import { ReleaseWindow } from "../../src/replication/release-window.ts";

it("stays within its bounds whatever commits take", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (times) => {
      const window = new ReleaseWindow();
      for (const tookMs of times) {
        window.appended(100);
        window.settled(100, tookMs);
        expect(window.sizeBytes).toBeGreaterThanOrEqual(RELEASE_WINDOW_BYTES_MIN);
        expect(window.sizeBytes).toBeLessThanOrEqual(RELEASE_WINDOW_BYTES_MAX);
      }
    }),
  );
});

it("is least on a quick disk, grows on a slow one and comes back", () => {
  const window = new ReleaseWindow();
  const commits = (count: number, tookMs: number): void => {
    for (let at = 0; at < count; at++) window.settled(0, tookMs);
  };
  commits(20, 2);
  expect(window.sizeBytes).toBe(RELEASE_WINDOW_BYTES_MIN);
  commits(40, 10);
  expect(window.sizeBytes / RELEASE_WINDOW_BYTES_MIN).toBeCloseTo(2, 1);
  commits(40, 100);
  expect(window.sizeBytes).toBe(RELEASE_WINDOW_BYTES_MAX);
  commits(40, 2);
  expect(window.sizeBytes).toBe(RELEASE_WINDOW_BYTES_MIN);
});

it("is full once so much waits, until it is settled", () => {
  const window = new ReleaseWindow();
  window.appended(RELEASE_WINDOW_BYTES_MIN - 1);
  expect(window.isFull).toBe(false);
  window.appended(1);
  expect(window.isFull).toBe(true);
  window.settled(1, 1);
  expect(window.isFull).toBe(false);
});
