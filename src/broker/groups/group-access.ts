/** One group as the sessions of its members reach it, whichever broker coordinates it. */
import type {
  GroupCoordinator,
  JoinOptions,
  Membership,
  MemberSink,
  QueueMembership,
  QueueSink,
} from "../../coordination/group-coordinator.ts";

export interface GroupAccess {
  /** Neither throws: a refusal comes through `sink.end`. */
  join(options: JoinOptions, sink: MemberSink): Membership;
  joinQueue(options: JoinOptions, sink: QueueSink): QueueMembership;
  /** Every member has what it is to have, as far as is known here; asked by members that join with an end. */
  isStable(): boolean;
}

export function coordinatedHere(coordinator: GroupCoordinator, group: string): GroupAccess {
  return {
    join: (options, sink) => coordinator.join(options, sink),
    joinQueue: (options, sink) => coordinator.joinQueue(options, sink),
    isStable: () => coordinator.views.find(group)?.state === "stable",
  };
}
