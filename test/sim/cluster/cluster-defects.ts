/**
 * Bugs planted on purpose in all brokers of a simulated cluster, one at a time: each stands for a mistake
 * that clusters have shipped. A simulation that does not find them proves nothing.
 */
import { RaftStorage } from "../../../src/consensus/raft-storage.ts";
import { IdTables } from "../../../src/dedup/id-tables.ts";
import { MessageIds } from "../../../src/dedup/message-ids.ts";
import { LeaderState } from "../../../src/partition/leader-state.ts";
import { ProducerStates } from "../../../src/partition/producer-states.ts";
import type { Disk } from "../../../src/platform/disk.ts";
import type { BatchView } from "../../../src/record/view.ts";
import { Replica } from "../../../src/replication/replica.ts";
import { ReplicaViews } from "../../../src/replication/replica-views.ts";
import type { Place, ScheduleEvent } from "../../../src/schedule/entry.ts";
import { scheduleEventsOf } from "../../../src/schedule/events.ts";
import { PartitionSchedule } from "../../../src/schedule/partition-schedule.ts";
import { withoutDirectorySync, withoutSync, withoutSyncOf } from "../broker/defects.ts";
import { ClusterFailed, type ClusterSimulation, simulateCluster } from "./simulate-cluster.ts";

interface Patch {
  readonly of: object;
  readonly name: string;
  readonly wrong: PropertyDescriptor;
}

export interface ClusterDefect {
  readonly name: string;
  /** The first seed that was seen to find it: looked for from there on, so that CI need not wait. */
  readonly from: number;
  /** Found once in some forty seeds: too seldom for CI to depend on it. */
  readonly rare?: true;
  readonly patches?: readonly Patch[];
  readonly wrapDisk?: (disk: Disk) => Disk;
}

const method = <This>(
  of: { readonly prototype: This },
  name: keyof This & string,
  value: (this: This, ...parameters: never[]) => unknown,
): Patch => ({
  of: of.prototype as object,
  name,
  wrong: { value, configurable: true, writable: true },
});

const getter = <This>(
  of: { readonly prototype: This },
  name: keyof This & string,
  get: (this: This) => unknown,
): Patch => ({ of: of.prototype as object, name, wrong: { get, configurable: true } });

/** Folds what a batch says of the schedule, but for events of that kind. */
const without = (kind: ScheduleEvent["kind"]): Patch =>
  method(
    PartitionSchedule,
    "stageBatch",
    function (this: PartitionSchedule, view: BatchView, place: Place) {
      const events = scheduleEventsOf(view, place).filter((event) => event.kind !== kind);
      this.stage(events, view.nextOffset, view.leaderEpoch);
    },
  );

type Unsaved = Parameters<RaftStorage["save"]>[0];
/** As it is where nothing is planted. */
const rightly = <This, Name extends keyof This & string>(
  of: { readonly prototype: This },
  name: Name,
): This[Name] => Object.getOwnPropertyDescriptor(of.prototype, name)!.value as This[Name];

const appendFetched = rightly(Replica, "appendFetched");
const followerFlushed = rightly(Replica, "followerFlushed");
const onFlushed = rightly(Replica, "onFlushed");
/** Of the streams to their leaders. */
const flushListeners = new WeakMap<Replica, () => void>();
const save = rightly(RaftStorage, "save");

type Done = Parameters<Replica["whenCommitted"]>[1];

