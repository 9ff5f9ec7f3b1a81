/** What the figures were measured on: figures without it say little. */
import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";

export function machine(root: string): Record<string, unknown> {
  const processors = cpus();
  let commit: string | undefined;
  try {
    commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" });
  } catch {
    // Not a checkout.
  }
  return {
    commit: commit?.trim(),
    node: process.version,
    system: `${process.platform} ${process.arch} ${release()}`,
    processor: processors[0]?.model.trim(),
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAverage: loadavg()[0],
    time: new Date().toISOString(),
  };
}
