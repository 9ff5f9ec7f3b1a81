/**
 * Bugs planted on purpose in all brokers of a simulated cluster, one at a time: each stands for a mistake
 * that clusters have shipped. A simulation that does not find them proves nothing.
 */
import { MessageIds } from "../../../src/dedup/message-ids.ts";
import type { Disk } from "../../../src/platform/disk.ts";
import type { BatchView } from "../../../src/record/view.ts";
import { Replica } from "../../../src/replication/replica.ts";
import { ReplicaViews } from "../../../src/replication/replica-views.ts";
import { withoutDirectorySync, withoutSync } from "../broker/defects.ts";

interface Patch {
  readonly of: object;
  readonly name: string;
  readonly wrong: PropertyDescriptor;
}

export interface ClusterDefect {
  readonly name: string;
  /** Seeds until it must be found. */
  readonly budget: number;
  readonly patch?: Patch;
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

type Done = Parameters<Replica["whenCommitted"]>[1];

export const CLUSTER_DEFECTS: readonly ClusterDefect[] = [
  {
    name: "acknowledges what is written and not yet on any disk",
    budget: 10,
    patch: method(Replica, "whenCommitted", (_last: number, done: Done) => done(undefined)),
  },
  {
    name: "acknowledges what is on the leader's disk alone",
    budget: 10,
    patch: method(Replica, "whenCommitted", function (this: Replica, last: number, done: Done) {
      this.whenFlushed(last, done);
    }),
  },
  {
    name: "shows readers what is not committed",
    budget: 10,
    patch: getter(Replica, "highWatermark", function (this: Replica) {
      return this.log.endOffset;
    }),
  },
  {
    name: "syncs nothing",
    budget: 10,
    wrapDisk: withoutSync,
  },
  {
    name: "syncs no directory",
    budget: 10,
    wrapDisk: withoutDirectorySync,
  },
  {
    name: "never says where logs part",
    budget: 10,
    patch: method(Replica, "divergence", () => undefined),
  },
  {
    name: "keeps in its views what was cut from the log",
    budget: 10,
    patch: method(ReplicaViews, "truncate", () => undefined),
  },
  {
    name: "forgets message ids when the leader changes",
    budget: 40,
    patch: method(MessageIds, "restage", function (this: MessageIds, view: BatchView) {
      this.stage(view.nextOffset, undefined, 0);
    }),
  },
];

/** What it returns takes it out again. */
export function plant({ patch }: ClusterDefect): () => void {
  if (patch === undefined) return () => undefined;
  const { of, name, wrong } = patch;
  const right = Object.getOwnPropertyDescriptor(of, name)!;
  Object.defineProperty(of, name, wrong);
  return () => void Object.defineProperty(of, name, right);
}
