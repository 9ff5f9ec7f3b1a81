/** What only LMDB has: files that outlive a process, and damage in them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openLmdbStore } from "../../src/host/lmdb-store.ts";
import { DiskError } from "../../src/platform/disk.ts";

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "tidemark-lmdb-"));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

const key = (number: number): Buffer => Buffer.from(String(number).padStart(6, "0"));

async function fill(): Promise<void> {
  const store = await openLmdbStore(path, { suspect: false });
  const writes = Array.from({ length: 2_000 }, (_, number) => ({
    key: key(number),
    value: Buffer.alloc(300, number),
  }));
  await store.commit(writes);
  await store.close();
}

it("keeps what was committed when it is opened again", async () => {
  await fill();
  const store = await openLmdbStore(path, { suspect: false });
  expect(store.get(key(1_999))).toEqual(Buffer.alloc(300, 1_999));
  await store.close();
});

it("finds nothing wrong with a sound store, or with none at all", async () => {
  await (await openLmdbStore(path, { suspect: true })).close();
  await fill();
  const store = await openLmdbStore(path, { suspect: true });
  expect([...store.range({ from: key(0), until: key(999_999) })]).toHaveLength(2_000);
  await store.close();
});

it("refuses a damaged store with IO instead of dying of it", async () => {
  await fill();
  const file = join(path, "data.mdb");
  const bytes = readFileSync(file);
  // All pages but the two that say where the tree begins.
  bytes.fill(0xa5, 2 * 4096);
  writeFileSync(file, bytes);
  const refused = await openLmdbStore(path, { suspect: true }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DiskError);
  expect(refused).toMatchObject({ code: "IO", path });
});

it("refuses a file that is no store", async () => {
  writeFileSync(join(path, "data.mdb"), Buffer.alloc(20_000, 3));
  await expect(openLmdbStore(path, { suspect: true })).rejects.toMatchObject({ code: "IO" });
  await expect(openLmdbStore(path, { suspect: false })).rejects.toMatchObject({ code: "IO" });
});
