import { describe, expect, it } from "vitest";
import { Addresses, addressKey } from "../../../src/server/transport/addresses.ts";
import { DEFAULT_TRANSPORT_LIMITS } from "../../../src/server/transport/options.ts";

const limits = {
  ...DEFAULT_TRANSPORT_LIMITS,
  connectionsMax: 3,
  connectionsPerAddressMax: 2,
  addressAbnormalEndsBurst: 2,
  addressAbnormalEndsPerSecond: 1,
};

describe("Addresses (P5)", () => {
  it("bounds connections by address and in all, and takes them back", () => {
    const addresses = new Addresses(limits);
    expect(addresses.enter("a", 0)).toBe(true);
    expect(addresses.enter("a", 0)).toBe(true);
    expect(addresses.enter("a", 0)).toBe(false);
    expect(addresses.enter("b", 0)).toBe(true);
    expect(addresses.enter("c", 0)).toBe(false);
    addresses.leave("a");
    expect(addresses.enter("c", 0)).toBe(true);
  });

  it("remembers what an address did after its connections are gone, until it rests", () => {
    const addresses = new Addresses(limits);
    addresses.enter("a", 0);
    expect([1, 2, 3].map(() => addresses.abnormalEnd("a", 0))).toEqual([true, true, false]);
    addresses.leave("a");
    addresses.sweep(0);
    expect(addresses.abnormalEnd("a", 0)).toBe(false);
    addresses.sweep(10_000);
    expect(addresses.abnormalEnd("a", 10_000)).toBe(true);
  });

  it("counts a /64 of IPv6 as one address", () => {
    expect(addressKey("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2");
    expect(addressKey("2001:db8:1:2::9")).toBe("2001:db8:1:2");
    expect(addressKey("2001:db8::1")).toBe("2001:db8:0:0");
    expect(addressKey("::1")).toBe("0:0:0:0");
    expect(addressKey("fe80::1%eth0")).toBe("fe80:0:0:0");
    expect(addressKey("::ffff:192.0.2.1")).toBe("192.0.2.1");
  });
});
