/**
 * A person sets a group's offsets: the only way back (P9). Members that read a partition lose it
 * and get it again at the new offset, in a new generation, so that no commit from before counts.
 */
import type { OffsetChange } from "../model/descriptions.ts";
import { TidemarkError } from "../model/errors.ts";
import type { GroupEvent, ResetTarget } from "./events.ts";
import type { GroupImage } from "./image.ts";
import type { Members } from "./members.ts";
import type { Ownership } from "./ownership.ts";
import type { Round } from "./round.ts";

export type ResetEvent = Extract<GroupEvent, { kind: "reset" }>;

/** What a reset needs to know and may change of its group. */
export interface ResetScope {
  readonly name: string;
  readonly image: GroupImage | undefined;
  readonly members: Members;
  readonly ownership: Ownership;
  readonly round: Round;
}

export function resetOffsets(event: ResetEvent, scope: ResetScope): void {
  const { ticket } = event;
  const { name, image, members, ownership, round } = scope;
  if (image === undefined && !event.creates) {
    return round.reply({
      ticket,
      error: new TidemarkError("UNKNOWN_GROUP", "there is no such group"),
    });
  }
  if (members.size > 0 && !event.force)
    return round.reply({ ticket, error: notEmpty(name, members) });
  if (image === undefined && members.size === 0) {
    round.records.push({ kind: "group", group: name, mode: "stream", generation: 0 });
  }
  for (const { topicId, partition, offset } of event.offsets) {
    round.setOffset(topicId, partition, offset);
    const holding = ownership.get(topicId, partition);
    if (holding === undefined) continue;
    round.newGeneration = true;
    // Who is about to lose it anyway loses it now: its last commits must not undo the reset.
    if (holding.phase.kind === "revoking") ownership.free(holding);
    else round.resets.push(holding);
  }
  round.reply({ ticket, changes: changesOf(event.offsets, image) });
}

/** What a reset would do; `before` is what is committed now. */
export function changesOf(
  offsets: readonly ResetTarget[],
  image: GroupImage | undefined,
): OffsetChange[] {
  return offsets.map(({ topic, topicId, partition, offset }) => ({
    topic,
    partition,
    before: image?.offset(topicId, partition),
    after: offset,
  }));
}

export function notEmpty(group: string, members: { readonly size: number }): TidemarkError {
  return new TidemarkError(
    "GROUP_NOT_EMPTY",
    `group ${group} has ${members.size} members; stop them, or force the reset: they will be ` +
      "told to go on from the new offsets",
  );
}
