/** P7: a record that cannot be taken, over every dialect that carries one. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../src/model/errors.ts";
import { RECORD_HEADERS_MAX, RECORD_KEY_BYTES_MAX } from "../../../src/model/limits.ts";
import type { Json } from "../support/reflected-client.ts";
import { base64, expectRefusal, Ground, RECORDS } from "./ground.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await Ground.prepare();
  await ground.topic("t", 2, { maxRecordBytes: 10_000 });
  await ground.topic("large");
});
afterAll(() => ground.leave());
afterEach(() => ground.livesOn());

const YEAR_MS = 365 * 24 * 3_600_000;
const tooFar = Date.now() + 11 * YEAR_MS;

interface Row {
  readonly what: string;
  readonly code: ErrorCode;
  readonly message: RegExp;
  /** As JSON over HTTP, alone and as a line. */
  readonly json?: Json | string;
  /** As a tidemark.v1.Record, over gRPC and Connect. */
  readonly proto?: Json;
  readonly topic?: string;
}

const x = { value: "x" };
const X = { value: base64("x") };

const rows: readonly Row[] = [
  {
    what: "a partition that the topic has not",
    code: "UNKNOWN_PARTITION",
    message: /partition 9 .* 0 to 1/,
    json: { ...x, partition: 9 },
    proto: { ...X, partition: 9 },
  },
  {
    what: "a record above the topic's limit",
    code: "RECORD_TOO_LARGE",
    message: /at most 10000 \(maxRecordBytes\)/,
    json: { value: "x".repeat(20_000) },
    proto: { value: base64("x".repeat(20_000)) },
  },
  {
    what: "a key above the limit",
    code: "RECORD_TOO_LARGE",
    message: /key .* 65536/,
    topic: "large",
    json: { ...x, key: "k".repeat(RECORD_KEY_BYTES_MAX + 1) },
    proto: { ...X, key: base64("k".repeat(RECORD_KEY_BYTES_MAX + 1)) },
  },
  {
    what: "more headers than allowed",
    code: "INVALID_RECORD",
    message: /129 headers.* 128/,
    json: { ...x, headers: { many: Array.from({ length: RECORD_HEADERS_MAX + 1 }, () => "v") } },
    proto: { ...X, headers: Array.from({ length: RECORD_HEADERS_MAX + 1 }, () => ({ key: "k" })) },
  },
  {
    what: "a header that is the broker's own",
    code: "INVALID_RECORD",
    message: /tidemark-scheduled-offset is the broker's own/,
    json: { ...x, headers: { "tidemark-scheduled-offset": "1" } },
    proto: { ...X, headers: [{ key: "tidemark-scheduled-offset", value: base64("1") }] },
  },
  {
    what: "a due time that does not parse",
    code: "INVALID_DUE_TIME",
    message: /deliverAt .*2030-01-31T09:00:00Z.*"soon"/,
    json: { ...x, deliverAt: "soon" },
  },
  {
    what: "a due time without a zone",
    code: "INVALID_DUE_TIME",
    message: /no zone: add Z/,
    json: { ...x, deliverAt: "2030-01-31T09:00:00" },
  },
  {
    what: "a due time before 1970",
    code: "INVALID_DUE_TIME",
    message: /1970/,
    json: { ...x, deliverAt: -1 },
    proto: { ...X, deliverAt: -1 },
  },
  {
    what: "a delay that does not parse",
    code: "INVALID_DUE_TIME",
    message: /delay .*"a while"/,
    json: { ...x, delay: "a while" },
  },
  {
    what: "both a due time and a delay",
    code: "INVALID_DUE_TIME",
    message: /both/,
    json: { ...x, delay: 1, deliverAt: 1 },
    proto: { ...X, delayMs: 1, deliverAt: 1 },
  },
  {
    what: "a due time too far ahead",
    code: "DUE_TIME_TOO_FAR",
    message: /further ahead than .*scheduleDelayMaxMs of 315360000000 ms/,
    json: { ...x, deliverAt: tooFar },
    proto: { ...X, deliverAt: tooFar },
  },
  {
    what: "a timestamp of tomorrow",
    code: "INVALID_TIMESTAMP",
    message: /use deliverAt/,
    json: { ...x, timestamp: Date.now() + 2 * 3_600_000 },
    proto: { ...X, timestamp: Date.now() + 2 * 3_600_000 },
  },
  {
    what: "a schedule id that looks like a place",
    code: "INVALID_SCHEDULE_ID",
    message: /digits:digits/,
    json: { ...x, delay: "1h", scheduleId: "1:2" },
    proto: { ...X, delayMs: 3_600_000, scheduleId: "1:2" },
  },
  {
    what: "an empty schedule id",
    code: "INVALID_SCHEDULE_ID",
    message: /empty/,
    json: { ...x, delay: "1h", scheduleId: "" },
    proto: { ...X, delayMs: 3_600_000, scheduleId: "" },
  },
  {
    what: "a schedule id that is too long",
    code: "INVALID_SCHEDULE_ID",
    message: /at most 255 bytes/,
    json: { ...x, delay: "1h", scheduleId: "i".repeat(256) },
    proto: { ...X, delayMs: 3_600_000, scheduleId: "i".repeat(256) },
  },
  {
    what: "a schedule id without a due time",
    code: "INVALID_RECORD",
    message: /deliverAt or delay/,
    json: { ...x, scheduleId: "id" },
    proto: { ...X, scheduleId: "id" },
  },
  {
    what: "a message id that is too long",
    code: "INVALID_RECORD",
    message: /messageId .*640/,
    json: { ...x, messageId: "i".repeat(641) },
    proto: { ...X, messageId: "i".repeat(641) },
  },
  {
    what: "an unknown way to handle conflicts",
    code: "INVALID_RECORD",
    message: /onConflict .*reject, replace.*keep/,
    json: { ...x, delay: "1h", scheduleId: "c", onConflict: "shrug" },
  },
  {
    what: "a negative time to live",
    code: "INVALID_RECORD",
    message: /ttl/,
    json: { ...x, ttl: -5 },
    proto: { ...X, ttlMs: -5 },
  },
  {
    what: "a misspelt field",
    code: "INVALID_RECORD",
    message: /unknown field "delya"; known are: .*delay/,
    json: { ...x, delya: "1h" },
  },
  {
    what: "two values",
    code: "INVALID_RECORD",
    message: /value.*valueBase64/,
    json: { ...x, valueBase64: base64("x") },
  },
  {
    what: "base64 that is none",
    code: "INVALID_RECORD",
    message: /valueBase64 .*base64/,
    json: { valueBase64: "§§§" },
  },
  {
    what: "something that is no object",
    code: "INVALID_RECORD",
    message: /must be a JSON object/,
    json: '"text"',
  },
  {
    what: "broken JSON",
    code: "INVALID_JSON",
    message: /not valid JSON: .*position \d+/,
    json: '{"value":"x"',
  },
  {
    what: "JSON that is nested too deep",
    code: "INVALID_JSON",
    message: /64/,
    json: `{"value":${"[".repeat(100)}${"]".repeat(100)}}`,
  },
];

