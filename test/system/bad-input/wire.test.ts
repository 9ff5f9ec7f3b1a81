/** P7: what does not even reach a handler: frames, types, sizes, encodings, and TLS where none is. */
import { connect as connectTls } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { until } from "../harness/until.ts";
import { type ErrorCode, ERRORS, GrpcStatus } from "../../../src/model/errors.ts";
import { BODY_BYTES_MAX, LINE_BYTES_MAX, MESSAGE_BYTES_MAX } from "../../../src/model/limits.ts";
import type { Answer } from "../support/http2-client.ts";
import type { Json } from "../support/reflected-client.ts";
import { curl } from "../transport/support/curl.ts";
import { BrokerProcess } from "../harness/broker-process.ts";
import { Ground, RECORDS } from "./ground.ts";
import { writeCertificate } from "../support/certificate-files.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await Ground.prepare();
  await ground.topic("t");
});
afterAll(() => ground.leave());
afterEach(() => ground.livesOn());

function framed(message: Uint8Array, flag = 0, length = message.length): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

const GRPC = { "content-type": "application/grpc", te: "trailers" };
const PUBLISH = `${RECORDS}/Publish`;

function expectGrpc(answer: Answer, code: ErrorCode, message: RegExp): void {
  const said = { ...answer.headers, ...answer.trailers };
  expect(answer.status).toBe(200);
  expect(said["tidemark-error"]).toBe(code);
  expect(said["grpc-status"]).toBe(String(GrpcStatus[ERRORS[code].grpc]));
  expect(decodeURIComponent(String(said["grpc-message"]))).toMatch(message);
}

describe("gRPC by hand", () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const rows: readonly [string, ErrorCode, RegExp, Buffer, Record<string, string>?][] = [
    [
      "a message cut short",
      "TRUNCATED_MESSAGE",
      /10 of the 100 bytes/,
      framed(Buffer.alloc(10), 0, 100),
    ],
    ["a prefix cut short", "TRUNCATED_MESSAGE", /3 of the 5 bytes/, Buffer.alloc(3)],
    [
      "a message above the limit",
      "REQUEST_TOO_LARGE",
      new RegExp(`at most ${MESSAGE_BYTES_MAX} bytes`),
      framed(Buffer.alloc(0), 0, MESSAGE_BYTES_MAX + 1),
    ],
    ["a flag that is none", "INVALID_REQUEST", /flag 7/, framed(Buffer.alloc(1), 7)],
    ["no message at all", "INVALID_REQUEST", /message/, Buffer.alloc(0)],
    [
      "two messages for a unary method",
      "INVALID_REQUEST",
      /one message/,
      Buffer.concat([framed(Buffer.alloc(0)), framed(Buffer.alloc(0))]),
    ],
    [
      "bytes that are no message",
      "INVALID_PROTOBUF",
      /PublishRequest/,
      framed(Buffer.alloc(9, 255)),
    ],
    ["compression without its name", "INVALID_REQUEST", /grpc-encoding/, framed(gzipSync("x"), 1)],
    [
      "an encoding that nobody knows",
      "UNSUPPORTED_ENCODING",
      /brotli.*gzip/,
      framed(Buffer.alloc(1), 1),
      { "grpc-encoding": "brotli" },
    ],
    ["a bomb", "REQUEST_TOO_LARGE", /\d{7}/, framed(bomb, 1), { "grpc-encoding": "gzip" }],
    [
      "gzip that is none",
      "INVALID_REQUEST",
      /gzip/,
      framed(Buffer.from("no gzip"), 1),
      { "grpc-encoding": "gzip" },
    ],
    [
      "a deadline that is none",
      "INVALID_REQUEST",
      /grpc-timeout/,
      framed(Buffer.alloc(0)),
      { "grpc-timeout": "soon" },
    ],
  ];
  it.each(rows)("%s", async (_what, code, message, body, headers = {}) => {
    const request = { method: "POST", headers: { ...GRPC, ...headers }, body };
    expectGrpc(await ground.http.request(PUBLISH, request), code, message);
  });

  it("a method and a service that are not there", async () => {
    const request = { method: "POST", headers: GRPC, body: framed(Buffer.alloc(0)) };
    const method = await ground.http.request(`${RECORDS}/Nothing`, request);
    expectGrpc(method, "UNKNOWN_METHOD", /RecordService has no method "Nothing"/);
    const service = await ground.http.request("/no.Service/Nothing", request);
    expectGrpc(service, "UNKNOWN_METHOD", /no service "no.Service"; reflection/);
  });
});

