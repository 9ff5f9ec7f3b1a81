import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchOf, entriesOf } from "../../src/consensus/raft-entries.ts";
import { RaftStorage } from "../../src/consensus/raft-storage.ts";
import type { Effects } from "../../src/raft/raft-node.ts";
import type { Entry, Snapshot } from "../../src/raft/types.ts";
import { BatchView } from "../../src/record/view.ts";
import { DIRECTORY, LOG_OPTIONS, NodeWorld } from "./fixture.ts";

const VOTERS = [1, 2, 3];
const MEMBERSHIP = { voters: VOTERS, learners: [] };
const FOUNDING: Entry = { kind: "membership", membership: MEMBERSHIP, index: 1, term: 1 };

const entry = (index: number, term: number, text = `${index} of ${term}`): Entry => ({
  kind: "data",
  data: Buffer.from(text),
  index,
  term,
});

/** The founding entry and those up to `last`, all of one term. */
const history = (last: number, term = 1): Entry[] => [
  FOUNDING,
  ...Array.from({ length: last - 1 }, (_, at) => entry(at + 2, term)),
];

const snapshotAt = (index: number, term = 1): Snapshot => ({
  index,
  term,
  membership: MEMBERSHIP,
  data: Buffer.from(JSON.stringify({ at: index })),
});

type Unsaved = Pick<Effects, "snapshot" | "entries" | "hardState">;
const unsaved = (some: Partial<Unsaved>): Unsaved => ({
  snapshot: undefined,
  entries: [],
  hardState: undefined,
  ...some,
});

class StorageWorld extends NodeWorld {
  startStorage(voters: readonly number[] = VOTERS): Promise<RaftStorage> {
    return RaftStorage.open(this.deps, {
      id: 1,
      directory: DIRECTORY,
      log: { ...LOG_OPTIONS, segmentBytes: 400 },
      voters,
      durableMark: this.mark,
      lowerMark: (endOffset) => this.marks.lower(endOffset),
      noteMark: (endOffset) => this.marks.note(endOffset),
    });
  }

  openStorage(voters = VOTERS): Promise<RaftStorage> {
    return this.run(this.startStorage(voters));
  }

  async save(storage: RaftStorage, ...all: readonly Partial<Unsaved>[]): Promise<void> {
    await this.run(storage.save(all.map(unsaved)));
  }

  async reopen(storage: RaftStorage): Promise<RaftStorage> {
    await this.run(storage.close());
    return await this.openStorage();
  }
}

const textOf = (one: Entry): string =>
  `${one.index}/${one.term} ${one.kind === "data" ? Buffer.from(one.data).toString() : one.kind}`;
const texts = (entries: readonly Entry[]): string[] => entries.map(textOf);

type Death = "power" | "process";

/** True where it had nothing left to do when it died. */
async function diesReplacing(haltAt: number, how: Death): Promise<boolean> {
  const world = new StorageWorld(haltAt);
  const storage = await world.openStorage();
  await world.save(storage, { entries: history(12), hardState: { term: 1, vote: 1 } });
  const replaced = [entry(4, 2), entry(5, 2)];
  const hardState = { term: 2, vote: undefined };
  const saved = await dies(world, haltAt, how, () =>
    storage.save([unsaved({ entries: replaced, hardState })]),
  );
  const { stored, standing } = await world.openStorage();
  expect(standing.mayVote).toBe(true);
  // Entry 3 and those before are not touched; what follows is of one history or the other.
  expect(texts(stored.entries.slice(0, 3))).toEqual(texts(history(3)));
  const rest = texts(stored.entries.slice(3));
  const old = texts(history(12).slice(3));
  const isOld = rest.every((text, at) => text === old[at]);
  const isNew = rest.every((text, at) => text === texts(replaced)[at]);
  expect(isOld || isNew).toBe(true);
  if (saved) expect(rest).toEqual(texts(replaced));
  if (saved) expect(stored.hardState.term).toBe(2);
  return saved;
}

async function diesInstalling(haltAt: number, how: Death): Promise<boolean> {
  const world = new StorageWorld(haltAt);
  const storage = await world.openStorage();
  await world.save(storage, { entries: history(30) });
  const saved = await dies(world, haltAt, how, () =>
    storage.save([unsaved({ snapshot: snapshotAt(100, 6) })]),
  );
  const { stored } = await world.openStorage();
  if (stored.snapshot.index === 100) expect(stored.entries).toEqual([]);
  else expect(texts(stored.entries)).toEqual(texts(history(30)));
  if (saved) expect(stored.snapshot.index).toBe(100);
  return saved;
}

async function dies(
  world: StorageWorld,
  haltAt: number,
  how: Death,
  work: () => Promise<void>,
): Promise<boolean> {
  let done = false;
  world.disk.haltAtMutation(haltAt);
  work().then(
    () => (done = true),
    () => undefined,
  );
  await world.schedule.advance(1_000);
  world.die(how);
  return done;
}

describe("entries as batches", () => {
  it("come out as they went in", () => {
    const nodes = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 5 });
    const body = fc.oneof(
      fc.record({
        kind: fc.constant("data" as const),
        data: fc.uint8Array({ maxLength: 200 }).map((data) => Buffer.from(data)),
      }),
      fc.record({ kind: fc.constant("empty" as const) }),
      fc.record({
        kind: fc.constant("membership" as const),
        membership: fc.record({ voters: nodes, learners: nodes }),
      }),
    );
    const place = fc.record({ index: fc.integer({ min: 1 }), term: fc.nat() });
    fc.assert(
      fc.property(body, place, (what, where) => {
        const sent: Entry = { ...what, ...where };
        expect(entriesOf(new BatchView(batchOf(sent, 1_767_225_600_000)))).toEqual([sent]);
      }),
    );
  });
});

