/** The one port (DESIGN §7) as curl sees it: versions, upgrade, TLS, both ways, refusals (P7). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "./support/certificate.ts";
import { curl } from "./support/curl.ts";
import { type ListenerProcess, startListener } from "./support/start-listener.ts";

let listener: ListenerProcess;

beforeAll(async () => {
  listener = await startListener({
    certificate: makeCertificate(),
    corsOrigins: ["https://app.example"],
  });
});
afterAll(() => listener.stop());

describe("versions", () => {
  const cases = [
    ["--http1.1", "1.1"],
    ["--http2", "2"],
    ["--http2-prior-knowledge", "2"],
  ] as const;

  for (const [flag, version] of cases) {
    it(`serves a GET with ${flag}`, async () => {
      const result = await curl([flag, `${listener.url}/hello?a=1`]);
      expect(result).toMatchObject({ exitCode: 0, status: 200, httpVersion: version });
      expect(JSON.parse(result.body)).toEqual({
        protocol: version === "2" ? "h2" : "http/1.1",
        secure: false,
        method: "GET",
        target: "/hello?a=1",
        host: `127.0.0.1:${listener.port}`,
        bodyBytes: 0,
      });
    });

    it(`serves HEAD and DELETE with ${flag}`, async () => {
      const head = await curl([flag, "-I", `${listener.url}/hello`]);
      expect(head).toMatchObject({ exitCode: 0, status: 200, httpVersion: version });
      const gone = await curl([flag, "-X", "DELETE", `${listener.url}/hello`]);
      expect(JSON.parse(gone.body)).toMatchObject({ method: "DELETE" });
    });

    it(`takes a large body with ${flag}`, async () => {
      const body = "x".repeat(3_000_000);
      const args = [flag, "--data-binary", "@-", `${listener.url}/hello`];
      const result = await curl(args, body);
      expect(JSON.parse(result.body)).toMatchObject({ bodyBytes: 3_000_000 });
    });
  }

  it("serves a body that came with Upgrade: h2c as HTTP/1.1", async () => {
    const result = await curl(["--http2", "-d", "hello", `${listener.url}/hello`]);
    expect(result).toMatchObject({ status: 200, httpVersion: "1.1" });
    expect(JSON.parse(result.body)).toMatchObject({ bodyBytes: 5 });
  });

  it("reuses an upgraded connection", async () => {
    const args = ["--http2", `${listener.url}/hello`, `${listener.url}/hello`];
    const result = await curl([...args, "-w", "%{num_connects} "]);
    expect(result.lines).toHaveLength(2);
    expect(result.body).toContain('"h2"');
  });

  it("speaks h2 and HTTP/1.1 over TLS", async () => {
    for (const [flag, version] of [["--http2", "2"] as const, ["--http1.1", "1.1"] as const]) {
      const result = await curl([flag, `${listener.tlsUrl}/hello`]);
      expect(result).toMatchObject({ status: 200, httpVersion: version });
      expect(JSON.parse(result.body)).toMatchObject({ secure: true });
    }
  });

  it("refuses TLS below 1.2", async () => {
    const result = await curl(["--tls-max", "1.1", `${listener.tlsUrl}/hello`]);
    expect(result.exitCode).not.toBe(0);
  });
});

describe("both ways at once", () => {
  const pieces = ["one\n", "two\n", "three\n", "four\n", "five\n"];
  const texts = ["one", "two", "three", "four", "five"];
  const versions = ["--http1.1", "--http2", "--http2-prior-knowledge"].map(
    (flag) => [flag, "url"] as const,
  );
  for (const [flag, url] of [...versions, ["--http2", "tlsUrl"] as const]) {
    it(`answers lines while the upload goes on (${flag}, ${url})`, async () => {
      const args = [flag, "-N", "-T", "-", `${listener[url]}/echo`];
      const result = await curl(args, pieces);
      expect(result.lines.map(({ text }) => text)).toEqual(texts);
      expect(result.lines[0]?.atMs).toBeLessThan(result.fedMs);
    });
  }

  it("downloads 64 MiB whole", async () => {
    for (const flag of ["--http1.1", "--http2-prior-knowledge"]) {
      const args = [flag, "-o", "/dev/null", "-w", "%{size_download}", `${listener.url}/big`];
      expect((await curl(args)).body).toBe(String(64 * 1024 * 1024));
    }
  });
});

describe("refusals (P7)", () => {
  it("says what a TLS port wants, to HTTP/1.1 and to HTTP/2", async () => {
    const url = `http://127.0.0.1:${listener.tlsPort}/hello`;
    const result = await curl(["--http1.1", url]);
    expect(result.status).toBe(400);
    expect(JSON.parse(result.body)).toMatchObject({ error: { code: "WRONG_PROTOCOL" } });
    expect((await curl(["--http2-prior-knowledge", url])).exitCode).not.toBe(0);
  });

  it("sends an alert to a TLS client on a cleartext port, and logs it", async () => {
    const result = await curl([`https://127.0.0.1:${listener.port}/hello`]);
    expect(result.exitCode).toBe(35);
    expect(result.stderr).toContain("alert unexpected message");
    expect(listener.output()).toContain("a TLS client came to a cleartext port");
  });

  it("refuses an unknown Host and a foreign Origin", async () => {
    const host = await curl(["-H", "Host: evil.example", `${listener.url}/hello`]);
    expect(host.status).toBe(403);
    expect(JSON.parse(host.body)).toMatchObject({ error: { code: "FORBIDDEN_ORIGIN" } });
    const origin = await curl(["-H", "Origin: https://evil.example", `${listener.url}/hello`]);
    expect(origin.status).toBe(403);
  });

  it("answers gRPC in its own terms", async () => {
    const args = ["--http2-prior-knowledge", "-i", "-H", "Host: evil.example"];
    const grpc = ["-H", "content-type: application/grpc", "-d", "x"];
    const result = await curl([...args, ...grpc, `${listener.url}/hello`]);
    expect(result.status).toBe(200);
    expect(result.body).toMatch(/grpc-status: 7\r\n/);
  });

  it("answers a preflight of a listed origin", async () => {
    const asked = ["-H", "Origin: https://app.example", "-H", "Access-Control-Request-Method: PUT"];
    const result = await curl(["-i", "-X", "OPTIONS", ...asked, `${listener.url}/hello`]);
    expect(result.status).toBe(204);
    expect(result.body).toMatch(/access-control-allow-origin: https:\/\/app\.example/i);
    const real = await curl(["-i", "-H", "Origin: https://app.example", `${listener.url}/hello`]);
    expect(real.body).toMatch(/access-control-allow-origin: https:\/\/app\.example/i);
  });

  it("refuses a body above the limit before it is sent, and while it is sent", async () => {
    const tooLarge = "x".repeat(9_000_000);
    for (const flag of ["--http1.1", "--http2-prior-knowledge"]) {
      const args = [flag, "--data-binary", "@-", `${listener.url}/hello`];
      const result = await curl(args, tooLarge);
      expect(result.status).toBe(413);
    }
  });

  it("refuses header lists above the limit", async () => {
    for (const flag of ["--http1.1", "--http2-prior-knowledge"]) {
      const result = await curl([flag, "-H", `x: ${"y".repeat(20_000)}`, `${listener.url}/hello`]);
      expect(result.status).toBe(413);
      expect(JSON.parse(result.body)).toMatchObject({ error: { code: "REQUEST_TOO_LARGE" } });
    }
  });

  it("survives a handler that throws and headers that no protocol allows", async () => {
    for (const flag of ["--http1.1", "--http2-prior-knowledge"]) {
      expect((await curl([flag, `${listener.url}/fault`])).status).toBe(500);
      expect((await curl([flag, `${listener.url}/bad-header`])).exitCode).not.toBe(0);
      expect((await curl([flag, `${listener.url}/hello`])).status).toBe(200);
    }
  });
});
