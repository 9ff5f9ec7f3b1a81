/**
 * Opens the ordered store that holds the views. After an unclean stop it is checked first; one that
 * does not pass is put aside, never repaired: every view in it is rebuilt from the logs.
 */
import { DiskError } from "../platform/disk.ts";
import type { OrderedStore } from "../platform/ordered-store.ts";
import type { Platform } from "../platform/platform.ts";
import type { Log } from "../telemetry/log.ts";

const INDEX_FOLDER = "index";
/** Damaged stores kept for whoever wants to know why; older ones are removed. */
const KEPT_ASIDE = 2;

export async function openStoreOrSetAside(
  platform: Platform,
  suspect: boolean,
  log: Log,
): Promise<OrderedStore> {
  try {
    return await platform.openStore(INDEX_FOLDER, { suspect });
  } catch (error) {
    if (!(error instanceof DiskError) || error.code !== "IO") throw error;
    const aside = await setAside(platform);
    log.warn("the index is damaged: rebuilding it from the log", { aside, error: error.message });
    return platform.openStore(INDEX_FOLDER, { suspect: false });
  }
}

async function setAside({ disk, clock }: Platform): Promise<string> {
  const prefix = `${INDEX_FOLDER}.damaged-`;
  const aside = `${prefix}${clock.wallMs()}`;
  await disk.rename(INDEX_FOLDER, aside);
  await disk.syncDirectory(".");
  const older = (await disk.list("."))
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .slice(0, -KEPT_ASIDE);
  for (const name of older) await disk.remove(name);
  return aside;
}
