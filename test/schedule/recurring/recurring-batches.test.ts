/** What the builders of recurring schedules write, the fold and the readers read. */
import { describe, expect, it } from "vitest";
import { IDS, RECURRING, RELEASED, SCHEDULED } from "../../../src/record/layout.ts";
import { readRecords } from "../../../src/record/records.ts";
import { BatchView } from "../../../src/record/view.ts";
import { scheduleEventsOf } from "../../../src/schedule/events.ts";
import { define, recurrenceOf } from "../../../src/schedule/recurring/define.ts";
import {
  buildDefinitionBatch,
  buildFiringBatch,
  readDefinition,
} from "../../../src/schedule/recurring/recurring-batches.ts";

const PLACE = { segmentBaseOffset: 0, position: 0 };
const template = {
  key: Buffer.from("k"),
  value: Buffer.from("v"),
  headers: [{ key: "x", value: Buffer.from("y") }],
};
const defined = define(recurrenceOf({ everyMs: 5_000 }), false, 1_000);

function definitionBytes(): Buffer {
  const batch = new BatchView(buildDefinitionBatch("daily", template, defined, 1_000));
  return readRecords(batch)[0]!.bytes;
}

const entry = {
  offset: 7,
  dueMs: 6_000,
  place: PLACE,
  length: 0,
  crc: 0,
  id: "daily",
  recurring: true,
  firings: 2,
};

describe("a definition", () => {
  it("waits under its id, and is read back with what it brings", () => {
    const view = new BatchView(buildDefinitionBatch("daily", template, defined, 1_000));
    expect(view.attributes).toBe(SCHEDULED | RECURRING | IDS);
    expect(scheduleEventsOf(view, PLACE)).toMatchObject([
      { kind: "scheduled", dueMs: 6_000, id: "daily", recurring: true },
    ]);
    expect(readDefinition(definitionBytes())).toEqual({
      definition: defined.definition,
      template,
    });
  });
});

describe("a batch with firings", () => {
  it("carries each with its number and times, beside records that are released once", () => {
    const bytes = definitionBytes();
    const firing = { number: 3, nominalMs: 6_000, nextDueMs: 11_000 };
    const once = { ...entry, offset: 9, dueMs: 6_001, recurring: false, firings: 0 };
    const batch = buildFiringBatch([
      { entry, bytes, firing },
      { entry: once, bytes },
      { entry, bytes, firing: { number: 4, nominalMs: 11_000, nextDueMs: undefined } },
    ]);
    const view = new BatchView(batch);
    expect(view.attributes).toBe(RELEASED | RECURRING | IDS);
    expect(scheduleEventsOf(view, PLACE)).toEqual([
      { kind: "fired", position: 0, offset: 7, dueMs: 11_000, firing: 3 },
      { kind: "released", position: 1, offset: 9 },
      { kind: "released", position: 2, offset: 7 },
    ]);
    const [first, , last] = readRecords(view);
    expect([first!.timestamp, first!.key, first!.value]).toEqual([
      6_000,
      template.key,
      template.value,
    ]);
    expect(first!.headers().map(({ key, value }) => [key, value.toString()])).toEqual([
      ["x", "y"],
      ["tidemark-schedule-id", "daily"],
      ["tidemark-scheduled-offset", "7"],
      ["tidemark-firing", "3"],
      ["tidemark-nominal-time", "6000"],
      ["tidemark-next-due", "11000"],
    ]);
    expect(last!.header("tidemark-next-due")).toBe(undefined);
  });
});
