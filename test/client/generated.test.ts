/** The client's copy of the error table is not stale. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { clientErrorsPath, renderErrors } from "../../scripts/generate-errors.js";
import { ERRORS } from "../../src/model/errors.ts";

it("is what scripts/generate-errors.js makes of src/model/errors.ts", () => {
  expect(readFileSync(clientErrorsPath, "utf8")).toBe(renderErrors(ERRORS));
});
