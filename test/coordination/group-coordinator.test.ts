/** The coordinator in virtual time: sessions, durability, what people ask of groups (P5, P9, I12). */
import { beforeEach, describe, expect, it } from "vitest";
import type { JoinOptions } from "../../src/coordination/join-options.ts";
import { GROUP_MEMBER_EVENTS_MAX } from "../../src/model/limits.ts";
import { World } from "./coordinator-fixture.ts";

const NORMAL = { force: false, dryRun: false };

describe("group coordinator", () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    world.topics.put("t", 2);
    await world.open();
  });

  it("joins, assigns, and never calls back from within a call", async () => {
    const a = world.listen();
    expect(a.heard).toEqual([]);
    await world.clock.advance(10);
    expect(a.heard).toEqual(["joined 1 10000", "assigned 1 t/0@0 t/1@0"]);
    expect(a.memberId).toMatch(/^[0-9a-f]{32}$/);
  });

  it("tells nobody of a generation, nor of a commit, before it is durable (P1)", async () => {
    world.log.delayMs = () => 500;
    const a = world.listen();
    await world.clock.advance(499);
    expect(a.heard).toEqual([]);
    await world.clock.advance(1);
    expect(a.heard).toHaveLength(2);
    const commit = a.commit("t/0", 5);
    expect(await world.outcome(commit, 499)).toBe("pending");
    expect(await world.outcome(commit, 1)).toBe("done");
  });

  it("gathers what comes while one append is in flight", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    const before = world.log.appends;
    const commits = Array.from({ length: 100 }, (_, index) => a.commit("t/0", index));
    expect(await world.outcome(Promise.all(commits))).toEqual(commits.map(() => "done"));
    expect(world.log.appends - before).toBeLessThanOrEqual(2);
    expect(world.coordinator.views.fetchOffsets({ group: "g" })).toEqual([
      { topic: "t", partition: 0, offset: 99 },
    ]);
  });

  it("moves a partition with everything committed before it was released", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    const b = world.listen();
    await world.clock.advance(10);
    expect(a.heard.at(-1)).toBe("revoked 1 t/1");
    const last = a.commit("t/1", 77);
    a.membership.released(1, [{ topic: "t", partition: 1 }]);
    expect(await world.outcome(last)).toBe("done");
    expect(b.heard.at(-1)).toBe("assigned 2 t/1@77");
    expect(await world.outcome(a.commit("t/1", 78))).toBe("STALE_GENERATION");
  });

  it("keeps a broken member until its session timeout, less the silence before (I12)", async () => {
    const a = world.listen({ memberId: "a", sessionTimeoutMs: 5_000 });
    const b = world.listen({ memberId: "b" });
    await world.clock.advance(10);
    a.membership.close(false);
    await world.clock.advance(4_990);
    const again = world.listen({ memberId: "a", sessionTimeoutMs: 5_000 });
    await world.clock.advance(10);
    expect(again.heard).toEqual(["joined 1 5000", "assigned 1 t/0@0"]);
    again.membership.close(false, 3_000);
    await world.clock.advance(1_990);
    expect(b.heard.at(-1)).toBe("assigned 1 t/1@0");
    await world.clock.advance(20);
    expect(b.heard.at(-1)).toBe("assigned 2 t/0@0");
  });

  it("fences the older of two streams of one member, and refuses its late commit", async () => {
    const first = world.listen({ memberId: "a" });
    await world.clock.advance(10);
    const second = world.listen({ memberId: "a" });
    await world.clock.advance(10);
    expect(first.heard.at(-1)).toBe("end MEMBER_FENCED");
    expect(second.heard).toEqual(["joined 1 10000", "assigned 1 t/0@0 t/1@0"]);
    expect(await world.outcome(first.commit("t/0", 9))).toBe("UNKNOWN_MEMBER");
  });

  it("takes a commit without a generation for one of what the member was told last", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    await world.outcome(a.commit("t/0", 900));
    const reset = world.coordinator.resetOffsets({
      group: "g",
      topic: "t",
      offsets: [{ topic: "t", partition: 0, offset: 100 }],
      force: true,
      dryRun: false,
    });
    await world.clock.advance(0);
    // The reset is being written; the member has not heard of it and must not undo it.
    const late = a.commit("t/0", 950);
    expect(await world.outcome(late)).toBe("STALE_GENERATION");
    expect(await reset).toEqual([{ topic: "t", partition: 0, before: 900, after: 100 }]);
    expect(a.heard.slice(-2)).toEqual(["revoked 1 t/0", "assigned 2 t/0@100"]);
    expect(await world.outcome(a.commit("t/0", 110))).toBe("done");
  });

  it("survives a restart: generations go on, offsets stay, member ids stay theirs (P9)", async () => {
    const a = world.listen({ memberId: "a" });
    await world.clock.advance(10);
    await world.outcome(a.commit("t/0", 42));
    void a.commit("t/0", 43);
    await world.crash();
    expect(world.coordinator.views.describe("g")).toMatchObject({ state: "empty", generation: 1 });
    const again = world.listen({ memberId: "a" });
    await world.clock.advance(10);
    expect(again.heard).toEqual(["joined 2 10000", "assigned 2 t/0@42", "assigned 2 t/1@0"]);
    expect(await world.outcome(again.commit("t/0", 43, 1))).toBe("STALE_GENERATION");
  });

  it("waits for a full disk and goes on when there is room", async () => {
    world.log.failure = () => "STORAGE_FULL";
    const a = world.listen();
    await world.clock.advance(3_000);
    expect(a.heard).toEqual(["joined 0 10000"]);
    expect(await world.outcome(a.commit("t/0", 1))).toBe("STALE_GENERATION");
    world.log.failure = () => undefined;
    await world.clock.advance(5_000);
    expect(a.heard.at(-1)).toBe("assigned 1 t/0@0 t/1@0");
    world.log.failure = () => "STORAGE_FULL";
    expect(await world.outcome(a.commit("t/0", 1))).toBe("STORAGE_FULL");
    expect(world.coordinator.views.fetchOffsets({ group: "g" })).toEqual([]);
  });

  it("reports a start that cannot be found once, and asks again while it matters", async () => {
    world.topics.failure = "PARTITION_DAMAGED";
    const a = world.listen();
    await world.clock.advance(5_000);
    expect(a.heard.slice(1)).toEqual([
      "error t/0 PARTITION_DAMAGED",
      "error t/1 PARTITION_DAMAGED",
    ]);
    world.topics.failure = undefined;
    await world.clock.advance(1_100);
    expect(a.heard.at(-1)).toBe("assigned 1 t/0@0 t/1@0");
    expect(world.clock.timersSet).toBe(0);
  });

  it("follows topics that grow, go and come back", async () => {
    const a = world.listen({ start: "latest" });
    await world.clock.advance(10);
    world.topics.change(() => world.topics.put("t", 3));
    await world.clock.advance(10);
    expect(a.heard.at(-1)).toBe("assigned 2 t/2@0");
    world.topics.change(() => world.topics.delete("t"));
    await world.clock.advance(10);
    expect(a.heard.at(-1)).toBe("revoked 2 t/0 t/1 t/2");
    expect(world.coordinator.views.fetchOffsets({ group: "g" })).toEqual([]);
    world.topics.change(() => world.topics.put("t", 1));
    await world.clock.advance(10);
    expect(a.heard.at(-1)).toBe("assigned 3 t/0@0");
  });

  it("forgets offsets of topics that were deleted while the broker was down", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    await world.outcome(a.commit("t/0", 3));
    a.membership.close(true);
    await world.clock.advance(10);
    await world.coordinator.close();
    world.topics.delete("t");
    world.topics.put("t", 1);
    await world.open();
    await world.clock.advance(10);
    expect(world.coordinator.views.describe("g").partitions).toEqual([]);
    expect(world.log.durable.slice(-2).map(({ value }) => value)).toEqual([undefined, undefined]);
  });

  it.each<[string, Partial<JoinOptions>]>([
    ["INVALID_GROUP", { group: "no spaces" }],
    ["INVALID_REQUEST", { topics: [] }],
    ["INVALID_REQUEST", { memberId: "../x" }],
    ["INVALID_REQUEST", { sessionTimeoutMs: 10 }],
    ["INVALID_REQUEST", { memberId: "x".repeat(65) }],
    ["UNKNOWN_TOPIC", { topics: ["t", "nope"] }],
  ])("ends with %s a member that asks for %j", async (code, options) => {
    const a = world.listen(options);
    expect(a.heard).toEqual([]);
    await world.clock.advance(10);
    expect(a.heard).toEqual([`end ${code}`]);
    expect(await world.outcome(a.commit("t/0", 1))).toBe("UNKNOWN_MEMBER");
    expect(world.coordinator.views.list()).toEqual([]);
  });

  it("refuses the other mode where the group exists", async () => {
    world.listen();
    await world.clock.advance(10);
    const queue = world.listen({ mode: "queue" });
    await world.clock.advance(10);
    expect(queue.heard).toEqual(["end GROUP_MODE_MISMATCH"]);
  });

  it("bounds what one member may have waiting (P5)", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    world.log.delayMs = () => 60_000;
    const commits = Array.from({ length: GROUP_MEMBER_EVENTS_MAX + 1 }, () => a.commit("t/0", 1));
    expect(await world.outcome(commits.at(-1)!)).toBe("OVERLOADED");
    expect(await world.outcome(commits[0]!)).toBe("pending");
    for (let count = 0; count <= GROUP_MEMBER_EVENTS_MAX; count++) a.membership.released(1, []);
    await world.clock.advance(1);
    expect(a.heard.at(-1)).toBe("end OVERLOADED");
  });

  it("describes members, holders and lag", async () => {
    world.topics.setEnd("t", 0, 30);
    const a = world.listen({ memberId: "a", clientId: "billing" });
    await world.clock.advance(10);
    await world.outcome(a.commit("t/0", 25));
    expect(world.coordinator.views.list()).toEqual([
      {
        name: "g",
        mode: "stream",
        state: "stable",
        generation: 1,
        members: [
          {
            id: "a",
            clientId: "billing",
            address: "10.0.0.1:5",
            partitions: [
              { topic: "t", partition: 0 },
              { topic: "t", partition: 1 },
            ],
          },
        ],
        partitions: [
          { topic: "t", partition: 0, committed: 25, highWatermark: 30, lag: 5, memberId: "a" },
          {
            topic: "t",
            partition: 1,
            committed: undefined,
            highWatermark: 1000,
            lag: 1000,
            memberId: "a",
          },
        ],
      },
    ]);
    expect(() => world.coordinator.views.describe("other")).toThrow(/there is no group "other"/);
  });

  it("resets by place, says what it would do, and refuses what is out of range", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    await world.outcome(a.commit("t/0", 25));
    const request = { group: "g", topic: "t", force: false, dryRun: false };
    const { coordinator } = world;
    const changes = [
      { topic: "t", partition: 0, before: 25, after: 1000 },
      { topic: "t", partition: 1, before: undefined, after: 1000 },
    ];
    const dry = coordinator.resetOffsets({ ...request, to: "latest", dryRun: true });
    expect(await world.outcome(dry)).toEqual(changes);
    const active = coordinator.resetOffsets({ ...request, to: "latest" });
    expect(await world.outcome(active)).toBe("GROUP_NOT_EMPTY");
    a.membership.close(true);
    await world.clock.advance(10);
    const done = coordinator.resetOffsets({ ...request, to: "latest" });
    expect(await world.outcome(done)).toEqual(changes);
    const refusals: [string, object][] = [
      ["OFFSET_OUT_OF_RANGE", { offsets: [{ topic: "t", partition: 0, offset: 1001 }] }],
      ["UNKNOWN_PARTITION", { offsets: [{ topic: "t", partition: 9, offset: 1 }] }],
      ["INVALID_REQUEST", { offsets: [{ topic: "t", partition: 0, offset: 0.5 }] }],
      ["INVALID_REQUEST", { offsets: [{ topic: "u", partition: 0, offset: 1 }] }],
      ["INVALID_REQUEST", { offsets: [] }],
      ["INVALID_REQUEST", {}],
      ["UNKNOWN_TOPIC", { topic: "u", to: "latest" }],
      ["UNKNOWN_GROUP", { group: "h", to: "latest" }],
    ];
    for (const [code, change] of refusals) {
      expect(await world.outcome(coordinator.resetOffsets({ ...request, ...change }))).toBe(code);
    }
    expect(
      coordinator.views.fetchOffsets({ group: "g", topic: "t" }).map(({ offset }) => offset),
    ).toEqual([1000, 1000]);
  });

  it("shifts what is committed, within what the partition holds (P9)", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    await world.outcome(a.commit("t/0", 25));
    a.membership.close(true);
    const { coordinator } = world;
    const by = (shift: number, more: object = {}) =>
      world.outcome(
        coordinator.resetOffsets({ group: "g", topic: "t", shift, ...NORMAL, ...more }),
      );
    const change = (before: number, after: number) => [{ topic: "t", partition: 0, before, after }];
    expect(await by(10, { dryRun: true })).toEqual(change(25, 35));
    expect(await by(10)).toEqual(change(25, 35));
    expect(await by(-100)).toEqual(change(35, 0));
    expect(await by(5_000)).toEqual(change(0, 1000));
    // Nothing is committed there, so there is nothing to move.
    expect(await by(-1, { partitions: [1] })).toEqual([]);
    expect(await by(-1, { partitions: [2] })).toBe("UNKNOWN_PARTITION");
    expect(await by(0.5)).toBe("INVALID_REQUEST");
    expect(await by(1, { to: "latest" })).toBe("INVALID_REQUEST");
    expect(await by(1, { group: "h" })).toBe("UNKNOWN_GROUP");
  });

  it("takes one group's offsets over to another, which it makes, all or nothing", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    await world.outcome(a.commit("t/0", 25));
    await world.outcome(a.commit("t/1", 7));
    const { coordinator } = world;
    const offsets = coordinator.views.fetchOffsets({ group: "g" });
    const into = (request: object) =>
      world.outcome(coordinator.resetOffsets({ group: "copy", offsets, ...NORMAL, ...request }));
    expect(await into({ offsets: [...offsets, { topic: "u", partition: 0, offset: 1 }] })).toBe(
      "UNKNOWN_TOPIC",
    );
    expect(await into({ group: "no spaces" })).toBe("INVALID_GROUP");
    await into({ dryRun: true });
    expect(() => coordinator.views.describe("copy")).toThrow(/there is no group/);
    expect(await into({})).toHaveLength(2);
    expect(coordinator.views.fetchOffsets({ group: "copy" })).toEqual(offsets);
    // It is durable, and its first member goes on from there.
    await world.crash();
    const b = world.listen({ group: "copy" });
    await world.clock.advance(10);
    expect(b.heard.at(-1)).toBe("assigned 1 t/0@25 t/1@7");
    expect(
      await world.outcome(world.coordinator.resetOffsets({ group: "copy", offsets, ...NORMAL })),
    ).toBe("GROUP_NOT_EMPTY");
  });

  it("deletes a group once it is empty, and starts it afresh", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    await world.outcome(a.commit("t/0", 25));
    expect(await world.outcome(world.coordinator.delete("g"))).toBe("GROUP_NOT_EMPTY");
    a.membership.close(true);
    expect(await world.outcome(world.coordinator.delete("g"))).toBeUndefined();
    expect(world.coordinator.views.list()).toEqual([]);
    expect(await world.outcome(world.coordinator.delete("g"))).toBe("UNKNOWN_GROUP");
    const b = world.listen();
    await world.clock.advance(10);
    expect(b.heard.at(-1)).toBe("assigned 1 t/0@0 t/1@0");
  });

  it("ends every stream when it closes and answers every call", async () => {
    const a = world.listen();
    await world.clock.advance(10);
    const commit = a.commit("t/0", 4);
    const closed = world.coordinator.close();
    expect(await world.outcome(commit)).toBe("done");
    expect(await world.outcome(closed)).toBeUndefined();
    expect(a.heard.at(-1)).toBe("end SHUTTING_DOWN");
    const late = world.listen();
    await world.clock.advance(1);
    expect(late.heard).toEqual(["end SHUTTING_DOWN"]);
    expect(world.clock.timersSet).toBe(0);
  });

  it("keeps nothing of streams and groups that are over (P5)", async () => {
    for (let round = 0; round < 20; round++) {
      const a = world.listen();
      await world.clock.advance(10);
      a.membership.close(round % 2 === 0);
      await world.clock.advance(20_000);
    }
    expect(world.coordinator.memberCount).toBe(0);
    expect(world.clock.timersSet).toBe(0);
    expect(world.coordinator.groupCount).toBe(1);
  });
});
