/** A record read by its place alone is the one in the batch. */
import { expect, it } from "vitest";
import { BatchBuilder } from "../../src/record/build.ts";
import { readRecord, readRecords } from "../../src/record/records.ts";
import { BatchView } from "../../src/record/view.ts";

it("reads one stored record without its batch", () => {
  const builder = new BatchBuilder({ baseTimestamp: 1_000 });
  const headers = [{ key: "h", value: Buffer.from("v") }];
  builder.append({ timestamp: 1_000, key: Buffer.from("a"), value: Buffer.from("x"), headers: [] });
  builder.append({ timestamp: 1_007, key: undefined, value: Buffer.from("y"), headers });
  const view = new BatchView(builder.build());
  for (const record of readRecords(view)) {
    const { position, sizeBytes } = record;
    const alone = readRecord(Buffer.from(view.buffer.subarray(position, position + sizeBytes)));
    expect(alone.index).toBe(record.index);
    expect(alone.timestamp).toBe(record.timestamp - 1_000);
    expect(alone.key).toEqual(record.key);
    expect(alone.value).toEqual(record.value);
    expect(alone.headers()).toEqual(record.headers());
    expect(() =>
      readRecord(Buffer.concat([view.buffer.subarray(position), Buffer.alloc(1)])),
    ).toThrow();
  }
});
