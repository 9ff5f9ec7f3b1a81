/** P1, P2, P4, P8: what one replica does as leader and as follower, and what it tells whom it does not serve. */
import { describe, expect, it } from "vitest";
import { TidemarkError } from "../../src/model/errors.ts";
import { partitionKey } from "../../src/model/ids.ts";
import { HEADER_MESSAGE_ID } from "../../src/model/headers.ts";
import { buildBatch } from "../../src/record/build.ts";
import { SCHEDULED } from "../../src/record/layout.ts";
import { BatchView } from "../../src/record/view.ts";
import type { Replica } from "../../src/replication/replica.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";
import { BROKERS, ReplicaSet } from "../sim/replicas/replica-set.ts";
import { PARTITION, SetBroker } from "../sim/replicas/set-broker.ts";

const ROLES = {
  replicas: BROKERS,
  inSync: BROKERS as readonly number[],
  leader: 1 as number | undefined,
  leaderEpoch: 1,
  partitionEpoch: 1,
};
const OPTIONS = {
  segmentBytes: 1_000,
  segmentMs: 3_600_000,
  indexIntervalBytes: 200,
  groupCommitBytes: 1 << 20,
  cacheBytes: 2_000,
  flush: { mode: "sync" },
} as const;

/** One broker of three; what the others would say is said by the test. */
class Alone {
  readonly schedule = new SimSchedule();
  readonly broker: SetBroker;
  readonly failures: unknown[] = [];

  constructor(id = 1) {
    this.broker = new SetBroker(id, this.schedule, new SimRandom(7), OPTIONS, {
      released: () => undefined,
      failed: (_, what) => this.failures.push(what),
      moved: () => undefined,
    });
  }

  async boot(roles = ROLES): Promise<Replica> {
    await this.schedule.run(this.broker.boot(roles));
    return this.broker.replica!;
  }

  /** Everything appended is on disk here. */
  async flushed(): Promise<void> {
    await this.schedule.run(this.broker.replica!.log.flush());
  }
}

const record = (value: string, timestamp = 0) => ({ timestamp, value: Buffer.from(value) });
const plain = (value: string): Buffer => buildBatch([record(value)]);

/** What `whenCommitted` or `whenFlushed` came to. */
function heard(wait: (done: (error: TidemarkError | undefined) => void) => void): {
  outcome: string;
} {
  const told = { outcome: "waits" };
  wait((error) => (told.outcome = error === undefined ? "done" : error.code));
  return told;
}

const refusal = (work: () => unknown): string => {
  try {
    work();
    return "none";
  } catch (error) {
    if (error instanceof TidemarkError) return error.code;
    throw error;
  }
};

