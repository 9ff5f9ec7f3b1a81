import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataDirectory } from "../../src/host/data-directory.ts";
import { createLog } from "../../src/telemetry/log.ts";

let root: string;
const log = createLog({ format: "text", level: () => "error", wallMs: () => 0, write: () => {} });
const open = (name: string, brokerId = 1) => openDataDirectory(join(root, name), { brokerId, log });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidemark-data-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const META = {
  formatVersion: 1,
  clusterId: "0123456789abcdef0123456789abcdef",
  brokerId: 1,
  featureLevel: 1,
};

function put(name: string, meta: unknown): void {
  mkdirSync(join(root, name));
  const text = typeof meta === "string" ? meta : JSON.stringify(meta);
  writeFileSync(join(root, name, "meta.json"), text);
}

describe("openDataDirectory", () => {
  it("creates a directory that is its owner's alone, and knows it again", async () => {
    const first = await open("a/b");
    expect(first.identity.clusterId).toMatch(/^[0-9a-f]{32}$/);
    expect(statSync(first.path).mode & 0o777).toBe(0o700);
    const { directoryId, ...meta } = first.identity;
    expect(JSON.parse(readFileSync(join(first.path, "meta.json"), "utf8"))).toEqual({
      formatVersion: 1,
      ...meta,
    });
    expect(directoryId).toMatch(/^[0-9a-f]{32}$/);
    await expect(open("a/b")).rejects.toThrow("in use");
    await first.release();
    const second = await open("a/b");
    expect(second.identity).toEqual(first.identity);
    await second.release();
  });

  it("refuses another broker's directory", async () => {
    await (await open("a", 1)).release();
    await expect(open("a", 2)).rejects.toThrow("belongs to broker 1, and this one is broker 2");
    await (await open("a", 1)).release();
  });

  it("joins the cluster that it is told to, and keeps to it", async () => {
    const [clusterId, other] = ["a".repeat(32), "b".repeat(32)];
    const openIn = (name: string, options: { clusterId?: string; clustered?: boolean }) =>
      openDataDirectory(join(root, name), { brokerId: 1, log, ...options });
    const directory = await openIn("a", { clusterId, clustered: true });
    expect(directory.identity.clusterId).toBe(clusterId);
    await directory.release();
    await (await openIn("a", { clustered: true })).release();
    await expect(openIn("a", { clusterId: other })).rejects.toThrow(`cluster ${clusterId}, and`);
    await expect(openIn("b", { clustered: true })).rejects.toMatchObject({
      message: expect.stringContaining("clusterId is not set") as string,
      hint: expect.stringMatching(/ [0-9a-f]{32}$/) as string,
    });
  });

  it("gives a directory an id of its own once, also an old one, and makes up none", async () => {
    put("old", META);
    const first = await open("old");
    const { directoryId } = first.identity;
    await first.release();
    const second = await open("old");
    expect(second.identity.directoryId).toBe(directoryId);
    await second.release();
    const fresh = await open("fresh");
    expect(fresh.identity.directoryId).not.toBe(directoryId);
    await fresh.release();
    writeFileSync(join(root, "old/directory.json"), "{}");
    await expect(open("old")).rejects.toThrow("holds no directoryId");
  });

  it("never takes, changes or closes off a folder of somebody else", async () => {
    mkdirSync(join(root, "home"), { mode: 0o755 });
    chmodSync(join(root, "home"), 0o755);
    writeFileSync(join(root, "home", "thesis.txt"), "");
    await expect(open("home")).rejects.toThrow(
      "holds no Tidemark data (no meta.json, but thesis.txt)",
    );
    expect(statSync(join(root, "home")).mode & 0o777).toBe(0o755);
  });

  it("takes an empty folder, a fresh volume, and what a crash left of its own first start", async () => {
    mkdirSync(join(root, "v/lost+found"), { recursive: true });
    writeFileSync(join(root, "v/meta.json.tmp"), "{");
    chmodSync(join(root, "v"), 0o755);
    const directory = await open("v");
    expect(statSync(directory.path).mode & 0o777).toBe(0o700);
    await directory.release();
  });

  it.each([
    ["newer format", { ...META, formatVersion: 2 }, "has format 2, this version reads 1"],
    ["newer features", { ...META, featureLevel: 9 }, "has feature level 9"],
    ["unknown fields", { ...META, shards: 4 }, "unknown fields: shards"],
    ["no format", { ...META, formatVersion: undefined }, "no usable formatVersion"],
    ["a bad cluster id", { ...META, clusterId: "x" }, "no usable clusterId"],
    ["a bad broker id", { ...META, brokerId: "1" }, "no usable brokerId"],
    ["half a file", '{"formatVersion":1', "not a JSON object"],
    ["a list", "[]", "not a JSON object"],
  ])("refuses %s and says why", async (_, meta, message) => {
    put("m", meta);
    await expect(open("m")).rejects.toThrow(message);
    await expect(open("m")).rejects.toThrow(message);
  });

  it("refuses a path that is a file", async () => {
    writeFileSync(join(root, "f"), "");
    await expect(open("f")).rejects.toThrow("cannot create the data directory");
    await expect(open("f/g")).rejects.toThrow("cannot create the data directory");
  });
});
