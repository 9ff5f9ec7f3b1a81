/**
 * What is durable about groups: the fold of the groups log. Only `replay` changes it, so that the
 * image after a restart equals the image before.
 */
import type { TopicId } from "../model/ids.ts";
import { partitionKey } from "../model/ids.ts";
import type { QueueSettingsInput } from "../model/queue-settings.ts";
import type { ChunkState } from "./queue-chunk.ts";
import type { GroupMode, GroupRecord, QueueCounts } from "./records.ts";
import { NO_COUNTS } from "./records.ts";

/** In an array of offsets: nothing committed there. */
const NONE = -1;
const NO_CHUNKS: ReadonlyMap<number, ChunkState> = new Map();

export class GroupImage {
  readonly name: string;
  mode: GroupMode = "stream";
  /** Grows by one whenever partitions are given to members; 0: none ever was. */
  generation = 0;
  /** Partitions of a topic when the group began to read it. */
  readonly topics = new Map<TopicId, number>();
  /** Committed offsets by partition; −1 for none. */
  readonly offsets = new Map<TopicId, number[]>();
  /** Of a queue group; what is not in it is the default. */
  settings: QueueSettingsInput = {};
  readonly #queues = new Map<string, { counts: QueueCounts; chunks: Map<number, ChunkState> }>();

  constructor(name: string) {
    this.name = name;
  }

  offset(topicId: TopicId, partition: number): number | undefined {
    const offset = this.offsets.get(topicId)?.[partition];
    return offset === undefined || offset === NONE ? undefined : offset;
  }

  counts(topicId: TopicId, partition: number): QueueCounts {
    return this.#queues.get(partitionKey({ topicId, partition }))?.counts ?? NO_COUNTS;
  }

  /** Unsettled records below the committed offset, by chunk. */
  chunks(topicId: TopicId, partition: number): ReadonlyMap<number, ChunkState> {
    return this.#queues.get(partitionKey({ topicId, partition }))?.chunks ?? NO_CHUNKS;
  }

  setCounts(topicId: TopicId, partition: number, counts: QueueCounts | undefined): void {
    const key = partitionKey({ topicId, partition });
    if (counts !== undefined) this.#queue(topicId, partition).counts = counts;
    else if (this.#queues.get(key)?.chunks.size === 0) this.#queues.delete(key);
    else if (this.#queues.has(key)) this.#queue(topicId, partition).counts = NO_COUNTS;
  }

  /** `undefined`: all of the chunk is settled. */
  setChunk(
    topicId: TopicId,
    partition: number,
    chunk: number,
    state: ChunkState | undefined,
  ): void {
    if (state !== undefined) this.#queue(topicId, partition).chunks.set(chunk, state);
    else this.#queues.get(partitionKey({ topicId, partition }))?.chunks.delete(chunk);
  }

  #queue(topicId: TopicId, partition: number) {
    const key = partitionKey({ topicId, partition });
    let queue = this.#queues.get(key);
    if (queue === undefined)
      this.#queues.set(key, (queue = { counts: NO_COUNTS, chunks: new Map() }));
    return queue;
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
        return image.setCounts(record.topicId, record.partition, record.counts);
      case "offset-gone":
        this.#setOffset(image, record.topicId, record.partition, NONE);
        return image.setCounts(record.topicId, record.partition, undefined);
      case "settings":
        image.settings = record.settings;
        return;
      case "settings-gone":
        image.settings = {};
        return;
      case "chunk":
        return image.setChunk(record.topicId, record.partition, record.chunk, record.state);
      case "chunk-gone":
        image.setChunk(record.topicId, record.partition, record.chunk, undefined);
    }
  }

  /** Compaction may leave an offset before its group's record, but no tombstone needs a group. */
  #image(record: GroupRecord): GroupImage | undefined {
    let image = this.groups.get(record.group);
    const creates = !record.kind.endsWith("-gone");
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
