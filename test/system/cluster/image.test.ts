/** The Dockerfile and compose.yaml do what they say: tried without an engine, as far as this machine lets us. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { composeConfig, problemsOf } from "./image/compose-file.ts";
import { pairsOf, parseDockerfile } from "./image/dockerfile.ts";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const SKIPPED = 77;
const STEPS_TIMEOUT_MS = 600_000;

function imageEnv(): Record<string, string> {
  const steps = parseDockerfile(readFileSync(join(root, "Dockerfile"), "utf8")).at(-1)!.steps;
  const env = steps.filter(({ instruction }) => instruction === "ENV");
  return Object.assign({}, ...env.map(({ text }) => pairsOf(text))) as Record<string, string>;
}

it("compose.yaml is one cluster whose settings every broker takes", () => {
  expect(problemsOf(root, imageEnv())).toEqual([]);
});

it.skipIf(composeConfig(root) === undefined)("docker compose takes compose.yaml", () => {
  expect(composeConfig(root)).toEqual({ code: 0, err: "" });
});

it("the image's steps make brokers that are healthy and one cluster", {
  timeout: STEPS_TIMEOUT_MS,
}, async (test) => {
  const argv = ["--import", "tsx", join(root, "test/system/cluster/image/steps.ts")];
  const child = spawn(process.execPath, argv, { cwd: root });
  let out = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (out += chunk.toString()));
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code === SKIPPED) test.skip(out);
  expect([code, out]).toEqual([0, expect.stringContaining("all stopped with 0")]);
});
