/** The real Platform of one node, over its data directory. */
import { join } from "node:path";
import type { Network } from "../platform/network.ts";
import type { Platform } from "../platform/platform.ts";
import type { DataDirectory } from "./data-directory.ts";
import { fatal } from "./fatal.ts";
import { NodeClock } from "./node-clock.ts";
import { nodeRandom } from "./node-random.ts";

/** `openStore` takes absolute paths here; the platform's takes them below the data directory too. */
export function createPlatform(
  directory: DataDirectory,
  openStore: Platform["openStore"],
  network: Network,
): Platform {
  return {
    clock: new NodeClock(),
    disk: directory.disk,
    random: nodeRandom,
    network,
    openStore: (path, options) => openStore(join(directory.path, path), options),
    fatal,
  };
}
