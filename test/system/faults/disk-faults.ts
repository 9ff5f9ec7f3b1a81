/** Gives a broker a disk that misbehaves when told: see disk-faults.c. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), "disk-faults.c");

export type Fault = "ok" | "fail-sync" | "slow-sync" | "full";

export class DiskFaults {
  readonly #folder: string;
  readonly #control: string;
  /** For the broker's environment. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(folder: string, library: string) {
    this.#folder = folder;
    this.#control = join(folder, "control");
    this.env = { LD_PRELOAD: library, DISK_FAULTS: this.#control };
    this.set("ok");
  }

  /** Why it cannot be done here, or undefined where it can. */
  static unavailable(): string | undefined {
    if (process.platform !== "linux") return "needs LD_PRELOAD of Linux";
    const { error } = spawnSync("cc", ["--version"]);
    return error === undefined ? undefined : "needs a C compiler (cc)";
  }

  static build(): DiskFaults {
    const folder = mkdtempSync(join(tmpdir(), "tidemark-faults-"));
    const library = join(folder, "disk-faults.so");
    const flags = ["-O2", "-Wall", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"];
    const { status, stderr } = spawnSync("cc", flags, { encoding: "utf8" });
    if (status !== 0) throw new Error(`cc failed:\n${stderr}`);
    return new DiskFaults(folder, library);
  }

  /** From the next call of the broker on. */
  set(fault: Fault, number = 0): void {
    const next = `${this.#control}.next`;
    writeFileSync(next, `${fault} ${number}\n`);
    renameSync(next, this.#control);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
