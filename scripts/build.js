// Builds the client package, then the broker, into their dist folders; `--if-stale` skips what is
// newer than its sources.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const onlyIfStale = process.argv.includes("--if-stale");

/** The time of the newest file below `path`, in epoch milliseconds. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((max, name) => Math.max(max, newest(join(path, name))), 0);
}

function compile(label, project, sources, marker) {
  const target = join(root, marker);
  const built = existsSync(target) ? statSync(target).mtimeMs : 0;
  if (onlyIfStale && built > Math.max(...sources.map((source) => newest(join(root, source)))))
    return;
  process.stderr.write(`building ${label} …\n`);
  rmSync(dirname(target), { recursive: true, force: true });
  const result = spawnSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, project)],
    { stdio: ["ignore", 2, 2] },
  );
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** tsc leaves generated JavaScript (protobuf codecs) where it is: carry it over. */
function carryGenerated(from, to) {
  const source = join(root, from);
  if (existsSync(source)) cpSync(source, join(root, to), { recursive: true });
}

compile(
  "@tidemark/client",
  "clients/typescript/tsconfig.build.json",
  ["clients/typescript/src", "tsconfig.base.json"],
  "clients/typescript/dist/index.js",
);
carryGenerated("clients/typescript/src/generated", "clients/typescript/dist/generated");
compile("tidemark", "tsconfig.build.json", ["src", "tsconfig.base.json"], "dist/cli/main.js");
carryGenerated("src/wire/generated", "dist/wire/generated");
