/** Scripts rely on exit codes: they are those of docs/cli.md, and every error of the table has one. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EXIT, EXIT_MEANINGS, exitCodeOf } from "../../src/cli/exit-codes.ts";
import { describeFailure, PartlyError } from "../../src/cli/failure.ts";
import { ERRORS } from "../../src/model/errors.ts";

describe("exit codes", () => {
  it("are what docs/cli.md says", () => {
    const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, text]) => [
      code,
      text,
    ]);
    const table = Object.entries(EXIT).map(([name, code]) => [
      String(code),
      EXIT_MEANINGS[name as keyof typeof EXIT],
    ]);
    expect(rows).toEqual(table);
  });

  it.each([
    ["UNKNOWN_TOPIC", 3],
    ["UNKNOWN_GROUP", 3],
    ["OFFSET_OUT_OF_RANGE", 3],
    ["TOPIC_EXISTS", 4],
    ["ALREADY_SCHEDULED", 4],
    ["GROUP_NOT_EMPTY", 4],
    ["INVALID_TOPIC_NAME", 2],
    ["CONNECTION_LOST", 5],
    ["STORAGE_FULL", 5],
    ["STARTING", 5],
    ["RECORD_TOO_LARGE", 2],
    ["SOMETHING_ELSE", 1],
  ])("of %s is %i", (code, exit) => {
    expect(exitCodeOf(code)).toBe(exit);
  });

  it("of every error are in the table", () => {
    const codes = new Set<number>(Object.values(EXIT));
    for (const code of Object.keys(ERRORS)) expect(codes.has(exitCodeOf(code))).toBe(true);
  });

  it("tell a part from the whole, and a fault of ours from both", () => {
    expect(describeFailure(new PartlyError("2 were refused")).exitCode).toBe(EXIT.partly);
    expect(describeFailure(new Error("odd")).exitCode).toBe(EXIT.fault);
  });
});
