/** The oracle finds what it is there to find: one story for each promise that a broker could break. */
import { describe, expect, it } from "vitest";
import { Oracle, type Seen, type Sent } from "../sim/broker/oracle.ts";

const DUE_MS = 1_000;

function seen(sent: Sent, offset: number, more: Partial<Seen> = {}): Seen {
  const { value, partition } = sent;
  return { value, partition, offset, scheduledOffset: undefined, ...more };
}

/** One plain record acknowledged at 0, one scheduled at 1 for DUE_MS. */
function begun() {
  const oracle = new Oracle();
  const plain = oracle.send("plain", 0, undefined);
  oracle.acknowledged(plain, 0);
  const waits = oracle.send("waits", 0, DUE_MS);
  oracle.acknowledged(waits, 1);
  const released = (offset: number, dueMs = DUE_MS): Seen =>
    seen(waits, offset, { scheduledOffset: 1, dueMs });
  return { oracle, plain, waits, released };
}

describe("the oracle of the clients", () => {
  it("is content where everything is as it should be", () => {
    const { oracle, plain, released } = begun();
    oracle.complete([seen(plain, 0)], oracle.expected(false));
    oracle.wall(DUE_MS);
    oracle.complete([seen(plain, 0), released(2)]);
    expect(oracle.tally()).toMatchObject({ acknowledged: 2, released: 1 });
  });

  it("misses what was acknowledged (P1)", () => {
    const { oracle } = begun();
    expect(() => oracle.complete([], oracle.expected(false))).toThrow(/^P1: plain .* lost/);
  });

  it("misses what was readable once (P1)", () => {
    const { oracle, plain } = begun();
    const unsure = oracle.send("unsure", 1, undefined);
    unsure.outcome = "unknown";
    oracle.see(seen(unsure, 0));
    expect(() => oracle.complete([seen(plain, 0)], oracle.expected(false))).toThrow(/^P1: unsure/);
  });

  it("finds a record at another offset than was said (P1)", () => {
    const { oracle, plain } = begun();
    expect(() => oracle.see(seen(plain, 7))).toThrow(/^P1/);
  });

  it("finds offsets that are used twice (P2)", () => {
    const { oracle, plain, waits } = begun();
    const other = oracle.send("other", 0, undefined);
    expect(() => oracle.acknowledged(other, waits.offset!)).toThrow(/^P2/);
    oracle.see(seen(plain, 0));
    expect(() => oracle.see(seen(other, 0))).toThrow(/^P2/);
  });

  it("finds values that nobody sent, and order that turns (P2)", () => {
    const { oracle, plain, released } = begun();
    oracle.wall(DUE_MS);
    const stranger = { ...seen(plain, 3), value: "stranger" };
    expect(() => oracle.see(stranger)).toThrow(/^P2: stranger/);
    expect(() => oracle.complete([released(2), seen(plain, 0)])).toThrow(/^P2: offset 0 follows 2/);
  });

  it("finds releases that are early, twice, for another time, of what was cancelled (P4)", () => {
    const early = begun();
    early.oracle.wall(DUE_MS - 1);
    expect(() => early.oracle.see(early.released(2))).toThrow(/^P4: .*early/);
    const twice = begun();
    twice.oracle.wall(DUE_MS);
    twice.oracle.see(twice.released(2));
    expect(() => twice.oracle.see(twice.released(3))).toThrow(/^P4: .*again/);
    const other = begun();
    other.oracle.wall(DUE_MS);
    expect(() => other.oracle.see(other.released(2, DUE_MS - 5))).toThrow(/^P4: .*was due at/);
    const cancelled = begun();
    cancelled.oracle.wall(DUE_MS);
    cancelled.oracle.cancel(cancelled.waits).done();
    expect(() => cancelled.oracle.see(cancelled.released(2))).toThrow(/^P4: .*cancelled/);
  });

  it("finds what was lost while it waited, and changes of mind that were too late (P4)", () => {
    const { oracle, plain, waits, released } = begun();
    expect(() => oracle.complete([seen(plain, 0)])).toThrow(/^P4: waits .* lost/);
    oracle.wall(DUE_MS);
    const move = oracle.move(waits, 5 * DUE_MS);
    oracle.see(released(2));
    expect(() => move.done()).toThrow(/^P4: waits was moved/);
    expect(() => oracle.cancel(waits).done()).toThrow(/^P4: cancel/);
  });

  it("lets a move without an answer be either way, and one with an answer only one", () => {
    const open = begun();
    open.oracle.move(open.waits, 5 * DUE_MS);
    open.oracle.wall(DUE_MS);
    open.oracle.see(open.released(2));
    const done = begun();
    done.oracle.move(done.waits, 5 * DUE_MS).done();
    done.oracle.wall(DUE_MS);
    expect(() => done.oracle.see(done.released(2))).toThrow(/^P4: .*was due at/);
  });
});
