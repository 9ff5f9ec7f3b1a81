/** Hand-written encodings say what the generated ones would: acknowledgements, deliveries, varints. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TidemarkError } from "../../../src/model/errors.ts";
import { tidemark } from "../../../src/wire/generated/tidemark.js";
import {
  deliveryFrames,
  FETCH_DELIVERY_FIELD,
  SUBSCRIBE_DELIVERY_FIELD,
} from "../../../src/wire/grpc/delivery.ts";
import { MessageSplitter } from "../../../src/wire/grpc/framing.ts";
import { ProduceResponses } from "../../../src/wire/grpc/produce.ts";
import { varintLength, writeVarint } from "../../../src/wire/grpc/varint.ts";

const { ProduceResponse, FetchResponse, SubscribeResponse } = tidemark.v1;

function messages<T>(bytes: Uint8Array, codec: { decode(bytes: Uint8Array): T }): T[] {
  const found: T[] = [];
  const splitter = new MessageSplitter(2 ** 30, (message) => found.push(codec.decode(message)));
  splitter.push(Buffer.from(bytes));
  splitter.finish();
  return found;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const safe = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const offset = fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER });

describe("varints", () => {
  test("are read back by the generated reader, and as long as announced", () => {
    fc.assert(
      fc.property(safe, (value) => {
        const buffer = Buffer.alloc(11);
        buffer[0] = 0x10;
        const end = writeVarint(buffer, 1, value);
        expect(end - 1).toBe(varintLength(value));
        const decoded = tidemark.v1.RecordResult.decode(buffer.subarray(0, end));
        expect(decoded.offset).toBe(value);
      }),
    );
  });
});

describe("produce responses", () => {
  test("decode as what was said, in order, from one buffer", () => {
    const ack = fc.record({
      id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      baseOffset: offset,
      duplicate: fc.boolean(),
    });
    const times = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(fc.array(ack, { maxLength: 200 }), times, (acks, timeMs) => {
        const responses = new ProduceResponses();
        for (const { id, ...result } of acks)
          responses.ack(id, { ...result, exceptions: [] }, timeMs);
        const decoded = messages(responses.take(), ProduceResponse);
        expect(responses.isEmpty).toBe(true);
        expect(decoded.map((message) => message.ack)).toMatchObject(
          acks.map((sent) => ({ ...sent, brokerTimeMs: timeMs })),
        );
      }),
    );
  });

  test("carry refusals, exceptions and credits", () => {
    const responses = new ProduceResponses();
    const error = new TidemarkError("NOT_LEADER", "elsewhere", { leader: "b:1" });
    responses.ack(1, error, 5);
    const exceptions = [
      { index: 2, duplicateOf: 9 },
      { index: 3, error },
    ];
    responses.ack(2, { baseOffset: 0, duplicate: false, exceptions }, 5);
    responses.credit(3, 4_000_000_000);
    expect(messages(responses.take(), ProduceResponse)).toMatchObject([
      {
        ack: {
          id: 1,
          baseOffset: -1,
          error: { code: "NOT_LEADER", leader: "b:1", retriable: true },
        },
      },
      { ack: { id: 2, exceptions: [{ index: 2, duplicateOf: 9 }, { index: 3 }] } },
      { credit: { batches: 3, bytes: 4_000_000_000 } },
    ]);
  });
});

describe("deliveries", () => {
  const batch = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.integer({ min: 4_000, max: 20_000 }).map((length) => new Uint8Array(length).fill(3)),
  );
  const record = fc.record({
    topic: fc.constant("t"),
    partition: fc.constant(0),
    offset,
    timestamp: offset,
    key: fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined }),
    value: fc.option(
      fc.nat(9_000).map((length) => new Uint8Array(length)),
      { nil: undefined },
    ),
    headers: fc.array(
      fc.record({ key: fc.string({ maxLength: 5 }), value: fc.uint8Array({ maxLength: 5 }) }),
      { maxLength: 2 },
    ),
  });
  const deliveries = fc.record({
    topic: fc.string({ minLength: 1, maxLength: 249, unit: "binary-ascii" }),
    partition: fc.nat(),
    batches: fc.array(batch, { maxLength: 6 }),
    records: fc.array(record, { maxLength: 4 }),
    nextOffset: offset,
    highWatermark: offset,
    logStartOffset: offset,
    recordCount: fc.nat(),
    sizeBytes: fc.nat(),
  });

  test("decode as what was delivered, on either stream", () => {
    fc.assert(
      fc.property(deliveries, fc.boolean(), (delivery, fetch) => {
        const field = fetch ? FETCH_DELIVERY_FIELD : SUBSCRIBE_DELIVERY_FIELD;
        const frames = deliveryFrames(field, Buffer.from(delivery.topic), delivery);
        const [decoded] = messages(
          Buffer.concat(frames),
          (fetch ? FetchResponse : SubscribeResponse) as {
            decode(bytes: Uint8Array): { delivery?: tidemark.v1.Delivery.$Properties | null };
          },
        );
        const got = decoded?.delivery;
        expect(got?.topic).toBe(delivery.topic);
        expect(got?.nextOffset ?? 0).toBe(delivery.nextOffset);
        expect(got?.highWatermark ?? 0).toBe(delivery.highWatermark);
        expect(got?.logStartOffset ?? 0).toBe(delivery.logStartOffset);
        expect(got?.recordCount ?? 0).toBe(delivery.recordCount);
        expect(got?.batches?.map(hexOf)).toEqual(delivery.batches.map(hexOf));
        expect(got?.records?.map((one) => [one.offset ?? 0, one.value?.length])).toEqual(
          delivery.records.map((one) => [one.offset, one.value?.length]),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("pass large batches on as they lie in memory, and join what is small", () => {
    const large = Buffer.alloc(100_000);
    const common = { topic: "t", partition: 0, records: [], nextOffset: 1, highWatermark: 1 };
    const rest = { ...common, logStartOffset: 0, recordCount: 1, sizeBytes: 1 };
    const topic = Buffer.from("t");
    const frames = deliveryFrames(FETCH_DELIVERY_FIELD, topic, { ...rest, batches: [large] });
    expect(frames[1]).toBe(large);
    const small = [Buffer.alloc(100), Buffer.alloc(3)];
    expect(deliveryFrames(FETCH_DELIVERY_FIELD, topic, { ...rest, batches: small })).toHaveLength(
      1,
    );
  });
});
