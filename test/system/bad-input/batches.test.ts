/** P7: batches that are not what they say, alone and among others of a stream; and what readers see. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../src/model/errors.ts";
import { BATCH_BYTES_MAX, BATCH_DECOMPRESSED_BYTES_MAX } from "../../../src/model/limits.ts";
import { crc32c } from "../../../src/lib/crc32c.ts";
import { BatchBuilder, type BatchOptions, type RecordToBuild } from "../../../src/record/build.ts";
import * as at from "../../../src/record/layout.ts";
import type { BidiCall, Json } from "../support/reflected-client.ts";
import { expectRefusal, Ground, RECORDS, TOPICS } from "./ground.ts";

const HOUR_MS = 3_600_000;
const now = Date.now();

let ground: Ground;
beforeAll(async () => {
  ground = await Ground.prepare();
  await ground.topic("t", 2);
  await ground.topic("small", 1, { maxRecordBytes: 10_000 });
});
afterAll(() => ground.leave());
afterEach(() => ground.livesOn());

function batchOf(options: BatchOptions = {}, ...records: Partial<RecordToBuild>[]): Buffer {
  const builder = new BatchBuilder({ baseTimestamp: now, ...options });
  for (const record of records.length > 0 ? records : [{}])
    builder.append({ timestamp: now, key: undefined, value: Buffer.from("x"), ...record });
  return builder.build();
}

/** Something is changed behind the builder's back; the CRC is made right again. */
function forged(batch: Buffer, change: (batch: Buffer) => void): Buffer {
  change(batch);
  batch.writeUInt32BE(crc32c(batch.subarray(at.ATTRIBUTES_AT)), at.CRC_AT);
  return batch;
}

const scheduleId = (id: string) => [{ key: "tidemark-schedule-id", value: Buffer.from(id) }];
const scheduled = { attributes: at.SCHEDULED };

interface Row {
  readonly what: string;
  readonly code: ErrorCode;
  readonly message: RegExp;
  readonly batch: Buffer;
  readonly topic?: string;
  readonly partition?: number;
}

const wrongCrc = batchOf();
wrongCrc.writeUInt8(wrongCrc.readUInt8(wrongCrc.length - 2) ^ 1, wrongCrc.length - 2);

const rows: readonly Row[] = [
  {
    what: "a CRC that does not match",
    code: "CORRUPT_BATCH",
    message: /CRC-32C .*send it again/,
    batch: wrongCrc,
  },
  {
    what: "a count that contradicts the offsets",
    code: "CORRUPT_BATCH",
    message: /2 records and a last offset delta of 0/,
    batch: forged(batchOf(), (batch) => batch.writeInt32BE(2, at.RECORD_COUNT_AT)),
  },
  {
    what: "fewer records than counted",
    code: "CORRUPT_BATCH",
    message: /header says 2 records, its bytes end after 1/,
    batch: forged(batchOf(), (batch) => {
      batch.writeInt32BE(2, at.RECORD_COUNT_AT);
      batch.writeInt32BE(1, at.LAST_OFFSET_DELTA_AT);
    }),
  },
  {
    what: "a length that is not the batch's",
    code: "CORRUPT_BATCH",
    message: /length field/,
    batch: Buffer.concat([batchOf(), Buffer.from("more")]),
  },
  {
    what: "less than a header",
    code: "CORRUPT_BATCH",
    message: /61/,
    batch: Buffer.from("tiny"),
  },
  {
    what: "an older format",
    code: "CORRUPT_BATCH",
    message: /magic is 1; send RecordBatch version 2/,
    batch: forged(batchOf(), (batch) => batch.writeInt8(1, at.MAGIC_AT)),
  },
  {
    what: "attributes that are not a client's",
    code: "INVALID_RECORD",
    message: /bits 0x100 are not a client's/,
    batch: batchOf({ attributes: at.RELEASED }),
  },
  {
    what: "a codec that nobody knows",
    code: "UNSUPPORTED_COMPRESSION",
    message: /7/,
    batch: forged(batchOf(), (batch) => batch.writeInt16BE(7, at.ATTRIBUTES_AT)),
  },
  {
    what: "a batch that waits and is compressed",
    code: "INVALID_RECORD",
    message: /never compressed/,
    batch: forged(batchOf({ compression: "gzip" }), (batch) =>
      batch.writeInt16BE(at.SCHEDULED | 1, at.ATTRIBUTES_AT),
    ),
  },
  {
    what: "a record above the topic's limit",
    code: "RECORD_TOO_LARGE",
    message: /at most 10000 \(maxRecordBytes\)/,
    topic: "small",
    batch: batchOf({}, { value: Buffer.alloc(20_000) }),
  },
  {
    what: "a batch above the limit",
    code: "RECORD_TOO_LARGE",
    message: new RegExp(`at most ${BATCH_BYTES_MAX}`),
    batch: batchOf({}, ...Array.from({ length: 6 }, () => ({ value: Buffer.alloc(875_000) }))),
  },
  {
    what: "a timestamp of tomorrow",
    code: "INVALID_TIMESTAMP",
    message: /use deliverAt/,
    batch: batchOf({}, { timestamp: now + 2 * HOUR_MS }),
  },
  {
    what: "a partition that is not there",
    code: "UNKNOWN_PARTITION",
    message: /0 to 1, not 9/,
    partition: 9,
    batch: batchOf(),
  },
  {
    what: "a topic that is not there",
    code: "UNKNOWN_TOPIC",
    message: /"nowhere"/,
    topic: "nowhere",
    batch: batchOf(),
  },
  {
    what: "a topic of the broker's own",
    code: "INTERNAL_TOPIC",
    message: /broker's own/,
    topic: "__group_offsets",
    batch: batchOf(),
  },
  {
    what: "a producer id that nobody has",
    code: "UNKNOWN_PRODUCER",
    message: /InitProducer/,
    batch: batchOf({ producerId: 4_000_000_000, producerEpoch: 0, baseSequence: 0 }),
  },
  {
    what: "half of a producer's identity",
    code: "INVALID_RECORD",
    message: /all set, or all -1/,
    batch: batchOf({ producerId: 1, producerEpoch: 0, baseSequence: -1 }),
  },
];

