import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Assembly } from "../../src/cli/assembly.ts";
import { startNode } from "../../src/cli/node.ts";
import { startingBroker } from "../../src/cli/starting.ts";
import { resolveConfig } from "../../src/config/resolve.ts";
import { fromFlags } from "../../src/config/sources.ts";
import { createHandler } from "../../src/server/routes.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { fakeAssembly } from "./fake-assembly.ts";

let root: string;
const ready = () => ({ ready: true, status: "ready", detail: "ready", rebuilding: [] }) as const;
const log = createLog({ format: "text", level: () => "error", wallMs: () => 0, write: () => {} });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidemark-starting-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("says why one has to wait while the broker still reads its disk", async () => {
  const answers: [string, number, string][] = [];
  const ask = async (address: string, path: string): Promise<void> => {
    const response = await fetch(`http://${address}${path}`);
    answers.push([path, response.status, await response.text()]);
  };
  const assembly: Assembly = {
    ...fakeAssembly(),
    createHandler,
    // Asks while it recovers: only then is the port open and the broker not.
    startBroker: async ({ address, onProgress }) => {
      onProgress?.("half way");
      for (const path of ["/healthz", "/readyz", "/v1/topics", "/v1/topics/t/records"]) {
        await ask(address, path);
      }
      return {
        api: { ...startingBroker(), readiness: ready },
        stop: () => Promise.resolve(),
      };
    },
  };
  const flags = { dataDir: [join(root, "d")], listen: ["127.0.0.1:0"] };
  const node = await startNode(resolveConfig([fromFlags(flags, [])]), log, assembly);
  const port = node.addresses[0]?.port ?? 0;
  await ask(`127.0.0.1:${port}`, "/readyz");
  await node.stop(1_000);
  expect(answers.map(([path, status]) => [path, status])).toEqual([
    ["/healthz", 200],
    ["/readyz", 503],
    ["/v1/topics", 503],
    ["/v1/topics/t/records", 503],
    ["/readyz", 200],
  ]);
  expect(answers[1]?.[2]).toContain("starting: half way");
  expect(JSON.parse(answers[3]?.[2] ?? "")).toMatchObject({
    error: { code: "STARTING", retriable: true },
  });
});
