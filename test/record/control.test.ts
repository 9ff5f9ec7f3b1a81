import { expect, it } from "vitest";
import { buildBatch } from "../../src/record/build.ts";
import {
  buildControlBatch,
  CONTROL_CANCEL,
  CONTROL_RESCHEDULE,
  readControlRecords,
} from "../../src/record/control.ts";
import { CONTROL } from "../../src/record/layout.ts";
import { BatchView } from "../../src/record/view.ts";

it("reads back what was written, and is invisible to readers", () => {
  const values = [{ value: Buffer.from("first") }, { value: Buffer.alloc(0) }];
  const view = new BatchView(buildControlBatch(CONTROL_RESCHEDULE, values, 77));
  expect(view).toMatchObject({ isControl: true, isVisible: false, producerId: -1 });
  expect(readControlRecords(view)).toEqual([
    { index: 0, timestamp: 77, type: 1001, version: 0, payload: Buffer.from("first") },
    { index: 1, timestamp: 77, type: 1001, version: 0, payload: Buffer.alloc(0) },
  ]);
});

it("has the bytes that Kafka's own readers parse: version and type in the key", () => {
  const batch = buildControlBatch(CONTROL_CANCEL, [{ value: Buffer.from([9]) }], 0);
  expect(batch.subarray(61).toString("hex")).toBe("1a00000008000003e80600000900");
});

it("refuses short keys and versions it does not know", () => {
  const control = (key: number[], value: number[]) => () =>
    readControlRecords(
      new BatchView(
        buildBatch([{ timestamp: 0, key: Buffer.from(key), value: Buffer.from(value) }], {
          attributes: CONTROL,
        }),
      ),
    );
  expect(control([0, 0, 3], [0, 0])).toThrow("too short");
  expect(control([0, 0, 3, 232], [0])).toThrow("too short");
  expect(control([0, 1, 3, 232], [0, 0])).toThrow("newer than 0");
});
