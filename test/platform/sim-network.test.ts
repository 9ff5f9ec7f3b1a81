import { beforeEach, describe, expect, it } from "vitest";
import type { Network, PeerStream } from "../../src/platform/network.ts";
import { SimNetwork } from "../sim/platform/sim-network.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";
import { StreamLog } from "./stream-log.ts";

const target = (brokerId: number) => ({ brokerId, address: SimNetwork.addressOf(brokerId) });
const bytes = (text: string): Buffer => Buffer.from(text);

interface Ends {
  readonly stream: PeerStream;
  readonly log: StreamLog;
  readonly theirs: PeerStream;
  readonly theirLog: StreamLog;
}

describe("faults of the simulated network", () => {
  let schedule: SimSchedule;
  let network: SimNetwork;
  let one: Network;

  beforeEach(() => {
    schedule = new SimSchedule();
    network = new SimNetwork({ schedule, random: new SimRandom(7) });
    one = network.start(1);
  });

  async function join(): Promise<Ends> {
    const log = new StreamLog();
    const theirLog = new StreamLog();
    let theirs: PeerStream | undefined;
    network.start(2).accept("calls", (_from, stream) => {
      theirs = stream;
      return theirLog;
    });
    const stream = one.open(target(2), "calls", log);
    await schedule.run(log.until(({ isOpen }) => isOpen));
    return { stream, log, theirs: theirs!, theirLog };
  }

  it("delays what is sent into a short partition, in order", async () => {
    const { stream, log, theirLog } = await join();
    network.partition(1, 2);
    stream.send(bytes("a"));
    stream.send(bytes("b"));
    await schedule.advance(1_000);
    expect(theirLog.texts).toEqual([]);
    network.heal();
    await schedule.advance(10);
    expect(theirLog.texts).toEqual(["a", "b"]);
    await schedule.advance(10_000);
    expect([log.end, theirLog.end]).toEqual([undefined, undefined]);
  });

  it("loses a stream on both sides after a long partition, in one direction too", async () => {
    for (const [from, to] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const { stream, theirs, log, theirLog } = await join();
      network.partition(from, to, true);
      stream.send(bytes("to two"));
      theirs.send(bytes("to one"));
      await schedule.advance(2_999);
      expect([log.end, theirLog.end]).toEqual([undefined, undefined]);
      expect(theirLog.texts).toEqual(from === 1 ? [] : ["to two"]);
      expect(log.texts).toEqual(from === 1 ? ["to one"] : []);
      await schedule.advance(1_100);
      expect([log.end, theirLog.end]).toEqual(["lost", "lost"]);
      network.heal();
    }
  });

  it("tells a silent machine from a dead process only by how long it takes", async () => {
    const { log } = await join();
    network.kill(2, "machine");
    const again = new StreamLog();
    one.open(target(2), "calls", again);
    await schedule.advance(2_900);
    expect([log.end, again.end]).toEqual([undefined, undefined]);
    await schedule.advance(1_200);
    expect([log.end, again.end]).toEqual(["lost", "lost"]);
    const { theirLog } = await join();
    expect(theirLog.end).toBeUndefined();
  });

  it("breaks the streams of an old life when a new one begins, and says nothing to it", async () => {
    const { stream, log, theirLog } = await join();
    stream.send(bytes("late"));
    network.kill(2, "machine");
    network.start(2);
    await schedule.advance(10);
    expect(log.end).toBe("lost");
    expect(theirLog.end).toBeUndefined();
    expect(theirLog.texts).toEqual([]);
  });

  it("holds back what a stopped node hears and says, until it goes on", async () => {
    const { stream, log, theirs, theirLog } = await join();
    network.stop(2);
    stream.send(bytes("to two"));
    theirs.send(bytes("to one"));
    await schedule.advance(2_000);
    expect([log.texts, theirLog.texts]).toEqual([[], []]);
    network.continue(2);
    await schedule.advance(10);
    expect([log.texts, theirLog.texts]).toEqual([["to one"], ["to two"]]);
    network.stop(2);
    await schedule.advance(5_000);
    expect([log.end, theirLog.end]).toEqual(["lost", undefined]);
    network.continue(2);
    await schedule.advance(10);
    expect(theirLog.end).toBe("lost");
  });

  it("is as slow as a link is", async () => {
    const { stream, theirLog } = await join();
    network.setLink(1, 2, { delayMs: [100, 100], bytesPerSecond: 1_000 });
    stream.send(Buffer.alloc(500));
    stream.send(Buffer.alloc(500));
    await schedule.advance(601);
    expect(theirLog.messages.length).toBe(1);
    await schedule.advance(500);
    expect(theirLog.messages.length).toBe(2);
  });

  it("delivers the first part of what was sent over a connection that breaks", async () => {
    const delivered = new Set<number>();
    for (let round = 0; round < 20; round++) {
      const { stream, log, theirLog } = await join();
      for (let count = 0; count < 5; count++) stream.send(bytes(String(count)));
      network.breakBetween(1, 2);
      await schedule.advance(10);
      expect([log.end, theirLog.end]).toEqual(["lost", "lost"]);
      expect(theirLog.texts).toEqual(["0", "1", "2", "3", "4"].slice(0, theirLog.texts.length));
      delivered.add(theirLog.texts.length);
    }
    expect(delivered.size).toBeGreaterThan(2);
  });
});

it("runs the same with the same seed, and otherwise with another (P10)", async () => {
  const run = async (seed: number): Promise<string[]> => {
    const schedule = new SimSchedule();
    const network = new SimNetwork({
      schedule,
      random: new SimRandom(seed),
      link: { breakChance: 0.01 },
    });
    const lines: string[] = [];
    network.onEvent = (line) => lines.push(line);
    for (const id of [1, 2, 3]) {
      const node = network.start(id);
      node.accept("calls", (_from, stream) => ({
        message: (message) => void stream.send(message),
        closed: () => undefined,
      }));
      for (const other of [1, 2, 3]) {
        const stream = node.open(target(other), "calls", new StreamLog());
        for (let count = 0; count < 30; count++) stream.send(bytes(`${id} ${count}`));
      }
    }
    await schedule.advance(1);
    network.partition(1, 2, true);
    await schedule.advance(5_000);
    return lines;
  };
  const [first, second, other] = [await run(1), await run(1), await run(2)];
  expect(first).toEqual(second);
  expect(first).not.toEqual(other);
  expect(first.some((line) => line.includes("closed"))).toBe(true);
});
