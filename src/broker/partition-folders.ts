/** Folders and views of partitions: where they are, and how they go. */
import type { ClusterImage } from "../controller/cluster-image.ts";
import type { PartitionId } from "../model/ids.ts";
import type { Disk } from "../platform/disk.ts";
import type { OrderedStore } from "../platform/ordered-store.ts";
import { quarantine } from "../replication/quarantine.ts";
import { DELETED_SUFFIX } from "../replication/remove-folder.ts";
import { storePrefix, VIEWS } from "../replication/store-keys.ts";
import type { Log } from "../telemetry/log.ts";

export const TOPICS_FOLDER = "topics";

/** At start: what nobody knows goes into the quarantine, what was deleted or has moved away goes. */
export async function sortFolders(
  disk: Disk,
  image: ClusterImage,
  brokerId: number,
  logger: Log,
): Promise<void> {
  await disk.makeDirectory(TOPICS_FOLDER);
  await disk.syncDirectory(".");
  for (const { name } of await disk.list(TOPICS_FOLDER)) {
    const [, id = "", number = ""] = /^([0-9a-f]{32})-(\d+)(?:\.deleted)?$/.exec(name) ?? [];
    const known = image.partition(id, Number(number));
    const isOurs = known?.replicas.includes(brokerId) === true;
    if (isOurs && !name.endsWith(DELETED_SUFFIX)) continue;
    // Of a topic that is there: others hold the partition now, or the replica began anew.
    if (known !== undefined || image.wasDeleted(id)) {
      await disk.remove(`${TOPICS_FOLDER}/${name}`);
      continue;
    }
    logger.warn("unknown folder put into quarantine", { folder: `${TOPICS_FOLDER}/${name}` });
    await quarantine(disk, `${TOPICS_FOLDER}/${name}`);
  }
  await disk.syncDirectory(TOPICS_FOLDER);
}

const REMOVE_AT_ONCE = 1_000;

export async function removeViews(store: OrderedStore, id: PartitionId): Promise<void> {
  for (const kind of Object.keys(VIEWS) as (keyof typeof VIEWS)[]) {
    const from = storePrefix(kind, id);
    const until = Buffer.concat([from, Buffer.alloc(64, 0xff)]);
    for (;;) {
      const keys = [...store.range({ from, until, limit: REMOVE_AT_ONCE })].map(([key]) => key);
      if (keys.length === 0) break;
      await store.commit(keys.map((key) => ({ key, value: undefined })));
    }
  }
}
