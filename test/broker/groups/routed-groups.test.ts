/** Any broker answers for any group; what was committed outlives the coordinator (P9). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partitionOfGroup } from "../../../src/broker/groups/offsets-topic.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { OFFSETS_TOPIC } from "../../../src/model/names.ts";
import { CONTEXT } from "../read-all.ts";
import { TOPIC } from "../routing/routed-world.ts";
import { GroupsWorld, type TestMember } from "./groups-world.ts";

/** Groups of each of three partitions of the log. */
const GROUPS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const GROUP = "g";
const SEAT = partitionOfGroup(GROUP, 3);

/** The group is coordinated by broker 2. */
const seats = (): number[] => [0, 1, 2].map((partition) => (partition === SEAT ? 2 : 3));
const record = (value: number) => ({ partition: 0, value: Buffer.from(String(value)) });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

async function world(seed = 1): Promise<GroupsWorld> {
  return new GroupsWorld(seed, 3).startGroups(seats(), [3, 1]);
}

describe("requests about groups", () => {
  it("are answered by every broker, whoever coordinates the group", async () => {
    const cluster = await world();
    expect(new Set(GROUPS.map((name) => partitionOfGroup(name, 3)))).toEqual(new Set([0, 1, 2]));
    for (const [index, group] of GROUPS.entries()) {
      const put = cluster.api(1 + (index % 3)).put(CONTEXT, {
        group,
        mode: index % 2 === 0 ? "stream" : "queue",
        settings: undefined,
      });
      await cluster.run(put);
    }
    for (const broker of [1, 2, 3]) {
      const listed = await cluster.run(cluster.api(broker).list(CONTEXT));
      expect(listed.map(({ name }) => name)).toEqual(GROUPS);
      expect((await cluster.describe(broker, "b")).mode).toBe("queue");
    }
    await cluster.run(cluster.api(1).delete(CONTEXT, GROUP));
    await expect(cluster.describe(3, GROUP)).rejects.toMatchObject({ code: "UNKNOWN_GROUP" });
  });

  it("know of partitions that others lead: offsets, ends, lag", async () => {
    const cluster = await world();
    await cluster.run(cluster.node(1).publish(numbers(5).map(record)));
    const member = await cluster.join(1, GROUP);
    expect(await cluster.run(member.commit(0, 2))).toBeUndefined();
    const [first] = (await cluster.describe(1, GROUP)).partitions;
    expect(first).toMatchObject({ partition: 0, committed: 2, highWatermark: 5, lag: 3 });
    expect(first?.lagMs).toBeDefined();
    const reset = { group: GROUP, topic: TOPIC, to: "latest", force: true, dryRun: true } as const;
    const changes = await cluster.run(cluster.api(3).resetOffsets(CONTEXT, reset));
    expect(changes.map(({ after }) => after)).toEqual([5, 0]);
    const beyond = { offsets: [{ topic: TOPIC, partition: 0, offset: 6 }] };
    const refused = cluster
      .api(3)
      .resetOffsets(CONTEXT, { ...beyond, group: GROUP, force: true, dryRun: false });
    await expect(cluster.run(refused)).rejects.toMatchObject({ code: "OFFSET_OUT_OF_RANGE" });
  });

  it("wait while nobody coordinates the group, and find the next coordinator", async () => {
    const cluster = await world();
    await cluster.run(
      cluster.api(1).put(CONTEXT, { group: GROUP, mode: "stream", settings: undefined }),
    );
    await cluster.unlead(SEAT, OFFSETS_TOPIC);
    const asked = cluster.api(1).describe(CONTEXT, GROUP);
    await cluster.schedule.advance(1_000);
    await cluster.seat(GROUP, 3);
    expect((await cluster.run(asked)).name).toBe(GROUP);
  });

  it("that only read are asked again where the connection breaks, in every moment; others tell", async () => {
    const told = new Set<string>();
    for (let seed = 200; seed < 230; seed += 1) {
      const cluster = await world(seed);
      // Of a broker that has been up for a while.
      await cluster.schedule.advance(60_000);
      const put = { group: GROUP, mode: "stream", settings: undefined } as const;
      await cluster.run(cluster.api(2).put(CONTEXT, put));
      const api = cluster.api(1);
      const reads = [
        api.describe(CONTEXT, GROUP).then(({ name }) => name),
        api.list(CONTEXT).then((groups) => groups[0]?.name),
        api.fetchOffsets(CONTEXT, { group: GROUP, topic: TOPIC }).then((list) => list.length),
      ];
      const changed = api.put(CONTEXT, put).then(
        () => "done",
        (error: unknown) => (error instanceof TidemarkError ? error.code : String(error)),
      );
      await cluster.schedule.advance(cluster.random.float() * 3);
      cluster.network.breakBetween(1, 2);
      expect(await cluster.run(Promise.all(reads))).toEqual([GROUP, GROUP, 0]);
      told.add(await cluster.run(changed));
    }
    expect([...told].sort()).toEqual(["OUTCOME_UNKNOWN", "done"]);
  });

  it("fail with NOT_COORDINATOR where nobody does for long", async () => {
    const cluster = await world();
    await cluster.unlead(SEAT, OFFSETS_TOPIC);
    await expect(cluster.describe(1, GROUP)).rejects.toMatchObject({ code: "NOT_COORDINATOR" });
  });
});

