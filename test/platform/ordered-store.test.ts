import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbStore } from "../../src/host/lmdb-store.ts";
import { SimStore } from "../sim/platform/sim-store.ts";
import { orderedStoreConformance } from "./ordered-store-conformance.ts";

orderedStoreConformance("SimStore", () => {
  const store = new SimStore({ defer: (end) => queueMicrotask(end) });
  return Promise.resolve({ store, close: () => store.close() });
});

orderedStoreConformance("LmdbStore", async () => {
  const path = mkdtempSync(join(tmpdir(), "tidemark-store-"));
  const store = await openLmdbStore(path, { suspect: false });
  const close = async (): Promise<void> => {
    await store.close();
    rmSync(path, { recursive: true, force: true });
  };
  return { store, close };
});
