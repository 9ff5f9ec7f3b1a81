/**
 * `partition.json`: which partition of which topic incarnation a folder holds, and in what format.
 * Written last when a log is created: without it the folder holds nothing that was promised.
 */
import type { PartitionId } from "../model/ids.ts";
import { LOG_SIDECAR_BYTES_MAX } from "../model/limits.ts";
import type { Disk } from "../platform/disk.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import { decodeCheckedJson, encodeCheckedJson } from "./checked-json.ts";
import { damaged } from "./damage.ts";

const LOG_FORMAT = 1;

export async function writeIdentity(disk: Disk, path: string, id: PartitionId): Promise<void> {
  const body = { format: LOG_FORMAT, topicId: id.topicId, partition: id.partition };
  await writeFileAtomic(disk, path, encodeCheckedJson(body));
}

/** Throws PARTITION_DAMAGED unless the file at `path` names `id` in a format known here. */
export async function checkIdentity(disk: Disk, path: string, id: PartitionId): Promise<void> {
  const body = decodeCheckedJson(await disk.readFile(path, LOG_SIDECAR_BYTES_MAX));
  if (body === undefined) damaged(path, "it does not match its own checksum");
  if (body["format"] !== LOG_FORMAT) {
    damaged(
      path,
      `format ${String(body["format"])} is not ${LOG_FORMAT}; run the version it is of`,
    );
  }
  if (body["topicId"] !== id.topicId || body["partition"] !== id.partition) {
    const found = `${String(body["topicId"])}-${String(body["partition"])}`;
    damaged(path, `it belongs to partition ${found}, not ${id.topicId}-${id.partition}`);
  }
}
