/** Where a partition keeps its views in the ordered store. */
import type { PartitionId } from "../model/ids.ts";

/** Keys of a partition's views in the ordered store begin so. */
export function storePrefix(kind: "schedule" | "producers", id: PartitionId): Buffer {
  const prefix = Buffer.alloc(21);
  prefix.write(kind === "schedule" ? "s" : "p", 0, "latin1");
  prefix.write(id.topicId, 1, "hex");
  prefix.writeUInt32BE(id.partition, 17);
  return prefix;
}
