/** A setting that nobody reads and a metric that nobody sets are lies on the reference pages. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { SETTING_NAMES } from "../../src/config/settings.ts";
import { METRICS } from "../../src/telemetry/metric-table.ts";

const source = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "src");

/** All code outside of one folder of `src`, where the table is. */
function codeOutside(folder: string): string {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.startsWith(`${folder}/`))
    .map((path) => readFileSync(join(source, path), "utf8"))
    .join("\n");
}

it("reads every setting somewhere", () => {
  const code = codeOutside("config");
  const idle = SETTING_NAMES.filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
  expect(idle).toEqual([]);
});

it("sets every metric somewhere", () => {
  const code = codeOutside("telemetry");
  const idle = Object.keys(METRICS).filter(
    (name) => !new RegExp(`metrics\\??\\.${name}\\b`).test(code),
  );
  expect(idle).toEqual([]);
});
