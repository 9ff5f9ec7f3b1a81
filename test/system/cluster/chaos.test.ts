/** A short run of chaos: acknowledged records survive (P1, P4, P9), and a checker that hears a lie says so. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** With all that it printed, also where it is stopped since it hangs. */
function chaos(...options: string[]): Promise<{ code: number | null; out: string }> {
  const argv = ["--import", "tsx", join(root, "test/chaos/run.ts"), ...options];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, argv, { cwd: root });
    const timer = setTimeout(() => child.kill("SIGTERM"), RUN_DEADLINE_MS);
    let out = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (out += chunk.toString()));
    }
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, out });
    });
  });
}

const PASSED = /^PASSED: [1-9]\d* acknowledged records over [1-9]\d* faults/m;

/** A fault that is under way is mended first, and what waits comes due: much longer than the run. */
const RUN_DEADLINE_MS = 200_000;
const TIMEOUT_MS = 240_000;

describe("chaos", { timeout: TIMEOUT_MS }, () => {
  it("loses nothing on three brokers, whoever is killed or restarted", async () => {
    const faults = "kill leader,kill controller,restart one";
    const options = [
      "--minutes",
      "1",
      "--times",
      "3",
      "--seed",
      "1",
      "--quick",
      "--faults",
      faults,
    ];
    const { code, out } = await chaos(...options);
    expect([code, out]).toEqual([0, expect.stringMatching(PASSED)]);
    expect(out).toMatch(/^all +3 +[1-9]\d* +\d+ ms/m);
  });

  it("fails where a record is lost on its way to the reader", async () => {
    const options = ["--brokers", "1", "--minutes", "0.1", "--quick", "--faults", "kill leader"];
    const { code, out } = await chaos(...options, "--plant", "lose");
    expect([code, out]).toEqual([1, expect.stringMatching(/^ {2}lost: record \d+ was ack/m)]);
    expect(out).toContain("FAILED");
  });

  it("says what is wrong with its command line", async () => {
    const { code, out } = await chaos("--faults", "kill nobody");
    expect([code, out]).toEqual([1, expect.stringContaining("there are kill leader,")]);
  });
});
