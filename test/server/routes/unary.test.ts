/** Unary calls over gRPC and Connect: the same methods, the same errors, the others undisturbed (P7). */
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { tidemark } from "../../../src/wire/generated/tidemark.js";
import { frame, MessageSplitter } from "../../../src/wire/grpc/framing.ts";
import { buildBatch } from "../../../src/record/build.ts";
import { createHarness, framed, messagesOf } from "./harness.ts";

const { CreateTopicRequest, PublishRequest, PublishResponse, Topic } = tidemark.v1;
const PUBLISH = "/tidemark.v1.RecordService/Publish";
const CREATE = "/tidemark.v1.TopicService/CreateTopic";

describe("unary gRPC", () => {
  test("answers one message and an OK status", async () => {
    const { broker, grpc } = createHarness("t");
    const records = [{ value: Buffer.from("a") }, { value: Buffer.from("b"), deliverAt: 9 }];
    const call = grpc(PUBLISH)
      .send(framed(PublishRequest, { topic: "t", records }))
      .halfClose();
    await call.finished();
    expect(call.status).toBe(200);
    expect(call.responseHeaders["content-type"]).toBe("application/grpc+proto");
    expect(call.trailers).toEqual({ "grpc-status": "0" });
    expect(messagesOf(call, PublishResponse)[0]?.results).toMatchObject([
      { offset: 0 },
      { offset: 1, scheduled: { id: "0:1", deliverAt: 9 } },
    ]);
    expect(broker.publishes[0]).toHaveLength(2);
  });

  test("answers each record of a batch, exceptions among them", async () => {
    const { broker, grpc } = createHarness("t");
    const record = { timestamp: 1, key: undefined, value: Buffer.from("v"), headers: [] };
    const batch = buildBatch([record, record], { baseTimestamp: 1 });
    const message = { topic: "t", batch, partition: 0 };
    const call = await grpc(PUBLISH).send(framed(PublishRequest, message)).halfClose().finished();
    expect(messagesOf(call, PublishResponse)[0]?.results).toMatchObject([
      { offset: 10 },
      { offset: 11 },
    ]);
    expect(broker.calls).toEqual([["produceBatch", batch.length]]);
  });

  test("keeps records that are wrong apart from those that are right", async () => {
    const { grpc } = createHarness("t");
    const records = [{ value: Buffer.from("a"), onConflict: 9 }, { value: Buffer.from("b") }];
    const call = grpc(PUBLISH)
      .send(framed(PublishRequest, { topic: "t", records }))
      .halfClose();
    await call.finished();
    const [response] = messagesOf(call, PublishResponse);
    expect(response?.results[0]?.error?.code).toBe("INVALID_RECORD");
    expect(response?.results[1]?.offset).toBe(0);
  });

  test.each([
    ["an unknown topic", PUBLISH, framed(PublishRequest, { topic: "x" }), "UNKNOWN_TOPIC", "5"],
    ["a duplicate topic", CREATE, framed(CreateTopicRequest, { name: "t" }), "TOPIC_EXISTS", "6"],
    ["no message", PUBLISH, Buffer.alloc(0), "INVALID_REQUEST", "3"],
    ["two messages", PUBLISH, Buffer.alloc(10), "INVALID_REQUEST", "3"],
    ["a truncated frame", PUBLISH, Buffer.from([0, 0, 0, 0, 9, 1]), "TRUNCATED_MESSAGE", "3"],
    ["a huge prefix", PUBLISH, Buffer.from([0, 255, 0, 0, 0]), "REQUEST_TOO_LARGE", "8"],
    ["no protobuf", PUBLISH, frame(Buffer.from([0xff, 0xff])), "INVALID_PROTOBUF", "3"],
    ["unannounced compression", PUBLISH, frame(Buffer.from("x"), true), "INVALID_REQUEST", "3"],
    [
      "an unknown method",
      "/tidemark.v1.RecordService/Nope",
      Buffer.alloc(5),
      "UNKNOWN_METHOD",
      "12",
    ],
    ["an unknown service", "/a.B/C", Buffer.alloc(5), "UNKNOWN_METHOD", "12"],
  ])("answers %s with its code", async (_name, path, body, code, status) => {
    const { grpc } = createHarness("t");
    const call = await grpc(path).send(body).halfClose().finished();
    expect(call.status).toBe(200);
    expect(call.trailers).toMatchObject({ "grpc-status": status, "tidemark-error": code });
    expect(String(call.trailers?.["grpc-message"]).length).toBeGreaterThan(5);
    expect(call.written).toHaveLength(0);
  });

  test("refuses other dialects of gRPC in HTTP's own words", async () => {
    const { open } = createHarness("t");
    for (const type of ["application/grpc-web", "application/grpc+json"]) {
      const call = open("POST", PUBLISH, { "content-type": type });
      expect(call.status).toBe(415);
      expect(call.json).toMatchObject({ error: { code: "UNSUPPORTED_MEDIA_TYPE" } });
    }
    const get = open("GET", PUBLISH, { "content-type": "application/grpc" });
    expect([get.status, get.responseHeaders["allow"]]).toEqual([405, "POST"]);
  });

  test("takes and gives gzip, and refuses a bomb and other encodings", async () => {
    const { broker, grpc } = createHarness();
    for (let index = 0; index < 100; index++) broker.topicsByName.set(`topic-${index}`, []);
    const headers = { "grpc-encoding": "gzip", "grpc-accept-encoding": "identity, gzip" };
    const list = grpc("/tidemark.v1.TopicService/ListTopics", headers);
    await list
      .send(frame(gzipSync(Buffer.alloc(0)), true))
      .halfClose()
      .finished();
    const found: Buffer[] = [];
    new MessageSplitter(2 ** 30, (bytes, compressed) => {
      found.push(compressed ? gunzipSync(bytes) : bytes);
    }).push(list.bytes);
    const [response] = found.map((bytes) => tidemark.v1.ListTopicsResponse.decode(bytes));
    expect(response?.topics).toHaveLength(100);
    expect(list.bytes.length).toBeLessThan((found[0]?.length ?? 0) / 4);

    const bomb = grpc(PUBLISH, headers).send(frame(gzipSync(Buffer.alloc(50_000_000)), true));
    await bomb.halfClose().finished();
    expect(bomb.trailers).toMatchObject({ "tidemark-error": "REQUEST_TOO_LARGE" });
    const lie = await grpc(PUBLISH, headers)
      .send(frame(Buffer.from("no gzip"), true))
      .finished();
    expect(lie.trailers).toMatchObject({ "tidemark-error": "INVALID_REQUEST" });
    const other = grpc(PUBLISH, { "grpc-encoding": "br" });
    expect(other.trailers).toMatchObject({ "grpc-status": "12" });
  });

  test("ends at the deadline, with its status, and tells the broker", async () => {
    const { broker, clock, grpc } = createHarness("t");
    broker.gate = new Promise(() => {});
    const call = grpc(PUBLISH, { "grpc-timeout": "50m" });
    call.send(framed(PublishRequest, { topic: "t" })).halfClose();
    clock.advance(49);
    expect(call.ended).toBe(false);
    clock.advance(1);
    expect(call.trailers).toMatchObject({
      "grpc-status": "4",
      "tidemark-error": "DEADLINE_EXCEEDED",
    });
    expect(grpc(PUBLISH, { "grpc-timeout": "soon" }).trailers).toMatchObject({
      "grpc-status": "3",
    });
    expect(clock.timerCount).toBe(0);
  });
});

