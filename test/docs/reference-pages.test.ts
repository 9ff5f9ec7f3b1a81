import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { referencePages } from "../../scripts/reference-pages.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

it.each(Object.entries(referencePages()))("%s is what its table says", (path, content) => {
  expect(readFileSync(join(root, path), "utf8"), "run: npm run generate").toBe(content);
});