export const CLUSTER_DEFECTS: readonly ClusterDefect[] = [
  {
    name: "acknowledges what is written and not yet on any disk",
    from: 1,
    patches: [method(Replica, "whenCommitted", (_last: number, done: Done) => done(undefined))],
  },
  {
    name: "acknowledges what is on the leader's disk alone",
    from: 1,
    patches: [
      method(Replica, "whenCommitted", function (this: Replica, last: number, done: Done) {
        this.whenFlushed(last, done);
      }),
    ],
  },
  {
    name: "shows readers what is not committed",
    from: 1,
    patches: [
      getter(Replica, "highWatermark", function (this: Replica) {
        return this.log.endOffset;
      }),
    ],
  },
  {
    name: "syncs nothing",
    from: 1,
    wrapDisk: withoutSync,
  },
  {
    name: "syncs no directory",
    from: 1,
    wrapDisk: withoutDirectorySync,
  },
  {
    name: "never says where logs part",
    from: 1,
    patches: [method(Replica, "divergence", () => undefined)],
  },
  {
    name: "keeps in its views what was cut from the log",
    from: 10,
    patches: [method(ReplicaViews, "truncate", () => undefined)],
  },
  {
    name: "forgets message ids when the leader changes",
    from: 1,
    patches: [
      method(MessageIds, "restage", function (this: MessageIds, view: BatchView) {
        this.stage(view.nextOffset, undefined, 0);
      }),
    ],
  },
  {
    name: "remembers of producers what was cut from the log",
    from: 82,
    rare: true,
    patches: [method(ProducerStates, "truncate", () => undefined)],
  },
  {
    name: "commits with too few replicas",
    from: 38,
    rare: true,
    patches: [getter(LeaderState, "enough", () => true)],
  },
  {
    name: "acknowledges as a follower what is not on its disk",
    from: 4,
    rare: true,
    patches: [
      getter(Replica, "flushedOffset", function (this: Replica) {
        return this.endOffset;
      }),
      method(Replica, "onFlushed", function (this: Replica, listener: () => void) {
        flushListeners.set(this, listener);
        return onFlushed.call(this, listener);
      }),
      method(Replica, "appendFetched", function (this: Replica, epoch: number, bytes: Buffer) {
        appendFetched.call(this, epoch, bytes);
        flushListeners.get(this)?.();
      }),
    ],
  },
  {
    name: "counts as a follower's what was only sent to it",
    from: 49,
    rare: true,
    patches: [
      method(Replica, "followerFlushed", function (this: Replica, id: number) {
        followerFlushed.call(this, id, this.endOffset);
      }),
    ],
  },
  {
    name: "folds no releases",
    from: 1,
    patches: [without("released")],
  },
  {
    name: "folds no cancellations",
    from: 2,
    patches: [without("cancelled")],
  },
  {
    name: "folds no reschedules",
    from: 1,
    patches: [without("rescheduled")],
  },
  {
    name: "leaves in the schedule what was cut from the log",
    from: 10,
    patches: [method(PartitionSchedule, "truncate", () => undefined)],
  },
  {
    name: "answers changes before they are committed",
    from: 1,
    patches: [method(Replica, "committed", () => Promise.resolve())],
  },
  {
    name: "releases what was settled while its payload was read",
    from: 33,
    rare: true,
    patches: [method(PartitionSchedule, "isReleasable", () => true)],
  },
  {
    name: "looks for no message ids of late",
    from: 1,
    patches: [method(IdTables, "lookUp", () => undefined)],
  },
  {
    name: "forgets as a controller whom it voted for",
    from: 1,
    patches: [
      method(RaftStorage, "save", function (this: RaftStorage, all: Unsaved) {
        return save.call(
          this,
          all.map((effects) => ({ ...effects, hardState: undefined })),
        );
      }),
    ],
  },
  {
    name: "syncs nothing of the metadata",
    from: 1,
    wrapDisk: (disk) => withoutSyncOf(disk, /metadata/),
  },
];

/** Within how many seeds each is found, from `from` on; without end where it is looked for at length. */
export async function findDefect(
  defect: ClusterDefect,
  from: number,
  seeds: number,
): Promise<{ readonly seed: number; readonly what: string } | undefined> {
  const { wrapDisk } = defect;
  const undo = plant(defect);
  try {
    for (let seed = from; seed < from + seeds; seed += 1) {
      const what = await failureOf({ seed, ...(wrapDisk === undefined ? {} : { wrapDisk }) });
      if (what !== undefined) return { seed, what };
    }
    return undefined;
  } finally {
    undo();
  }
}

async function failureOf(simulation: ClusterSimulation): Promise<string | undefined> {
  try {
    await simulateCluster(simulation);
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterFailed)) throw error;
    return error.message.split("\n")[0]!;
  }
}

/** What it returns takes it out again. */
function plant({ patches = [] }: ClusterDefect): () => void {
  const undone = patches.map(({ of, name, wrong }) => {
    const right = Object.getOwnPropertyDescriptor(of, name)!;
    Object.defineProperty(of, name, wrong);
    return () => Object.defineProperty(of, name, right);
  });
  return () => undone.forEach((undo) => undo());
}
