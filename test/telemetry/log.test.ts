import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TidemarkError } from "../../src/model/errors.ts";
import { createLog, type LogLevel } from "../../src/telemetry/log.ts";

/** Every code unit, controls and halves of pairs too. */
const anyCharacter = fc.nat(0xffff).map((code) => String.fromCharCode(code));

function recorder(format: "text" | "json", level: LogLevel = "debug") {
  const lines: string[] = [];
  const state = { nowMs: 1_700_000_000_000, level };
  const log = createLog({
    format,
    level: () => state.level,
    wallMs: () => state.nowMs,
    write: (line) => lines.push(line),
  });
  return { log, lines, state };
}

describe("text lines", () => {
  it("have time in UTC, level, message and fields", () => {
    const { log, lines } = recorder("text");
    log.with({ broker: 1 }).warn("slow disk", { path: "/d", took: "two words", none: undefined });
    expect(lines).toEqual([
      '2023-11-14T22:13:20.000Z WARN  slow disk broker=1 path=/d took="two words"\n',
    ]);
  });

  it("show errors by code, or with their stack where they have none", () => {
    const { log, lines } = recorder("json");
    log.error("failed", { error: new TidemarkError("STORAGE_FULL", "no space") });
    log.error("failed", { error: new Error("odd") });
    expect(JSON.parse(lines[0]!)).toMatchObject({ error: "no space", code: "STORAGE_FULL" });
    expect(JSON.parse(lines[1]!)).toMatchObject({ error: "odd", stack: expect.any(String) });
  });

  it("keep numbers, lists and absent values as JSON has them", () => {
    const { log, lines } = recorder("json");
    log.info("m", { n: 1, on: true, big: 2n ** 60n, list: ["a", 1], none: null, gone: undefined });
    expect(JSON.parse(lines[0]!)).toEqual({
      time: "2023-11-14T22:13:20.000Z",
      level: "info",
      message: "m",
      n: 1,
      on: true,
      big: "1152921504606846976",
      list: ["a", 1],
      none: null,
    });
  });
});

describe("what clients send", () => {
  it.each(["text", "json"] as const)("never makes a line of its own in %s", (format) => {
    const { log, lines } = recorder(format);
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (hostile) => {
        lines.length = 0;
        log.info(`m ${hostile}`, { hostile, deep: { hostile } });
        const body = lines[0]!.slice(0, -1);
        expect(lines).toHaveLength(1);
        expect(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(body)).toBe(false);
        if (format === "json") {
          expect((JSON.parse(body) as { message: string }).message).toBe(`m ${hostile}`);
        }
      }),
    );
  });

  it("cannot fill the disk through the log", () => {
    const { log, lines } = recorder("text");
    log.info("x".repeat(1_000_000), { y: "y".repeat(1_000_000) });
    expect(lines[0]!.length).toBeLessThan(10_000);
  });

  it("cannot pose as the message", () => {
    const { log, lines } = recorder("json");
    log.info("real", { message: "fake", level: "error" });
    expect(JSON.parse(lines[0]!)).toMatchObject({ message: "real", level: "info" });
  });
});

describe("levels and repetition", () => {
  it("asks for the level at each line", () => {
    const { log, lines, state } = recorder("text", "warn");
    log.info("quiet");
    state.level = "info";
    log.info("loud");
    expect(lines).toHaveLength(1);
    expect(log.isEnabled("debug")).toBe(false);
  });

  it("says how many warnings were left out, also when the clock steps back", () => {
    const { log, lines, state } = recorder("json");
    for (let index = 0; index < 5; index++) log.warnOften("full", "disk full");
    log.with({ a: 1 }).warnOften("full", "disk full");
    state.nowMs += 10_000;
    log.warnOften("full", "disk full");
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1]!)).toMatchObject({ leftOut: 5 });
    state.nowMs -= 3_600_000;
    log.warnOften("full", "disk full");
    expect(lines).toHaveLength(3);
  });
});
