// Generates the client's copy of the error table from src/model/errors.ts; a test fails where the
// copy is stale.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const clientErrorsPath = join(root, "clients/typescript/src/generated/errors.ts");

/** The source text of the client's table. */
export function renderErrors(errors) {
  const rows = Object.entries(errors).map(([code, row]) => {
    const fields = [
      `number: ${row.number}`,
      `grpcStatus: "${row.grpc}"`,
      `retriable: ${row.retriable}`,
      `refreshMetadata: ${row.refreshMetadata}`,
    ];
    return `  /** ${row.meaning} */\n  ${code}: { ${fields.join(", ")} },\n`;
  });
  return [
    "// Generated from src/model/errors.ts by scripts/generate-errors.js; do not edit.\n",
    "/** Every error code, with what it means and whether the same request may succeed later. */\n",
    `export const ERROR_CODES = {\n${rows.join("")}} as const;\n`,
  ].join("");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { tsImport } = await import("tsx/esm/api");
  const { ERRORS } = await tsImport("../src/model/errors.ts", import.meta.url);
  writeFileSync(clientErrorsPath, renderErrors(ERRORS));
  process.stdout.write("clients/typescript/src/generated/errors.ts\n");
}
