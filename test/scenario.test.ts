/** The scenario files themselves: a malformed block never passes for an empty one. */
import { describe, expect, it } from "vitest";
import { parseScenario } from "./scenario.ts";

describe("scenario files", () => {
  it("reads comments, commands and output", () => {
    expect(parseScenario("# why\ndo it\nand that\n----\nout\n", "f")).toEqual([
      { comments: ["# why"], commands: ["do it", "and that"], output: ["out"] },
    ]);
  });

  it("takes a paragraph of comments for a remark", () => {
    expect(parseScenario("# a story\n\ndo\n----\n", "f")).toHaveLength(2);
  });

  it.each(["do it", "----\nout", "do\n----\nout\n----\nout"])("refuses %j", (text) => {
    expect(() => parseScenario(text, "f.txt")).toThrow(/f\.txt: malformed block/);
  });
});