describe.each(rows)("$what", ({ code, message, json, proto, topic = "t" }) => {
  if (proto !== undefined) {
    const call = [`${RECORDS}/Publish`, { topic, records: [proto] }] as const;
    it("over gRPC", async () => {
      expectRefusal(await ground.overGrpc(call), code, message, "grpc");
    });
    it("over Connect", async () => {
      expectRefusal(await ground.overConnect(call), code, message, "grpc");
    });
  }
  if (json !== undefined) {
    const body = typeof json === "string" ? json : JSON.stringify(json);
    it("as JSON", async () => {
      const refusal = await ground.overRest(["POST", `/v1/topics/${topic}/records`, body]);
      expectRefusal(refusal, code, message, "http");
    });
    it("as a line among good ones", async () => {
      expectRefusal(await ground.asLine(topic, body), code, message, "http");
    });
  }
});

it("refuses bytes that are not UTF-8, alone and as a line", async () => {
  const bytes = Buffer.from('{"value":"\xff"}', "latin1");
  const headers = { "content-type": "application/json" };
  const path = "/v1/topics/t/records";
  const alone = await ground.http.request(path, { method: "POST", headers, body: bytes });
  const line = await ground.http.request(path, { method: "PUT", body: bytes });
  for (const { body } of [alone, line]) {
    const error = { code: "INVALID_JSON", message: expect.stringMatching(/UTF-8/) as unknown };
    expect(JSON.parse(body.toString())).toMatchObject({ error });
  }
});

describe("a schedule id that is pending", () => {
  const path = "/v1/topics/t/records";
  const due = Date.now() + 3_600_000;

  it.each(["grpc", "connect", "rest", "line"])("is refused, kept or replaced: %s", async (how) => {
    const id = `pending-${how}`;
    const json = { value: "1", deliverAt: due, scheduleId: id, partition: 0 };
    const first = await ground.http.json("POST", path, json);
    expect(first["scheduled"]).toEqual({ id, deliverAt: due });
    const record = { value: base64("2"), deliverAt: due + 1, scheduleId: id, partition: 0 };
    const call = [`${RECORDS}/Publish`, { topic: "t", records: [record] }] as const;
    const again = { ...json, deliverAt: due + 1 };
    const refusal =
      how === "grpc"
        ? await ground.overGrpc(call)
        : how === "connect"
          ? await ground.overConnect(call)
          : how === "rest"
            ? await ground.overRest(["POST", path, again])
            : await ground.asLine("t", JSON.stringify(again));
    const protocol = how === "grpc" || how === "connect" ? "grpc" : "http";
    expectRefusal(
      refusal,
      "ALREADY_SCHEDULED",
      /is pending as 0:\d+, due .* replace or keep/,
      protocol,
    );
    const { existing, existingId, existingDeliverAt } = refusal.error;
    const named = existing ?? { id: existingId, deliverAt: Number(existingDeliverAt) };
    expect(named).toMatchObject({ id, deliverAt: due });

    const kept = await ground.http.json("POST", path, { ...again, onConflict: "keep" });
    expect(kept).toMatchObject({ duplicate: true, offset: first["offset"] });
    const replaced = await ground.http.json("POST", path, { ...again, onConflict: "replace" });
    expect(replaced).toMatchObject({ scheduled: { id, deliverAt: due + 1 } });
    const pending = await ground.http.json("GET", `/v1/topics/t/schedules/${id}`);
    expect(pending).toMatchObject({ offset: replaced["offset"], deliverAt: due + 1 });
  });
});
