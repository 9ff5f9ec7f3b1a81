import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskError } from "../../src/host/disk-failure.ts";
import { makeDirectoryDurable, NodeDisk } from "../../src/host/node-disk.ts";

let root: string;
let disk: NodeDisk;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidemark-disk-"));
  disk = new NodeDisk(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("NodeDisk", () => {
  it("writes chunks in order at a position and reads them back", async () => {
    const file = await disk.open("a.log", "create");
    const chunks = ["one", "two", "three"].map((text) => Buffer.from(text));
    expect(await file.write(chunks, 0)).toBe(11);
    expect(await file.write([Buffer.from("TWO")], 3)).toBe(3);
    expect(await file.write([], 0)).toBe(0);
    await file.sync();
    const target = Buffer.alloc(20);
    expect(await file.read(target, 0)).toBe(11);
    expect(target.subarray(0, 11).toString()).toBe("oneTWOthree");
    expect(await file.read(target, 11)).toBe(0);
    await file.truncate(4);
    expect(await file.sizeBytes()).toBe(4);
    await file.close();
    await file.close();
    expect(Buffer.from(await disk.readFile("a.log", 4)).toString()).toBe("oneT");
  });

  it("answers a use after close with an error, never with somebody else's file", async () => {
    const file = await disk.open("a", "create");
    await file.close();
    await disk.open("b", "create");
    await expect(file.write([Buffer.from("x")], 0)).rejects.toMatchObject({ code: "IO" });
    await expect(file.read(Buffer.alloc(1), 0)).rejects.toMatchObject({ code: "IO" });
    await expect(file.sync()).rejects.toMatchObject({ code: "IO" });
    await expect(file.sizeBytes()).rejects.toMatchObject({ code: "IO" });
  });

  it("names what went wrong", async () => {
    await expect(disk.open("none", "read")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(disk.open("none", "readwrite")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await (await disk.open("a", "create")).close();
    await expect(disk.open("a", "create")).rejects.toMatchObject({ code: "EXISTS" });
    await expect(disk.list("none")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(disk.makeDirectory("a")).rejects.toMatchObject({ code: "EXISTS" });
    await expect(disk.rename("none", "b")).rejects.toMatchObject({ code: "NOT_FOUND" });
    writeFileSync(join(root, "big"), "12345");
    await expect(disk.readFile("big", 4)).rejects.toMatchObject({ code: "IO" });
  });

  it.each([
    ["ENOSPC", "FULL"],
    ["EDQUOT", "FULL"],
    ["EFBIG", "FULL"],
    ["EMFILE", "TOO_MANY_OPEN"],
    ["ENFILE", "TOO_MANY_OPEN"],
    ["EIO", "IO"],
    ["EROFS", "IO"],
  ])("takes %s as %s", (errno, code) => {
    const cause = Object.assign(new Error(errno), { code: errno });
    expect(diskError("p", "write", cause)).toMatchObject({ code, path: "p" });
  });

  it("keeps folders: list, stat, rename, remove, sync", async () => {
    await disk.makeDirectory("d");
    await disk.makeDirectory("d");
    await (await disk.open("d/f", "create")).close();
    await disk.syncDirectory("d");
    expect(await disk.list("d")).toEqual([{ name: "f", directory: false }]);
    expect(await disk.stat("d")).toMatchObject({ directory: true });
    expect(await disk.stat("d/f")).toEqual({ sizeBytes: 0, directory: false });
    await disk.rename("d/f", "d/g");
    await disk.remove("d");
    await disk.remove("d");
    expect(await disk.stat("d")).toBeUndefined();
  });

  it("keeps files and folders to their owner", async () => {
    await makeDirectoryDurable(disk, join(root, "x/y/z"));
    await (await disk.open("x/y/z/f", "create")).close();
    expect(statSync(join(root, "x/y/z")).mode & 0o777).toBe(0o700);
    expect(statSync(join(root, "x/y/z/f")).mode & 0o777).toBe(0o600);
  });
});