/** A stream of a producer that has sent `open`. */
function producer(): BidiCall {
  const call = ground.grpc.bidi(`${RECORDS}/Produce`);
  call.stream.write({ open: { clientId: "test" } });
  return call;
}

async function produce(call: BidiCall, id: number, batch: Buffer, topic = "t", partition = 0) {
  call.stream.write({ batch: { id, topic, partition, batch } });
  const { ack } = await call.find((message) => (message["ack"] as Json | undefined)?.["id"] === id);
  return ack as Json & { readonly error?: { readonly code: string; readonly message: string } };
}

describe.each(rows)("$what", ({ code, message, batch, topic = "t", partition = 0 }) => {
  const request = { topic, partition, batch: batch.toString("base64") };
  it("in a unary call", async () => {
    expectRefusal(await ground.overGrpc([`${RECORDS}/Publish`, request]), code, message, "grpc");
  });
  it("over Connect", async () => {
    expectRefusal(await ground.overConnect([`${RECORDS}/Publish`, request]), code, message, "grpc");
  });
  it("between good batches of a stream", async () => {
    const call = producer();
    expect(await produce(call, 1, batchOf())).toMatchObject({ baseOffset: expect.any(Number) });
    const refused = await produce(call, 2, batch, topic, partition);
    expect(refused).toMatchObject({ baseOffset: -1, error: { code } });
    expect(refused.error?.message).toMatch(message);
    expect((await produce(call, 3, batchOf())).error).toBeUndefined();
    call.stream.end();
    expect((await call.status).code).toBe(0);
  });
});

it("leaves single records out of a batch, and names each", async () => {
  const far = now + 20 * 366 * 24 * HOUR_MS;
  const due = now + HOUR_MS;
  const batch = batchOf(
    scheduled,
    { timestamp: due },
    { timestamp: far },
    { timestamp: due, headers: scheduleId("3:4") },
    { timestamp: due, headers: scheduleId("twice") },
    { timestamp: due, headers: scheduleId("twice") },
  );
  const call = producer();
  const { baseOffset, exceptions, error } = await produce(call, 1, batch);
  expect(error).toBeUndefined();
  expect(exceptions).toMatchObject([
    { index: 1, error: { code: "DUE_TIME_TOO_FAR" } },
    { index: 2, error: { code: "INVALID_SCHEDULE_ID" } },
    { index: 4, error: { code: "ALREADY_SCHEDULED", existingId: "twice", existingDeliverAt: due } },
  ]);
  const { schedules } = await ground.grpc.unary("/tidemark.v1.ScheduleService/ListSchedules", {
    topic: "t",
  });
  const pending = (schedules as Json[]).map(({ offset }) => Number(offset) - Number(baseOffset));
  expect(pending).toEqual([0, 3]);
  call.stream.end();
});

