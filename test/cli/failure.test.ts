import { describe, expect, it } from "vitest";
import { describeFailure } from "../../src/cli/failure.ts";
import { StartRefusedError } from "../../src/host/start-refused-error.ts";
import { TidemarkError } from "../../src/model/errors.ts";

describe("failures", () => {
  it("of people and machines are a line and a hint without stack", () => {
    const refused = describeFailure(new StartRefusedError("no\u001b[31m disk\nhere", "Buy one."));
    expect(refused).toEqual({ text: "no\\u001b[31m disk here\n  Buy one.", exitCode: 1 });
    const error = describeFailure(new TidemarkError("UNKNOWN_TOPIC", "no topic t"));
    expect(error).toEqual({
      text: "no topic t [UNKNOWN_TOPIC]",
      code: "UNKNOWN_TOPIC",
      exitCode: 3,
    });
  });

  it("of ours show the stack", () => {
    expect(describeFailure(new Error("odd")).text).toMatch(/report it: Error: odd\n\s+at /);
    expect(describeFailure("odd").exitCode).toBe(70);
  });
});