describe("Connect", () => {
  test("speaks JSON and protobuf", async () => {
    const { ask, open } = createHarness("t");
    const json = await ask("POST", PUBLISH, { topic: "t", records: [{ value: "YQ==" }] });
    expect(json.status).toBe(200);
    expect(json.responseHeaders["content-type"]).toBe("application/json");
    expect(json.json).toMatchObject({ results: [{ partition: 0, offset: "0", duplicate: false }] });
    const proto = open("POST", "/tidemark.v1.TopicService/DescribeTopic", {
      "content-type": "application/proto",
    });
    const request = tidemark.v1.DescribeTopicRequest.encode({ name: "t" }).finish();
    await proto.send(request).halfClose().finished();
    expect(Topic.decode(proto.bytes).name).toBe("t");
  });

  test.each([
    ["an unknown topic", PUBLISH, '{"topic":"x"}', "application/json", 404, "not_found"],
    ["a duplicate topic", CREATE, '{"name":"t"}', "application/json", 409, "already_exists"],
    ["broken JSON", PUBLISH, "{", "application/json", 400, "invalid_argument"],
    ["an unknown field", PUBLISH, '{"tpic":"t"}', "application/json", 400, "invalid_argument"],
    [
      "an unknown method",
      "/tidemark.v1.RecordService/Nope",
      "{}",
      "application/json",
      501,
      "unimplemented",
    ],
    [
      "a stream",
      "/tidemark.v1.RecordService/Fetch",
      "{}",
      "application/json",
      501,
      "unimplemented",
    ],
    ["another type", PUBLISH, "{}", "text/plain", 415, "invalid_argument"],
  ])("answers %s in Connect's shape", async (_name, path, body, type, status, code) => {
    const { ask } = createHarness("t");
    const answer = await ask("POST", path, body, { "content-type": type });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ code, details: [{ type: "tidemark.v1.Error" }] });
    const [detail] = (answer.json as { details: { value: string }[] }).details;
    const error = tidemark.v1.Error.decode(Buffer.from(detail?.value ?? "", "base64"));
    expect(error.message).toBe((answer.json as { message: string }).message);
  });

  test("takes POST only", () => {
    const { open } = createHarness();
    const answer = open("GET", PUBLISH);
    expect([answer.status, answer.responseHeaders["allow"]]).toEqual([405, "POST"]);
  });
});