describe("an idempotent producer", () => {
  it("is told of gaps, repeats and its successor", async () => {
    const init = (request: Json) => ground.grpc.unary(`${RECORDS}/InitProducer`, request);
    const { producerId, producerEpoch } = (await init({})) as Record<string, number>;
    const identity = { producerId, producerEpoch };
    const call = producer();
    const first = batchOf({ ...identity, baseSequence: 0 });
    const { baseOffset } = await produce(call, 1, first);
    expect(await produce(call, 2, first)).toMatchObject({ duplicate: true, baseOffset });
    const gap = await produce(call, 3, batchOf({ ...identity, baseSequence: 5 }));
    expect(gap.error).toMatchObject({ code: "OUT_OF_ORDER_SEQUENCE" });
    expect(gap.error?.message).toMatch(/5.*1/);

    const next = (await init(identity)) as Record<string, number>;
    expect(next["producerId"]).toBe(producerId);
    expect(next["producerEpoch"]).toBeGreaterThan(Number(producerEpoch));
    const successor = { producerId, producerEpoch: next["producerEpoch"], baseSequence: 0 };
    expect((await produce(call, 4, batchOf(successor))).error).toBeUndefined();
    const old = await produce(call, 5, batchOf({ ...identity, baseSequence: 1 }));
    expect(old.error).toMatchObject({ code: "PRODUCER_FENCED" });
    const unary = { topic: "t", partition: 0 };
    const batch = batchOf({ ...identity, baseSequence: 1 }).toString("base64");
    const refusal = await ground.overGrpc([`${RECORDS}/Publish`, { ...unary, batch }]);
    expectRefusal(refusal, "PRODUCER_FENCED", /newer instance|epoch/, "grpc");
    call.stream.end();
    expect((await call.status).code).toBe(0);
  });
});

/** What a compressed batch holds is only known where somebody decodes it: readers must bear it. */
describe.each([
  [
    "a bomb",
    "RECORD_TOO_LARGE",
    /decompresses to more than 16777216 bytes/,
    () => batchOf({ compression: "gzip" }, { value: Buffer.alloc(BATCH_DECOMPRESSED_BYTES_MAX) }),
  ],
  [
    "garbage",
    "CORRUPT_BATCH",
    /does not decompress/,
    () => forged(batchOf(), (batch) => batch.writeInt16BE(4, at.ATTRIBUTES_AT)),
  ],
] as const)("%s in a compressed batch", (name, code, message, build) => {
  const topic = `bomb-${code.toLowerCase()}`;
  const path = `/v1/topics/${topic}/records`;

  it(`ends who decodes it (${name}), with the place to go on from, and nobody else`, async () => {
    await ground.grpc.unary(`${TOPICS}/CreateTopic`, { name: topic });
    const decoding = ground.http.lines(`${path}?follow=true&from=earliest`);
    const grouped = ground.http.lines(`/v1/topics/${topic}/subscribe?group=g`, "POST");
    grouped.send({ credit: 100 });
    const asIs = ground.grpc.bidi(`${RECORDS}/Fetch`);
    asIs.stream.write({ open: {} });
    asIs.stream.write({ assign: { partitions: [{ topic, position: { earliest: true } }] } });
    asIs.stream.write({ credit: { records: 10, bytes: 10_000_000 } });

    const batches = [batchOf({}, { value: Buffer.from("before") }), build(), batchOf()];
    for (const batch of batches) {
      const { results } = await ground.grpc.unary(`${RECORDS}/Publish`, {
        topic,
        partition: 0,
        batch,
      });
      expect(results).toMatchObject([{ partition: 0 }]);
    }
    await decoding.find(({ value }) => value === "before");
    for (const stream of [decoding, grouped]) {
      const { error } = await stream.find((line) => line["error"] !== undefined);
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) as unknown });
      expect(error).toMatchObject({
        message: expect.stringMatching(/Go on from offset 2\./) as unknown,
      });
    }
    await asIs.find(({ delivery }) => Number((delivery as Json | undefined)?.["nextOffset"]) === 3);
    asIs.stream.end();
    grouped.stream.close();

    const whole = await ground.http.request(path);
    const lines = whole.body.toString().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as Json)).toMatchObject([
      { value: "before" },
      { error: { code } },
    ]);
    const { body } = await ground.http.request(`${path}?partition=0&from=2`);
    expect(JSON.parse(body.toString())).toMatchObject({ offset: 2 });
  });
});