describe("a leader of several replicas", () => {
  it("serves once an entry of its own epoch is on the whole in-sync set", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    await alone.flushed();
    expect(replica.role).toEqual({ kind: "leader", leaderEpoch: 1, ready: false });
    expect(replica.endOffset).toBe(1);
    expect(refusal(() => replica.produce(plain("a")))).toBe("LEADER_NOT_READY");
    replica.followerJoined(2, 1);
    expect(replica.role).toMatchObject({ ready: false });
    replica.followerJoined(3, 1);
    expect(replica.role).toMatchObject({ ready: true });
    expect(replica.produce(plain("a")).baseOffset).toBe(1);
  });

  it("lets no batch of a new producer get in ahead of one that it refused before", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    await alone.flushed();
    const sent = (baseSequence: number) =>
      buildBatch([record("a")], { producerId: 3, producerEpoch: 0, baseSequence });
    expect(refusal(() => replica.produce(sent(0)))).toBe("LEADER_NOT_READY");
    for (const id of [2, 3]) replica.followerJoined(id, 1);
    expect(refusal(() => replica.produce(sent(1)))).toBe("OUT_OF_ORDER_SEQUENCE");
    expect(replica.produce(sent(0))).toMatchObject({ baseOffset: 1, duplicate: false });
    expect(replica.produce(sent(1)).baseOffset).toBe(2);
    expect(replica.produce(sent(0))).toMatchObject({ baseOffset: 1, duplicate: true });
  });

  it("needs no more replicas than its topic asks for now", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    await alone.flushed();
    replica.lead({ ...ROLES, inSync: [1], partitionEpoch: 2 });
    expect(replica.highWatermark).toBe(0);
    alone.broker.minInsyncReplicas = 1;
    replica.lead({ ...ROLES, inSync: [1], partitionEpoch: 2 });
    expect([replica.highWatermark, replica.role]).toMatchObject([1, { ready: true }]);
  });

  it("writes its entry again where the disk was full", async () => {
    const alone = new Alone();
    alone.broker.fillDisk(1);
    const replica = await alone.boot();
    await alone.schedule.advance(10);
    expect(replica.endOffset).toBe(0);
    await alone.schedule.advance(1_000);
    for (const id of [2, 3]) replica.followerJoined(id, 1);
    expect(replica.role).toMatchObject({ ready: true });
  });

  it("acknowledges by what acks says", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    for (const id of [2, 3]) {
      await alone.flushed();
      replica.followerJoined(id, 1);
    }
    const { answerAfter } = replica.produce(plain("a"), "all");
    const committed = heard((done) => replica.whenCommitted(answerAfter, done));
    const flushed = heard((done) => replica.whenFlushed(answerAfter, done));
    expect(flushed.outcome).toBe("waits");
    await alone.flushed();
    expect([flushed.outcome, committed.outcome]).toEqual(["done", "waits"]);
    replica.followerFlushed(2, 2);
    expect(committed.outcome).toBe("waits");
    replica.followerFlushed(3, 2);
    expect(committed.outcome).toBe("done");
  });

  it("sends what it has written before it is synced, and commits it only then (P1)", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    await alone.flushed();
    for (const id of [2, 3]) replica.followerJoined(id, 1);
    alone.broker.disk.inject({ operation: "sync", path: /log$/, kind: "slow", delayMs: 500 });
    const { answerAfter } = replica.produce(plain("a"));
    const committed = heard((done) => replica.whenCommitted(answerAfter, done));
    let told = 0;
    replica.onSendable(() => (told += 1));
    expect(await replica.readForFollower(1, 1_000)).toEqual([]);
    await alone.schedule.advance(100);
    expect([told, replica.sendableOffset, replica.flushedOffset]).toEqual([1, 2, 1]);
    expect(await replica.readForFollower(1, 1_000)).toHaveLength(1);
    for (const id of [2, 3]) replica.followerFlushed(id, 2);
    expect([committed.outcome, replica.highWatermark]).toEqual(["waits", 1]);
    await alone.flushed();
    expect([committed.outcome, replica.highWatermark]).toEqual(["done", 2]);
  });

  it("sends nothing that its disk may refuse yet", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    await alone.flushed();
    for (const id of [2, 3]) replica.followerJoined(id, 1);
    alone.broker.fillDisk(1);
    const refused = heard((done) => {
      replica.whenCommitted(replica.produce(plain("a")).answerAfter, done);
    });
    let told = 0;
    replica.onSendable(() => (told += 1));
    await alone.schedule.advance(1_000);
    expect([refused.outcome, told, replica.sendableOffset]).toEqual(["STORAGE_FULL", 0, 1]);
  });

  it("agrees with nobody on what its disk may refuse yet (P2)", async () => {
    const alone = new Alone();
    const follower = { ...ROLES, leader: 2 };
    const replica = await alone.boot(follower);
    const [first, second] = ["a", "b"].map((value, baseOffset) =>
      buildBatch([record(value)], { baseOffset, leaderEpoch: 1 }),
    );
    replica.appendFetched(1, first!);
    await alone.flushed();
    // Fetched, and refused by the disk only after it leads.
    alone.broker.fillDisk(1);
    replica.appendFetched(1, second!);
    replica.lead({ ...ROLES, leaderEpoch: 2, partitionEpoch: 2 });
    expect(replica.endOffset).toBe(3);
    expect(replica.divergence(2, 1)).toEqual({ epoch: 1, endOffset: 1 });
    expect(replica.divergence(1, 1)).toBeUndefined();
    await alone.schedule.advance(1_000);
    // Its own entry has the place now of what the other one has still.
    expect([replica.endOffset, replica.log.lastEpoch]).toEqual([2, 2]);
    expect(replica.divergence(2, 1)).toEqual({ epoch: 1, endOffset: 1 });
  });

  it("refuses acks all where too few are in sync, and the others not", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    await alone.flushed();
    for (const id of [2, 3]) replica.followerJoined(id, 1);
    replica.lead({ ...ROLES, inSync: [1], partitionEpoch: 2 });
    expect(refusal(() => replica.produce(plain("a")))).toBe("NOT_ENOUGH_REPLICAS");
    expect(replica.endOffset).toBe(1);
    const { answerAfter } = replica.produce(plain("b"), "leader");
    const flushed = heard((done) => replica.whenFlushed(answerAfter, done));
    await alone.flushed();
    expect([flushed.outcome, replica.highWatermark]).toEqual(["done", 1]);
    replica.lead({ ...ROLES, inSync: [1, 2], partitionEpoch: 3 });
    replica.followerFlushed(2, 2);
    expect(replica.highWatermark).toBe(2);
  });

  it("believes of a follower that left nothing that it said before", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    await alone.flushed();
    for (const id of [2, 3]) replica.followerJoined(id, 1);
    // It lost its disk: the controller took it out, and it has not spoken since.
    replica.lead({ ...ROLES, inSync: [1, 2], partitionEpoch: 2 });
    expect(replica.proposal()).toBeUndefined();
    replica.followerJoined(3, 0);
    expect(replica.proposal()).toBeUndefined();
    replica.followerFlushed(3, 1);
    expect(replica.proposal()?.inSync).toEqual([1, 2, 3]);
  });

  it("cleans nothing that a follower lacks which is still heard of", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    await alone.flushed();
    for (const id of [2, 3]) replica.followerJoined(id, 1);
    replica.lead({ ...ROLES, inSync: [1, 2], partitionEpoch: 2 });
    replica.produce(plain("a"));
    await alone.flushed();
    replica.followerFlushed(2, 2);
    expect([replica.highWatermark, replica.cleanableOffset]).toEqual([2, 1]);
    await alone.schedule.advance(3_600_000 + 1);
    replica.followerFlushed(2, 2);
    expect(replica.cleanableOffset).toBe(2);
  });

  it("that leads no more tells who waits, with the address of the next, and takes nothing", async () => {
    const alone = new Alone();
    const replica = await alone.boot();
    await alone.flushed();
    for (const id of [2, 3]) replica.followerJoined(id, 1);
    const { answerAfter } = replica.produce(plain("a"));
    const committed = heard((done) => replica.whenCommitted(answerAfter, done));
    const roles: string[] = [];
    replica.onRole(() => roles.push(replica.role.kind));
    replica.follow({ ...ROLES, leader: 2, leaderEpoch: 2 }, "two:7000");
    expect([committed.outcome, roles]).toEqual(["NOT_LEADER", ["follower"]]);
    expect(replica.refusal?.details).toEqual({ leader: "two:7000" });
    expect(replica.unreadable?.code).toBe("NOT_LEADER");
    expect(refusal(() => replica.produce(plain("b")))).toBe("NOT_LEADER");
    // Old news of its own leadership.
    replica.lead(ROLES);
    expect(replica.role).toEqual({ kind: "follower", leader: 2, leaderEpoch: 2 });
  });
});

