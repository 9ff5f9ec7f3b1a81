/** One stream group without a driver: rounds run at once, in the words of the scenario files. */
import type {
  Catalogue,
  GroupEffect,
  GroupEvent,
  PartitionBounds,
  PartitionStart,
  TopicEntry,
} from "../../src/group/events.ts";
import { GroupsImage } from "../../src/group/image.ts";
import type { GroupRecord } from "../../src/group/records.ts";
import { decodeGroupRecord, encodeGroupRecord } from "../../src/group/records.ts";
import { StreamGroup } from "../../src/group/stream-group.ts";
import type { ErrorCode } from "../../src/model/errors.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import type { TopicId } from "../../src/model/ids.ts";
import { topicId } from "../../src/model/ids.ts";
import type { Position } from "../../src/model/records.ts";

/** Topics by hand; a topic created again has another id. */
export class FakeCatalogue implements Catalogue {
  readonly #topics = new Map<string, TopicEntry>();
  readonly #ends = new Map<string, number>();
  #created = 0;

  put(name: string, partitions: number): void {
    const id =
      this.#topics.get(name)?.id ?? topicId((++this.#created).toString(16).padStart(32, "0"));
    this.#topics.set(name, { id, name, partitions });
  }
  delete(name: string): void {
    this.#topics.delete(name);
  }
  setEnd(name: string, partition: number, end: number): void {
    this.#ends.set(`${this.byName(name)!.id}/${partition}`, end);
  }
  byName(name: string): TopicEntry | undefined {
    return this.#topics.get(name);
  }
  byId(id: TopicId): TopicEntry | undefined {
    return [...this.#topics.values()].find((topic) => topic.id === id);
  }
  bounds(id: TopicId, partition: number): PartitionBounds {
    return { logStartOffset: 0, highWatermark: this.#ends.get(`${id}/${partition}`) ?? 1000 };
  }
  startOf({ topicId, partition, position }: PartitionStart): number {
    const { highWatermark } = this.bounds(topicId, partition);
    if (position === "earliest") return 0;
    return position === "latest" || "timestamp" in position ? highWatermark : position.offset;
  }
}

export class GroupFixture {
  readonly catalogue = new FakeCatalogue();
  /** What is durable. */
  readonly log: GroupRecord[] = [];
  images = new GroupsImage();
  group = new StreamGroup("g", this.images, this.catalogue, { rebalanceTimeoutMs: 30_000 });
  nowMs = 0;
  /** Set: appends fail so. */
  failure: ErrorCode | undefined;
  onRecords: (records: readonly GroupRecord[]) => void = () => undefined;
  onEffect: (effect: GroupEffect) => void = () => undefined;

  step(event: GroupEvent): void {
    this.group.step(event, this.nowMs);
  }

  /** Ends the round, and those that its start positions ask for. */
  settle(): void {
    for (let again = true; again; ) {
      again = false;
      const records = this.group.finish(this.nowMs);
      const failed = this.failure !== undefined && records.length > 0;
      if (!failed) {
        for (const record of records) this.log.push(decodeGroupRecord(encodeGroupRecord(record)));
        this.onRecords(records);
      }
      const effects = failed
        ? this.group.failed(new TidemarkError(this.failure!, "not written"))
        : this.group.applied();
      for (const effect of effects) {
        this.onEffect(effect);
        if (effect.kind !== "resolve") continue;
        const starts = effect.starts.map((start) => ({
          start,
          offset: this.catalogue.startOf(start),
        }));
        this.step({ kind: "starts", session: effect.session, starts });
        again = true;
      }
    }
  }

  /** The broker dies and comes back: only the log is left. */
  restart(): void {
    this.images = new GroupsImage();
    for (const record of this.log) this.images.replay(record);
    this.group = new StreamGroup("g", this.images, this.catalogue, { rebalanceTimeoutMs: 30_000 });
  }
}

export function parsePosition(text: string): Position {
  return text === "earliest" || text === "latest" ? text : { offset: Number(text) };
}
