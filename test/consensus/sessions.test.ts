/** Sessions of brokers with the active controller, over a simulated network. */
import { beforeEach, describe, expect, test } from "vitest";
import { encodeHeartbeat } from "../../src/consensus/control-codec.ts";
import { SimNetwork } from "../sim/platform/sim-network.ts";
import { SessionWorld } from "./session-world.ts";

const TOPIC = "ab".repeat(16);

describe("sessions", () => {
  let world: SessionWorld;

  beforeEach(async () => {
    world = new SessionWorld(7);
    world.leader = 1;
    for (const id of [1, 2, 3]) await world.schedule.run(world.start(id));
    await world.wait(200);
  });

  const create = (partitions: number, replicationFactor: number): void => {
    const topic = { name: "orders", id: TOPIC, partitions, replicationFactor };
    world.append({ type: "createTopic", ...topic, config: {}, internal: false });
  };
  const leaders = (): (number | undefined)[] =>
    world.truth.topicById(TOPIC)!.partitions.map(({ leader }) => leader);

  test("three brokers register and are active, each of them knowing it", async () => {
    expect(world.states()).toBe("1 active, 2 active, 3 active");
    for (const { session } of world.nodes.values()) expect(session.isActive).toBe(true);
  });

  test("a broker that was not far enough yet says soon that it is", async () => {
    // What was committed after its registration it has not replayed at its first heartbeat.
    world.kill(3);
    world.replayMs.set(3, 60);
    const started = world.start(3);
    await world.wait(50);
    world.append({ type: "allocateProducerIds" });
    await world.schedule.run(started);
    await world.wait(20);
    expect(world.states()).toBe("1 active, 2 active, 3 fenced");
    await world.wait(100);
    expect(world.states()).toBe("1 active, 2 active, 3 active");
  });

  test("a broker whose process dies is fenced within some ten milliseconds, and others lead", async () => {
    create(6, 3);
    await world.wait(1_000);
    world.kill(3);
    await world.wait(50);
    expect(world.states()).toBe("1 active, 2 active, 3 fenced");
    expect(leaders()).not.toContain(3);
    expect(leaders()).not.toContain(undefined);
  });

  test("a broker that hangs is fenced after the session timeout, and back when it goes on", async () => {
    const { clock } = world.nodes.get(3)!;
    world.network.stop(3);
    clock.stop();
    await world.wait(2_400);
    expect(world.states()).toBe("1 active, 2 active, 3 active");
    await world.wait(2_000);
    expect(world.states()).toBe("1 active, 2 active, 3 fenced");
    world.network.continue(3);
    clock.continue();
    await world.wait(1_000);
    expect(world.states()).toBe("1 active, 2 active, 3 active");
  });

  test("a new controller fences nobody that is there, and soon whoever is not", async () => {
    await world.wait(5_000);
    // The controller dies, and 3 with it: nobody saw that.
    world.kill(1);
    world.kill(3);
    await world.wait(1_500);
    world.elect(2);
    await world.wait(250);
    expect(world.states()).toBe("1 fenced, 2 active, 3 fenced");
    await world.schedule.run(world.start(1));
    await world.wait(200);
    world.elect(1);
    await world.wait(10_000);
    expect(world.states()).toBe("1 active, 2 active, 3 fenced");
  });

  test("what a controller believes that lost office without knowing it is nobody's verdict", async () => {
    const { controller } = world.nodes.get(1)!;
    world.network.partition(1, 3);
    world.leader = 2;
    world.nodes.get(2)!.port.tellLeadership(true);
    const before = world.entries.length;
    await world.wait(8_000);
    expect(controller.isInOffice).toBe(true);
    expect(world.lines.join("")).toContain("nothing was heard of it for 3000 ms");
    expect(world.entries.length).toBe(before);
    expect(world.states()).toBe("1 active, 2 active, 3 active");
  });

  test("a broker that is cut off from the controller alone is fenced, and comes back", async () => {
    world.network.partition(1, 2);
    await world.wait(8_000);
    expect(world.states()).toBe("1 active, 2 fenced, 3 active");
    world.network.heal();
    await world.wait(5_000);
    expect(world.states()).toBe("1 active, 2 active, 3 active");
  });

  test("a process whose id another one has taken ends, whichever way it hears of it", async () => {
    const first = world.nodes.get(2)!;
    const same = { id: 2, incarnation: "other", address: SimNetwork.addressOf(2), rack: "" };
    world.append({ type: "registerBroker", ...same });
    await world.wait(20);
    expect(first.replaced).toBe(true);
    expect(first.session.heartbeat).toBeUndefined();
    expect(first.session.isActive).toBe(false);

    // It could not replay that, and asks the controller.
    const third = world.nodes.get(3)!;
    third.port.end();
    world.append({ type: "registerBroker", ...same, id: 3 });
    await world.wait(1_000);
    expect(third.replaced).toBe(true);
  });

  test("a removed broker is told", async () => {
    world.append({ type: "removeBroker", id: 3 });
    await world.wait(1_000);
    expect(world.nodes.get(3)!.replaced).toBe(true);
    expect(world.states()).toBe("1 active, 2 active");
  });

  test("a broker that stops gives away what others can lead, and is fenced at once", async () => {
    create(6, 3);
    await world.wait(600);
    const { session } = world.nodes.get(2)!;
    const beganMs = world.schedule.nowMs;
    await world.schedule.run(session.drain());
    expect(leaders()).not.toContain(2);
    expect(world.schedule.nowMs - beganMs).toBeLessThan(100);
    session.close();
    await world.wait(20);
    expect(world.states()).toBe("1 active, 2 fenced, 3 active");
  });

  test("what nobody else can lead keeps nobody from stopping", async () => {
    create(3, 1);
    const { session } = world.nodes.get(2)!;
    const beganMs = world.schedule.nowMs;
    await world.schedule.run(session.drain());
    expect(world.schedule.nowMs - beganMs).toBeLessThan(10);
    expect(leaders()).toContain(2);
  });

  test("a broker that stops waits a while for one that catches up", async () => {
    create(1, 2);
    await world.wait(10);
    const { replicas, leader = 0 } = world.truth.partition(TOPIC, 0)!;
    const other = replicas.find((id) => id !== leader)!;
    const inSync = (members: readonly number[]) => {
      const { leaderEpoch, partitionEpoch } = world.truth.partition(TOPIC, 0)!;
      const change = { topicId: TOPIC, partition: 0, leaderEpoch, partitionEpoch, inSync: members };
      const brokerEpoch = world.truth.broker(leader)!.epoch;
      world.append({ type: "alterInSync", brokerId: leader, brokerEpoch, changes: [change] });
    };
    inSync([leader]);
    await world.wait(10);
    let left = false;
    const draining = world.nodes
      .get(leader)!
      .session.drain()
      .then(() => (left = true));
    await world.wait(1_000);
    expect(left).toBe(false);
    inSync([leader, other]);
    expect(leaders()).toEqual([other]);
    await world.schedule.run(draining);
    expect(left).toBe(true);
  });

  test("leaderships go back to the preferred leaders that are in sync again", async () => {
    create(6, 3);
    const preferred = leaders();
    world.kill(3);
    await world.wait(100);
    await world.schedule.run(world.start(3));
    await world.wait(100);
    expect(leaders()).not.toContain(3);
    for (const { partition, ...state } of world.truth.topicById(TOPIC)!.partitions) {
      const { leader, leaderEpoch, partitionEpoch, replicas } = state;
      const change = { topicId: TOPIC, partition, leaderEpoch, partitionEpoch, inSync: replicas };
      const brokerEpoch = world.truth.broker(leader!)!.epoch;
      world.append({ type: "alterInSync", brokerId: leader!, brokerEpoch, changes: [change] });
    }
    await world.wait(5_500);
    expect(leaders()).toEqual(preferred);
    // Nothing to do: nothing is written.
    const written = world.entries.length;
    await world.wait(20_000);
    expect(world.entries.length).toBe(written);
  });

  test("the controller knows lag and skew, and says of a clock that differs", async () => {
    world.nodes.get(3)!.clock.stepWall(2_000);
    await world.wait(1_000);
    const { controller } = world.nodes.get(1)!;
    expect(controller.skewMs(3)).toBeGreaterThan(1_990);
    expect(controller.skewMs(3)).toBeLessThanOrEqual(2_000);
    expect(controller.skewMs(1)).toBe(0);
    expect(controller.lagEntries(3)).toBe(0);
    expect(world.lines.filter((line) => line.includes("clock differs"))).toHaveLength(1);
  });

  test("every broker can tell what the controller knows, and goes without where it is not there", async () => {
    await world.wait(1_000);
    const { views } = world.nodes.get(3)!;
    const { sessions, group } = await world.schedule.run(views.get());
    expect(sessions.map(({ id, lagEntries }) => [id, lagEntries])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(group.matchIndexes).toEqual(new Map([[1, world.entries.length]]));
    world.network.partition(3, 1);
    const beganMs = world.schedule.nowMs;
    expect((await world.schedule.run(views.get())).sessions).toEqual([]);
    expect(world.schedule.nowMs - beganMs).toBeLessThanOrEqual(501);
  });

  test("a broker knows how long it has not been answered, and the controller was", async () => {
    await world.wait(5_000);
    const silent = (id: number) => world.nodes.get(id)!.session.silentMs;
    expect([silent(1), silent(2) < 600, silent(3) < 600]).toEqual([0, true, true]);
    world.network.isolate(3);
    await world.wait(2_900);
    expect(silent(3)).toBeGreaterThan(2_800);
    expect(silent(2)).toBeLessThan(600);
    world.network.heal();
    await world.wait(1_500);
    expect(silent(3)).toBeLessThan(600);
    // Nobody decides any more, as far as is known here.
    world.elect(undefined);
    await world.wait(2_000);
    expect(silent(1)).toBeGreaterThan(1_800);
  });

  test("an answer counts for nothing before what was decided by then is replayed", async () => {
    await world.wait(2_000);
    world.replayMs.set(3, 4_000);
    world.append({ type: "allocateProducerIds" });
    await world.wait(3_900);
    const { session } = world.nodes.get(3)!;
    expect(session.silentMs).toBeGreaterThan(3_800);
    await world.wait(700);
    expect(session.silentMs).toBeLessThan(1_200);
  });

  test("what is no heartbeat, and what comes while somebody else decides, is turned away", async () => {
    const target = { brokerId: 1, address: SimNetwork.addressOf(1) };
    const network = world.network.start(9);
    const ends: string[] = [];
    const open = () => {
      return network.open(target, "control", {
        message: (bytes) => ends.push(`message of ${bytes.length}`),
        closed: (end) => ends.push(end),
      });
    };
    open().send(Buffer.from([0xff, 0xff, 0xff]));
    await world.wait(50);
    expect(ends).toEqual(["message of 0", "ended"]);
    world.elect(2);
    const heartbeat = { epoch: 1, appliedIndex: 0, wallMs: 0, drains: false, sentMs: 1 };
    open().send(encodeHeartbeat(heartbeat));
    await world.wait(50);
    expect(ends).toEqual(["message of 0", "ended", "message of 0", "ended"]);
  });
});
