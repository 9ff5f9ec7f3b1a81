/**
 * One queue group: events in, records and effects out (docs/queue-groups.md). `step` takes events at
 * any time; `turn` hands out what can be handed out and tells what else is to be done; `draft` names
 * what has to become durable, and `written` or `notWritten` follows before the next draft. Unlike
 * in a stream group nothing waits for the disk but answers and the news that one is a member.
 *
 * Who consumes and what they hold lives in memory only: streams end with the broker.
 */
import { TidemarkError } from "../model/errors.ts";
import type { TopicId } from "../model/ids.ts";
import { GROUP_MEMBERS_MAX, GROUP_OFFSETS_MAX, QUEUE_ROUND_RECORDS } from "../model/limits.ts";
import type { QueueSettings, QueueSettingsInput } from "../model/queue-settings.ts";
import { QUEUE_DEFAULTS } from "../model/queue-settings.ts";
import type { PartitionOffset } from "../model/records.ts";
import { knownTopic } from "./commit.ts";
import type { Catalogue, SessionId, TopicEntry } from "./events.ts";
import type { GroupImage, GroupsImage } from "./image.ts";
import { configure, deleteGroup, resetQueue } from "./queue-admin.ts";
import { QueueConsumer } from "./queue-consumer.ts";
import { dispatch, type Turn } from "./queue-dispatch.ts";
import type { Moment, QueueEffect, QueueEvent, QueueJoin, SettleEvent } from "./queue-events.ts";
import { QueueLeases } from "./queue-leases.ts";
import type { QueueTotals } from "./queue-partition.ts";
import { QueuePartition } from "./queue-partition.ts";
import { openTopic, startPartition, topicsChanged } from "./queue-opening.ts";
import { QueueRound } from "./queue-round.ts";
import { QueueTopic } from "./queue-topic.ts";
import type { GroupRecord } from "./records.ts";

type Event<K extends QueueEvent["kind"]> = Extract<QueueEvent, { kind: K }>;