describe("the only replica", () => {
  const ONLY = { ...ROLES, replicas: [1], inSync: [1] } as unknown as typeof ROLES;

  it("serves at once and spends no offset on its leadership", async () => {
    const replica = await new Alone().boot(ONLY);
    expect(replica.role).toMatchObject({ ready: true });
    expect(replica.produce(plain("a")).baseOffset).toBe(0);
  });

  it("goes on serving where others are added", async () => {
    const alone = new Alone();
    const replica = await alone.boot({ ...ONLY, partitionEpoch: 1 });
    replica.lead({ ...ROLES, inSync: [1], partitionEpoch: 2 });
    expect(replica.role).toMatchObject({ ready: true });
  });
});

describe("a follower", () => {
  const FOLLOWS = { ...ROLES, leader: 2 };
  const stamped = (baseOffset: number, leaderEpoch: number, value = "a"): Buffer =>
    buildBatch([record(value)], { baseOffset, leaderEpoch });

  it("commits what its leader calls committed, as far as it is on its own disk", async () => {
    const alone = new Alone();
    const replica = await alone.boot(FOLLOWS);
    replica.appendFetched(1, Buffer.concat([stamped(0, 1), stamped(4, 1)]));
    replica.learn(1, 5, 0);
    expect([replica.endOffset, replica.highWatermark]).toEqual([5, 0]);
    await alone.flushed();
    expect([replica.flushedOffset, replica.highWatermark]).toEqual([5, 5]);
    replica.learn(1, 3, 0);
    expect(replica.highWatermark).toBe(5);
  });

  it.each([
    ["a torn batch", stamped(1, 1).subarray(0, -1)],
    ["a flipped bit", flipped(stamped(1, 1))],
    ["offsets that it has", stamped(0, 1)],
    ["an epoch before its last", stamped(1, 0)],
    ["an epoch after its leader's", stamped(1, 2)],
  ])("takes nothing of what holds %s", async (_, bytes) => {
    const alone = new Alone();
    const replica = await alone.boot(FOLLOWS);
    replica.appendFetched(1, stamped(0, 1));
    const good = stamped(1, 1);
    for (const wrong of [bytes, Buffer.concat([good, bytes])]) {
      expect(refusal(() => replica.appendFetched(1, wrong))).toBe("CORRUPT_BATCH");
    }
    expect(replica.endOffset).toBe(1);
  });

  it("passes over what comes of another epoch", async () => {
    const replica = await new Alone().boot(FOLLOWS);
    replica.appendFetched(0, stamped(0, 0));
    replica.learn(0, 9, 9);
    expect([replica.endOffset, replica.highWatermark]).toEqual([0, 0]);
  });

  it("never cuts what it knows to be committed", async () => {
    const alone = new Alone();
    const replica = await alone.boot(FOLLOWS);
    replica.appendFetched(1, Buffer.concat([stamped(0, 1), stamped(1, 1)]));
    replica.learn(1, 2, 0);
    await alone.flushed();
    const cutting = alone.schedule.run(replica.cutTo({ epoch: 1, endOffset: 1 }));
    await expect(cutting).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
    expect([replica.endOffset, replica.closed?.code]).toEqual([2, "PARTITION_DAMAGED"]);
  });

  describe("after a person gave up what only others had", () => {
    const kept = `quarantine/${partitionKey(PARTITION)}`;
    const LOST = { ...FOLLOWS, leaderEpoch: 3, lossEpoch: 3 };

    async function withTwo(): Promise<{ alone: Alone; replica: Replica }> {
      const alone = new Alone();
      const replica = await alone.boot(FOLLOWS);
      replica.appendFetched(1, Buffer.concat([stamped(0, 1), stamped(1, 1)]));
      replica.learn(1, 2, 0);
      await alone.flushed();
      replica.follow(LOST);
      return { alone, replica };
    }

    it("begins anew where it differs, and keeps what it had", async () => {
      const { alone, replica } = await withTwo();
      await alone.schedule.run(replica.cutTo({ epoch: 1, endOffset: 1 }));
      expect([replica.endOffset, replica.highWatermark, replica.closed]).toEqual([0, 0, undefined]);
      const files = await alone.schedule.run(alone.broker.disk.list(kept));
      expect(files.map(({ name }) => name)).toContain("00000000000000000000.log");
      // What an earlier leader called committed is not that of this one.
      replica.appendFetched(3, Buffer.concat([stamped(0, 1), stamped(1, 3)]));
      await alone.flushed();
      expect(replica.highWatermark).toBe(0);
      replica.learn(3, 1, 0);
      expect(replica.highWatermark).toBe(1);
    });

    it("keeps what it had where the leader has nothing of it", async () => {
      const { alone, replica } = await withTwo();
      await alone.schedule.run(replica.startAnewAt({ offset: 7, cleanedOffset: 0 }));
      expect([replica.endOffset, replica.closed]).toEqual([7, undefined]);
      expect(await alone.schedule.run(alone.broker.disk.stat(kept))).toBeDefined();
    });

    it("is damaged where it differs in what came since", async () => {
      const { alone, replica } = await withTwo();
      replica.appendFetched(3, stamped(2, 3));
      replica.learn(3, 3, 0);
      await alone.flushed();
      replica.follow({ ...LOST, leaderEpoch: 4 });
      const cutting = alone.schedule.run(replica.cutTo({ epoch: 1, endOffset: 2 }));
      await expect(cutting).rejects.toMatchObject({ code: "PARTITION_DAMAGED" });
      expect(await alone.schedule.run(alone.broker.disk.stat(kept))).toBeUndefined();
    });
  });

  it("folds after a crash no more into its views than was known to be committed", async () => {
    const alone = new Alone();
    const replica = await alone.boot(FOLLOWS);
    const waits = (baseOffset: number): Buffer =>
      buildBatch([record("s", 9e12)], {
        baseOffset,
        leaderEpoch: 1,
        attributes: SCHEDULED,
        baseTimestamp: 0,
      });
    replica.appendFetched(1, Buffer.concat([waits(0), waits(1)]));
    replica.learn(1, 1, 0);
    await alone.flushed();
    // The mark of what is committed is written once a second.
    await alone.schedule.advance(2_500);
    alone.broker.die("power");
    const again = await alone.boot(FOLLOWS);
    expect([again.endOffset, again.highWatermark, again.schedule.count]).toEqual([2, 1, 1]);
    await alone.schedule.run(again.cutTo({ epoch: 1, endOffset: 1 }));
    expect([again.endOffset, again.schedule.isPending(1)]).toEqual([1, false]);
  });

  it("begins anew where its leader's log begins, with what that knows of producers", async () => {
    const leading = new Alone();
    const leader = await leading.boot({ ...ROLES, replicas: [1], inSync: [1] } as never);
    const sent = buildBatch([record("a")], { producerId: 3, producerEpoch: 0, baseSequence: 0 });
    leader.produce(sent);
    const following = new Alone(2);
    const follower = await following.boot(ROLES);
    follower.appendFetched(1, stamped(0, 1));
    const start = { offset: 7, cleanedOffset: 9, producers: leader.producersBelow(9) };
    await following.schedule.run(follower.startAnewAt(start));
    expect([follower.endOffset, follower.lastEpoch, follower.log.logStartOffset]).toEqual([
      7, -1, 7,
    ]);
    const retry = { producerId: 3, producerEpoch: 0, baseSequence: 0, sequenceCount: 1 };
    const known = { kind: "duplicate", batch: { baseOffset: 0 } };
    expect(follower.producers.check(retry)).toMatchObject(known);
    // A crash changes nothing of it, although what it copied does not reach that far yet.
    follower.appendFetched(1, stamped(7, 1));
    await following.flushed();
    following.broker.die("power");
    const again = await following.boot(ROLES);
    const { firstOffset, cleanedOffset } = again.log;
    expect([firstOffset, cleanedOffset, again.endOffset]).toEqual([7, 9, 8]);
    expect(again.producers.check(retry)).toMatchObject(known);
  });
});

