/** Writes the reference pages; test/docs fails while they are stale. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { referencePages } from "./reference-pages.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
for (const [path, content] of Object.entries(referencePages())) {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
