import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LeakyTotal, TokenBucket } from "../../src/lib/token-bucket.ts";

describe("TokenBucket", () => {
  it("gives its burst, then its rate", () => {
    const bucket = new TokenBucket(3, 10, 0);
    expect([0, 0, 0, 0].map((nowMs) => bucket.take(nowMs))).toEqual([true, true, true, false]);
    expect(bucket.take(99)).toBe(false);
    expect(bucket.take(100)).toBe(true);
    expect(bucket.take(100)).toBe(false);
  });

  it("is full again after rest, and never more than full", () => {
    const bucket = new TokenBucket(2, 1, 0);
    bucket.take(0);
    expect(bucket.isFull(500)).toBe(false);
    expect(bucket.isFull(1_000)).toBe(true);
    expect([1e9, 1e9, 1e9].map((nowMs) => bucket.take(nowMs))).toEqual([true, true, false]);
  });

  it("never hands out more than burst plus rate times time", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 500 }), (stepsMs) => {
        const bucket = new TokenBucket(10, 100, 0);
        let nowMs = 0;
        let taken = 0;
        for (const stepMs of stepsMs) {
          nowMs += stepMs;
          if (bucket.take(nowMs)) taken += 1;
        }
        expect(taken).toBeLessThanOrEqual(10 + nowMs / 10 + 1e-6);
      }),
    );
  });
});

describe("LeakyTotal", () => {
  it("lets a total run ahead by its burst", () => {
    const total = new LeakyTotal(100, 10, 0);
    expect(total.exceeds(100, 0)).toBe(false);
    expect(total.exceeds(101, 0)).toBe(true);
    expect(total.exceeds(110, 1_000)).toBe(false);
  });

  it("earns nothing from a total that falls below", () => {
    const total = new LeakyTotal(100, 10, 0);
    expect(total.exceeds(-1_000, 0)).toBe(false);
    expect(total.exceeds(-900, 0)).toBe(false);
    expect(total.exceeds(-899, 0)).toBe(true);
  });
});
