/**
 * What is durable about groups: the fold of the groups log. Only `replay` changes it, so that the
 * image after a restart equals the image before.
 */
import type { TopicId } from "../model/ids.ts";
import type { GroupMode, GroupRecord } from "./records.ts";

/** In an array of offsets: nothing committed there. */
const NONE = -1;

export class GroupImage {
  readonly name: string;
  mode: GroupMode = "stream";
  /** Grows by one whenever partitions are given to members; 0: none ever was. */
  generation = 0;
  /** Partitions of a topic when the group began to read it. */
  readonly topics = new Map<TopicId, number>();
  /** Committed offsets by partition; −1 for none. */
  readonly offsets = new Map<TopicId, number[]>();

  constructor(name: string) {
    this.name = name;
  }

  offset(topicId: TopicId, partition: number): number | undefined {
    const offset = this.offsets.get(topicId)?.[partition];
    return offset === undefined || offset === NONE ? undefined : offset;
  }

  /** Every committed offset, topic by topic, partitions ascending. */
  *committed(): Generator<{ topicId: TopicId; partition: number; offset: number }> {
    for (const [topicId, offsets] of this.offsets) {
      for (const [partition, offset] of offsets.entries()) {
        if (offset !== NONE) yield { topicId, partition, offset };
      }
    }
  }
}

export class GroupsImage {
  readonly groups = new Map<string, GroupImage>();
  /** Committed offsets over all groups. */
  offsetCount = 0;

  get(group: string): GroupImage | undefined {
    return this.groups.get(group);
  }

  replay(record: GroupRecord): void {
    if (record.kind === "group-gone") {
      const image = this.groups.get(record.group);
      if (image !== undefined) for (const _ of image.committed()) this.offsetCount--;
      this.groups.delete(record.group);
      return;
    }
    const image = this.#image(record);
    if (image === undefined) return;
    switch (record.kind) {
      case "group":
        image.mode = record.mode;
        image.generation = record.generation;
        return;
      case "topic":
        image.topics.set(record.topicId, record.partitions);
        return;
      case "topic-gone":
        image.topics.delete(record.topicId);
        return;
      case "offset":
        this.#setOffset(image, record.topicId, record.partition, record.offset);
        return;
      case "offset-gone":
        this.#setOffset(image, record.topicId, record.partition, NONE);
    }
  }

  /** Compaction may leave an offset before its group's record, but no tombstone needs a group. */
  #image(record: GroupRecord): GroupImage | undefined {
    let image = this.groups.get(record.group);
    const creates = record.kind === "group" || record.kind === "topic" || record.kind === "offset";
    if (image === undefined && creates) {
      image = new GroupImage(record.group);
      this.groups.set(record.group, image);
    }
    return image;
  }

  #setOffset(image: GroupImage, topicId: TopicId, partition: number, offset: number): void {
    let offsets = image.offsets.get(topicId);
    if (offsets === undefined) {
      if (offset === NONE) return;
      offsets = [];
      image.offsets.set(topicId, offsets);
    }
    while (offsets.length <= partition) offsets.push(NONE);
    if (offsets[partition] === NONE) this.offsetCount++;
    if (offset === NONE) this.offsetCount--;
    offsets[partition] = offset;
    if (offset === NONE && offsets.every((each) => each === NONE)) image.offsets.delete(topicId);
  }
}
