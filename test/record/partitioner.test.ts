import { expect, it } from "vitest";
import { partitionForKey } from "../../src/record/partitioner.ts";

// murmur2 as in Kafka's UtilsTest, with the sign bit masked, modulo the partitions.
it.each([
  ["21", 1_173_551_340],
  ["foobar", 1_357_151_166],
  ["abc", 479_470_107],
])("key %s goes where Kafka's default partitioner sends it", (key, positive) => {
  for (const partitions of [1, 2, 3, 16, 1000]) {
    expect(partitionForKey(Buffer.from(key), partitions)).toBe(positive % partitions);
  }
});
