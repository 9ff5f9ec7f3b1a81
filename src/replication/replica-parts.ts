/** What a replica is made of, and whom it tells where a view of it has to be built anew. */
import type { ViewDamaged } from "../runs/view-damaged.ts";
import type { ScheduleIndexDamaged } from "../schedule/index-damaged.ts";
import type { ReplicaSettings } from "./replica-appends.ts";
import type { ReplicaCoreParts, ReplicaStorage } from "./replica-core.ts";
import type { Before, FreshStart } from "./replica-following.ts";
import type { ReplicaViews } from "./replica-views.ts";

export interface ReplicaParts extends ReplicaCoreParts {
  /** Read at each use: it changes with the topic. */
  readonly settings: () => ReplicaSettings;
  /** The pending index was found damaged: it has to be built anew. */
  readonly indexDamaged: (views: ReplicaViews, error: ScheduleIndexDamaged) => void;
  /** The same of the message ids. */
  readonly idsDamaged: (views: ReplicaViews, error: ViewDamaged) => void;
  /** Removes what there is, or keeps it aside, and opens an empty log that begins there, with empty views. */
  readonly startAnew: (
    storage: ReplicaStorage,
    start: FreshStart,
    before: Before,
  ) => Promise<ReplicaStorage>;
}
