/**
 * Topics as coordinators see them: what the metadata says and what can be read already. Bounds of
 * partitions that others lead are as old as the last word of their leader, and unknown before the first.
 */
import type { TopicsView } from "../../coordination/group-coordinator.ts";
import { REMOTE_FOLLOWS_MAX } from "../../model/cluster-limits.ts";
import { type TopicId, topicId } from "../../model/ids.ts";
import { resolvePosition } from "../position.ts";
import type { Replicas } from "../replicas.ts";
import type { ReadablePartition, Readables } from "../routing/readable-partition.ts";

type NamedTopic = { readonly id: string; readonly name: string } | undefined;

/** Of the metadata as replayed here. */
export interface TopicNames {
  topicByName(name: string): NamedTopic;
  topicById(id: string): NamedTopic;
}

export interface GroupTopicsParts {
  readonly image: TopicNames;
  readonly replicas: Replicas;
  readonly readables: Readables;
  readonly onTopicsChange: (listener: () => void) => () => void;
}

export class GroupTopics implements TopicsView {
  readonly #parts: GroupTopicsParts;
  /** Led elsewhere, by `topicId/partition`. Forgotten as a whole where there are too many. */
  readonly #remote = new Map<string, ReadablePartition>();
  readonly onChange: (listener: () => void) => () => void;

  constructor(parts: GroupTopicsParts) {
    this.#parts = parts;
    this.onChange = parts.onTopicsChange;
  }

  byName(name: string) {
    return this.#entry(this.#parts.image.topicByName(name));
  }

  byId(id: TopicId) {
    return this.#entry(this.#parts.image.topicById(id));
  }

  /** What can be read already: one that is being created or grows is announced when it is open. */
  #entry(topic: NamedTopic) {
    const { replicas } = this.#parts;
    if (topic === undefined || !replicas.has(topic.name)) return undefined;
    const { id, name } = topic;
    return { id: topicId(id), name, partitions: replicas.partitionCount(name) };
  }

  bounds(id: TopicId, partition: number) {
    const readable = this.#known(id, partition);
    if (readable === undefined) return undefined;
    const { highWatermark, log } = readable;
    const mayBeOld = this.#remote.has(`${id}/${partition}`);
    return { logStartOffset: log.logStartOffset, highWatermark, mayBeOld };
  }

  #known(id: TopicId, partition: number): ReadablePartition | undefined {
    const { image, replicas } = this.#parts;
    const topic = image.topicById(id);
    if (topic === undefined || !replicas.has(topic.name)) return undefined;
    const held = replicas.find(topic.name, partition);
    const key = `${id}/${partition}`;
    if (held?.kind === "serving" && held.replica.refusal === undefined) {
      this.#remote.delete(key);
      return held.replica;
    }
    const remote = this.#remote.get(key);
    if (remote?.unreadable === undefined) return remote;
    this.#remote.delete(key);
    return undefined;
  }

  /** Asks the leaders of these for their bounds, where they are not known; never rejects. */
  async ask(places: Iterable<{ readonly topicId: TopicId; readonly partition: number }>) {
    const asking: Promise<unknown>[] = [];
    for (const { topicId: id, partition } of places) {
      if (this.#known(id, partition) === undefined) asking.push(this.#open(id, partition));
    }
    await Promise.allSettled(asking);
  }

  async #open(id: TopicId, partition: number): Promise<ReadablePartition> {
    const topic = this.#parts.image.topicById(id);
    const opened = await this.#parts.readables.open(topic?.name ?? id, partition, id);
    if (this.#remote.size >= REMOTE_FOLLOWS_MAX) this.#remote.clear();
    const held = this.#parts.replicas.find(topic?.name ?? id, partition);
    const isHere = held?.kind === "serving" && held.replica === opened;
    if (!isHere) this.#remote.set(`${id}/${partition}`, opened);
    return opened;
  }

  async resolve(id: TopicId, partition: number, position: Parameters<TopicsView["resolve"]>[2]) {
    const where = `${this.#parts.image.topicById(id)?.name ?? id}/${partition}`;
    return resolvePosition(await this.#open(id, partition), position, where);
  }
}
