import { describe, expect, it } from "vitest";
import { Gate, hostnameOf, plainAddress } from "../../../src/server/transport/gate.ts";

const gate = new Gate({
  hosts: ["Broker.example", "192.0.2.7"],
  corsOrigins: ["https://app.example"],
});

function judge(headers: Record<string, string>, method = "GET", localAddress = "10.1.2.3") {
  return gate.judge({ method, headers, secure: false, localAddress });
}

describe("Host", () => {
  const known = [
    "localhost:9470",
    "LOCALHOST",
    "127.0.0.1:9470",
    "127.8.8.8",
    "[::1]:9470",
    "a.localhost",
    "broker.example:80",
    "192.0.2.7",
    "10.1.2.3:9470",
  ];
  for (const host of known) {
    it(`knows ${host}`, () => expect(judge({ host }).kind).toBe("pass"));
  }
  const unknown = [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "10.1.2.4",
    "",
    "a b",
    "localhost, evil.example",
    "[::1",
  ];
  for (const host of unknown) {
    it(`refuses ${JSON.stringify(host)}`, () => expect(judge({ host }).kind).toBe("refuse"));
  }
  it("refuses a request without one", () => expect(judge({}).kind).toBe("refuse"));
});

describe("Origin", () => {
  const host = "localhost:9470";
  it("refuses what is not listed, and null", () => {
    expect(judge({ host, origin: "https://evil.example" }).kind).toBe("refuse");
    expect(judge({ host, origin: "null" }).kind).toBe("refuse");
    expect(judge({ host, origin: "https://app.example.evil" }).kind).toBe("refuse");
  });
  it("lets the broker's own pages through", () => {
    expect(judge({ host, origin: "http://localhost:9470" })).toEqual({ kind: "pass" });
    expect(judge({ host, origin: "https://localhost:9470" }).kind).toBe("refuse");
  });
  it("answers a listed one with CORS headers", () => {
    expect(judge({ host, origin: "https://app.example" })).toMatchObject({
      kind: "pass",
      headers: { "access-control-allow-origin": "https://app.example", vary: "origin" },
    });
  });
  it("answers a preflight itself and echoes only header names", () => {
    const asked = {
      host,
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type, x-grpc-web",
    };
    expect(judge(asked, "OPTIONS")).toMatchObject({
      kind: "preflight",
      headers: { "access-control-allow-headers": "content-type, x-grpc-web" },
    });
    const odd = { ...asked, "access-control-request-headers": 'a"b' };
    expect(judge(odd, "OPTIONS")).toMatchObject({
      headers: { "access-control-allow-headers": "" },
    });
  });
  it("lets any origin through where the list says *", () => {
    const open = new Gate({ hosts: [], corsOrigins: ["*"] });
    const headers = { host, origin: "https://any.example" };
    const verdict = open.judge({ method: "GET", headers, secure: false, localAddress: "" });
    expect(verdict.kind).toBe("pass");
  });
});

describe("names", () => {
  it("cuts ports and brackets", () => {
    expect(hostnameOf("[2001:db8::1]:80")).toBe("2001:db8::1");
    expect(hostnameOf("A:1")).toBe("a");
    expect(hostnameOf("a:b:c")).toBeUndefined();
  });
  it("unmaps IPv4", () => {
    expect(plainAddress("::ffff:127.0.0.1")).toBe("127.0.0.1");
    expect(plainAddress("::1")).toBe("::1");
  });
});
