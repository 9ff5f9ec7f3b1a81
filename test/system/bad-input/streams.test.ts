/** P7: what is wrong on a stream of gRPC or of lines: told there, where the stream can go on it does. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../src/model/errors.ts";
import type { LineStream } from "../support/http2-client.ts";
import type { BidiCall, Json } from "../support/reflected-client.ts";
import { expectRefusal, Ground, RECORDS } from "./ground.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await Ground.prepare();
  await ground.topic("t", 2);
  await ground.http.json("POST", "/v1/topics/t/records", { value: "first", partition: 0 });
});
afterAll(() => ground.leave());
afterEach(() => ground.livesOn());

function open(method: "Produce" | "Fetch" | "Subscribe", ...messages: readonly Json[]): BidiCall {
  const call = ground.grpc.bidi(`${RECORDS}/${method}`);
  for (const message of messages) call.stream.write(message);
  return call;
}

const subscribeOpen = (group: string, more: Json = {}) => ({
  open: { group, topics: ["t"], start: { earliest: true }, encoding: 1, ...more },
});
const from = (topic: string, partition: number, offset = 0) => ({ topic, partition, offset });

describe("a stream that cannot go on ends with the reason", () => {
  const rows: readonly [string, ErrorCode, RegExp, Parameters<typeof open>][] = [
    ["Produce without open", "INVALID_REQUEST", /must be open/, ["Produce", { batch: { id: 1 } }]],
    ["Produce opened twice", "INVALID_REQUEST", /once/, ["Produce", { open: {} }, { open: {} }]],
    ["an empty message", "INVALID_REQUEST", /no batch/, ["Produce", { open: {} }, {}]],
    [
      "Fetch without open",
      "INVALID_REQUEST",
      /must be open/,
      ["Fetch", { credit: { records: 1 } }],
    ],
    [
      "Subscribe without open",
      "INVALID_REQUEST",
      /must be open/,
      ["Subscribe", { credit: { records: 1, bytes: 1 } }],
    ],
    ["a group without a name", "INVALID_GROUP", /group/, ["Subscribe", subscribeOpen("")]],
    ["a bad group name", "INVALID_GROUP", /no spaces/, ["Subscribe", subscribeOpen("no spaces")]],
    [
      "no topics at all",
      "INVALID_REQUEST",
      /topic/,
      ["Subscribe", subscribeOpen("g0", { topics: [] })],
    ],
    [
      "a session timeout below the least",
      "INVALID_REQUEST",
      /1000/,
      ["Subscribe", subscribeOpen("g0", { sessionTimeoutMs: 1 })],
    ],
    [
      "a mode that is none",
      "INVALID_REQUEST",
      /mode is 7/,
      ["Subscribe", subscribeOpen("g0", { mode: 7 })],
    ],
    [
      "a commit in a queue group",
      "INVALID_REQUEST",
      /ack/,
      [
        "Subscribe",
        subscribeOpen("q1", { mode: 2 }),
        { commit: { id: 1, offsets: [from("t", 0)] } },
      ],
    ],
    [
      "acknowledgements in a stream group",
      "INVALID_REQUEST",
      /commit/,
      ["Subscribe", subscribeOpen("g1"), { ack: { records: [from("t", 0)] } }],
    ],
  ];
  it.each(rows)("%s", async (_what, code, message, [method, ...messages]) => {
    const { status } = open(method, ...messages);
    const { code: grpcCode, details, metadata } = await status;
    const named = metadata.get("tidemark-error")[0];
    const refusal = { code: named, message: details, status: grpcCode, error: {} };
    expectRefusal(refusal, code, message, "grpc");
  });
});

it("reads the partitions that are there beside those that are not", async () => {
  const call = open(
    "Fetch",
    { open: { encoding: 1 } },
    {
      assign: {
        partitions: [
          { topic: "nowhere", position: { earliest: true } },
          { topic: "t", partition: 7, position: { earliest: true } },
          { topic: "t", partition: 1, position: { offset: 99 } },
          { topic: "t", partition: 0, position: { earliest: true } },
        ],
      },
    },
    { credit: { records: 10, bytes: 100_000 } },
  );
  const failure = async (topic: string, partition: number) => {
    const { error } = await call.find((message) => {
      const place = message["error"] as Json | undefined;
      return place?.["topic"] === topic && place["partition"] === partition;
    });
    return (error as { error: Json }).error;
  };
  expect(await failure("nowhere", 0)).toMatchObject({ code: "UNKNOWN_TOPIC" });
  expect(await failure("t", 7)).toMatchObject({ code: "UNKNOWN_PARTITION" });
  expect(await failure("t", 1)).toMatchObject({
    code: "OFFSET_OUT_OF_RANGE",
    logStartOffset: 0,
    highWatermark: 0,
  });
  await call.find(({ delivery }) => (delivery as Json | undefined)?.["partition"] === 0);
  call.stream.cancel();
});

const commitResult = async (call: BidiCall, id: number) => {
  const { commitResult: result } = await call.find(
    (message) => (message["commitResult"] as Json | undefined)?.["id"] === id,
  );
  return (result as { error?: Json }).error;
};

it("refuses a commit of an old generation, over gRPC", async () => {
  const first = open("Subscribe", subscribeOpen("moving"));
  const { assigned } = await first.find((message) => message["assigned"] !== undefined);
  const { generation } = assigned as { generation: number };
  const second = open("Subscribe", subscribeOpen("moving"));
  const { revoked } = await first.find((message) => message["revoked"] !== undefined);
  const { partitions, generation: later } = revoked as { partitions: Json[]; generation: number };
  const [moved] = partitions as [{ topic: string; partition: number }];
  first.stream.write({ released: { generation: later, partitions } });
  await second.find(({ assigned: given }) => (given as Json | undefined) !== undefined);

  const offsets = [{ ...moved, offset: 0 }];
  first.stream.write({ commit: { id: 1, generation, offsets } });
  const error = await commitResult(first, 1);
  expect(error).toMatchObject({ code: "STALE_GENERATION", retriable: false });
  expect(error?.["message"]).toMatch(/commit what is still assigned/);
  const kept = { topic: "t", partition: 1 - moved.partition, offset: 0 };
  first.stream.write({ commit: { id: 2, generation: later, offsets: [kept] } });
  expect(await commitResult(first, 2)).toBeUndefined();

  first.stream.write({
    commit: { id: 3, generation: later, offsets: [from("t", 1 - moved.partition, 99)] },
  });
  expect(await commitResult(first, 3)).toMatchObject({ code: "OFFSET_OUT_OF_RANGE" });
  const reset = { group: "moving", topic: "t", to: { earliest: true } };
  const call = ["/tidemark.v1.GroupService/ResetOffsets", reset] as const;
  expectRefusal(await ground.overGrpc(call), "GROUP_NOT_EMPTY", /force/, "grpc");
  const rest = ["PUT", "/v1/groups/moving/offsets", { topic: "t", to: "earliest" }] as const;
  expectRefusal(await ground.overRest(rest), "GROUP_NOT_EMPTY", /force/, "http");
  first.stream.cancel();
  second.stream.cancel();
});

it("lets the newer of two streams with one member id go on", async () => {
  const first = open("Subscribe", subscribeOpen("twins", { memberId: "me" }));
  await first.find(({ joined }) => joined !== undefined);
  const second = open("Subscribe", subscribeOpen("twins", { memberId: "me" }));
  const { metadata } = await first.status;
  expect(metadata.get("tidemark-error")).toEqual(["MEMBER_FENCED"]);
  await second.find(({ assigned }) => assigned !== undefined);
  second.stream.cancel();
});

describe("lines of a subscriber", () => {
  let member: LineStream;
  const errorAt = async (line: number) => {
    const found = await member.find((answer) => answer["line"] === line);
    return found["error"] as Json;
  };

  it("are each answered by their number, and the stream goes on", async () => {
    member = ground.http.lines("/v1/topics/t/subscribe?group=lines&from=earliest", "POST");
    member.send("{broken");
    member.send({ crdeit: 5 });
    member.send({ credit: -1 });
    member.send({ commit: "nonsense" });
    member.send({ commit: "9:0" });
    member.send({ ack: "0:0" });
    member.send({ credit: 1 });
    expect(await errorAt(1)).toMatchObject({ code: "INVALID_JSON" });
    expect(await errorAt(2)).toMatchObject({
      code: "INVALID_REQUEST",
      message: expect.stringContaining('{"credit":n}') as unknown,
    });
    expect(await errorAt(3)).toMatchObject({ code: "INVALID_REQUEST" });
    expect(await errorAt(4)).toMatchObject({
      code: "INVALID_REQUEST",
      message: expect.stringContaining('"0:17"') as unknown,
    });
    expect(await errorAt(5)).toMatchObject({ code: "UNKNOWN_PARTITION" });
    expect(await errorAt(6)).toMatchObject({
      code: "INVALID_REQUEST",
      message: expect.stringContaining("queue") as unknown,
    });
    await member.find(({ value }) => value === "first");
    member.send({ commit: "0:99" });
    expect(await errorAt(8)).toMatchObject({ code: "OFFSET_OUT_OF_RANGE" });
    member.send({ commit: "0:1" });
    member.stream.end();
    await member.ended;
    const group = await ground.http.json("GET", "/v1/groups/lines");
    expect(group["partitions"]).toMatchObject([{ partition: 0, committed: 1, lag: 0 }]);
  });

  it("of a partition that has moved on are refused as stale", async () => {
    const path = "/v1/topics/t/subscribe?group=stale&from=earliest";
    member = ground.http.lines(path, "POST");
    member.send({ credit: 10 });
    await member.find(({ value }) => value === "first");
    const rival = open("Subscribe", subscribeOpen("stale"));
    const { assigned } = await rival.find((message) => message["assigned"] !== undefined);
    const { added } = assigned as { added: { partition: number }[] };
    member.send({ commit: `${added[0]?.partition}:0` });
    const { error } = await member.find((line) => line["error"] !== undefined);
    expect(error).toMatchObject({ code: "STALE_GENERATION" });
    rival.stream.cancel();
    member.stream.close();
  });
});

it("takes each line for itself, however many are bad", async () => {
  const lines = ['{"value":1}', "{", "", '{"value":2,"partition":8}', "nul", '{"value":3}'];
  const answer = await ground.http.request("/v1/topics/t/records", {
    method: "PUT",
    body: lines.join("\n"),
  });
  const results = answer.body.toString().trimEnd().split("\n");
  expect(results.map((text) => JSON.parse(text) as Json)).toMatchObject([
    { offset: expect.any(Number) as unknown },
    { error: { code: "INVALID_JSON" }, line: 2 },
    { error: { code: "UNKNOWN_PARTITION" }, line: 4 },
    { error: { code: "INVALID_JSON" }, line: 5 },
    { offset: expect.any(Number) as unknown },
  ]);
});
