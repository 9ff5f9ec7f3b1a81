/**
 * Known-bad replicas and streams, planted while a seed runs: each has to be found, or the books that are
 * kept of three replicas would pass anything.
 */
import { MessageIds } from "../../../src/dedup/message-ids.ts";
import { LeaderState } from "../../../src/partition/leader-state.ts";
import { ProducerStates } from "../../../src/partition/producer-states.ts";
import { Leading } from "../../../src/replication/replica-leading.ts";
import { ReplicaViews } from "../../../src/replication/replica-views.ts";
import type { BatchView } from "../../../src/record/view.ts";
import type { Place } from "../../../src/schedule/entry.ts";
import { scheduleEventsOf } from "../../../src/schedule/events.ts";
import { PartitionSchedule } from "../../../src/schedule/partition-schedule.ts";

/** Of what is around a replica; the others are patches of its parts. */
export const STREAM_DEFECTS = [
  "acknowledges what it has not flushed",
  "counts as acknowledged what was only sent",
  "takes all that is on its disk for committed when it opens",
  "appends what follows what a full disk refused",
  "copies on where the leader has cleaned behind it",
  "goes on after a cut as if nothing had been cut",
] as const;
export type StreamDefect = (typeof STREAM_DEFECTS)[number];

interface Patch {
  readonly of: object;
  readonly name: string;
  readonly wrong: PropertyDescriptor;
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

const always = <This>(
  of: { readonly prototype: This },
  name: keyof This & string,
  result: unknown,
): Patch => ({
  of: of.prototype as object,
  name,
  wrong: { get: () => result, configurable: true },
});

const PATCHES: Readonly<Record<string, Patch>> = {
  "commits with too few replicas": always(LeaderState, "enough", true),
  "never says where logs part": method(Leading, "divergence", () => undefined),
  "keeps in its views what was cut": method(ReplicaViews, "truncate", () => undefined),
  "follows without remembering message ids": method(
    MessageIds,
    "restage",
    function (this: MessageIds, view: BatchView) {
      this.stage(view.nextOffset, undefined, 0);
    },
  ),
  "forgets of producers what was cut, and their next sequence": method(
    ProducerStates,
    "truncate",
    () => undefined,
  ),
  "follows the schedule without the releases": method(
    PartitionSchedule,
    "stageBatch",
    function (this: PartitionSchedule, view: BatchView, place: Place) {
      const events = view.isReleased ? [] : scheduleEventsOf(view, place);
      this.stage(events, view.nextOffset, view.leaderEpoch);
    },
  ),
};

export const SET_DEFECTS: readonly string[] = [...STREAM_DEFECTS, ...Object.keys(PATCHES)];

export const isStreamDefect = (name: string | undefined): name is StreamDefect =>
  STREAM_DEFECTS.some((one) => one === name);

/** Plants a patch; what it returns takes it out again. */
export function plant(defect: string): () => void {
  if (isStreamDefect(defect)) return () => undefined;
  const { of, name, wrong } = PATCHES[defect]!;
  const right = Object.getOwnPropertyDescriptor(of, name)!;
  Object.defineProperty(of, name, wrong);
  return () => void Object.defineProperty(of, name, right);
}
