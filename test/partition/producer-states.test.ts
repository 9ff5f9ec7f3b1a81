/** P2 and idempotence (I5): each (producer, epoch, sequence) is appended once; retries find their offset. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ProducerBatch,
  ProducerStates,
  sequenceAfter,
} from "../../src/partition/producer-states.ts";

const batch = (baseSequence: number, sequenceCount = 1, producerEpoch = 0): ProducerBatch => ({
  producerId: 7,
  producerEpoch,
  baseSequence,
  sequenceCount,
});

/** Appends `count` single-record batches at offsets equal to their sequence. */
function filled(count: number, highWatermark: number): ProducerStates {
  const states = new ProducerStates();
  for (let n = 0; n < count; n += 1) states.record(batch(n), n, n, highWatermark);
  return states;
}

describe("ProducerStates", () => {
  it("answers a retry with the offset of the first copy", () => {
    const verdict = filled(5, 5).check(batch(2));
    expect(verdict).toMatchObject({ kind: "duplicate", batch: { baseOffset: 2 } });
  });

  it("refuses a gap, and a repeat from before the window", () => {
    const states = filled(20, 20);
    expect(states.check(batch(21))).toMatchObject({ code: "OUT_OF_ORDER_SEQUENCE" });
    expect(states.check(batch(3))).toMatchObject({ code: "DUPLICATE_SEQUENCE" });
    expect(states.check(batch(20))).toEqual({ kind: "append" });
  });

  it("fences an old epoch and starts a new one at sequence 0", () => {
    const states = filled(3, 3);
    expect(states.check(batch(1, 1, 1))).toMatchObject({ code: "OUT_OF_ORDER_SEQUENCE" });
    expect(states.check(batch(0, 1, 1))).toEqual({ kind: "append" });
    states.record(batch(0, 1, 1), 3, 3, 3);
    expect(states.check(batch(3))).toMatchObject({ code: "PRODUCER_FENCED" });
  });

  it("wraps sequences at 2^31", () => {
    const states = new ProducerStates();
    states.record(batch(2 ** 31 - 2, 3), 0, 2, 0);
    expect(states.check(batch(1))).toEqual({ kind: "append" });
    expect(states.check(batch(2 ** 31 - 2, 3))).toMatchObject({ kind: "duplicate" });
  });

  it("lets nothing in ahead of a batch that was cut, even where nothing else is known (P1, P2)", () => {
    const states = filled(2, 0);
    states.truncate(0);
    // Sent before the producer heard of the cut. Let in, it would make the retries of 0 and 1 look
    // like repeats from before the window, and those count as appended.
    expect(states.check(batch(2))).toMatchObject({ code: "OUT_OF_ORDER_SEQUENCE" });
    expect(states.check(batch(0))).toEqual({ kind: "append" });
    states.record(batch(0), 0, 0, 0);
    expect(states.check(batch(1))).toEqual({ kind: "append" });
  });

  it("after a cut goes on where the log goes on, whatever the window held", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(40), fc.nat(40), (count, hw, cut) => {
        const highWatermark = Math.min(hw, count);
        const truncated = Math.min(count, Math.max(cut, highWatermark));
        const states = filled(count, highWatermark);
        states.truncate(truncated);
        expect(states.check(batch(truncated))).toEqual({ kind: "append" });
        if (truncated > 0) expect(states.check(batch(truncated - 1)).kind).toBe("duplicate");
        if (truncated > 0) expect(states.check(batch(truncated + 1)).kind).toBe("refused");
      }),
    );
  });

  it("keeps the same answers through a snapshot", () => {
    const states = filled(12, 12);
    const copy = new ProducerStates();
    for (const entry of states.entries()) copy.restore(entry);
    for (let n = 0; n < 15; n += 1) expect(copy.check(batch(n))).toEqual(states.check(batch(n)));
    expect(sequenceAfter(2 ** 31 - 1, 1)).toBe(0);
  });
});
