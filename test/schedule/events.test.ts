/** Batches to events and back: what the builders write, the fold reads. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32c } from "../../src/lib/crc32c.ts";
import {
  HEADER_FIRING,
  HEADER_NEXT_DUE,
  HEADER_RECURRENCE,
  HEADER_SCHEDULE_ID,
  HEADER_SCHEDULED_OFFSET,
} from "../../src/model/headers.ts";
import { buildBatch, BatchBuilder } from "../../src/record/build.ts";
import { buildControlBatch } from "../../src/record/control.ts";
import { IDS, RECURRING, RELEASED, SCHEDULED } from "../../src/record/layout.ts";
import { readRecord, readRecords } from "../../src/record/records.ts";
import { stampBatch } from "../../src/record/stamp.ts";
import { BatchView } from "../../src/record/view.ts";
import { buildCancelBatch, buildRescheduleBatch } from "../../src/schedule/control-payload.ts";
import {
  forEachReleased,
  isPlain,
  PlainRecords,
  scheduleEventsOf,
} from "../../src/schedule/events.ts";
import { encodeDefinition } from "../../src/schedule/recurring/definition.ts";
import { buildReleasedBatch, isRecordOf } from "../../src/schedule/released-batch.ts";

const PLACE = { segmentBaseOffset: 900, position: 4_000 };

const header = (key: string, value: string) => ({ key, value: Buffer.from(value) });

function scheduledBatch(): Buffer {
  const builder = new BatchBuilder({ attributes: SCHEDULED, baseTimestamp: 1_000_000 });
  const value = (text: string): Buffer => Buffer.from(text);
  builder.append({ timestamp: 1_005_000, key: value("k"), value: value("first") });
  builder.append({
    timestamp: 253_402_300_799_999,
    value: value("second"),
    headers: [{ key: HEADER_SCHEDULE_ID, value: value("order-1") }],
  });
  builder.append({ timestamp: 3, value: undefined });
  const batch = builder.build();
  stampBatch(batch, 0, 1_000, 4);
  return batch;
}

describe("scheduleEventsOf", () => {
  it("reads scheduled records with their place, length and CRC", () => {
    const batch = scheduledBatch();
    // Somewhere in a larger buffer, as a read from the log is.
    const buffer = Buffer.concat([Buffer.alloc(33), batch]);
    const view = new BatchView(buffer, 33);
    const records = readRecords(view);
    const events = scheduleEventsOf(view, PLACE);
    expect(events).toEqual(
      records.map((record, index) => ({
        kind: "scheduled",
        position: 1_000 + index,
        dueMs: [1_005_000, 253_402_300_799_999, 3][index],
        place: { segmentBaseOffset: 900, position: 4_000 + record.position - 33 },
        length: record.sizeBytes,
        crc: crc32c(record.bytes),
        id: [undefined, "order-1", undefined][index],
      })),
    );
  });

  it("reads its own cancellations and moves", () => {
    const cancel = buildCancelBatch([7, 2 ** 40], 5);
    stampBatch(cancel, 0, 50, 1);
    expect(scheduleEventsOf(new BatchView(cancel), PLACE)).toEqual([
      { kind: "cancelled", position: 50, offset: 7 },
      { kind: "cancelled", position: 51, offset: 2 ** 40 },
    ]);
    const move = buildRescheduleBatch(
      [
        { offset: 7, dueMs: 2 ** 42, firings: 0 },
        { offset: 8, dueMs: 6, firings: 2 ** 32 - 1 },
      ],
      5,
    );
    stampBatch(move, 0, 60, 1);
    expect(scheduleEventsOf(new BatchView(move), PLACE)).toEqual([
      { kind: "rescheduled", position: 60, offset: 7, dueMs: 2 ** 42 },
      { kind: "rescheduled", position: 61, offset: 8, dueMs: 6, firings: 2 ** 32 - 1 },
    ]);
  });

  it("reads what recurs, and each firing with its number and the next due time", () => {
    const recurs = encodeDefinition({ everyMs: 1_000, misfire: "skip", firings: 0 });
    const definition = buildBatch(
      [
        { timestamp: 253_402_300_800_000, headers: [{ key: HEADER_RECURRENCE, value: recurs }] },
        { timestamp: 253_402_300_800_000 },
      ],
      { attributes: SCHEDULED | RECURRING, baseTimestamp: 7 },
    );
    expect(scheduleEventsOf(new BatchView(definition), PLACE)).toMatchObject([
      { position: 0, dueMs: 253_402_300_800_000, recurring: true },
      { position: 1, dueMs: 253_402_300_799_999 },
    ]);
    const newer = buildBatch([{ timestamp: 1, headers: [header(HEADER_RECURRENCE, "{}")] }], {
      attributes: SCHEDULED | RECURRING,
      baseTimestamp: 7,
    });
    expect(() => scheduleEventsOf(new BatchView(newer), PLACE)).toThrow(/does not know/);
    const firing = (...headers: [string, string][]): Buffer =>
      buildBatch([{ timestamp: 5, headers: headers.map(([key, value]) => header(key, value)) }], {
        attributes: RELEASED | RECURRING,
      });
    const fired = firing(
      [HEADER_SCHEDULED_OFFSET, "7"],
      [HEADER_FIRING, "3"],
      [HEADER_NEXT_DUE, "90"],
    );
    expect(scheduleEventsOf(new BatchView(fired), PLACE)).toEqual([
      { kind: "fired", position: 0, offset: 7, dueMs: 90, firing: 3 },
    ]);
    const last = firing([HEADER_SCHEDULED_OFFSET, "7"], [HEADER_FIRING, "3"]);
    expect(scheduleEventsOf(new BatchView(last), PLACE)).toEqual([
      { kind: "released", position: 0, offset: 7 },
    ]);
    for (const [number, next] of [
      ["0", "90"],
      ["", "90"],
      ["3", "x"],
      ["4294967296", "90"],
    ] as const) {
      const broken = firing(
        [HEADER_SCHEDULED_OFFSET, "7"],
        [HEADER_FIRING, number],
        [HEADER_NEXT_DUE, next],
      );
      expect(() => scheduleEventsOf(new BatchView(broken), PLACE)).toThrow(/a firing without/);
    }
  });

  it("says nothing of other batches", () => {
    const plain = buildBatch([{ timestamp: 1, value: Buffer.from("v") }]);
    expect(scheduleEventsOf(new BatchView(plain), PLACE)).toEqual([]);
    const marker = buildControlBatch(1, [{ value: Buffer.alloc(4) }], 1);
    expect(scheduleEventsOf(new BatchView(marker), PLACE)).toEqual([]);
  });

  it("stops at what it does not understand (P4)", () => {
    const unknown = buildControlBatch(1_999, [{ value: Buffer.alloc(4) }], 1);
    expect(() => scheduleEventsOf(new BatchView(unknown), PLACE)).toThrow(/control type 1999/);
    const empty = buildControlBatch(1_000, [{ value: Buffer.alloc(4) }], 1);
    expect(() => scheduleEventsOf(new BatchView(empty), PLACE)).toThrow(/CANCEL without/);
    const nameless = buildBatch([{ timestamp: 1, value: Buffer.from("v") }], {
      attributes: RELEASED,
    });
    expect(() => scheduleEventsOf(new BatchView(nameless), PLACE)).toThrow(/scheduled offset ""/);
  });
});

describe("buildReleasedBatch", () => {
  it("keeps the records and says where they waited and when they were due", () => {
    const batch = scheduledBatch();
    const view = new BatchView(batch);
    const events = scheduleEventsOf(view, { segmentBaseOffset: 0, position: 0 });
    const due = events.map((event) => {
      if (event.kind !== "scheduled") throw new Error("not scheduled");
      const { position, dueMs, place, length, crc, id } = event;
      const entry = {
        offset: position,
        dueMs: dueMs + 1,
        place,
        length,
        crc,
        id,
        recurring: false,
        firings: 0,
      };
      const bytes = batch.subarray(place.position, place.position + length);
      expect(isRecordOf(entry, bytes)).toBe(true);
      expect(isRecordOf(entry, bytes.subarray(1))).toBe(false);
      expect(isRecordOf({ ...entry, crc: crc ^ 1 }, bytes)).toBe(false);
      return { entry, bytes };
    });
    const released = buildReleasedBatch([due[2]!, due[0]!, due[1]!]);
    stampBatch(released, 0, 2_000, 5);
    const releasedView = new BatchView(released);
    expect(releasedView.attributes).toBe(RELEASED | IDS);
    expect([
      releasedView.producerId,
      releasedView.producerEpoch,
      releasedView.baseSequence,
    ]).toEqual([-1, -1, -1]);
    expect(
      readRecords(releasedView).map((record) => ({
        timestamp: record.timestamp,
        key: record.key?.toString(),
        value: record.value?.toString(),
        waitedAt: record.header(HEADER_SCHEDULED_OFFSET)?.toString(),
        id: record.header(HEADER_SCHEDULE_ID)?.toString(),
      })),
    ).toEqual([
      { timestamp: 4, key: undefined, value: undefined, waitedAt: "1002", id: undefined },
      { timestamp: 1_005_001, key: "k", value: "first", waitedAt: "1000", id: undefined },
      {
        timestamp: 253_402_300_800_000,
        key: undefined,
        value: "second",
        waitedAt: "1001",
        id: "order-1",
      },
    ]);
    expect(scheduleEventsOf(releasedView, PLACE)).toEqual([
      { kind: "released", position: 2_000, offset: 1_002 },
      { kind: "released", position: 2_001, offset: 1_000 },
      { kind: "released", position: 2_002, offset: 1_001 },
    ]);
  });
});

describe("a plain batch", () => {
  it("is said the same of without an object for each record", () => {
    const record = fc.record({
      timestamp: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 253_402_300_799_999 })),
      value: fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined }),
      step: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 20 }),
        fc.nat(),
        (records, before) => {
          const builder = new BatchBuilder({ attributes: SCHEDULED, baseTimestamp: 1_000_000 });
          let offsetDelta = -1;
          // With holes, as where records were refused.
          for (const { timestamp, value, step } of records) {
            offsetDelta += step;
            builder.append({ timestamp, value, offsetDelta });
          }
          const batch = builder.build();
          stampBatch(batch, 0, 1_000, 4);
          const view = new BatchView(
            Buffer.concat([Buffer.alloc(before % 50), batch]),
            before % 50,
          );
          expect(isPlain(view)).toBe(true);
          const said: unknown[] = [];
          const plain = new PlainRecords(view, PLACE.position);
          while (plain.next()) {
            const { position, dueMs, filePosition, length, crc } = plain;
            const place = { segmentBaseOffset: 900, position: filePosition };
            said.push({ kind: "scheduled", position, dueMs, place, length, crc, id: undefined });
          }
          expect(said).toEqual(scheduleEventsOf(view, PLACE));
        },
      ),
    );
  });

  it("is none with ids or recurring records in it", () => {
    for (const [attributes, plain] of [
      [SCHEDULED, true],
      [SCHEDULED | IDS, false],
      [SCHEDULED | RECURRING, false],
      [RELEASED, true],
      [RELEASED | IDS, true],
      [RELEASED | RECURRING, false],
      [0, false],
    ] as const) {
      const batch = buildBatch([{ timestamp: 1 }], { attributes, baseTimestamp: 1 });
      expect(isPlain(new BatchView(batch))).toBe(plain);
    }
  });
});

describe("a released batch", () => {
  const text = fc.string({ maxLength: 40 }).map((value) => Buffer.from(value));
  const bytes = fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined });
  const record = fc.record({
    key: bytes,
    value: bytes,
    headers: fc.array(
      fc.record({ key: fc.constantFrom("a", "tidemark-message-id", "ü"), value: text }),
      { maxLength: 3 },
    ),
    offset: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 2 ** 53 - 1 })),
    dueMs: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 253_402_300_799_999 })),
    id: fc.constantFrom(undefined, undefined, "order-1"),
  });

  it("is built as the general builder would", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 70 }), (records) => {
        const due = records.map(({ key, value, headers, offset, dueMs, id }, index) => {
          const batch = buildBatch([
            { timestamp: 9, key, value, headers, offsetDelta: index * 70 },
          ]);
          const stored = readRecords(new BatchView(batch))[0]!.bytes;
          const place = { segmentBaseOffset: 0, position: 0 };
          const rest = { place, length: stored.length, crc: 0, recurring: false, firings: 0 };
          return { entry: { offset, dueMs, id, ...rest }, bytes: stored };
        });
        const ids = due.some(
          ({ entry, bytes: stored }) =>
            entry.id !== undefined ||
            readRecord(stored).header("tidemark-message-id") !== undefined,
        );
        const builder = new BatchBuilder({ attributes: ids ? RELEASED | IDS : RELEASED });
        for (const { entry, bytes: stored } of due) {
          builder.appendCopy(readRecord(stored), {
            timestamp: entry.dueMs,
            offsetDelta: builder.count,
            headers: [header(HEADER_SCHEDULED_OFFSET, String(entry.offset))],
          });
        }
        expect(buildReleasedBatch(due).equals(builder.build())).toBe(true);
      }),
    );
  });

  it("says what it settles, wherever its header is", () => {
    const settled = fc.record({
      offset: fc.nat({ max: 2 ** 53 - 1 }),
      before: fc.array(fc.tuple(fc.constantFrom("a", "b"), text), { maxLength: 2 }),
      after: fc.array(fc.tuple(fc.constantFrom("a", "n"), text), { maxLength: 2 }),
      step: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(settled, { minLength: 1, maxLength: 10 }), (records) => {
        const builder = new BatchBuilder({ attributes: RELEASED });
        let offsetDelta = -1;
        for (const { offset, before, after, step } of records) {
          offsetDelta += step;
          const own = [HEADER_SCHEDULED_OFFSET, Buffer.from(String(offset))] as const;
          const headers = [...before, own, ...after].map(([key, value]) => ({ key, value }));
          builder.append({ timestamp: 5, value: Buffer.from("7"), offsetDelta, headers });
        }
        const batch = builder.build();
        stampBatch(batch, 0, 500, 1);
        const said: unknown[] = [];
        forEachReleased(new BatchView(batch), (position, offset) => {
          said.push({ kind: "released", position, offset });
        });
        expect(said).toEqual(scheduleEventsOf(new BatchView(batch), PLACE));
      }),
    );
  });

  it("without its header is not passed over (P4)", () => {
    const nameless = buildBatch([{ timestamp: 1, value: Buffer.from("v7") }], {
      attributes: RELEASED,
    });
    expect(() => forEachReleased(new BatchView(nameless), () => {})).toThrow(/scheduled offset ""/);
  });
});
