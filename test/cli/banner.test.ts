import { describe, expect, it } from "vitest";
import { banner, localUrl } from "../../src/cli/banner.ts";

describe("the banner", () => {
  it("has where it listens, where data is, and three curl lines in working order", () => {
    const text = banner({
      version: "1.2.3",
      addresses: [{ host: "127.0.0.1", port: 9470 }],
      secure: false,
      dataDir: "/srv/data",
    });
    expect(text).toContain("http://127.0.0.1:9470");
    expect(text).toContain("/srv/data");
    const curls = text.match(/^ {2}curl .*$/gm) ?? [];
    expect(curls).toHaveLength(3);
    expect(curls[0]).toContain("/v1/topics -H");
    expect(curls[1]).toContain('"delay":"5s"');
    expect(curls[2]).toContain("--http2 -N");
  });

  it("gives addresses that can be connected to", () => {
    expect(localUrl({ host: "0.0.0.0", port: 1 }, false)).toBe("http://127.0.0.1:1");
    expect(localUrl({ host: "::", port: 1 }, true)).toBe("https://[::1]:1");
    expect(localUrl({ host: "::1", port: 1 }, true)).toBe("https://[::1]:1");
    expect(localUrl({ host: "example.org", port: 1 }, true)).toBe("https://example.org:1");
  });
});