describe("what a member keeps", () => {
  it("is what was saved last, from the first replaced entry on", async () => {
    const world = new StorageWorld();
    const storage = await world.openStorage();
    await world.save(storage, { entries: history(5), hardState: { term: 1, vote: 2 } });
    await world.save(storage, { entries: [entry(4, 2)] }, { entries: [entry(5, 3), entry(6, 3)] });
    await world.save(
      storage,
      { entries: [entry(7, 3), entry(8, 3)] },
      { entries: [entry(8, 4)], hardState: { term: 4, vote: undefined } },
    );
    const again = await world.reopen(storage);
    expect(texts(again.stored.entries)).toEqual([
      "1/1 membership",
      "2/1 2 of 1",
      "3/1 3 of 1",
      "4/2 4 of 2",
      "5/3 5 of 3",
      "6/3 6 of 3",
      "7/3 7 of 3",
      "8/4 8 of 4",
    ]);
    expect(again.stored.hardState).toEqual({ term: 4, vote: undefined });
    expect(again.stored.snapshot.membership).toEqual(MEMBERSHIP);
  });

  it.each(["power", "process"] as const)(
    "has what was saved wherever the node dies while entries are replaced (P1): %s",
    async (how) => {
      for (let haltAt = 1; !(await diesReplacing(haltAt, how)); haltAt++);
    },
  );

  it("keeps two snapshots, drops the log before the older one, and uses that where the newer is damaged", async () => {
    const world = new StorageWorld();
    let storage = await world.openStorage();
    await world.save(storage, { entries: history(60) });
    for (const index of [20, 40, 50]) await world.run(storage.writeSnapshot(snapshotAt(index)));
    const files = world.disk.filesBelow(DIRECTORY);
    expect(files.filter((path) => path.includes("snapshot-")).sort()).toEqual([
      `${DIRECTORY}/snapshot-40.json`,
      `${DIRECTORY}/snapshot-50.json`,
    ]);
    expect(files).not.toContain(`${DIRECTORY}/00000000000000000000.log`);
    storage = await world.reopen(storage);
    expect(storage.stored.snapshot.index).toBe(50);
    expect(storage.stored.entries[0]?.index).toBe(51);
    expect(JSON.parse(String(storage.stored.snapshot.data))).toEqual({ at: 50 });
    await world.run(storage.close());
    world.disk.flipBit(`${DIRECTORY}/snapshot-50.json`, 30, 1);
    storage = await world.openStorage();
    expect(storage.damagedSnapshots).toEqual([`${DIRECTORY}/snapshot-50.json`]);
    expect(storage.stored.snapshot.index).toBe(40);
    expect(storage.stored.entries[0]?.index).toBe(41);
    expect(storage.stored.entries.at(-1)?.index).toBe(60);
    await world.run(storage.close());
    world.disk.flipBit(`${DIRECTORY}/snapshot-40.json`, 30, 1);
    await expect(world.openStorage()).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
  });

  it("goes on behind a snapshot of the leader's, which takes the log's place", async () => {
    const world = new StorageWorld();
    let storage = await world.openStorage();
    await world.save(storage, { entries: history(30) });
    const after = [entry(101, 7), entry(102, 7)];
    await world.save(storage, { snapshot: snapshotAt(100, 6), entries: after });
    storage = await world.reopen(storage);
    expect(storage.stored.snapshot.index).toBe(100);
    expect(texts(storage.stored.entries)).toEqual(texts(after));
    await world.save(storage, { entries: [entry(103, 7)] });
    await world.run(storage.writeSnapshot(snapshotAt(102, 7)));
    storage = await world.reopen(storage);
    expect(texts(storage.stored.entries)).toEqual(texts([entry(103, 7)]));
    await world.run(storage.close());
    // The older one does: the log reaches it.
    world.disk.flipBit(`${DIRECTORY}/snapshot-102.json`, 30, 1);
    storage = await world.openStorage();
    expect(texts(storage.stored.entries)).toEqual(texts([...after, entry(103, 7)]));
  });

  it.each(["power", "process"] as const)(
    "is what it was, or the snapshot, wherever the node dies while that is installed: %s",
    async (how) => {
      for (let haltAt = 1; !(await diesInstalling(haltAt, how)); haltAt++);
    },
  );

  it("may not vote where its vote is missing beside a log, or damaged, unless it is alone", async () => {
    const world = new StorageWorld();
    let storage = await world.openStorage();
    expect(storage.standing).toEqual({ mayVote: true, fresh: true });
    await world.save(storage, { hardState: { term: 1, vote: 2 } });
    storage = await world.reopen(storage);
    expect(storage.standing).toEqual({ mayVote: true, fresh: false });
    await world.save(storage, { entries: history(3) });
    world.disk.flipBit(`${DIRECTORY}/vote.json`, 20, 2);
    storage = await world.reopen(storage);
    expect(storage.standing).toEqual({ mayVote: false, fresh: false });
    expect(storage.stored.hardState.term).toBe(1);
    await world.run(world.disk.remove(`${DIRECTORY}/vote.json`));
    storage = await world.reopen(storage);
    expect(storage.standing).toEqual({ mayVote: false, fresh: false });
    await world.save(storage, { hardState: { term: 1, vote: undefined, lost: 3 } });
    storage = await world.reopen(storage);
    expect(storage.stored.hardState.lost).toBe(3);
  });
});