describe("members", () => {
  it("join through any broker, share the partitions, and leave at once", async () => {
    const cluster = await world();
    const first = await cluster.join(1, GROUP);
    expect([...first.held.keys()]).toEqual([0, 1]);
    const second = await cluster.join(2, GROUP);
    await cluster.schedule.advance(100);
    expect([first.held.size, second.held.size]).toEqual([1, 1]);
    first.membership.close(true);
    await cluster.schedule.advance(100);
    expect(second.held.size).toBe(2);
    expect((await cluster.describe(3, GROUP)).members.length).toBe(1);
  });

  it("wait for a coordinator that is about to serve", async () => {
    const cluster = await world();
    const { replicas } = cluster.node(2);
    const replica = cluster.replica(SEAT, 2, OFFSETS_TOPIC);
    const error = new TidemarkError("LEADER_NOT_READY", "in a moment");
    replicas.put(OFFSETS_TOPIC, true, replica.id, { kind: "out", error, replica });
    const joining = cluster.join(1, GROUP);
    await cluster.schedule.advance(3_000);
    replicas.put(OFFSETS_TOPIC, true, replica.id, { kind: "serving", replica });
    const member = await cluster.run(joining);
    await cluster.schedule.advance(100);
    expect([member.ended, member.held.size]).toEqual([undefined, 2]);
  });

  it("whose broker is lost keep their partitions for the session timeout", async () => {
    const cluster = await world();
    const first = await cluster.join(1, GROUP);
    cluster.network.breakBetween(1, 2);
    await cluster.schedule.advance(500);
    expect(first.ended?.code).toBe("NOT_COORDINATOR");
    const other = await cluster.join(2, GROUP);
    await cluster.schedule.advance(500);
    expect(other.held.size).toBe(0);
    const again = await cluster.join(3, GROUP, first.memberId);
    await cluster.schedule.advance(500);
    expect([again.memberId, again.held.size + other.held.size]).toEqual([first.memberId, 2]);
  });

  it("hear when the coordinator is another, and find there what they committed (P9)", async () => {
    const cluster = await world();
    await cluster.run(cluster.node(3).publish(numbers(9).map(record)));
    const member = await cluster.join(1, GROUP);
    expect(await cluster.run(member.commit(0, 7))).toBeUndefined();
    await cluster.seat(GROUP, 1);
    await cluster.schedule.advance(100);
    expect(member.ended?.code).toBe("NOT_COORDINATOR");
    const late = await cluster.run(member.commit(0, 8));
    expect(late?.code).toBe("NOT_COORDINATOR");
    const again = await cluster.join(3, GROUP, member.memberId);
    expect(again.held.get(0)).toBe(7);
    expect(again.memberId).toBe(member.memberId);
  });

  it("go on at the next leader of a partition, without a gap or a repetition", async () => {
    const cluster = await world();
    const got = await cluster.subscribe(1, GROUP);
    let written = 0;
    for (const leader of [3, 2, 1, 3]) {
      await cluster.lead(0, leader);
      const more = numbers(3).map(() => record(written++));
      await cluster.run(cluster.node(2).publish(more));
      await cluster.schedule.advance(300);
    }
    expect(got.get(0)).toEqual(numbers(12));
  });

  it("never lose a commit that was answered, however the coordinator moves under load (P9)", async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant("commit" as const) },
      { weight: 1, arbitrary: fc.constantFrom(1, 2, 3) },
    );
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.array(step, { maxLength: 25 }),
      async (seed, steps) => {
        const cluster = await world(seed);
        await cluster.run(cluster.node(3).publish(numbers(100).map(record)));
        let member: TestMember = await cluster.join(1, GROUP);
        let answered = 0;
        let next = 0;
        for (const each of steps) {
          if (each !== "commit") {
            const moving = cluster.seat(GROUP, each);
            // Under way while the coordinator changes.
            const lost = member.commit(0, ++next).then((error) => {
              if (error === undefined) answered = next;
            });
            await moving;
            await cluster.run(lost);
            await cluster.schedule.advance(100);
            expect(member.ended?.code).toBe("NOT_COORDINATOR");
            member = await cluster.join(1 + (next % 3), GROUP, member.memberId);
            expect(member.held.get(0)).toBeGreaterThanOrEqual(answered);
            next = Math.max(next, member.held.get(0)!);
            continue;
          }
          if ((await cluster.run(member.commit(0, ++next))) === undefined) answered = next;
        }
        const [first] = (await cluster.describe(2, GROUP)).partitions;
        expect(first?.committed ?? 0).toBeGreaterThanOrEqual(answered);
      },
    );
    await fc.assert(property, { numRuns: 15 });
  });
});

