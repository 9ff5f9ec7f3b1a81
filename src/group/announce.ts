/**
 * Tells members of the partitions that they hold and do not know of yet: those whose start is
 * known are assigned, for the others it is asked for. Absent members are told when they come back.
 */
import type { PartitionOffset, Position } from "../model/records.ts";
import type { GroupEffect, PartitionStart, SessionId } from "./events.ts";
import type { Member, Members } from "./members.ts";
import type { Holding, Ownership } from "./ownership.ts";

export interface StartRule {
  committed(holding: Holding): number | undefined;
  /** Where nothing is committed. */
  start(member: Member, holding: Holding): Position;
}

export function announce(
  ownership: Ownership,
  members: Members,
  generation: number,
  rule: StartRule,
): GroupEffect[] {
  const added = new Map<SessionId, PartitionOffset[]>();
  const asked = new Map<SessionId, PartitionStart[]>();
  for (const holding of ownership.starting) {
    const member = members.get(holding.memberId);
    const { topic, topicId, partition, sinceGeneration, phase } = holding;
    if (member?.session === undefined || phase.kind !== "starting") continue;
    const offset = rule.committed(holding) ?? phase.start;
    if (offset !== undefined) {
      ownership.announced(holding);
      append(added, member.session, { topic, partition, offset });
    } else if (!phase.asked) {
      ownership.asked(holding);
      const position = rule.start(member, holding);
      append(asked, member.session, { topic, topicId, partition, sinceGeneration, position });
    }
  }
  return [
    ...[...added].map(
      ([session, added]): GroupEffect => ({ kind: "assigned", session, generation, added }),
    ),
    ...[...asked].map(([session, starts]): GroupEffect => ({ kind: "resolve", session, starts })),
  ];
}

function append<T>(lists: Map<SessionId, T[]>, session: SessionId, item: T): void {
  const list = lists.get(session);
  if (list === undefined) lists.set(session, [item]);
  else list.push(item);
}
