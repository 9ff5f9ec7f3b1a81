/** Sessions under faults drawn at random, and then none: who lives is active again, and nobody else leads. */
import { describe, expect, test } from "vitest";
import { SessionWorld } from "./session-world.ts";

const TOPIC = "ab".repeat(16);
const IDS = [1, 2, 3, 4];
const FAULTS = 40;

/** P8: who has not replayed a decision knows that it was not answered since. */
function checkSilence(world: SessionWorld): void {
  for (const { port, session } of world.nodes.values()) {
    const decidedMs = world.decidedMs[port.controllers.appliedIndex];
    if (decidedMs === undefined || session.silentMs === 0) continue;
    expect(session.silentMs).toBeGreaterThanOrEqual(world.schedule.nowMs - decidedMs);
  }
}

/** Returns what happened, line by line: two runs of one seed have to agree. */
async function run(seed: number): Promise<readonly string[]> {
  const world = new SessionWorld(seed);
  const { random } = world;
  const trace: string[] = [];
  const note = (what: string) => trace.push(`${world.schedule.nowMs.toFixed(1)} ${what}`);
  world.leader = 1;
  for (const id of IDS) await world.schedule.run(world.start(id));
  await world.wait(500);
  const topic = { name: "orders", id: TOPIC, partitions: 8, replicationFactor: 3 };
  world.append({ type: "createTopic", ...topic, config: {}, internal: false });
  world.onEntry = () => {
    note(world.states());
    for (const { leader, inSync } of world.truth.topicById(TOPIC)!.partitions) {
      if (leader === undefined) continue;
      expect(inSync).toContain(leader);
      expect(world.truth.broker(leader)!.state).not.toBe("fenced");
    }
  };
  const stopped = new Set<number>();
  const begin = (id: number) => {
    stopped.delete(id);
    // Nobody may decide for a while: it tries again by itself.
    void world.start(id);
  };
  for (let fault = 0; fault < FAULTS; fault++) {
    const id = IDS[random.int(0, IDS.length)]!;
    const other = IDS[random.int(0, IDS.length)]!;
    const node = world.nodes.get(id);
    const dice = random.int(0, 8);
    note(`fault ${dice} at ${id}`);
    if (dice < 2 && node !== undefined) world.kill(id);
    else if (dice < 4 && node === undefined) begin(id);
    else if (dice === 4 && node !== undefined) {
      world.network.stop(id);
      node.clock.stop();
      stopped.add(id);
    } else if (dice === 5 && id !== other) world.network.partition(id, other, random.chance(0.5));
    else if (dice === 6) world.network.heal();
    else if (node !== undefined && !stopped.has(id)) world.elect(id);
    if (random.chance(0.3)) goOn(world, stopped);
    if (random.chance(0.5)) world.replayMs.set(id, random.int(0, 5_000));
    await world.wait(random.int(0, 4_000));
    checkSilence(world);
  }
  world.network.heal();
  goOn(world, stopped);
  world.replayMs.clear();
  for (const id of IDS) if (!world.nodes.has(id)) begin(id);
  await world.wait(50);
  if (world.leader === undefined) world.elect(1);
  await world.wait(10_000);
  expect([...world.truth.brokers].map(({ state }) => state)).toEqual(IDS.map(() => "active"));
  for (const { session, replaced } of world.nodes.values()) {
    expect([session.isActive, replaced]).toEqual([true, false]);
  }
  return trace;
}

function goOn(world: SessionWorld, stopped: Set<number>): void {
  for (const id of stopped) {
    world.network.continue(id);
    world.nodes.get(id)?.clock.continue();
  }
  stopped.clear();
}

describe("sessions under faults", () => {
  const seeds = Number(process.env["SESSION_SEEDS"] ?? 25);
  const from = Number(process.env["SESSION_FROM"] ?? 1);

  test.each(Array.from({ length: seeds }, (_, index) => from + index))("seed %i", async (seed) => {
    await run(seed);
  });

  test("the same seed is the same run (P10)", async () => {
    expect(await run(99)).toEqual(await run(99));
  });
});
