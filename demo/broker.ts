/** A broker of the demo's own: a free port, a folder that goes away with it. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface DemoBroker {
  readonly address: string;
  readonly url: string;
  stop(): Promise<void>;
}

export async function startBroker(): Promise<DemoBroker> {
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-demo-"));
  const bin = fileURLToPath(new URL("../bin/tidemark.js", import.meta.url));
  const args = [bin, "serve", "--listen", "127.0.0.1:0", "--data-dir", dataDir];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TIDEMARK_LOG_FORMAT: "json" },
    stdio: ["ignore", "inherit", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  process.once("exit", () => child.kill("SIGKILL"));
  const address = await new Promise<string>((resolve, reject) => {
    void exited.then(() => reject(new Error("the broker did not start")));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const entry = JSON.parse(line) as { level: string; message: string; listen?: string[] };
      if (entry.message === "ready") resolve(entry.listen?.[0] ?? "");
      else if (entry.level !== "info") process.stderr.write(`${line}\n`);
    });
  });
  return {
    address,
    url: `http://${address}`,
    async stop() {
      child.kill("SIGTERM");
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
