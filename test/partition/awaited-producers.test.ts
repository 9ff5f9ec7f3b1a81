/** P1 and idempotence (I5): what a producer sent behind a refused batch does not get in ahead of its retry. */
import { describe, expect, it } from "vitest";
import { AWAITED_PRODUCERS_MAX } from "../../src/model/cluster-limits.ts";
import { AwaitedProducers } from "../../src/partition/awaited-producers.ts";

const batch = (baseSequence: number, producerEpoch = 0, producerId = 7) => ({
  producerId,
  producerEpoch,
  baseSequence,
  sequenceCount: 2,
});

describe("a producer that the log does not know", () => {
  it("goes on with the first batch that was refused, whatever was refused after it", () => {
    const awaited = new AwaitedProducers();
    awaited.refused(batch(4));
    awaited.refused(batch(6));
    expect(awaited.expects(batch(6))).toBe(4);
    expect(awaited.expects(batch(4))).toBeUndefined();
    awaited.refused(batch(2));
    expect(awaited.expects(batch(4))).toBe(2);
    awaited.appended(7);
    expect(awaited.expects(batch(6))).toBeUndefined();
  });

  it("counts sequences round their end", () => {
    const awaited = new AwaitedProducers();
    awaited.refused(batch(0));
    awaited.refused(batch(2 ** 31 - 2));
    expect(awaited.expects(batch(0))).toBe(2 ** 31 - 2);
  });

  it("of a newer epoch begins anew, and one of an older epoch changes nothing", () => {
    const awaited = new AwaitedProducers();
    awaited.refused(batch(8));
    awaited.refused(batch(0, 1));
    awaited.refused(batch(8));
    expect(awaited.expects(batch(2, 1))).toBe(0);
    expect(awaited.expects(batch(2, 0))).toBeUndefined();
  });

  it("is forgotten where there are too many (P5)", () => {
    const awaited = new AwaitedProducers();
    for (let id = 0; id <= AWAITED_PRODUCERS_MAX; id += 1) awaited.refused(batch(0, 0, id));
    expect(awaited.size).toBe(AWAITED_PRODUCERS_MAX);
    expect(awaited.expects(batch(2, 0, 0))).toBeUndefined();
    expect(awaited.expects(batch(2, 0, 1))).toBe(0);
  });
});
