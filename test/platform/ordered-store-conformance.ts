/**
 * What every OrderedStore must do, simulated or LMDB: the pending index is tested on the one and runs
 * on the other. It cannot test what a power cut takes.
 */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OrderedStore, StoreRange, StoreWrite } from "../../src/platform/ordered-store.ts";

export interface StoreUnderTest {
  readonly store: OrderedStore;
  close(): Promise<void>;
}

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const text = (value: Uint8Array | undefined): string | undefined =>
  value === undefined ? undefined : Buffer.from(value).toString("latin1");
const put = (key: string, value: string): StoreWrite => ({ key: bytes(key), value: bytes(value) });
const remove = (key: string): StoreWrite => ({ key: bytes(key), value: undefined });

function keysOf(store: OrderedStore, range: StoreRange): (string | undefined)[] {
  return [...store.range(range)].map(([key]) => text(key));
}

export function orderedStoreConformance(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an OrderedStore`, () => {
    let under: StoreUnderTest;
    let store: OrderedStore;
    beforeEach(async () => {
      under = await make();
      store = under.store;
    });
    afterEach(() => under.close());

    it("reads what it committed, and nothing else", async () => {
      await store.commit([put("a", "1"), put("b", ""), put("\0", "zero"), put("\xff", "last")]);
      expect(text(store.get(bytes("a")))).toBe("1");
      expect(text(store.get(bytes("b")))).toBe("");
      expect(text(store.get(bytes("\0")))).toBe("zero");
      expect(text(store.get(bytes("\xff")))).toBe("last");
      expect(store.get(bytes("c"))).toBe(undefined);
      await store.commit([remove("a"), remove("never")]);
      expect(store.get(bytes("a"))).toBe(undefined);
      await store.commit([]);
    });

    it("gives bytes that are the caller's to keep and to change", async () => {
      await store.commit([put("k", "value"), put("l", "other")]);
      const first = store.get(bytes("k"))!;
      store.get(bytes("l"));
      expect(text(first)).toBe("value");
      first.fill(0);
      expect(text(store.get(bytes("k")))).toBe("value");
      const ranged = [...store.range({ from: bytes("a"), until: bytes("z") })];
      store.get(bytes("k"));
      expect(ranged.map(([key, value]) => [text(key), text(value)])).toEqual([
        ["k", "value"],
        ["l", "other"],
      ]);
      for (const [, value] of ranged) value.fill(1);
      expect(text(store.get(bytes("l")))).toBe("other");
    });

    it("orders keys as unsigned bytes and takes ranges from either end", async () => {
      await store.commit(["b", "a", "\x80", "ab", "\x7f", "c"].map((key) => put(key, key)));
      const all = ["a", "ab", "b", "c", "\x7f", "\x80"];
      const range = { from: bytes("\0"), until: bytes("\xff") };
      expect(keysOf(store, range)).toEqual(all);
      expect(keysOf(store, { ...range, reverse: true })).toEqual(all.toReversed());
      expect(keysOf(store, { from: bytes("ab"), until: bytes("c") })).toEqual(["ab", "b"]);
      expect(keysOf(store, { from: bytes("ab"), until: bytes("c"), reverse: true })).toEqual([
        "b",
        "ab",
      ]);
      expect(keysOf(store, { from: bytes("aa"), until: bytes("bb"), reverse: true })).toEqual([
        "b",
        "ab",
      ]);
      expect(keysOf(store, { ...range, limit: 2 })).toEqual(["a", "ab"]);
      expect(keysOf(store, { ...range, limit: 2, reverse: true })).toEqual(["\x80", "\x7f"]);
      expect(keysOf(store, { from: bytes("b"), until: bytes("b") })).toEqual([]);
      expect(keysOf(store, { from: bytes("c"), until: bytes("b") })).toEqual([]);
      expect(keysOf(store, { ...range, limit: 0 })).toEqual([]);
      for (const [key] of store.range(range)) {
        expect(text(key)).toBe("a");
        break;
      }
    });

    it("applies commits in the order called, those of one turn too", async () => {
      const commits = Array.from({ length: 20 }, (_, index) =>
        store.commit([put("k", String(index)), put(`n${index}`, "x")]),
      );
      await Promise.all(commits);
      expect(text(store.get(bytes("k")))).toBe("19");
      expect(keysOf(store, { from: bytes("n"), until: bytes("o") })).toHaveLength(20);
    });

    it("takes the longest key and large values", async () => {
      const key = Buffer.alloc(511, 0x61);
      const value = Buffer.alloc(3 * 1024 * 1024 + 1, 7);
      await store.commit([{ key, value }]);
      expect(Buffer.compare(store.get(key)!, value)).toBe(0);
      const [[, ranged] = []] = store.range({ from: bytes("a"), until: bytes("b") });
      expect(Buffer.compare(ranged!, value)).toBe(0);
      expect(() => store.commit([{ key: Buffer.alloc(512), value }])).toThrow();
      expect(() => store.commit([{ key: Buffer.alloc(0), value }])).toThrow();
    });

    it("takes many writes in one commit", async () => {
      const writes = Array.from({ length: 5_000 }, (_, index) =>
        put(`m${String(index).padStart(5, "0")}`, "v".repeat(index % 300)),
      );
      await store.commit(writes);
      expect(keysOf(store, { from: bytes("m"), until: bytes("n") })).toHaveLength(5_000);
      await store.commit(writes.map(({ key }) => ({ key, value: undefined })));
      expect(keysOf(store, { from: bytes("m"), until: bytes("n") })).toEqual([]);
    });

    it("equals a sorted map under any commits", async () => {
      const key = fc.string({
        minLength: 1,
        maxLength: 4,
        unit: fc.constantFrom("a", "b", "\xfe"),
      });
      const write = fc.record({
        key,
        value: fc.option(fc.string({ maxLength: 9 }), { nil: undefined }),
      });
      const query = fc.record({ from: key, until: key, reverse: fc.boolean(), limit: fc.nat(6) });
      const step = fc.record({ writes: fc.array(write, { maxLength: 8 }), query });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          const all = { from: bytes("\0"), until: bytes("\xff") };
          await store.commit(
            [...store.range(all)].map(([old]) => ({ key: old, value: undefined })),
          );
          const model = new Map<string, string>();
          for (const { writes, query } of steps) {
            await store.commit(
              writes.map((write) =>
                write.value === undefined
                  ? remove(write.key)
                  : { key: bytes(write.key), value: Buffer.from(write.value) },
              ),
            );
            for (const write of writes) {
              if (write.value === undefined) model.delete(write.key);
              else model.set(write.key, write.value);
            }
            const expected = [...model.keys()]
              .filter((known) => known >= query.from && known < query.until)
              .sort((left, right) => (left < right ? -1 : 1));
            if (query.reverse) expected.reverse();
            const { reverse, limit } = query;
            expect(
              keysOf(store, { from: bytes(query.from), until: bytes(query.until), reverse, limit }),
            ).toEqual(expected.slice(0, limit));
            for (const [known, value] of model) {
              expect(Buffer.from(store.get(bytes(known))!).toString()).toBe(value);
            }
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}
