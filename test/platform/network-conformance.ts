/**
 * What every Network must do, simulated or real: clusters are simulated on the one and run on the
 * other, and this suite holds them together.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Network, PeerStream, PeerTarget } from "../../src/platform/network.ts";
import { StreamLog } from "./stream-log.ts";

/** A node of its own process (or as good as that) whose channel `calls` sends back what it is sent. */
export interface FarNode {
  readonly target: PeerTarget;
  kill(): void;
  /** It does nothing any more, and its system still takes connections. */
  stop(): void;
}

export interface NetworksUnderTest {
  /** Nodes 1 and 2 of one cluster, and node 3 of another. */
  readonly networks: readonly [Network, Network, Network];
  readonly targets: readonly [PeerTarget, PeerTarget, PeerTarget];
  readonly nowhere: PeerTarget;
  far(): Promise<FarNode>;
  /** Drives the time of the networks until `work` settles. */
  run<T>(work: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Accepted {
  readonly from: number;
  readonly stream: PeerStream;
  readonly log: StreamLog;
}

/** Streams that a node takes on a channel, in order. */
class Acceptor {
  readonly #taken: Accepted[] = [];
  readonly #waiting: ((accepted: Accepted) => void)[] = [];

  constructor(network: Network, onAccept?: (stream: PeerStream, log: StreamLog) => void) {
    network.accept("calls", (from, stream) => {
      const accepted = { from, stream, log: new StreamLog() };
      onAccept?.(stream, accepted.log);
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#taken.push(accepted);
      else waiting(accepted);
      return accepted.log;
    });
  }

  next(): Promise<Accepted> {
    const taken = this.#taken.shift();
    if (taken !== undefined) return Promise.resolve(taken);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

const bytes = (text: string): Buffer => Buffer.from(text);
const KiB = 1024;
const MiB = 1024 * KiB;

type Test = (what: string, work: (under: NetworksUnderTest) => Promise<void>) => void;

export function networkConformance(name: string, make: () => Promise<NetworksUnderTest>): void {
  describe(`${name} as a Network`, () => {
    let under: NetworksUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());
    const test: Test = (what, work) => it(what, () => under.run(work(under)));

    conversationsConform(test);
    flowConforms(test);
    endsConform(test);
    faultsConform(test);
  });
}

function conversationsConform(test: Test): void {
  test("opens, and carries messages both ways in order, from before it opened", async (under) => {
    const [one, two] = under.networks;
    const acceptor = new Acceptor(two);
    const log = new StreamLog();
    const stream = one.open(under.targets[1], "calls", log);
    for (let count = 0; count < 200; count++) expect(stream.send(bytes(`m${count}`))).toBe(true);
    const accepted = await acceptor.next();
    expect(accepted.from).toBe(1);
    await log.until(({ isOpen }) => isOpen);
    await accepted.log.until(({ messages }) => messages.length === 200);
    accepted.stream.send(bytes("answer"));
    accepted.stream.send(new Uint8Array(0));
    await log.until(({ messages }) => messages.length === 2);
    expect(accepted.log.texts).toEqual(Array.from({ length: 200 }, (_, count) => `m${count}`));
    expect(log.texts).toEqual(["answer", ""]);
  });

  test("hears of nothing from inside a call of its own", async (under) => {
    const [one, two] = under.networks;
    let inside = false;
    const log = new StreamLog();
    const acceptor = new Acceptor(two, (stream) => {
      expect(inside).toBe(false);
      stream.send(bytes("at once"));
    });
    log.onMessage = () => expect(inside).toBe(false);
    const call = <T>(work: () => T): T => {
      inside = true;
      const result = work();
      inside = false;
      return result;
    };
    const stream = call(() => one.open(under.targets[1], "calls", log));
    call(() => stream.send(bytes("x")));
    call(() => stream.pause());
    const { log: theirs } = await acceptor.next();
    await theirs.until(({ messages }) => messages.length === 1);
    call(() => stream.resume());
    await log.until(({ messages }) => messages.length === 1);
    expect(log.texts).toEqual(["at once"]);
  });

  test("carries large messages whole, and gives them away", async (under) => {
    const [one, two] = under.networks;
    const acceptor = new Acceptor(two);
    const stream = one.open(under.targets[1], "calls", new StreamLog());
    const large = Buffer.alloc(9 * MiB, "0123456789abcdef");
    stream.send(large);
    stream.send(bytes("small"));
    const { log } = await acceptor.next();
    await log.until(({ messages }) => messages.length === 2);
    expect(log.messages[0]!.equals(large)).toBe(true);
    expect(String(log.messages[1])).toBe("small");
  });

  test("keeps many streams apart", async (under) => {
    const [one, two] = under.networks;
    const acceptor = new Acceptor(two, (stream, log) => {
      log.onMessage = (message) => void stream.send(message);
    });
    const logs = Array.from({ length: 60 }, (_, stream) => {
      const log = new StreamLog();
      const opened = one.open(under.targets[1], "calls", log);
      for (let count = 0; count < 5; count++) opened.send(bytes(`${stream}.${count}`));
      return log;
    });
    for (const [stream, log] of logs.entries()) {
      await acceptor.next();
      await log.until(({ messages }) => messages.length === 5);
      expect(log.texts).toEqual([0, 1, 2, 3, 4].map((count) => `${stream}.${count}`));
    }
  });

  test("reaches the node itself", async (under) => {
    const [one] = under.networks;
    const acceptor = new Acceptor(one);
    one.open(under.targets[0], "calls", new StreamLog()).send(bytes("to me"));
    const { from, log } = await acceptor.next();
    await log.until(({ messages }) => messages.length === 1);
    expect(from).toBe(1);
  });
}

function flowConforms(test: Test): void {
  test("says when too much waits, says when there is room again, and loses nothing (P6)", async (under) => {
    const [one, two] = under.networks;
    const acceptor = new Acceptor(two, (stream) => stream.pause());
    const log = new StreamLog();
    const stream = one.open(under.targets[1], "calls", log);
    const { stream: theirs, log: received } = await acceptor.next();
    const message = Buffer.alloc(64 * KiB, "x");
    let sent = 1;
    while (stream.send(message)) {
      sent += 1;
      expect(sent * message.length).toBeLessThan(64 * MiB);
    }
    expect(received.messages.length).toBe(0);
    expect(log.drains).toBe(0);
    theirs.resume();
    await log.until(({ drains }) => drains === 1);
    await received.until(({ messages }) => messages.length === sent);
    expect(stream.send(bytes("more"))).toBe(true);
    await received.until(({ messages }) => messages.length === sent + 1);
  });

  test("hands over nothing while paused, and all of it afterwards", async (under) => {
    const [one, two] = under.networks;
    const acceptor = new Acceptor(two, (stream, log) => {
      log.onMessage = (message) => {
        if (String(message) === "2") stream.pause();
      };
    });
    const stream = one.open(under.targets[1], "calls", new StreamLog());
    for (let count = 0; count < 6; count++) stream.send(bytes(String(count)));
    const { stream: theirs, log } = await acceptor.next();
    await log.until(({ messages }) => messages.length === 3);
    // A later stream gets through meanwhile: the paused one had its chance.
    one.open(under.targets[1], "calls", new StreamLog()).send(bytes("other"));
    const other = await acceptor.next();
    await other.log.until(({ messages }) => messages.length === 1);
    expect(log.texts).toEqual(["0", "1", "2"]);
    theirs.resume();
    await log.until(({ messages }) => messages.length === 6);
    expect(log.texts).toEqual(["0", "1", "2", "3", "4", "5"]);
  });
}

function endsConform(test: Test): void {
  test("delivers what was sent before a close, then says `ended` to the other side only", async (under) => {
    const [one, two] = under.networks;
    const acceptor = new Acceptor(two);
    const log = new StreamLog();
    const stream = one.open(under.targets[1], "calls", log);
    const accepted = await acceptor.next();
    stream.send(bytes("last"));
    stream.close();
    stream.close();
    expect(await accepted.log.untilClosed()).toBe("ended");
    expect(accepted.log.texts).toEqual(["last"]);
    expect(log.end).toBeUndefined();
    expect(accepted.stream.send(bytes("to nobody"))).toBeTypeOf("boolean");
    accepted.stream.close();
  });

  test("lets the accepting side close", async (under) => {
    const [one, two] = under.networks;
    const acceptor = new Acceptor(two);
    const log = new StreamLog();
    const stream = one.open(under.targets[1], "calls", log);
    stream.send(bytes("hello"));
    const accepted = await acceptor.next();
    accepted.stream.send(bytes("bye"));
    accepted.stream.close();
    expect(await log.untilClosed()).toBe("ended");
    expect(log.texts).toEqual(["bye"]);
    expect(accepted.log.end).toBeUndefined();
  });

  test("lets the accepting side close while it is asked", async (under) => {
    const [one, two] = under.networks;
    const acceptor = new Acceptor(two, (stream) => stream.close());
    const log = new StreamLog();
    one.open(under.targets[1], "calls", log).send(bytes("hello"));
    await acceptor.next();
    expect(await log.untilClosed()).toBe("ended");
  });

  test("closes before it opened", async (under) => {
    const [one, two] = under.networks;
    const acceptor = new Acceptor(two);
    const log = new StreamLog();
    one.open(under.targets[1], "calls", log).close();
    one.open(under.targets[1], "calls", new StreamLog()).send(bytes("second"));
    let accepted = await acceptor.next();
    // The first may have arrived, closed; the second has.
    if ((await Promise.race([accepted.log.untilClosed(), said(accepted.log)])) !== "said") {
      accepted = await acceptor.next();
    }
    await said(accepted.log);
    expect(accepted.log.texts).toEqual(["second"]);
    expect(log.end).toBeUndefined();
  });

  test("is unreachable where nobody listens", async (under) => {
    const log = new StreamLog();
    under.networks[0].open(under.nowhere, "calls", log).send(bytes("x"));
    expect(await log.untilClosed()).toBe("unreachable");
    expect(log.isOpen).toBe(false);
  });

  test("refuses another broker, another cluster, and a channel that nobody takes", async (under) => {
    const [one, two, stranger] = under.networks;
    const acceptor = new Acceptor(two);
    stranger.accept("calls", () => new StreamLog());
    const [, second, third] = under.targets;
    const cases: [PeerTarget, "calls" | "session", RegExp][] = [
      [{ ...second, brokerId: 7 }, "calls", /broker/],
      [third, "calls", /cluster/],
      [second, "session", /channel/],
    ];
    for (const [target, channel, detail] of cases) {
      const log = new StreamLog();
      one.open(target, channel, log).send(bytes("x"));
      expect(await log.untilClosed()).toBe("refused");
      expect(log.detail).toMatch(detail);
      expect(log.isOpen).toBe(false);
    }
    // And goes on talking to who may.
    one.open(second, "calls", new StreamLog()).send(bytes("x"));
    await said((await acceptor.next()).log);
  });

  test("takes a probe without anybody asking for it", async (under) => {
    const log = new StreamLog();
    under.networks[0].open(under.targets[1], "probe", log);
    await log.until(({ isOpen }) => isOpen);
  });
}

async function said(log: StreamLog): Promise<"said"> {
  await log.until(({ messages }) => messages.length > 0);
  return "said";
}

function faultsConform(test: Test): void {
  test("shows a process that died as lost, then as unreachable", async (under) => {
    const far = await under.far();
    const log = new StreamLog();
    const stream = under.networks[0].open(far.target, "calls", log);
    stream.send(bytes("x"));
    await said(log);
    far.kill();
    expect(await log.untilClosed()).toBe("lost");
    const again = new StreamLog();
    under.networks[0].open(far.target, "calls", again);
    expect(await again.untilClosed()).toBe("unreachable");
  });

  test("shows a process that stopped as lost, whether it was connected or not", async (under) => {
    const far = await under.far();
    const log = new StreamLog();
    const stream = under.networks[0].open(far.target, "calls", log);
    stream.send(bytes("x"));
    await said(log);
    far.stop();
    stream.send(bytes("y"));
    expect(await log.untilClosed()).toBe("lost");
    expect(log.texts).toEqual(["x"]);
    const again = new StreamLog();
    under.networks[0].open(far.target, "calls", again);
    expect(await again.untilClosed()).toBe("lost");
    expect(again.isOpen).toBe(false);
  });
}
