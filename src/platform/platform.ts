/** Everything outside a node. Only `cli/` builds the real one; simulations build their own. */
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import type { Network } from "./network.ts";
import type { OrderedStore } from "./ordered-store.ts";
import type { Random } from "./random.ts";

export interface Platform {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly random: Random;
  readonly network: Network;
  /**
   * Opens (or creates) the ordered store in folder `path`. `suspect` says that the last user of it
   * died with it open: it is then checked in a way that cannot take this process down, and the
   * promise rejects with DiskError `IO` where it fails the check.
   */
  openStore(path: string, options: { readonly suspect: boolean }): Promise<OrderedStore>;
  /** Ends the process at once: the disk lied, or an invariant broke. Nothing is flushed. */
  fatal(reason: string, cause?: unknown): never;
}
