/** Where a partition keeps its views in the ordered store. */
import type { PartitionId } from "../model/ids.ts";

/** Keys of a partition's views in the ordered store begin so. */
export function storePrefix(view: keyof typeof VIEWS, id: PartitionId): Buffer {
  const prefix = Buffer.alloc(21);
  prefix.write(VIEWS[view], 0, "latin1");
  prefix.write(id.topicId, 1, "hex");
  prefix.writeUInt32BE(id.partition, 17);
  return prefix;
}

/** First byte of the keys. Never given to another view; the producers moved beside the segments. */
export const VIEWS = { schedule: "s", producers: "p", messageIds: "i" } as const;
