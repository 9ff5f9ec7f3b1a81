import { describe, expect, it } from "vitest";
import { rawRefusal, refusal } from "../../../src/server/transport/refusal.ts";

describe("refusal (P7)", () => {
  it("answers gRPC with a status in trailers", () => {
    const answer = refusal("application/grpc+proto", "OVERLOADED", "100% full");
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual({ "content-type": "application/grpc" });
    expect(answer.trailers).toMatchObject({
      "grpc-status": "8",
      "grpc-message": "100%25 full",
      "tidemark-error": "OVERLOADED",
    });
    expect(answer.body).toHaveLength(0);
  });

  it("answers everybody else in JSON with the status of the error table", () => {
    const answer = refusal("text/plain", "REQUEST_TOO_LARGE", "too large");
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body.toString())).toEqual({
      error: { code: "REQUEST_TOO_LARGE", message: "too large", retriable: false },
    });
  });

  it("makes a whole HTTP/1.1 answer", () => {
    const [head = "", body = ""] = rawRefusal("WRONG_PROTOCOL", "m").toString().split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
    expect(head).toContain("connection: close");
  });
});