function flipped(batch: Buffer): Buffer {
  batch[batch.length - 1]! ^= 1;
  return batch;
}

describe("a change of the leader", () => {
  async function booted(seed: number): Promise<ReplicaSet> {
    const set = new ReplicaSet(seed);
    for (const id of BROKERS) await set.schedule.run(set.boot(id));
    await set.heal();
    return set;
  }

  async function committed(set: ReplicaSet, batch: Buffer): Promise<[number, boolean]> {
    const replica = set.leader!;
    const outcome = replica.produce(batch);
    await set.schedule.run(replica.committed(outcome.answerAfter));
    const [excluded] = outcome.exclusions;
    const { baseOffset, duplicate } = outcome;
    return excluded === undefined ? [baseOffset, duplicate] : [excluded.keptOffset!, true];
  }

  it("leaves retries the offsets of their first copies, by sequence and by message id", async () => {
    const set = await booted(1);
    const bySequence = () =>
      buildBatch([record("a")], { producerId: 3, producerEpoch: 0, baseSequence: 0 });
    const headers = [{ key: HEADER_MESSAGE_ID, value: Buffer.from("m-1") }];
    const byId = () =>
      buildBatch([{ timestamp: set.broker(1).clock.wallMs(), value: Buffer.from("b"), headers }]);
    const [first] = await committed(set, bySequence());
    const [second] = await committed(set, byId());
    await set.heal();
    const { leader } = set.roles;
    set.crash(leader!, "power");
    set.fence(leader!);
    while (set.leader === undefined) await set.advance(10);
    expect(set.roles.leader).not.toBe(leader);
    expect(await committed(set, bySequence())).toEqual([first, true]);
    expect(await committed(set, byId())).toEqual([second, true]);
  });

  it("cuts a release that was not committed, and the record is released once", async () => {
    const set = await booted(2);
    const old = set.roles.leader!;
    const wallMs = set.broker(old).clock.wallMs();
    const options = { attributes: SCHEDULED, baseTimestamp: wallMs };
    const [offset] = await committed(set, buildBatch([record("s", wallMs + 300)], options));
    await set.heal();
    for (const id of BROKERS) set.cutLink(id, old);
    // It releases, and nobody hears of it; then it is taken for dead, and does not hear of that at once.
    const before = set.broker(old).replica!;
    const { endOffset } = before;
    while (before.endOffset === endOffset) await set.advance(10);
    expect(before.highWatermark).toBe(endOffset);
    expect(before.schedule.isPending(offset)).toBe(false);
    set.fence(old);
    await set.advance(500);
    await set.heal();
    await set.check();
    expect(set.oracle.records.released.size).toBe(1);
    set.oracle.settle(BROKERS.map((id) => set.broker(id).replica!));
    const epochs = new Set<number>();
    await set.schedule.run(
      before.log.scan(
        0,
        (view: BatchView) => void (view.isReleased && epochs.add(view.leaderEpoch)),
      ),
    );
    expect([...epochs]).not.toContain(1);
  });
});

it("stops although records with message ids were never committed", async () => {
  const alone = new Alone();
  const replica = await alone.boot();
  await alone.flushed();
  for (const id of [2, 3]) replica.followerJoined(id, 1);
  const identified = (id: string): Buffer => {
    const headers = [{ key: HEADER_MESSAGE_ID, value: Buffer.from(id) }];
    return buildBatch([
      { timestamp: alone.broker.clock.wallMs(), value: Buffer.from(id), headers },
    ]);
  };
  const { answerAfter } = replica.produce(identified("committed"));
  await alone.flushed();
  replica.followerFlushed(2, answerAfter);
  replica.followerFlushed(3, answerAfter);
  replica.produce(identified("nobody else has it"));
  await alone.flushed();
  expect(replica.highWatermark).toBe(answerAfter);
  await alone.schedule.run(replica.close(new TidemarkError("SHUTTING_DOWN", "it stops")));
});