describe("queue groups", () => {
  it("hand out through any broker; across coordinators nothing is lost and nothing acknowledged comes again", async () => {
    const cluster = await world();
    await cluster.run(cluster.node(1).publish(numbers(40).map(record)));
    const acknowledged = new Set<number>();
    let consumer = await cluster.consume(1, "q");
    for (const [turn, broker] of [1, 2, 3, 1].entries()) {
      await cluster.schedule.advance(100);
      expect(consumer.got.filter((offset) => acknowledged.has(offset))).toEqual([]);
      const some = consumer.got.slice(0, 10);
      expect(some.length).toBe(10);
      expect(await cluster.run(consumer.ack(...some))).toBeUndefined();
      for (const offset of some) acknowledged.add(offset);
      await cluster.seat("q", broker);
      await cluster.schedule.advance(100);
      expect(consumer.ended?.code).toBe("NOT_COORDINATOR");
      consumer = await cluster.consume(1 + (turn % 3), "q");
    }
    expect([...acknowledged].sort((a, b) => a - b)).toEqual(numbers(40));
    await cluster.schedule.advance(1_000);
    expect(consumer.got).toEqual([]);
  });

  it("give back at once what was held through a broker that is lost", async () => {
    const cluster = await world();
    await cluster.seat("q", 2);
    await cluster.run(cluster.node(1).publish(numbers(5).map(record)));
    const first = await cluster.consume(1, "q");
    expect(first.got).toEqual(numbers(5));
    const second = await cluster.consume(3, "q");
    expect(second.got).toEqual([]);
    cluster.network.breakBetween(1, 2);
    await cluster.schedule.advance(5_000);
    expect(first.ended?.code).toBe("NOT_COORDINATOR");
    expect(second.got).toEqual(numbers(5));
  });
});