describe("HTTP", () => {
  const rows: readonly [string, ErrorCode, RegExp, string, string, string?, (string | Buffer)?][] =
    [
      ["an unknown path", "UNKNOWN_METHOD", /\/openapi\.json/, "GET", "/v2/topics"],
      ["a method that the path has not", "METHOD_NOT_ALLOWED", /GET/, "PATCH", "/v1/cluster"],
      [
        "no content type",
        "UNSUPPORTED_MEDIA_TYPE",
        /no content type; it takes application\/json/,
        "POST",
        "/v1/topics",
        "",
        "{}",
      ],
      [
        "a form",
        "UNSUPPORTED_MEDIA_TYPE",
        /x-www-form-urlencoded.*application\/json/,
        "POST",
        "/v1/topics/t/records",
        "application/x-www-form-urlencoded",
        "value=1",
      ],
      [
        "bare text without format=value",
        "UNSUPPORTED_MEDIA_TYPE",
        /format=value/,
        "POST",
        "/v1/topics/t/records",
        "text/plain",
        "x",
      ],
      [
        "gRPC with a codec of its own",
        "UNSUPPORTED_MEDIA_TYPE",
        /application\/grpc/,
        "POST",
        PUBLISH,
        "application/grpc+thrift",
        "",
      ],
      [
        "a body above the limit",
        "REQUEST_TOO_LARGE",
        /larger than \d{7} bytes/,
        "POST",
        "/v1/topics/t/records",
        "application/json",
        Buffer.alloc(BODY_BYTES_MAX + 1, 32),
      ],
      ["a bad escape in the path", "INVALID_REQUEST", /percent-encoded/, "GET", "/v1/topics/%ff"],
      [
        "an unknown parameter",
        "INVALID_REQUEST",
        /"fron".*from/,
        "GET",
        "/v1/topics/t/records?fron=0",
      ],
    ];
  it.each(rows)("%s", async (_what, code, message, method, path, type, body) => {
    const answer = await ground.http.request(path, {
      method,
      headers: type === undefined || type === "" ? {} : { "content-type": type },
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status).toBe(ERRORS[code].http);
    const { error } = JSON.parse(answer.body.toString()) as { error: Json };
    expect(error["code"]).toBe(code);
    expect(error["message"]).toMatch(message);
    if (code === "METHOD_NOT_ALLOWED") expect(answer.headers["allow"]).toBe("GET, HEAD, OPTIONS");
  });

  it("a line above the limit, between two others", async () => {
    const long = `{"value":"${"x".repeat(LINE_BYTES_MAX)}"}`;
    const answer = await ground.http.request("/v1/topics/t/records", {
      method: "PUT",
      body: `{"value":1}\n${long}\n{"value":2}\n`,
    });
    const results = answer.body.toString().trimEnd().split("\n");
    expect(results.map((text) => JSON.parse(text) as Json)).toMatchObject([
      { partition: 0 },
      { error: { code: "REQUEST_TOO_LARGE" }, line: 2 },
      { partition: 0 },
    ]);
  });
});

describe("Connect", () => {
  const rows: readonly [string, ErrorCode, number, string, string, string][] = [
    ["broken JSON", "INVALID_JSON", 400, PUBLISH, "application/json", "{"],
    ["a field that is not there", "INVALID_REQUEST", 400, PUBLISH, "application/json", '{"to":1}'],
    ["a value of another type", "INVALID_REQUEST", 400, PUBLISH, "application/json", '{"topic":1}'],
    ["base64 that is none", "INVALID_REQUEST", 400, PUBLISH, "application/json", '{"batch":"§"}'],
    [
      "an enum that is not there",
      "INVALID_REQUEST",
      400,
      PUBLISH,
      "application/json",
      '{"acks":"SOME"}',
    ],
    ["another type", "UNSUPPORTED_MEDIA_TYPE", 415, PUBLISH, "text/xml", "<a/>"],
    ["a stream", "NOT_SUPPORTED", 501, `${RECORDS}/Fetch`, "application/json", "{}"],
    ["an unknown method", "UNKNOWN_METHOD", 501, `${RECORDS}/Nothing`, "application/json", "{}"],
  ];
  it.each(rows)("%s", async (_what, code, status, path, type, body) => {
    const headers = { "content-type": type };
    const answer = await ground.http.request(path, { method: "POST", headers, body });
    expect(answer.status).toBe(status);
    const { details, message } = JSON.parse(answer.body.toString()) as {
      details: { debug: Json }[];
      message: string;
    };
    expect(details[0]?.debug).toMatchObject({ code, message });
  });
});

describe("TLS", () => {
  it("on a cleartext port is refused with an alert, and logged", async () => {
    const { message } = await new Promise<Error>((resolve) => {
      const socket = connectTls({ port: ground.broker.port, host: "127.0.0.1" });
      socket.on("error", resolve);
    });
    expect(message).toMatch(/alert unexpected message/i);
    // Its log comes on a way of its own, and may come after the alert.
    const logged = () =>
      ground.broker.lines.join("\n").includes("a TLS client came to a cleartext port");
    expect(await until("the line in the log", logged)).toBe(true);
  });

  it("is asked for where cleartext comes to a TLS port", async () => {
    const files = writeCertificate();
    const args = ["--tls-cert", files.cert, "--tls-key", files.key];
    const broker = await BrokerProcess.start({ args });
    try {
      const wrong = await curl(["--http1.1", `http://${broker.address}/v1/topics`]);
      expect(wrong.status).toBe(400);
      const { error } = JSON.parse(wrong.body) as { error: Json };
      expect(error["code"]).toBe("WRONG_PROTOCOL");
      expect(error["message"]).toMatch(/https/);
      const right = await curl(["--http2", `https://${broker.address}/v1/topics`]);
      expect(right).toMatchObject({ status: 200, httpVersion: "2" });
    } finally {
      await broker.dispose();
      files.remove();
    }
  });
});
