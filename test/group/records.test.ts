/** Records of the groups log: they round-trip, compact to the same image, and refuse what is new. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GroupsImage } from "../../src/group/image.ts";
import { chunkState } from "../../src/group/queue-chunk.ts";
import type { GroupRecord, LogRecord } from "../../src/group/records.ts";
import { decodeGroupRecord, encodeGroupRecord } from "../../src/group/records.ts";
import { topicId } from "../../src/model/ids.ts";

const group = fc.constantFrom("g", "a:b:c", "t:0123");
const topic = fc.constantFrom("0", "f").map((digit) => topicId(digit.repeat(32)));
const partition = fc.integer({ min: 0, max: 3 });
const count = fc.maxSafeNat();
const place = { group, topicId: topic };

const counts = fc.record({ redelivered: count, deadLettered: count, expired: count });
const settings = fc.record(
  { ackTimeoutMs: fc.integer({ min: 100, max: 9_999 }), keyOrder: fc.boolean() },
  { requiredKeys: [] },
);
const state = fc
  .uniqueArray(fc.nat({ max: 99 }), { minLength: 1, maxLength: 9 })
  .map((offsets) => chunkState(offsets.map((offset) => ({ offset, tries: undefined }))))
  .map(({ bits, tries }) => ({ bits: Buffer.from(bits), tries }));

const record: fc.Arbitrary<GroupRecord> = fc.oneof(
  fc.record({
    kind: fc.constant("group" as const),
    group,
    mode: fc.constantFrom("stream" as const, "queue" as const),
    generation: fc.nat(),
  }),
  fc.record({ kind: fc.constant("topic" as const), ...place, partitions: partition }),
  fc.record({ kind: fc.constant("topic-gone" as const), ...place }),
  fc.record({ kind: fc.constant("offset" as const), ...place, partition, offset: count }),
  fc.record({ kind: fc.constant("offset-gone" as const), ...place, partition }),
  fc.record({ kind: fc.constant("offset" as const), ...place, partition, offset: count, counts }),
  fc.record({ kind: fc.constant("settings" as const), group, settings }),
  fc.record({ kind: fc.constant("settings-gone" as const), group }),
  fc.record({ kind: fc.constant("chunk" as const), ...place, partition, chunk: partition, state }),
  fc.record({ kind: fc.constant("chunk-gone" as const), ...place, partition, chunk: partition }),
);

function imageOf(records: readonly LogRecord[]) {
  const images = new GroupsImage();
  for (const each of records) images.replay(decodeGroupRecord(each));
  const groups = [...images.groups.values()].map((image) => ({
    name: image.name,
    mode: image.mode,
    generation: image.generation,
    topics: Object.fromEntries(image.topics),
    committed: [...image.committed()].map((each) => JSON.stringify(each)).sort(),
    settings: image.settings,
    queues: Object.fromEntries(
      [...image.committed()].map(({ topicId: id, partition: number }) => [
        `${id}/${number}`,
        { counts: image.counts(id, number), chunks: Object.fromEntries(image.chunks(id, number)) },
      ]),
    ),
  }));
  groups.sort((left, right) => (left.name < right.name ? -1 : 1));
  return { groups, offsetCount: images.offsetCount };
}

describe("group records", () => {
  it("round-trip", () => {
    fc.assert(
      fc.property(record, (each) => {
        expect(decodeGroupRecord(encodeGroupRecord(each))).toEqual(each);
      }),
    );
  });

  it("mean the same after compaction, which keeps the last record of each key", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (records) => {
        const full = records.map(encodeGroupRecord);
        const last = new Map(full.map((each) => [Buffer.from(each.key).toString(), each]));
        const compacted = full.filter(
          (each) => last.get(Buffer.from(each.key).toString()) === each,
        );
        const withValue = (all: readonly LogRecord[]) => {
          const image = imageOf(all);
          const empty = (each: (typeof image.groups)[number]) =>
            each.generation === 0 &&
            Object.keys(each.topics).length === 0 &&
            each.committed.length === 0;
          return { ...image, groups: image.groups.filter((each) => !empty(each)) };
        };
        expect(withValue(compacted)).toEqual(withValue(full));
      }),
    );
  });

  it("count every committed offset once", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (records) => {
        const { groups, offsetCount } = imageOf(records.map(encodeGroupRecord));
        expect(offsetCount).toBe(groups.reduce((sum, each) => sum + each.committed.length, 0));
      }),
    );
  });

  it("forget a deleted group whole", () => {
    const records: GroupRecord[] = [
      { kind: "group", group: "g", mode: "stream", generation: 3 },
      { kind: "offset", group: "g", topicId: topicId("0".repeat(32)), partition: 2, offset: 9 },
      { kind: "group-gone", group: "g" },
    ];
    expect(imageOf(records.map(encodeGroupRecord))).toEqual({ groups: [], offsetCount: 0 });
  });

  it.each([
    ["g:g", '{"v":2,"mode":"stream","generation":1}', /version 2 is not known/],
    ["g:g", '{"v":1,"mode":"other","generation":1}', /its mode is unknown/],
    ["g:g", '{"v":1,"mode":"stream"}', /its field generation is not a count/],
    ["g:g", "{", /its value is not JSON/],
    ["g:g", "null", /its value is no object/],
    ["x:g", "{}", /its key is of no known kind/],
    [`o:${"0".repeat(32)}:1:g`, '{"v":1,"offset":-1}', /its field offset is not a count/],
  ])("refuse %s with %s", (key, value, reason) => {
    const record = { key: Buffer.from(key), value: Buffer.from(value) };
    expect(() => decodeGroupRecord(record)).toThrow(reason);
  });
});
