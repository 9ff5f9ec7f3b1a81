import { beforeEach, describe, expect, it } from "vitest";
import { TidemarkError } from "../../src/model/errors.ts";
import {
  PEER_CALLS_IN_FLIGHT_BYTES_MAX,
  PEER_CALLS_IN_FLIGHT_MAX,
  PEER_MESSAGE_BYTES_MAX,
} from "../../src/model/limits.ts";
import { PeerCalls } from "../../src/peer/calls.ts";
import { createLog, type Log } from "../../src/telemetry/log.ts";
import { SimClock } from "../sim/platform/sim-clock.ts";
import { SimNetwork } from "../sim/platform/sim-network.ts";
import { SimRandom } from "../sim/platform/sim-random.ts";
import { SimSchedule } from "../sim/platform/sim-schedule.ts";

const two = { brokerId: 2, address: SimNetwork.addressOf(2) };
const timeoutMs = 1_000;
const bytes = (text: string): Buffer => Buffer.from(text);

describe("calls between brokers", () => {
  let schedule: SimSchedule;
  let network: SimNetwork;
  let lines: string[];
  let one: PeerCalls;
  let other: PeerCalls;

  const start = (brokerId: number): PeerCalls => {
    const log: Log = createLog({
      format: "text",
      level: () => "info",
      wallMs: () => 0,
      write: (line) => lines.push(line),
    });
    return new PeerCalls({ network: network.start(brokerId), clock: new SimClock(schedule), log });
  };
  const call = (method: string, body = bytes("")): Promise<Uint8Array> =>
    one.call(two, method, body, { timeoutMs });
  /** The code that a call fails with. */
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    schedule.run(
      work.then(
        () => "answered",
        (error: unknown) => (error instanceof TidemarkError ? error.code : String(error)),
      ),
    );

  beforeEach(() => {
    schedule = new SimSchedule();
    network = new SimNetwork({ schedule, random: new SimRandom(3) });
    lines = [];
    one = start(1);
    other = start(2);
    other.serve("echo", (from, body) => Promise.resolve(Buffer.concat([bytes(`${from}:`), body])));
  });

  it("answers each call with its own answer, in whatever order they come", async () => {
    const held: (() => void)[] = [];
    other.serve("hold", (_from, body) => new Promise((done) => held.push(() => done(body))));
    const slow = [call("hold", bytes("a")), call("hold", bytes("b"))];
    expect(String(await schedule.run(call("echo", bytes("c"))))).toBe("1:c");
    held[1]!();
    expect(String(await schedule.run(slow[1]!))).toBe("b");
    held[0]!();
    expect(String(await schedule.run(slow[0]!))).toBe("a");
    expect((await schedule.run(call("echo"))).length).toBe(2);
  });

  it("carries errors of the table as they are, and hides all others (P7)", async () => {
    other.serve("refuse", () => {
      throw new TidemarkError("NOT_LEADER", "another leads", { leader: "broker-3:9470" });
    });
    other.serve("fail", () => Promise.reject(new Error("secret")));
    await expect(schedule.run(call("refuse"))).rejects.toMatchObject({
      code: "NOT_LEADER",
      message: "another leads",
      details: { leader: "broker-3:9470" },
    });
    await expect(schedule.run(call("fail"))).rejects.toMatchObject({
      code: "INTERNAL",
      message: expect.not.stringContaining("secret") as string,
    });
    expect(lines.filter((line) => line.includes("secret"))).toHaveLength(1);
  });

  it("does not take a broker that starts for one that knows less", async () => {
    expect(await codeOf(call("no such"))).toBe("STARTING");
    other.complete();
    expect(await codeOf(call("no such"))).toBe("UNKNOWN_METHOD");
  });

  it("tells what was certainly not done from what may have been", async () => {
    let served = 0;
    other.serve("count", () => {
      served += 1;
      return new Promise(() => undefined);
    });
    network.kill(2);
    expect(await codeOf(call("count"))).toBe("PEER_UNREACHABLE");
    // Cut off: the stream never opens, so nothing was sent.
    other = start(2);
    network.partition(1, 2);
    expect(await codeOf(call("count"))).toBe("PEER_UNREACHABLE");
    network.heal();
    other.serve("count", () => {
      served += 1;
      return new Promise(() => undefined);
    });
    expect(await codeOf(call("count"))).toBe("OUTCOME_UNKNOWN");
    expect(served).toBe(1);
    const asked = codeOf(call("count"));
    await schedule.advance(100);
    network.kill(2);
    expect(await asked).toBe("OUTCOME_UNKNOWN");
    expect(served).toBe(2);
  });

  it("opens a new stream after the old one broke, and to a new address", async () => {
    await schedule.run(call("echo"));
    network.breakBetween(1, 2);
    await schedule.advance(10);
    expect(await codeOf(call("echo"))).toBe("answered");
    network.kill(2);
    await schedule.advance(10);
    const moved = new PeerCalls({
      network: network.start(2, { address: "elsewhere:1" }),
      clock: new SimClock(schedule),
      log: createLog({ format: "text", level: () => "info", wallMs: () => 0, write: () => {} }),
    });
    moved.serve("echo", () => Promise.resolve(bytes("moved")));
    const target = { brokerId: 2, address: "elsewhere:1" };
    expect(String(await schedule.run(one.call(target, "echo", bytes(""), { timeoutMs })))).toBe(
      "moved",
    );
  });

  it("bounds what is under way by count and by bytes, on both sides (P5)", async () => {
    let served = 0;
    other.serve("hold", () => {
      served += 1;
      return new Promise(() => undefined);
    });
    const held = Array.from({ length: PEER_CALLS_IN_FLIGHT_MAX }, () => codeOf(call("hold")));
    expect(await codeOf(call("echo"))).toBe("OVERLOADED");
    // The caller gives up; what it asked for is still being served.
    for (const code of held) expect(await code).toBe("OUTCOME_UNKNOWN");
    expect(served).toBe(PEER_CALLS_IN_FLIGHT_MAX);
    expect(await codeOf(call("echo"))).toBe("OVERLOADED");
    other = start(2);
    await schedule.advance(10);
    const large = Buffer.alloc(PEER_MESSAGE_BYTES_MAX / 2);
    const room = PEER_CALLS_IN_FLIGHT_BYTES_MAX / large.length;
    const codes = Array.from({ length: room + 1 }, () => codeOf(call("any", large)));
    expect(await codes[room]).toBe("OVERLOADED");
    expect(await codes[0]).toBe("STARTING");
    expect(await codeOf(call("any", Buffer.alloc(PEER_MESSAGE_BYTES_MAX)))).toBe(
      "REQUEST_TOO_LARGE",
    );
  });

  it("waits on a slow link rather than pile up, and answers all", async () => {
    network.setLink(1, 2, { delayMs: [1, 2], bytesPerSecond: 100 * 1024 * 1024 });
    network.setLink(2, 1, { delayMs: [1, 2], bytesPerSecond: 100 * 1024 * 1024 });
    const body = Buffer.alloc(1024 * 1024, "x");
    const answers = await schedule.run(
      Promise.all(Array.from({ length: 40 }, () => call("echo", body))),
    );
    expect(answers.every((answer) => answer.length === body.length + 2)).toBe(true);
  });

  it("settles everything when it closes", async () => {
    other.serve("hold", () => new Promise(() => undefined));
    const sent = codeOf(call("hold"));
    await schedule.advance(10);
    const unsent = codeOf(one.call({ ...two, brokerId: 3 }, "hold", bytes(""), { timeoutMs }));
    one.close();
    expect([await sent, await unsent]).toEqual(["OUTCOME_UNKNOWN", "PEER_UNREACHABLE"]);
    expect(await codeOf(call("echo"))).toBe("SHUTTING_DOWN");
  });

  it("gives up a peer that does not speak the same", async () => {
    network.start(2).accept("calls", (_from, stream) => ({
      message: () => void stream.send(bytes("\xff\xff")),
      closed: () => undefined,
    }));
    expect(await codeOf(call("echo"))).toBe("OUTCOME_UNKNOWN");
    expect(lines.some((line) => line.includes("cannot be read"))).toBe(true);
  });
});
