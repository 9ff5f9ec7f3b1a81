/** The books of a soak close where every promise was kept, and say which one was not. */
import { describe, expect, it } from "vitest";
import { Books } from "./books.ts";
import { Plant, PLANTS } from "./plant.ts";

/** A record that had everything that it should. */
function well(books: Books, offset: number): number {
  const id = books.send();
  books.acknowledged(id);
  books.seen(id, 0, offset, 1_000);
  books.groupHad(id);
  books.settled(id);
  return id;
}

const kinds = (books: Books): string[] => books.close().map(({ kind }) => kind);

describe("the books", () => {
  it("close where everybody got what they were owed, once, and in time", () => {
    const books = new Books();
    for (let offset = 0; offset < 70_000; offset++) well(books, offset);
    const dead = books.send(500);
    books.acknowledged(dead);
    books.seen(dead, 1, 0, 500, 500);
    books.groupHad(dead);
    books.groupHad(dead);
    books.dead(dead);
    books.committed("t/0", 5);
    books.committed("t/0", 5);
    books.fired(1, 100, 100);
    books.fired(2, 300, 350);
    expect(books.missing()).toEqual({ seen: 0, group: 0, settled: 0 });
    expect(kinds(books)).toEqual([]);
    expect(books.counts).toMatchObject({ sent: 70_001, seen: 70_001, group: 70_001, dead: 1 });
  });

  it("owe nothing for what was refused, cancelled, or never answered", () => {
    const books = new Books();
    books.refused(books.send());
    books.send();
    const [cancelled, maybe] = [books.send(9_000), books.send(9_000)];
    for (const id of [cancelled, maybe]) books.acknowledged(id);
    books.cancelled(cancelled, "yes");
    books.cancelled(maybe, "unknown");
    expect(kinds(books)).toEqual([]);
  });

  it.each<[string, string, (books: Books) => void]>([
    ["lost", "a record that is not there", (books) => books.acknowledged(books.send())],
    [
      "lost",
      "one that never came to the group",
      (books) => {
        const id = books.send();
        books.acknowledged(id);
        books.seen(id, 0, 9, 1_000);
        books.settled(id);
      },
    ],
    [
      "lost",
      "one that the queue forgot",
      (books) => {
        const id = books.send();
        books.acknowledged(id);
        books.seen(id, 0, 9, 1_000);
        books.groupHad(id);
      },
    ],
    ["early", "one before its time by our clock", (books) => seenAt(books, books.send(1_001))],
    [
      "early",
      "one before its time by its own",
      (books) => books.seen(books.send(), 0, 9, 1_000, 1_001),
    ],
    ["twice", "one that is there twice", (books) => books.seen(well(books, 9), 0, 10, 1_000)],
    ["twice", "a message id at two places", (books) => books.repeated(0, "0:1", "0:2")],
    [
      "order",
      "offsets that go back",
      (books) => {
        well(books, 9);
        well(books, 8);
      },
    ],
    [
      "unwanted",
      "a release of what was cancelled",
      (books) => {
        const id = books.send();
        books.cancelled(id, "yes");
        seenAt(books, id);
      },
    ],
    [
      "unwanted",
      "a cancellation of what was released",
      (books) => books.cancelled(well(books, 9), "yes"),
    ],
    [
      "unwanted",
      "one that was refused",
      (books) => {
        const id = books.send();
        books.refused(id);
        seenAt(books, id);
      },
    ],
    ["unwanted", "one that nobody sent", (books) => seenAt(books, 77)],
    [
      "back",
      "a committed offset that goes back",
      (books) => {
        books.committed("t/0", 5);
        books.committed("t/0", 4);
      },
    ],
    [
      "firing",
      "a firing that is missing",
      (books) => {
        books.fired(1, 100, 100);
        books.fired(3, 300, 300);
      },
    ],
    [
      "firing",
      "a time that fires twice",
      (books) => {
        books.fired(1, 100, 100);
        books.fired(2, 100, 100);
      },
    ],
    ["early", "a firing before its time", (books) => books.fired(1, 101, 100)],
  ])("say %s of %s", (kind, _what, happens) => {
    const books = new Books();
    happens(books);
    expect(kinds(books)[0]).toBe(kind);
  });

  it("count what they do not tell", () => {
    const books = new Books();
    for (let record = 0; record < 100; record++) books.acknowledged(books.send());
    expect(books.close()).toHaveLength(20);
    expect(books.violationCount).toBe(100);
  });
});

const seenAt = (books: Books, id: number): void => books.seen(id, 0, 9, 1_000);

describe("a planted fault", () => {
  it.each(PLANTS)("%s happens once", (name) => {
    const plant = new Plant(name);
    const records = Array.from({ length: 1_000 }, () => plant.nextRecord());
    const commits = [100, 300, 400, 500].map((offset) => plant.committed(offset) - offset);
    const happened = records.filter((fault) => fault !== undefined).length;
    expect(happened + commits.filter((by) => by < 0).length).toBe(1);
  });
});
