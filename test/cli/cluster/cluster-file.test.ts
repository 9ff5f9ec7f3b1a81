import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  CLUSTER_FILE,
  newClusterId,
  readClusterFile,
  writeClusterFile,
} from "../../../src/cli/cluster/cluster-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-cluster-file-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("finds again what it wrote, in a folder that it makes", () => {
  const file = { clusterId: newClusterId(), ports: [9470, 9471], controllers: 2 };
  const inside = join(folder, "new");
  expect(readClusterFile(inside)).toBeUndefined();
  writeClusterFile(inside, file);
  expect(readClusterFile(inside)).toEqual(file);
});

it.each([
  "",
  "{}",
  '{"clusterId":"short","ports":[1],"controllers":1}',
  `{"clusterId":"${"a".repeat(32)}","ports":["1"],"controllers":1}`,
  `{"clusterId":"${"a".repeat(32)}","ports":[1]}`,
])("refuses %j, which it did not write", (text) => {
  writeFileSync(join(folder, CLUSTER_FILE), text);
  expect(() => readClusterFile(folder)).toThrow("is not a file of tidemark cluster dev");
});
