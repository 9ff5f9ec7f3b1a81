/** What people see: readable numbers, colours where they are wanted, a progress line on a terminal. */
import { describe, expect, it } from "vitest";
import { ProgressLine } from "../../src/cli/progress.ts";
import { showDuration, showSize } from "../../src/cli/quantities.ts";
import { styleOf } from "../../src/cli/style.ts";
import { table } from "../../src/cli/table.ts";
import { parsePlace } from "../../src/cli/times.ts";
import { recordTerminal } from "./recorder.ts";

const ESCAPE = "\u001b";

describe("quantities", () => {
  it.each([
    [0, "0 B"],
    [1_023, "1023 B"],
    [1_536, "1.5 KiB"],
    [134_217_728, "128 MiB"],
    [5 * 1024 ** 4, "5 TiB"],
    [2 ** 53, "8192 TiB"],
  ])("%i bytes are %s", (bytes, text) => expect(showSize(bytes)).toBe(text));

  it.each([
    [0, "0ms"],
    [999, "999ms"],
    [1_000, "1s"],
    [61_000, "1m 1s"],
    [3_723_000, "1h 2m"],
    [90_061_000, "1d 1h"],
    [-1_500, "-1s"],
  ])("%i ms are %s", (ms, text) => expect(showDuration(ms)).toBe(text));
});

describe("tables", () => {
  const rows = [
    ["a", 5],
    ["longer", { text: 1_234, paint: styleOf(true, {}).bad }],
  ] as const;

  it("keep their columns whatever is coloured", () => {
    const plain = table(["NAME", "COUNT"], rows);
    expect(
      plain
        .split(ESCAPE)
        .join("")
        .replaceAll(/\[\d+m/g, ""),
    ).toBe("NAME    COUNT\na           5\nlonger   1234\n");
  });

  it("and styles are plain where nobody reads, or nobody wants them", () => {
    const wants = (terminal: boolean, environment: Record<string, string>) =>
      styleOf(terminal, environment).bad("x").includes(ESCAPE);
    expect(wants(true, {})).toBe(true);
    expect(wants(true, { NO_COLOR: "" })).toBe(true);
    expect(wants(true, { NO_COLOR: "1" })).toBe(false);
    expect(wants(true, { TERM: "dumb" })).toBe(false);
    expect(wants(false, {})).toBe(false);
  });
});

describe("a progress line", () => {
  function progress(interactive: boolean, totalBytes: number | undefined) {
    const terminal = {
      ...recordTerminal(),
      interactive,
      columns: 200,
      err: (text: string) => void (drawn += text),
    };
    let drawn = "";
    let nowMs = 0;
    const line = new ProgressLine(terminal, totalBytes, () => nowMs);
    return { line, drawn: () => drawn, at: (ms: number) => (nowMs = ms) };
  }

  it("says how far it is, how fast, and how long it takes", () => {
    const { line, drawn, at } = progress(true, 4_096);
    at(2_000);
    line.update({ records: 5_000, bytes: 1_024 });
    expect(drawn()).toContain(
      "██████░░░░░░░░░░░░░░░░░░  25%  5,000 records  1 KiB  2,500/s  6s left",
    );
    line.clear();
    expect(drawn().endsWith(`\r${ESCAPE}[K`)).toBe(true);
  });

  it("does not draw more often than an eye sees", () => {
    const { line, drawn, at } = progress(true, undefined);
    for (let ms = 0; ms < 1_000; ms++) {
      at(ms);
      line.update({ records: ms, bytes: ms });
    }
    expect(drawn().split("\r").length - 1).toBe(10);
  });

  it("is nothing at all where standard error is no terminal", () => {
    const { line, drawn, at } = progress(false, 10);
    at(500);
    line.update({ records: 1, bytes: 1 });
    line.clear();
    expect(drawn()).toBe("");
  });
});

describe("places", () => {
  const place = (text: string, partition?: number) =>
    parsePlace(text, "--from", { nowMs: 10_000_000, partition });

  it("are words, times, times ago, and offsets", () => {
    expect(place("latest")).toBe("latest");
    expect(place("2026-03-01T08:00:00Z")).toEqual(new Date("2026-03-01T08:00:00Z"));
    expect(place("1767225600000")).toEqual(new Date(1_767_225_600_000));
    expect(place("-90s")).toEqual(new Date(10_000_000 - 90_000));
    expect(place("0:18,3:7")).toEqual({ 0: 18, 3: 7 });
    expect(place("18", 2)).toEqual({ 2: 18 });
  });

  it.each(["18", "yesterday", "-", "-x", "0:", "0:1,", "2026-03-01"])("%s is none", (text) => {
    expect(() => place(text)).toThrow(/--from/);
  });
});
