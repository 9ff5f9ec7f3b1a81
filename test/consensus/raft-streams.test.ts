/** Raft over the network: who finds out that a node is gone, and how soon. */
import { describe, expect, it } from "vitest";
import { RaftStreams } from "../../src/consensus/raft-streams.ts";
import { RAFT_PROBES_MAX } from "../../src/model/cluster-limits.ts";
import type { Network, StreamEnd, StreamEvents } from "../../src/platform/network.ts";
import { silentLog } from "../server/routes/harness.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";

const LEADER = 1;

/** Every probe ends as `answers` says, in order, then never. */
function world(answers: readonly (StreamEnd | "opened")[]) {
  const schedule = new SimSchedule();
  let accept: ((from: number) => StreamEvents) | undefined;
  let probes = 0;
  const stream = { send: () => true, pause: () => {}, resume: () => {}, close: () => {} };
  const network: Network = {
    open: (_target, _channel, events) => {
      const answer = answers[probes++];
      if (answer === "opened") schedule.after(1, () => events.opened?.());
      else if (answer !== undefined) schedule.after(1, () => events.closed(answer, ""));
      return stream;
    },
    accept: (_channel, take) => (accept = (from) => take(from, stream)),
  };
  const gone: number[] = [];
  const streams = new RaftStreams({
    id: 2,
    clock: new SimClock(schedule, 0),
    network,
    logger: silentLog,
    addressOf: () => "leader:1",
    received: () => undefined,
    gone: (node) => void gone.push(node),
  });
  accept!(LEADER).closed("lost", "");
  return { schedule, streams, gone, probes: () => probes };
}

describe("a node whose stream breaks", () => {
  it("is gone where nobody listens there, and is not where somebody does", async () => {
    const dead = world(["unreachable"]);
    await dead.schedule.advance(10);
    expect([dead.gone, dead.probes()]).toEqual([[LEADER], 1]);
    const alive = world(["opened"]);
    await alive.schedule.advance(10_000);
    expect([alive.gone, alive.probes()]).toEqual([[], 1]);
  });

  it("is probed again where the probe broke with the connection of a process that dies", async () => {
    const { schedule, gone, probes } = world(["lost", "lost", "unreachable"]);
    await schedule.advance(300);
    expect([gone, probes()]).toEqual([[LEADER], 3]);
  });

  it("is probed only so often, and no more once this node stops", async () => {
    const lost = Array.from({ length: 100 }, () => "lost" as const);
    const patient = world(lost);
    await patient.schedule.advance(60_000);
    expect([patient.gone, patient.probes()]).toEqual([[], RAFT_PROBES_MAX]);
    const stopped = world(lost);
    await stopped.schedule.advance(10);
    stopped.streams.close();
    await stopped.schedule.advance(60_000);
    expect(stopped.probes()).toBe(1);
  });
});
