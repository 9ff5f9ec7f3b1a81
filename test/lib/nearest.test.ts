import { expect, it } from "vitest";
import { editDistance, nearest } from "../../src/lib/nearest.ts";

it("counts edits", () => {
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("", "abc")).toBe(3);
  expect(editDistance("same", "same")).toBe(0);
});

it("guesses what is close and nothing else", () => {
  const known = ["dataDir", "listen", "logLevel"];
  expect(nearest("datadir", known)).toBe("dataDir");
  expect(nearest("lisen", known)).toBe("listen");
  expect(nearest("banana", known)).toBeUndefined();
  expect(nearest("x".repeat(1_000), known)).toBeUndefined();
});
