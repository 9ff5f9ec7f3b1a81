/** What can be seen of the groups of a node, stream groups and queue groups alike. Changes nothing. */
import { knownTopic } from "../group/commit.ts";
import { describeGroup } from "../group/describe.ts";
import type { GroupImage, GroupsImage } from "../group/image.ts";
import { type GroupLag, imageLag, queueLag } from "../group/lag.ts";
import { queueFloor } from "../group/queue-admin.ts";
import type { GroupMode } from "../group/records.ts";
import type { GroupDescription } from "../model/descriptions.ts";
import { TidemarkError } from "../model/errors.ts";
import type { PartitionOffset } from "../model/records.ts";
import type { GroupRunner } from "./group-runner.ts";
import type { QueueGroups } from "./queue-groups.ts";
import type { TopicsView } from "./topics-view.ts";

interface ViewParts {
  readonly images: GroupsImage;
  readonly topics: TopicsView;
  /** Of stream groups. */
  readonly runners: ReadonlyMap<string, GroupRunner>;
  readonly queues: QueueGroups;
}

export class GroupViews {
  readonly #parts: ViewParts;

  constructor(parts: ViewParts) {
    this.#parts = parts;
  }

  names(): Set<string> {
    const { images, runners, queues } = this.#parts;
    return new Set([...images.groups.keys(), ...runners.keys(), ...queues.runners.keys()]);
  }

  /** The mode of a group that is there. */
  modeOf(group: string): GroupMode | undefined {
    const { images, runners, queues } = this.#parts;
    if (queues.runners.has(group)) return "queue";
    return images.get(group)?.mode ?? (runners.has(group) ? "stream" : undefined);
  }

  /** By name. */
  list(): GroupDescription[] {
    return [...this.names()].sort().flatMap((name) => this.find(name) ?? []);
  }

  describe(group: string): GroupDescription {
    const description = this.find(group);
    if (description === undefined) throw unknownGroup(group);
    return description;
  }

  find(group: string): GroupDescription | undefined {
    const { images, topics, runners, queues } = this.#parts;
    if (this.modeOf(group) === "queue") return queues.describe(group);
    const runner = runners.get(group);
    if (runner !== undefined) return runner.describe();
    return describeGroup(group, images.get(group), topics, undefined);
  }

  known(group: string): GroupImage {
    const image = this.#parts.images.get(group);
    if (image === undefined) throw unknownGroup(group);
    return image;
  }

  fetchOffsets(request: {
    readonly group: string;
    readonly topic?: string | undefined;
  }): PartitionOffset[] {
    const image = this.known(request.group);
    const { topics } = this.#parts;
    const wanted = request.topic ? knownTopic(topics, request.topic).id : undefined;
    return [...image.committed()].flatMap(({ topicId, partition, offset }) => {
      const topic = topics.byId(topicId)?.name;
      if (topic === undefined || (wanted !== undefined && wanted !== topicId)) return [];
      return [{ topic, partition, offset: queueFloor(image, topicId, partition) ?? offset }];
    });
  }

  /** How far groups are behind, until so many partitions have been looked at. */
  *lags(partitionsMax: number): Generator<GroupLag> {
    const { images, topics, queues } = this.#parts;
    let left = partitionsMax;
    for (const image of images.groups.values()) {
      const live = queues.runners.get(image.name)?.group;
      const lag = live === undefined ? imageLag(image, topics) : queueLag(live);
      yield lag;
      left -= lag.partitions + 1;
      if (left <= 0) return;
    }
  }
}

function unknownGroup(group: string): TidemarkError {
  return new TidemarkError("UNKNOWN_GROUP", `there is no group ${JSON.stringify(group)}`);
}
