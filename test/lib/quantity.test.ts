import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatDuration,
  formatSize,
  parseDurationMs,
  parseSizeBytes,
} from "../../src/lib/quantity.ts";

describe("durations", () => {
  it.each([
    ["0", 0],
    ["250", 250],
    ["30s", 30_000],
    [" 1.5 h ", 5_400_000],
    ["1h30m", 5_400_000],
    ["1h 30m", 5_400_000],
    ["1.1s", 1_100],
    ["2w", 1_209_600_000],
    ["10y", 315_360_000_000],
  ])("reads %j as %d ms", (text, want) => {
    expect(parseDurationMs(text)).toBe(want);
  });

  it.each([
    "",
    "s",
    "-1s",
    "1 parsec",
    "1S",
    "0.5ms",
    "1e3",
    "1s x",
    "9".repeat(17),
    "1s".repeat(40),
  ])("refuses %j", (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });

  it("reads back what it writes", () => {
    fc.assert(fc.property(fc.nat(2 ** 31), (ms) => parseDurationMs(formatDuration(ms)) === ms));
    expect(formatDuration(5_400_000)).toBe("90m");
    expect(formatDuration(0)).toBe("0ms");
  });
});

describe("sizes", () => {
  it.each([
    ["0", 0],
    ["512 B", 512],
    ["10 MiB", 10_485_760],
    ["10MB", 10_000_000],
    ["1.5KiB", 1_536],
  ])("reads %j as %d bytes", (text, want) => {
    expect(parseSizeBytes(text)).toBe(want);
  });

  it.each(["", "MiB", "10 M", "10 mib", "-1", "0.3 B", "1 MiB 2 KiB", "1e6"])(
    "refuses %j",
    (text) => {
      expect(parseSizeBytes(text)).toBeUndefined();
    },
  );

  it("reads back what it writes", () => {
    fc.assert(fc.property(fc.nat(2 ** 40), (bytes) => parseSizeBytes(formatSize(bytes)) === bytes));
    expect(formatSize(134_217_728)).toBe("128 MiB");
  });
});
