/**
 * What every Disk must do, simulated or real: the tests of the log run on the one, the broker on the
 * other, and this suite holds them together. It cannot test what a power cut takes.
 */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFileAtomic } from "../../src/platform/atomic-file.ts";
import type { Disk, DiskFile } from "../../src/platform/disk.ts";

export interface DiskUnderTest {
  readonly disk: Disk;
  /** Drives the disk's time until `work` settles; the real one needs nobody's help. */
  run<T>(work: Promise<T>): Promise<T>;
  close(): void;
}

const bytes = (text: string): Buffer => Buffer.from(text);

async function contents(file: DiskFile): Promise<string> {
  const target = Buffer.alloc((await file.sizeBytes()) + 5);
  return target.subarray(0, await file.read(target, 0)).toString("latin1");
}

export function diskConformance(name: string, make: () => DiskUnderTest): void {
  describe(`${name} as a Disk`, () => {
    let under: DiskUnderTest;
    const test = (what: string, work: (disk: Disk) => Promise<void>): void =>
      it(what, () => under.run(work(under.disk)));

    beforeEach(() => {
      under = make();
    });
    afterEach(() => under.close());

    filesConform(test);
    foldersConform(test);

    it("keeps bytes as a plain buffer would", async () => {
      const operation = fc.oneof(
        fc.record({
          kind: fc.constant("write" as const),
          at: fc.nat(300),
          chunks: fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), {
            minLength: 1,
            maxLength: 4,
          }),
        }),
        fc.record({ kind: fc.constant("truncate" as const), at: fc.nat(400) }),
      );
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 12 }), async (operations) => {
          const file = await under.run(under.disk.open(`model-${count++}`, "create"));
          let model = Buffer.alloc(0);
          for (const step of operations) {
            if (step.kind === "truncate") {
              await under.run(file.truncate(step.at));
              const cut = Buffer.alloc(step.at);
              model.copy(cut);
              model = cut;
            } else {
              const whole = Buffer.concat(step.chunks);
              expect(await under.run(file.write(step.chunks, step.at))).toBe(whole.length);
              const grown = Buffer.alloc(Math.max(model.length, step.at + whole.length));
              model.copy(grown);
              whole.copy(grown, step.at);
              model = grown;
            }
          }
          expect(await under.run(contents(file))).toBe(model.toString("latin1"));
          await under.run(file.close());
        }),
        { numRuns: 30 },
      );
    });
  });
}

type Test = (what: string, work: (disk: Disk) => Promise<void>) => void;

function filesConform(test: Test): void {
  test("writes chunks in order at a position and reads them back", async (disk) => {
    const file = await disk.open("a", "create");
    expect(await file.write([bytes("one"), bytes("two"), bytes("three")], 0)).toBe(11);
    expect(await file.write([bytes("TWO")], 3)).toBe(3);
    await file.sync();
    expect(await contents(file)).toBe("oneTWOthree");
    const target = Buffer.alloc(4);
    expect(await file.read(target, 9)).toBe(2);
    expect(target.subarray(0, 2)).toEqual(bytes("ee"));
    expect(await file.read(target, 11)).toBe(0);
    await file.close();
  });

  test("reads zeros where nothing was written", async (disk) => {
    const file = await disk.open("a", "create");
    await file.write([bytes("x")], 3);
    await file.truncate(6);
    expect(await contents(file)).toBe("\0\0\0x\0\0");
    await file.truncate(2);
    await file.truncate(4);
    expect(await contents(file)).toBe("\0\0\0\0");
    await file.close();
  });

  test("keeps two handles of one file of one mind", async (disk) => {
    const writer = await disk.open("a", "create");
    const reader = await disk.open("a", "read");
    await writer.write([bytes("abc")], 0);
    expect(await contents(reader)).toBe("abc");
    await expect(reader.write([bytes("x")], 0)).rejects.toMatchObject({ code: "IO" });
    await writer.close();
    await reader.close();
  });

  test("keeps an open file readable when its name is gone or taken", async (disk) => {
    const file = await disk.open("a", "create");
    await file.write([bytes("old")], 0);
    const other = await disk.open("b", "create");
    await other.write([bytes("new")], 0);
    await disk.rename("b", "a");
    expect(await contents(file)).toBe("old");
    expect(Buffer.from(await disk.readFile("a", 10)).toString()).toBe("new");
    await disk.remove("a");
    expect(await contents(other)).toBe("new");
    await file.close();
    await other.close();
  });

  test("answers a use after close, and closes twice", async (disk) => {
    const file = await disk.open("a", "create");
    await file.close();
    await file.close();
    await expect(file.sync()).rejects.toMatchObject({ code: "IO" });
    await expect(file.sizeBytes()).rejects.toMatchObject({ code: "IO" });
    await expect(file.read(Buffer.alloc(1), 0)).rejects.toMatchObject({ code: "IO" });
    await expect(file.write([bytes("x")], 0)).rejects.toMatchObject({ code: "IO" });
  });

  test("refuses what is not there, what is, and what is too large", async (disk) => {
    await expect(disk.open("a", "read")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(disk.open("a", "readwrite")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(disk.open("none/a", "create")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(disk.readFile("a", 10)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(disk.rename("a", "b")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await disk.stat("a")).toBeUndefined();
    const file = await disk.open("a", "create");
    await expect(disk.open("a", "create")).rejects.toMatchObject({ code: "EXISTS" });
    await file.write([bytes("12345")], 0);
    await file.close();
    await expect(disk.readFile("a", 4)).rejects.toMatchObject({ code: "IO" });
    expect((await disk.readFile("a", 5)).byteLength).toBe(5);
  });
}

function foldersConform(test: Test): void {
  test("keeps folders: list, stat, rename, remove, sync", async (disk) => {
    await disk.makeDirectory("d");
    await disk.makeDirectory("d");
    await disk.makeDirectory("d/e");
    await (await disk.open("d/f", "create")).close();
    await disk.syncDirectory("d");
    const names = [...(await disk.list("d"))].sort((left, right) =>
      left.name < right.name ? -1 : 1,
    );
    expect(names).toEqual([
      { name: "e", directory: true },
      { name: "f", directory: false },
    ]);
    expect(await disk.stat("d/e")).toMatchObject({ directory: true });
    expect(await disk.stat("d/f")).toEqual({ sizeBytes: 0, directory: false });
    await disk.rename("d", "moved");
    expect(await disk.stat("d/f")).toBeUndefined();
    expect(await disk.stat("moved/f")).toBeDefined();
    await disk.remove("moved");
    await disk.remove("moved");
    expect(await disk.stat("moved")).toBeUndefined();
    await expect(disk.list("moved")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(disk.makeDirectory("none/d")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("refuses a folder where a file is", async (disk) => {
    await (await disk.open("a", "create")).close();
    await expect(disk.makeDirectory("a")).rejects.toMatchObject({ code: "EXISTS" });
  });

  test("replaces a small file atomically", async (disk) => {
    await disk.makeDirectory("d");
    await writeFileAtomic(disk, "d/meta", bytes("one"));
    await (await disk.open("d/meta.tmp", "create")).close();
    await writeFileAtomic(disk, "d/meta", bytes("two"));
    expect(Buffer.from(await disk.readFile("d/meta", 10)).toString()).toBe("two");
    expect(await disk.list("d")).toHaveLength(1);
  });
}
