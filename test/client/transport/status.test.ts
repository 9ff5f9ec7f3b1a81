/** How the end of a call becomes an error that tells what happened. */
import { describe, expect, it } from "vitest";
import { tidemark } from "../../../clients/typescript/src/generated/tidemark.js";
import { parseAddress } from "../../../clients/typescript/src/transport/address.ts";
import {
  errorOfTrailers,
  fromWireError,
} from "../../../clients/typescript/src/transport/status.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { errorTrailers } from "../../../src/wire/grpc/status.ts";

describe("trailers", () => {
  it("of a call that went well are no error", () => {
    expect(errorOfTrailers({ "grpc-status": "0" })).toBeUndefined();
  });

  it("of the broker carry its code, text and facts", () => {
    const sent = new TidemarkError("ALREADY_SCHEDULED", "„s“ waits, 50 % sure", {
      existing: { partition: 2, offset: 7, id: "s", deliverAt: 12 },
    });
    const headers = Object.fromEntries(
      Object.entries(errorTrailers(sent)).map(([name, value]) => [name, String(value)]),
    );
    expect(errorOfTrailers(headers)).toMatchObject({
      code: "ALREADY_SCHEDULED",
      message: "„s“ waits, 50 % sure",
      details: { existing: { partition: 2, offset: 7, id: "s", deliverAt: 12 } },
    });
  });

  it.each([
    [{ "grpc-status": "5", "tidemark-error": "UNKNOWN_TOPIC" }, "UNKNOWN_TOPIC"],
    [{ "grpc-status": "14", "grpc-message": "SHUTTING_DOWN: bye" }, "SHUTTING_DOWN"],
    [{ "grpc-status": "14", "grpc-message": "a proxy" }, "CONNECTION_LOST"],
    [{ "grpc-status": "4" }, "DEADLINE_EXCEEDED"],
    [{ ":status": "502" }, "CONNECTION_LOST"],
    [{ "grpc-status": "13", "grpc-status-details-bin": "AAAA" }, "INTERNAL"],
  ])("%j are %s", (trailers, code) => {
    expect(errorOfTrailers(trailers)?.code).toBe(code);
  });

  it("with a code of a newer broker keep its text", () => {
    const error = { code: "NEW", message: "unheard of", retriable: true };
    const wire = tidemark.v1.Error.decode(tidemark.v1.Error.encode(error).finish());
    expect(fromWireError(wire)).toMatchObject({ message: "NEW: unheard of", retriable: true });
    const trailers = { "grpc-status": "8", "tidemark-error": "NEW" };
    expect(errorOfTrailers(trailers)?.code).toBe("OVERLOADED");
  });
});

describe("addresses", () => {
  it.each([
    ["127.0.0.1:9470", "127.0.0.1:9470", false],
    ["broker", "broker:9470", false],
    ["[::1]:1234", "[::1]:1234", false],
    ["https://broker.example:443", "broker.example:443", true],
    ["http://broker.example:80/", "broker.example:80", false],
  ])("%s is %s", (text, authority, secure) => {
    expect(parseAddress(text, false)).toEqual({ authority, secure });
  });

  it.each(["", "a b:1", "ftp://x:1", "host:99999", "host:1/path"])("%j is none", (text) => {
    expect(() => parseAddress(text, false)).toThrowError(
      expect.objectContaining({ code: "INVALID_REQUEST" }),
    );
  });
});
