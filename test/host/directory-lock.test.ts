import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isLockFile, lockDirectory } from "../../src/host/directory-lock.ts";

let directory: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tidemark-lock-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

/** A process that listens on a socket in the directory, as a holder does. */
async function holderProcess(name: string): Promise<ChildProcess> {
  const code = `require("net").createServer().listen(${JSON.stringify(join(directory, name))}, () => console.log("up"))`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

describe("lockDirectory", () => {
  it("lets one in, and the next after it let go", async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(
      `${directory} is in use by process ${process.pid}`,
    );
    await lock.release();
    await lock.release();
    await (await lockDirectory(directory)).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("lets exactly one of many in that start together", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => lockDirectory(directory)),
    );
    const held = results.filter((result) => result.status === "fulfilled");
    expect(held.length).toBeLessThanOrEqual(1);
    for (const { value } of held) await value.release();
    await (await lockDirectory(directory)).release();
  });

  it("stays with a holder that is stopped, and is free once it is killed", async () => {
    const holder = await holderProcess("holder.4242.0123456789ab.sock");
    holder.kill("SIGSTOP");
    await expect(lockDirectory(directory)).rejects.toThrow("is in use by process 4242");
    holder.kill("SIGKILL");
    await once(holder, "exit");
    const lock = await lockDirectory(directory);
    expect(readdirSync(directory).filter((name) => name.includes("4242"))).toEqual([]);
    await lock.release();
  });

  it("is not fooled by files that name a living process", async () => {
    writeFileSync(join(directory, `holder.${process.pid}.0123456789ab.sock`), "");
    writeFileSync(join(directory, "holder.data"), "");
    await (await lockDirectory(directory)).release();
    expect(readdirSync(directory)).toEqual(["holder.data"]);
  });

  it("works at any depth, although socket paths end at 108 bytes", async () => {
    const deep = join(directory, "d".repeat(100), "e".repeat(100));
    mkdirSync(deep, { recursive: true });
    const lock = await lockDirectory(deep);
    await expect(lockDirectory(deep)).rejects.toThrow("is in use");
    expect(readdirSync(deep).every(isLockFile)).toBe(true);
    await lock.release();
  });
});
