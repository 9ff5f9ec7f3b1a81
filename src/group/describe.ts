/** A group as people see it: members, who holds what, committed offsets and lag. */
import type { GroupDescription } from "../model/descriptions.ts";
import type { TopicId } from "../model/ids.ts";
import { partitionKey } from "../model/ids.ts";
import type { Catalogue } from "./events.ts";
import type { GroupImage } from "./image.ts";
import type { Members } from "./members.ts";
import type { Ownership } from "./ownership.ts";
import type { Target } from "./target.ts";

export interface LiveGroup {
  readonly members: Members;
  readonly ownership: Ownership;
  readonly target: Target;
}

/** Undefined: there is no such group. `live` is absent where nobody has joined since the start. */
export function describeGroup(
  name: string,
  image: GroupImage | undefined,
  catalogue: Catalogue,
  live: LiveGroup | undefined,
): GroupDescription | undefined {
  if (image === undefined && (live === undefined || live.members.size === 0)) return undefined;
  const members = [...(live?.members.all() ?? [])].map(({ id, clientId, address }) => ({
    id,
    clientId,
    address,
    partitions: (live?.ownership.of(id) ?? [])
      .map(({ topic, partition }) => ({ topic, partition }))
      .sort(byPlace),
  }));
  return {
    name,
    mode: image?.mode ?? "stream",
    state: stateOf(live),
    generation: image?.generation ?? 0,
    members,
    partitions: partitionsOf(image, catalogue, live),
  };
}

function stateOf(live: LiveGroup | undefined): GroupDescription["state"] {
  if (live === undefined || live.members.size === 0) return "empty";
  const { ownership, target } = live;
  const settled = ownership.size === target.size && ownership.starting.size === 0;
  return settled && ownership.revoking.size === 0 ? "stable" : "rebalancing";
}

/** Everything that is held, awaited by a member, or committed. */
function partitionsOf(
  image: GroupImage | undefined,
  catalogue: Catalogue,
  live: LiveGroup | undefined,
): GroupDescription["partitions"] {
  const places = new Map<string, { topicId: TopicId; partition: number }>();
  const add = ({ topicId, partition }: { topicId: TopicId; partition: number }) =>
    places.set(partitionKey({ topicId, partition }), { topicId, partition });
  for (const place of image?.committed() ?? []) add(place);
  const names = new Set([...(live?.members.all() ?? [])].flatMap((member) => member.topics));
  for (const topic of names) {
    const entry = catalogue.byName(topic);
    if (entry === undefined) continue;
    for (let partition = 0; partition < entry.partitions; partition++) {
      add({ topicId: entry.id, partition });
    }
  }
  return [...places.values()]
    .flatMap(({ topicId, partition }) => {
      const topic = catalogue.byId(topicId)?.name;
      if (topic === undefined) return [];
      const bounds = catalogue.bounds(topicId, partition);
      const committed = image?.offset(topicId, partition);
      const highWatermark = bounds?.highWatermark ?? 0;
      const next = Math.max(committed ?? 0, bounds?.logStartOffset ?? 0);
      const lag = Math.max(0, highWatermark - next);
      const memberId = live?.ownership.get(topicId, partition)?.memberId;
      return [{ topic, partition, committed, highWatermark, lag, memberId }];
    })
    .sort(byPlace);
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

export function byPlace(a: Place, b: Place): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}