export class QueueGroup {
  readonly name: string;
  readonly consumers = new Map<SessionId, QueueConsumer>();
  readonly topics = new Map<TopicId, QueueTopic>();
  readonly leases: QueueLeases;
  readonly round = new QueueRound();
  readonly images: GroupsImage;
  readonly catalogue: Catalogue;
  readonly totals: QueueTotals = { unsettled: 0, bufferedBytes: 0, reads: 0 };
  #effects: QueueEffect[] = [];
  #settings: { readonly of: QueueSettingsInput | undefined; readonly all: QueueSettings } = {
    of: undefined,
    all: QUEUE_DEFAULTS,
  };

  constructor(name: string, images: GroupsImage, catalogue: Catalogue) {
    this.name = name;
    this.images = images;
    this.catalogue = catalogue;
    this.leases = new QueueLeases(
      () => this.settings,
      (burial) => this.#effects.push(burial),
    );
  }

  get image(): GroupImage | undefined {
    return this.images.get(this.name);
  }

  get settings(): QueueSettings {
    const of = this.image?.settings;
    if (of !== this.#settings.of) this.#settings = { of, all: { ...QUEUE_DEFAULTS, ...of } };
    return this.#settings.all;
  }

  get unsettledCount(): number {
    return this.totals.unsettled;
  }

  /** Nobody consumes, and nothing is under way that would be lost with it. */
  get isIdle(): boolean {
    return this.consumers.size === 0 && this.leases.dyingCount === 0 && !this.isDirty;
  }

  /** Something waits to become durable. */
  get isDirty(): boolean {
    if (this.round.isOpen) return true;
    for (const partition of this.partitions()) if (partition.ledger.isDirty) return true;
    return false;
  }

  *partitions(): Generator<QueuePartition> {
    for (const topic of this.topics.values()) yield* topic.partitions.values();
  }

  /** When `tick` has something to do; `Infinity`: never. */
  nextDeadlineMs(): number {
    return this.leases.nextMs();
  }

  step(event: QueueEvent, now: Moment): void {
    switch (event.kind) {
      case "join":
        return this.#join(event, now);
      case "leave":
        return this.#leave(this.consumers.get(event.session), now);
      case "credit":
        this.consumers.get(event.session)?.grant(event.records, event.bytes);
        return this.#lineUp(event.session);
      case "pause":
        return this.#pause(event);
      case "settle":
        return this.#settle(event, now);
      case "started":
        return startPartition(this, event);
      case "advanced":
        return this.#with(event, (partition) => (partition.end = event.end));
      case "fetched":
        return this.#with(event, (partition) =>
          partition.fetched(event.from, event.stock, event.nextOffset, event.expired),
        );
      case "read-failed":
        return this.#with(event, (partition) => (partition.reading = false));
      case "loaded":
        return this.#with(event, (partition) => this.#loaded(partition, event, now));
      case "buried":
        return this.#with(event, (partition) => {
          const entry = partition.ledger.get(event.offset);
          if (entry !== undefined) this.leases.buried(entry, event.outcome, now);
        });
      case "reset":
        return resetQueue(this, event);
      case "configure":
        return configure(this, event);
      case "delete":
        return deleteGroup(this, event);
      case "topics":
        return topicsChanged(this, now);
      case "tick":
        return this.leases.tick(now);
    }
  }

  /** What is to be done now. */
  turn(now: Moment): Turn {
    const { topics, leases, catalogue } = this;
    const { effects, more } = dispatch({ topics, leases, catalogue, totals: this.totals }, now);
    const all = [...this.#effects, ...effects];
    this.#effects = [];
    return { effects: all, more };
  }

  /** What the log has to know; none: nothing, and answers that wait are in the next `turn`. */
  draft(): readonly GroupRecord[] {
    const exists = this.consumers.size > 0 || this.topics.size > 0;
    const records = this.round.begin(this.name, this.image, exists);
    for (const partition of this.partitions()) {
      if (records.length >= QUEUE_ROUND_RECORDS) {
        // What does not fit is drafted again: its answers wait for that.
        this.round.isPartial = true;
        break;
      }
      const { position } = partition;
      for (const each of partition.ledger.draft(this.name, this.image, position))
        records.push(each);
    }
    if (records.length === 0) this.#effects.push(...this.#announce());
    return records;
  }

  /** The records of the draft are durable. */
  written(records: readonly GroupRecord[]): void {
    for (const record of records) this.images.replay(record);
    for (const partition of this.partitions()) partition.written();
    this.#effects.push(...this.#announce());
  }

  /** None of them is; the next draft tries again, unless that cannot help. */
  notWritten(error: TidemarkError, now: Moment): void {
    for (const partition of this.partitions()) partition.ledger.notWritten();
    this.#effects.push(...this.round.failed(error));
    if (error.retriable) return;
    for (const { session } of this.consumers.values()) this.end(session, error, now);
  }

  end(session: SessionId, error: TidemarkError, now: Moment): void {
    this.#effects.push({ kind: "ended", session, error });
    this.#leave(this.consumers.get(session), now);
  }

  /** Asks for something, or tells it, with the next turn. */
  effect(effect: QueueEffect): void {
    this.#effects.push(effect);
  }

  #announce(): readonly QueueEffect[] {
    const { joined, replies } = this.round.finish();
    for (const session of joined) {
      const consumer = this.consumers.get(session);
      if (consumer === undefined) continue;
      consumer.announced = true;
      const { memberId } = consumer;
      const { ackTimeoutMs } = this.settings;
      this.#effects.push({ kind: "joined", session, memberId, ackTimeoutMs });
      this.#lineUp(session);
    }
    return replies;
  }

  #with(at: { topicId: TopicId; partition: number }, work: (found: QueuePartition) => void): void {
    const found = this.topics.get(at.topicId)?.partitions.get(at.partition);
    if (found !== undefined) work(found);
  }

  #lineUp(session: SessionId): void {
    const consumer = this.consumers.get(session);
    for (const id of consumer?.topics ?? []) this.topics.get(id)?.lineUp(consumer!);
  }

  #join(event: QueueJoin, now: Moment): void {
    const { session, memberId, start } = event;
    let entries: readonly TopicEntry[];
    try {
      entries = event.topics.map((topic) => knownTopic(this.catalogue, topic));
      this.#checkRoom(entries);
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      this.#effects.push({ kind: "ended", session, error });
      return;
    }
    for (const other of this.consumers.values()) {
      if (other.memberId === memberId) this.end(other.session, fenced(this.name, memberId), now);
    }
    const topics = entries.map(({ id }) => id);
    this.consumers.set(session, new QueueConsumer({ ...event, topics }));
    this.round.joined.push(session);
    for (const entry of entries) openTopic(this, entry, start, now);
  }

  #checkRoom(entries: readonly TopicEntry[]): void {
    if (this.consumers.size >= GROUP_MEMBERS_MAX) {
      const message = `group ${this.name} has ${GROUP_MEMBERS_MAX} members, as many as it may have`;
      throw new TidemarkError("GROUP_FULL", message);
    }
    const more = entries.reduce((sum, { partitions }) => sum + partitions, 0);
    if (this.images.offsetCount + more > GROUP_OFFSETS_MAX) {
      const message = `the broker keeps ${GROUP_OFFSETS_MAX} group offsets at most; delete unused groups`;
      throw new TidemarkError("OVERLOADED", message);
    }
  }

  #leave(consumer: QueueConsumer | undefined, now: Moment): void {
    if (consumer === undefined) return;
    this.consumers.delete(consumer.session);
    consumer.announced = false;
    for (const entry of consumer.held) this.leases.giveBack(entry, now, 0, "the stream ended");
  }

  #pause({ session, paused }: Event<"pause">): void {
    const consumer = this.consumers.get(session);
    if (consumer === undefined) return;
    consumer.paused = paused;
    this.#lineUp(session);
  }

  #settle(event: SettleEvent, now: Moment): void {
    const { session, ticket, verb, records, delayMs, reason } = event;
    const consumer = this.consumers.get(session);
    const lost = records.filter(({ topic, partition, offset }) => {
      const id = this.catalogue.byName(topic)?.id;
      const entry = id && this.topics.get(id)?.partitions.get(partition)?.ledger.get(offset);
      if (entry?.phase.kind !== "held" || entry.phase.by !== consumer) return true;
      if (verb === "ack") this.leases.settle(entry, now);
      else if (verb === "nack") this.leases.giveBack(entry, now, delayMs, reason);
      else this.leases.extend(entry, now);
      return false;
    });
    this.#lineUp(session);
    if (lost.length > 0) this.#effects.push({ kind: "lost", session, records: lost });
    this.round.reply({ ticket, error: lost.length === 0 ? undefined : leaseLost(lost) });
  }

  #loaded(partition: QueuePartition, event: Event<"loaded">, now: Moment): void {
    for (const { offset, stock } of event.records) {
      const entry = partition.ledger.get(offset);
      if (entry?.phase.kind !== "ready" || !entry.phase.loading) continue;
      if (stock === undefined) this.leases.settle(entry, now, "expired");
      else if (partition.loaded(entry, stock) === "restored") this.leases.revive(entry, now);
    }
    const asked = event.asked.flatMap((offset) => partition.ledger.get(offset) ?? []);
    partition.loadingEnds(asked);
  }
}

function fenced(group: string, memberId: string): TidemarkError {
  return new TidemarkError(
    "MEMBER_FENCED",
    `member ${memberId} of group ${group} has joined on another stream; ` +
      "give every instance a member id of its own",
  );
}

function leaseLost(lost: readonly PartitionOffset[]): TidemarkError {
  const [first] = lost;
  const others = lost.length > 1 ? ` and ${lost.length - 1} others` : "";
  return new TidemarkError(
    "LEASE_LOST",
    `this stream does not hold ${first?.topic}/${first?.partition}:${first?.offset}${others}: ` +
      "the lease ran out, or it was settled before",
  );
}
