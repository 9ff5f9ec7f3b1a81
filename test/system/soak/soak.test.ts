/** The soak as it is run, for seconds: it passes, and it finds what is planted. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

function soak(...options: string[]): Promise<{ code: number | null; out: string }> {
  const argv = ["--import", "tsx", join(root, "test/soak/run.ts"), "--rate", "200", ...options];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, argv, { cwd: root });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (out += chunk.toString()));
    }
    child.on("close", (code) => resolve({ code, out }));
  });
}

describe("the soak", () => {
  it("passes on a broker that keeps its promises, over kills", async () => {
    const { code, out } = await soak("--minutes", "0.2", "--kill-every", "4");
    expect([code, out]).toEqual([0, expect.stringMatching(/^PASSED: [1-9]\d* acknowledged/m)]);
  });

  it.each([
    ["lose", /^ {2}lost: record \d+ was acknowledged, and is not there$/m],
    ["early", /^ {2}early: record \d+ came \d+ ms before its time$/m],
    ["double", /^ {2}twice: record \d+ is in the log again/m],
    ["back", /^ {2}back: soak\/\d went from \d+ back to \d+$/m],
  ])("fails where %s is planted", async (plant, line) => {
    const { code, out } = await soak("--minutes", "0.2", "--kill-every", "0", "--plant", plant);
    expect([code, out]).toEqual([1, expect.stringMatching(line)]);
    expect(out).toContain("FAILED");
  });

  it("says what is wrong with its command line", async () => {
    const { code, out } = await soak("--plant", "nothing");
    expect([code, out]).toEqual([1, expect.stringContaining("there are lose, early")]);
  });
});
