/** gRPC streams: order, credits, back-pressure (P6), ends; a client that errs hurts itself only (P7). */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { TidemarkError } from "../../../src/model/errors.ts";
import { grpc as standard } from "../../../src/wire/generated/grpc.js";
import { tidemark } from "../../../src/wire/generated/tidemark.js";
import { frame } from "../../../src/wire/grpc/framing.ts";
import { consumed, delivery } from "./fake-broker.ts";
import { settle } from "./fake-exchange.ts";
import { createHarness, framed, messagesOf } from "./harness.ts";

const { v1 } = tidemark;
const PRODUCE = "/tidemark.v1.RecordService/Produce";
const FETCH = "/tidemark.v1.RecordService/Fetch";
const SUBSCRIBE = "/tidemark.v1.RecordService/Subscribe";

const batch = (id: number, bytes = Buffer.from("batch")) =>
  framed(v1.ProduceRequest, { batch: { id, topic: "t", partition: 0, batch: bytes } });

function openProduce() {
  const harness = createHarness("t");
  const call = harness.grpc(PRODUCE).send(framed(v1.ProduceRequest, { open: { clientId: "c" } }));
  return { ...harness, call };
}

describe("Produce", () => {
  test("hands batches on in order and answers many in one write", async () => {
    const { broker, call } = openProduce();
    await settle();
    call.send(Buffer.concat([batch(1), batch(2)]));
    const [opened] = broker.produces;
    expect(opened?.batches.map(({ id }) => id)).toEqual([1, 2]);
    opened?.sink.credit(10, 1_000);
    for (const id of [1, 2])
      opened?.sink.ack(id, { baseOffset: id, duplicate: false, exceptions: [] });
    await settle();
    expect(call.written).toHaveLength(1);
    expect(messagesOf(call, v1.ProduceResponse)).toMatchObject([
      { credit: { batches: 10, bytes: 1_000 } },
      { ack: { id: 1, baseOffset: 1, brokerTimeMs: 1_700_000_000_000 } },
      { ack: { id: 2, baseOffset: 2 } },
    ]);
    call.halfClose();
    expect(opened?.calls).toEqual(["finish"]);
    opened?.sink.end(undefined);
    expect(call.trailers).toEqual({ "grpc-status": "0" });
  });

  test("stops reading while the broker asks for it, and while answers are not read", async () => {
    const { broker, call } = openProduce();
    await settle();
    const sink = broker.produces[0]?.sink;
    sink?.pause();
    call.send(batch(1));
    expect([call.paused, broker.produces[0]?.batches.length]).toEqual([true, 0]);
    call.takes = false;
    sink?.credit(1, 1);
    await settle();
    sink?.resume();
    await settle();
    expect([call.paused, broker.produces[0]?.batches.length]).toEqual([true, 0]);
    call.readOn();
    await settle();
    expect([call.paused, broker.produces[0]?.batches.length]).toEqual([false, 1]);
  });

  test("tells the broker when the client leaves", async () => {
    const { broker, call } = openProduce();
    await settle();
    call.leave();
    expect(broker.produces[0]?.calls).toEqual(["abort"]);
  });

  test.each([
    ["a batch before open", [batch(1)], "INVALID_REQUEST"],
    [
      "open twice",
      [framed(v1.ProduceRequest, { open: {} }), framed(v1.ProduceRequest, { open: {} })],
      "INVALID_REQUEST",
    ],
    ["bad acks", [framed(v1.ProduceRequest, { open: { acks: 7 } })], "INVALID_REQUEST"],
    ["no protobuf", [frame(Buffer.from([0xff]))], "INVALID_PROTOBUF"],
    ["a huge message", [Buffer.from([0, 0xff, 0, 0, 0])], "REQUEST_TOO_LARGE"],
  ])("ends on %s", async (_name, chunks, code) => {
    const { grpc } = createHarness("t");
    const call = grpc(PRODUCE);
    for (const chunk of chunks) call.send(chunk);
    await call.finished();
    expect(call.trailers).toMatchObject({ "tidemark-error": code });
  });

  test("ends as the broker says", async () => {
    const { broker, call } = openProduce();
    await settle();
    broker.produces[0]?.sink.end(new TidemarkError("SHUTTING_DOWN", "drain"));
    expect(call.trailers).toMatchObject({ "grpc-status": "14" });
  });

  test("keeps the order of compressed messages, long ones too", async () => {
    const { broker, grpc } = createHarness("t");
    const call = grpc(PRODUCE, { "grpc-encoding": "gzip" });
    call.send(framed(v1.ProduceRequest, { open: {} }));
    const noise = Buffer.from(Array.from({ length: 60_000 }, (_, index) => (index * index) % 251));
    const messages = [noise, Buffer.from("s"), noise, Buffer.from("t")].map((bytes, id) =>
      frame(gzipSync(batch(id, bytes).subarray(5), { level: 0 }), true),
    );
    call.send(Buffer.concat(messages)).halfClose();
    await settle();
    while ((broker.produces[0]?.calls.length ?? 0) === 0) await settle();
    expect(broker.produces[0]?.batches.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
    expect(broker.produces[0]?.calls).toEqual(["finish"]);
  });
});

function openFetch(open = {}) {
  const harness = createHarness("t");
  const call = harness.grpc(FETCH).send(framed(v1.FetchRequest, { open }));
  return { ...harness, call };
}

describe("Fetch", () => {
  test("passes partitions and credits in, deliveries and errors out", async () => {
    const { broker, call } = openFetch({ untilEnd: true });
    await settle();
    const partitions = [
      { topic: "t", partition: 0, position: { offset: 5 } },
      { topic: "t", partition: 1, position: { latest: true } },
      { topic: "t", partition: 2 },
    ];
    call.send(framed(v1.FetchRequest, { assign: { partitions } }));
    call.send(framed(v1.FetchRequest, { credit: { records: 10, bytes: 1_000 } }));
    call.send(
      framed(v1.FetchRequest, { unassign: { partitions: [{ topic: "t", partition: 1 }] } }),
    );
    const [opened] = broker.fetches;
    expect(opened?.options).toEqual({ encoding: "batch", untilEnd: true });
    expect(opened?.partitions.map(({ position }) => position)).toEqual([
      { offset: 5 },
      "latest",
      "earliest",
    ]);
    expect(opened?.calls).toEqual(["credit 10 1000", "unassign 1"]);
    const bytes = Buffer.from("batch bytes");
    opened?.sink.deliver(delivery([], { batches: [bytes], nextOffset: 7, recordCount: 2 }));
    opened?.sink.partitionError("t", 1, new TidemarkError("UNKNOWN_PARTITION", "none"));
    opened?.sink.needed(1, 500);
    opened?.sink.end(undefined);
    expect(messagesOf(call, v1.FetchResponse)).toMatchObject([
      { delivery: { topic: "t", nextOffset: 7, recordCount: 2, batches: [bytes] } },
      { error: { partition: 1, error: { code: "UNKNOWN_PARTITION" } } },
      { needed: { records: 1, bytes: 500 } },
    ]);
    expect(call.trailers).toEqual({ "grpc-status": "0" });
  });

  test("pauses the session and the requests while the client does not read", async () => {
    const { broker, call } = openFetch();
    await settle();
    const [opened] = broker.fetches;
    call.takes = false;
    opened?.sink.deliver(delivery([consumed(0, "a")]));
    expect([opened?.calls, call.paused]).toEqual([["pause"], true]);
    call.readOn();
    expect([opened?.calls, call.paused]).toEqual([["pause", "resume"], false]);
  });

  test("ends after what was paid for once the client has half-closed", async () => {
    const { broker, call } = openFetch();
    call.halfClose();
    await settle();
    const [opened] = broker.fetches;
    expect(call.ended).toBe(false);
    opened?.sink.needed(1, 1);
    expect(call.trailers).toEqual({ "grpc-status": "0" });
    expect(opened?.calls).toEqual(["last credit", "close"]);
  });

  test("closes when the client leaves or errs", async () => {
    const { broker, call } = openFetch();
    await settle();
    call.leave();
    expect(broker.fetches[0]?.calls).toEqual(["close"]);
    const bad = openFetch();
    await settle();
    bad.call.send(framed(v1.FetchRequest, {}));
    expect(bad.call.trailers).toMatchObject({ "tidemark-error": "INVALID_REQUEST" });
    expect(bad.broker.fetches[0]?.calls).toEqual(["close"]);
  });
});

function openSubscribe(open: tidemark.v1.SubscribeOpen.$Properties = {}) {
  const harness = createHarness("t");
  const message = { open: { group: "g", topics: ["t"], clientId: "c", ...open } };
  const call = harness.grpc(SUBSCRIBE).send(framed(v1.SubscribeRequest, message));
  return { ...harness, call };
}

describe("Subscribe", () => {
  test("speaks for a member", async () => {
    const { broker, call } = openSubscribe({ start: { earliest: true }, sessionTimeoutMs: 9_000 });
    await settle();
    const [opened] = broker.subscribes;
    expect(opened?.options).toMatchObject({
      group: "g",
      topics: ["t"],
      start: "earliest",
      sessionTimeoutMs: 9_000,
      address: "127.0.0.1",
      autoCommit: false,
    });
    opened?.sink.joined("m", 3, 9_000);
    opened?.sink.assigned(3, [{ topic: "t", partition: 0, offset: 4 }]);
    opened?.sink.revoked(4, [{ topic: "t", partition: 0 }]);
    const offsets = [{ topic: "t", partition: 0, offset: 6 }];
    call.send(framed(v1.SubscribeRequest, { commit: { id: 1, generation: 3, offsets } }));
    const partitions = [{ topic: "t", partition: 0 }];
    call.send(framed(v1.SubscribeRequest, { released: { generation: 4, partitions } }));
    expect(opened?.calls).toEqual([`commit 1 3 ${JSON.stringify(offsets)}`, "released 4 1"]);
    opened?.sink.commitResult(1, new TidemarkError("STALE_GENERATION", "moved"));
    expect(messagesOf(call, v1.SubscribeResponse)).toMatchObject([
      { joined: { memberId: "m", generation: 3 } },
      { assigned: { added: [{ offset: 4 }] } },
      { revoked: { generation: 4 } },
      { commitResult: { id: 1, error: { code: "STALE_GENERATION" } } },
    ]);
  });

  test("leaves cleanly once its commits are answered", async () => {
    const { broker, call } = openSubscribe();
    await settle();
    call.send(framed(v1.SubscribeRequest, { commit: { id: 7 } }));
    call.send(framed(v1.SubscribeRequest, { leave: {} }));
    const [opened] = broker.subscribes;
    expect(call.ended).toBe(false);
    opened?.sink.commitResult(7, undefined);
    expect(opened?.calls.at(-1)).toBe("close true");
    expect(messagesOf(call, v1.SubscribeResponse)).toMatchObject([{ commitResult: { id: 7 } }]);
    expect(call.trailers).toEqual({ "grpc-status": "0" });
  });

  test("is told apart from a member that vanished", async () => {
    const { broker, call } = openSubscribe();
    await settle();
    call.leave();
    expect(broker.subscribes[0]?.calls).toEqual(["close false"]);
  });

  test("reads no further while too many commits are under way", async () => {
    const { broker, call } = openSubscribe();
    await settle();
    for (let id = 1; id <= 1_000; id++)
      call.send(framed(v1.SubscribeRequest, { commit: { id, generation: 1 } }));
    expect(call.paused).toBe(true);
    broker.subscribes[0]?.sink.commitResult(1, undefined);
    expect(call.paused).toBe(false);
  });

  test("settles records of a queue group, and answers where it is asked to", async () => {
    const { broker, call } = openSubscribe({ mode: v1.GroupMode.GROUP_MODE_QUEUE });
    await settle();
    const [opened] = broker.subscribes;
    expect(opened?.options).toMatchObject({ mode: "queue" });
    const records = [{ topic: "t", partition: 0, offset: 4 }];
    call.send(framed(v1.SubscribeRequest, { ack: { records } }));
    call.send(framed(v1.SubscribeRequest, { nack: { records, id: 8, delayMs: 50 } }));
    call.send(framed(v1.SubscribeRequest, { extend: { records, id: 9 } }));
    expect(opened?.calls).toEqual([
      `settle ${JSON.stringify({ verb: "ack", records })}`,
      `settle ${JSON.stringify({ verb: "nack", records, delayMs: 50 })}`,
      `settle ${JSON.stringify({ verb: "extend", records })}`,
    ]);
    opened?.sink.leaseLost?.(records);
    expect(messagesOf(call, v1.SubscribeResponse)).toMatchObject([
      { commitResult: { id: 8 } },
      { commitResult: { id: 9 } },
      { leaseLost: { records: [{ offset: 4 }] } },
    ]);
    call.send(framed(v1.SubscribeRequest, { nack: { records, delayMs: -1 } }));
    expect(call.trailers).toMatchObject({ "tidemark-error": "INVALID_REQUEST" });
  });
});

describe("health", () => {
  const { HealthCheckRequest, HealthCheckResponse } = standard.health.v1;
  test("answers for the broker, a service, and neither", async () => {
    const { broker, grpc } = createHarness();
    const check = async (service: string) => {
      const call = grpc("/grpc.health.v1.Health/Check");
      await call.send(framed(HealthCheckRequest, { service })).halfClose().finished();
      return [call.trailers?.["grpc-status"], messagesOf(call, HealthCheckResponse)[0]?.status];
    };
    expect(await check("")).toEqual(["0", 1]);
    expect(await check("tidemark.v1.RecordService")).toEqual(["0", 1]);
    expect(await check("nope")).toEqual(["5", undefined]);
    broker.ready = false;
    expect(await check("")).toEqual(["0", 2]);
  });

  test("watches changes until the broker drains", async () => {
    const { broker, clock, grpc } = createHarness();
    const call = grpc("/grpc.health.v1.Health/Watch");
    call.send(framed(HealthCheckRequest, { service: "" })).halfClose();
    await settle();
    clock.advance(500);
    broker.ready = false;
    clock.advance(500);
    clock.advance(500);
    call.drain();
    expect(messagesOf(call, HealthCheckResponse).map(({ status }) => status)).toEqual([1, 2]);
    expect(call.trailers).toMatchObject({ "grpc-status": "14" });
    expect(clock.timerCount).toBe(0);
  });
});

describe("reflection", () => {
  test.each(["v1", "v1alpha"] as const)("%s lists services and gives files", async (version) => {
    const { ServerReflectionRequest, ServerReflectionResponse } = standard.reflection[version];
    const { grpc } = createHarness();
    const call = grpc(`/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`);
    const requests = [
      { listServices: "*" },
      { fileContainingSymbol: "tidemark.v1.RecordService" },
      { fileByFilename: "tidemark/v1/common.proto" },
      { fileContainingSymbol: "no.such.Thing" },
    ];
    for (const request of requests) call.send(framed(ServerReflectionRequest, request));
    await call.halfClose().finished();
    const [list, file, common, none] = messagesOf(call, ServerReflectionResponse);
    const names = list?.listServicesResponse?.service?.map(({ name }) => name);
    expect(names).toContain("tidemark.v1.ScheduleService");
    expect(file?.fileDescriptorResponse?.fileDescriptorProto).toHaveLength(2);
    expect(common?.fileDescriptorResponse?.fileDescriptorProto).toHaveLength(1);
    expect(none?.errorResponse?.errorCode).toBe(5);
    expect(call.trailers).toEqual({ "grpc-status": "0" });
  });
});
