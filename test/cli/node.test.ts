import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startNode } from "../../src/cli/node.ts";
import { resolveConfig } from "../../src/config/resolve.ts";
import type { Config } from "../../src/config/settings.ts";
import { fromFlags } from "../../src/config/sources.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { fakeAssembly } from "./fake-assembly.ts";

let root: string;
const log = createLog({ format: "text", level: () => "error", wallMs: () => 0, write: () => {} });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidemark-node-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function config(name: string, port = 0): Config {
  const own = { dataDir: [join(root, name)], listen: [`127.0.0.1:${port}`] };
  return resolveConfig([fromFlags(own, [])]);
}

describe("a node", () => {
  it("serves on the port it got, drains before it stops, and lets the directory go", async () => {
    const assembly = fakeAssembly();
    const node = await startNode(config("a"), log, assembly);
    const port = node.addresses[0]?.port ?? 0;
    expect(port).toBeGreaterThan(0);
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    const text = await response.text();
    expect(text).toContain("tidemark_connections 1\n");
    await node.stop(1_000);
    expect(assembly.events).toEqual(["start", "drain", "stop"]);
    expect(readdirSync(join(root, "a"))).toEqual(["directory.json", "meta.json"]);
  });

  it("says who has the port, and takes down what was up", async () => {
    const first = await startNode(config("a"), log, fakeAssembly());
    const assembly = fakeAssembly();
    const { port = 0 } = first.addresses[0] ?? {};
    await expect(startNode(config("b", port), log, assembly)).rejects.toThrow(
      `cannot listen: 127.0.0.1:${port} is taken by another process`,
    );
    expect(assembly.events).toEqual([]);
    expect(readdirSync(join(root, "b"))).toEqual(["directory.json", "meta.json"]);
    await first.stop(0);
  });

  it("refuses a data directory in use before it starts anything", async () => {
    const first = await startNode(config("a"), log, fakeAssembly());
    const assembly = fakeAssembly();
    await expect(startNode(config("a"), log, assembly)).rejects.toThrow("is in use by process");
    expect(assembly.events).toEqual([]);
    await first.stop(0);
  });
});
