// What a developer runs before every commit: types, lint, format, layers and unit tests. With `--static` all but the
// tests, for whoever runs them anyway.
import { spawnSync } from "node:child_process";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, "node_modules/.bin", name);
const steps = [
  ["types", bin("tsc"), ["--noEmit", "-p", "tsconfig.json"]],
  [
    "lint",
    bin("oxlint"),
    ["--type-aware", "--quiet", "src", "clients", "test", "bench", "scripts"],
  ],
  ["format", bin("biome"), ["format", "."]],
  ["unit tests", bin("vitest"), ["run", "--project", "unit"]],
];

const asked = process.argv.includes("--static") ? steps.slice(0, -1) : steps;
for (const [name, command, args] of asked) {
  process.stdout.write(`── ${name}\n`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.stdout.write(`check failed at: ${name}\n`);
    process.exit(status ?? 1);
  }
}
process.stdout.write("check passed\n");
