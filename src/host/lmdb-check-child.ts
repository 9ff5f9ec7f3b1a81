/** Runs lmdb-check in a process of its own: a damaged LMDB can kill whoever reads it. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DiskError } from "../platform/disk.ts";

/** Reading is about 1 GB/s: a check that takes longer hangs in a damaged tree. */
const CHECK_TIMEOUT_MS = 300_000;
/** What the child says of a store that it could read to the end. */
const STDERR_KEPT = 2_000;

/** Rejects with DiskError `IO` unless all of the store in folder `path` can be read. */
export function checkInChild(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...childArguments(), path], {
      stdio: ["ignore", "ignore", "pipe"],
      timeout: CHECK_TIMEOUT_MS,
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-STDERR_KEPT);
    });
    child.on("error", (cause) => {
      reject(new DiskError("IO", path, `the store cannot be checked: ${cause.message}`, { cause }));
    });
    child.on("close", (code, signal) => {
      if (code === 0) {
        resolve();
        return;
      }
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      const why = said.trim().split("\n").at(-1) ?? "";
      reject(new DiskError("IO", path, `the store is damaged: its check ended by ${how} ${why}`));
    });
  });
}

/** The script beside this one, as it was built or, in development, as it was written. */
function childArguments(): string[] {
  const here = import.meta.url;
  if (!here.endsWith(".ts")) return [fileURLToPath(new URL("./lmdb-check.js", here))];
  const tsx = pathToFileURL(createRequire(here).resolve("tsx")).href;
  return ["--import", tsx, fileURLToPath(new URL("./lmdb-check.ts", here))];
}
