import { describe, expect, it } from "vitest";
import type { Disk, DiskFile } from "../../src/platform/disk.ts";
import { crashRun, type CrashPlan } from "./crash-run.ts";

const HOWS = ["power", "process"] as const;

/** The plan's first life ends at every one of its disk mutations in turn. */
async function crashEverywhere(plan: CrashPlan): Promise<number> {
  const mutations = await crashRun(plan);
  for (let haltAt = 1; haltAt <= mutations; haltAt++) {
    try {
      await crashRun({ ...plan, haltAt });
    } catch (error) {
      throw new Error(`seed ${plan.seed}, stop at mutation ${haltAt}, ${plan.how}`, {
        cause: error,
      });
    }
  }
  return mutations;
}

function withFiles(disk: Disk, change: (file: DiskFile) => DiskFile): Disk {
  return {
    open: async (path, mode) => change(await disk.open(path, mode)),
    readFile: (path, maxBytes) => disk.readFile(path, maxBytes),
    stat: (path) => disk.stat(path),
    list: (path) => disk.list(path),
    makeDirectory: (path) => disk.makeDirectory(path),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncDirectory: (path) => disk.syncDirectory(path),
  };
}

const neverSyncsFiles = (disk: Disk): Disk =>
  withFiles(disk, (file) => ({
    path: file.path,
    read: (target, position) => file.read(target, position),
    write: (chunks, position) => file.write(chunks, position),
    sync: () => Promise.resolve(),
    truncate: (sizeBytes) => file.truncate(sizeBytes),
    sizeBytes: () => file.sizeBytes(),
    close: () => file.close(),
  }));

const neverSyncsDirectories = (disk: Disk): Disk => ({
  ...withFiles(disk, (file) => file),
  syncDirectory: () => Promise.resolve(),
});

describe("a log whose process stops at any disk operation", () => {
  it.each(HOWS)("keeps what it acknowledged and nothing else (P1, P2): %s", async (how) => {
    for (let seed = 1; seed <= 2; seed++) {
      expect(await crashEverywhere({ seed, how })).toBeGreaterThan(50);
    }
  });

  it("keeps in interval mode what was synced", async () => {
    const flush = { mode: "interval", intervalMs: 1 } as const;
    expect(await crashEverywhere({ seed: 5, how: "power", flush })).toBeGreaterThan(50);
  });

  it.each([
    ["acknowledges before the sync", neverSyncsFiles],
    ["forgets to sync directories", neverSyncsDirectories],
  ])("finds a log that %s", async (_, faulty) => {
    const find = async (): Promise<void> => {
      for (let seed = 1; seed <= 5; seed++) await crashEverywhere({ seed, how: "power", faulty });
    };
    await expect(find()).rejects.toThrow(/damaged|seed/);
  });
});
