/**
 * One stream group: events in, records and effects out; a partition never has two holders in one
 * generation (I12) and committed offsets never go back unless a person resets them (P9).
 *
 * It works in rounds. `step` takes the events that came while the last round was made durable;
 * `finish` names the records of the round; once they are on disk `applied` replays them and says
 * what to tell whom, or `failed` says so where they could not be written. No event is taken in
 * between. So a commit is answered when it is durable, and a partition that a member released goes
 * to its next holder after everything that the member committed before.
 *
 * Who is a member lives in memory only: members hold streams, and streams end with the broker. The
 * generation is durable before anybody hears of it, so that none is given out twice.
 */
import { TidemarkError } from "../model/errors.ts";
import type { GroupDescription } from "../model/descriptions.ts";
import type { TopicId } from "../model/ids.ts";
import {
  GROUP_MEMBERS_MAX,
  GROUP_OFFSETS_MAX,
  GROUP_REBALANCE_TIMEOUT_MS,
} from "../model/limits.ts";
import type { Position } from "../model/records.ts";
import { announce } from "./announce.ts";
import { checkCommit, knownTopic } from "./commit.ts";
import { describeGroup } from "./describe.ts";
import type {
  Catalogue,
  GroupEffect,
  GroupEvent,
  JoinEvent,
  PartitionStart,
  SessionId,
} from "./events.ts";
import type { GroupImage, GroupsImage } from "./image.ts";
import type { Member } from "./members.ts";
import { Members } from "./members.ts";
import type { Holding } from "./ownership.ts";
import { Ownership } from "./ownership.ts";
import type { GroupRecord } from "./records.ts";
import { resetOffsets } from "./reset.ts";
import { Round } from "./round.ts";
import type { Grant } from "./target.ts";
import { Target } from "./target.ts";

type Event<K extends GroupEvent["kind"]> = Extract<GroupEvent, { kind: K }>;

export interface StreamGroupOptions {
  readonly rebalanceTimeoutMs: number;
}

export class StreamGroup {
  readonly name: string;
  readonly #images: GroupsImage;
  readonly #catalogue: Catalogue;
  readonly #options: StreamGroupOptions;
  readonly #members = new Members();
  readonly #ownership = new Ownership();
  readonly #target = new Target();
  /** Members, subscriptions or topics changed: the target has to be worked out again. */
  #targetStale = false;
  #round = new Round();
  #records: readonly GroupRecord[] = [];
  #grants: readonly Grant[] = [];

  constructor(
    name: string,
    images: GroupsImage,
    catalogue: Catalogue,
    options: StreamGroupOptions = { rebalanceTimeoutMs: GROUP_REBALANCE_TIMEOUT_MS },
  ) {
    this.name = name;
    this.#images = images;
    this.#catalogue = catalogue;
    this.#options = options;
  }

  get #image(): GroupImage | undefined {
    return this.#images.get(this.name);
  }

  get generation(): number {
    return this.#image?.generation ?? 0;
  }

  get memberCount(): number {
    return this.#members.size;
  }

  /** When `tick` has something to do; `Infinity`: never. */
  nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const member of this.#members.absent) next = Math.min(next, member.expiresAtMs);
    for (const { phase } of this.#ownership.revoking) {
      if (phase.kind === "revoking") next = Math.min(next, phase.deadlineMs);
    }
    return next;
  }

  describe(): GroupDescription | undefined {
    const live = { members: this.#members, ownership: this.#ownership, target: this.#target };
    return describeGroup(this.name, this.#image, this.#catalogue, live);
  }

  /** Does the answer to this question still matter? */
  awaits(session: SessionId, start: PartitionStart): boolean {
    const holding = this.#ownership.get(start.topicId, start.partition);
    if (holding?.phase.kind !== "starting" || !holding.phase.asked) return false;
    const member = this.#members.bySession(session);
    return holding.memberId === member?.id && holding.sinceGeneration === start.sinceGeneration;
  }

  step(event: GroupEvent, nowMs: number): void {
    switch (event.kind) {
      case "join":
        return this.#join(event);
      case "leave":
        return this.#leave(this.#members.bySession(event.session));
      case "disconnect":
        return this.#disconnect(event, nowMs);
      case "release":
        return this.#release(event);
      case "commit":
        return this.#commit(event);
      case "starts":
        return this.#starts(event);
      case "reset":
        return resetOffsets(event, {
          name: this.name,
          image: this.#image,
          members: this.#members,
          ownership: this.#ownership,
          round: this.#round,
        });
      case "create":
        return this.#create(event);
      case "delete":
        return this.#delete(event);
      case "topics":
        this.#targetStale ||= this.#target.isStale(this.#catalogue);
        return this.#forgetDeletedTopics();
      case "tick":
        return this.#tick(nowMs);
    }
  }

  /** Ends the round's decisions. Without records nothing has to be written before `applied`. */
  finish(nowMs: number): readonly GroupRecord[] {
    if (this.#targetStale) this.#retarget(nowMs);
    this.#grants = this.#target.vacant(this.#members, this.#ownership);
    this.#draftStarts();
    const round = this.#round;
    const grows = this.#grants.length > 0 || round.newGeneration;
    if (grows || (this.#image === undefined && this.#members.size > 0)) {
      round.records.unshift(...this.#newTopics(), {
        kind: "group",
        group: this.name,
        mode: "stream",
        generation: this.generation + (grows ? 1 : 0),
      });
    }
    this.#records = round.allRecords(this.name);
    return this.#records;
  }

  /** The records of the round are durable. */
  applied(): readonly GroupEffect[] {
    const before = this.generation;
    for (const record of this.#records) this.#images.replay(record);
    const after = this.generation;
    for (const grant of this.#grants) this.#ownership.grant({ ...grant, sinceGeneration: after });
    for (const holding of this.#round.resets) {
      const session = this.#members.get(holding.memberId)?.session;
      if (session !== undefined && holding.phase.kind === "reading") {
        this.#round.revoke(session, holding);
      }
      holding.sinceGeneration = after;
      this.#ownership.restart(holding);
    }
    const effects = this.#round.effects({ before, after }, undefined);
    effects.push(
      ...announce(this.#ownership, this.#members, after, {
        committed: (holding) => this.#image?.offset(holding.topicId, holding.partition),
        start: (member, holding) => this.#startOf(member, holding),
      }),
    );
    this.#newRound();
    return effects;
  }

  /**
   * The records could not be written; none of them is durable. Members and their partitions stay
   * as they are and the next round tries again, unless trying again cannot help.
   */
  failed(error: TidemarkError): readonly GroupEffect[] {
    if (!error.retriable) {
      for (const member of this.#members.all()) {
        if (member.session !== undefined) this.#round.end(member.session, error);
        this.#leave(member);
      }
      this.#round.joined.length = 0;
    }
    const effects = this.#round.effects({ before: this.generation, after: this.generation }, error);
    this.#newRound();
    return effects;
  }

  #newRound(): void {
    this.#round = new Round();
    this.#records = [];
    this.#grants = [];
  }

  #join(event: JoinEvent): void {
    const existing = this.#members.get(event.memberId);
    try {
      for (const topic of event.topics) knownTopic(this.#catalogue, topic);
      if (existing === undefined && this.#members.size >= GROUP_MEMBERS_MAX) {
        throw new TidemarkError(
          "GROUP_FULL",
          `group ${this.name} has ${GROUP_MEMBERS_MAX} members, as many as a group may have`,
        );
      }
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      return this.#round.end(event.session, error);
    }
    if (existing?.session !== undefined) this.#fence(existing, existing.session);
    const subscribed = new Map(existing?.subscribed);
    for (const topic of event.topics) {
      const entry = knownTopic(this.#catalogue, topic);
      if (!subscribed.has(entry.id)) subscribed.set(entry.id, entry.partitions);
    }
    const { memberId: id, session, clientId, address, topics, start, sessionTimeoutMs } = event;
    this.#members.put(
      {
        id,
        clientId,
        address,
        topics,
        start,
        sessionTimeoutMs,
        subscribed,
        session: undefined,
        expiresAtMs: Number.POSITIVE_INFINITY,
      },
      session,
    );
    // Its new stream knows of no partition yet: what was moving away has stopped with the old one.
    for (const holding of this.#ownership.of(id)) {
      if (holding.phase.kind === "revoking") this.#ownership.free(holding);
      else this.#ownership.restart(holding);
    }
    this.#round.joined.push({ session, memberId: id, sessionTimeoutMs });
    this.#targetStale = true;
  }

  #fence(member: Member, session: number): void {
    const message =
      `member ${member.id} of group ${this.name} has joined on another stream; ` +
      "give every instance a member id of its own";
    this.#round.end(session, new TidemarkError("MEMBER_FENCED", message));
    // Both streams may have come in one round: the older one did not join after all.
    const joined = this.#round.joined.findIndex((each) => each.session === session);
    if (joined >= 0) this.#round.joined.splice(joined, 1);
  }

  #leave(member: Member | undefined): void {
    if (member === undefined) return;
    for (const holding of this.#ownership.of(member.id)) this.#ownership.free(holding);
    this.#members.remove(member);
    this.#targetStale = true;
  }

  #disconnect(event: Event<"disconnect">, nowMs: number): void {
    const member = this.#members.bySession(event.session);
    if (member === undefined) return;
    const left = Math.max(0, member.sessionTimeoutMs - event.silentMs);
    this.#members.disconnect(member, nowMs + left);
  }

  /**
   * Only an answer to the latest revocation counts: a partition that was given back to the member
   * since must not be freed by the answer to an earlier one.
   */
  #release(event: Event<"release">): void {
    const member = this.#members.bySession(event.session);
    if (member === undefined) return;
    for (const { topic, partition } of event.partitions) {
      const entry = this.#catalogue.byName(topic);
      const holding = entry && this.#ownership.get(entry.id, partition);
      if (holding?.memberId !== member.id || holding.phase.kind !== "revoking") continue;
      if (event.generation >= holding.phase.generation) this.#ownership.free(holding);
    }
  }

  #commit(event: Event<"commit">): void {
    const { ticket } = event;
    try {
      const member = this.#members.bySession(event.session);
      if (member === undefined) {
        throw new TidemarkError(
          "UNKNOWN_MEMBER",
          `this stream is no member of group ${this.name} any more; subscribe again`,
        );
      }
      const places = checkCommit(member, event, {
        name: this.name,
        generation: this.generation,
        ownership: this.#ownership,
        catalogue: this.#catalogue,
      });
      if (places.some(({ topicId, partition }) => !this.#hasRoom(topicId, partition))) {
        throw new TidemarkError(
          "OVERLOADED",
          `the broker keeps ${GROUP_OFFSETS_MAX} group offsets at most; delete unused groups`,
        );
      }
      for (const { topicId, partition, offset } of places) {
        // A late or repeated commit of something already passed is done, not an error (P9).
        const passed = this.#offset(topicId, partition);
        if (passed === undefined || passed < offset) {
          this.#round.setOffset(topicId, partition, offset);
        }
      }
      this.#round.reply({ ticket });
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      this.#round.reply({ ticket, error });
    }
  }

  /** Committed, as this round leaves it. */
  #offset(topicId: TopicId, partition: number): number | undefined {
    return this.#round.offset(topicId, partition) ?? this.#image?.offset(topicId, partition);
  }

  #hasRoom(topicId: TopicId, partition: number): boolean {
    return (
      this.#images.offsetCount < GROUP_OFFSETS_MAX || this.#offset(topicId, partition) !== undefined
    );
  }

  #starts(event: Event<"starts">): void {
    for (const { start, offset } of event.starts) {
      if (!this.awaits(event.session, start)) continue;
      this.#ownership.resolved(this.#ownership.get(start.topicId, start.partition)!, offset);
    }
  }

  #create({ ticket }: Event<"create">): void {
    // With members the round makes it anyway.
    if (this.#image === undefined && this.#members.size === 0) {
      this.#round.records.push({ kind: "group", group: this.name, mode: "stream", generation: 0 });
    }
    this.#round.reply({ ticket });
  }

  #delete({ ticket }: Event<"delete">): void {
    const image = this.#image;
    if (image === undefined || this.#members.size > 0) {
      const error =
        image === undefined
          ? new TidemarkError("UNKNOWN_GROUP", `there is no group ${this.name}`)
          : new TidemarkError(
              "GROUP_NOT_EMPTY",
              `group ${this.name} has ${this.#members.size} members; stop them first`,
            );
      return this.#round.reply({ ticket, error });
    }
    for (const topicId of new Set([...image.topics.keys(), ...image.offsets.keys()])) {
      this.#forgetTopic(image, topicId);
    }
    this.#round.records.push({ kind: "group-gone", group: this.name });
    this.#round.reply({ ticket });
  }

  #forgetDeletedTopics(): void {
    const image = this.#image;
    if (image === undefined) return;
    for (const topicId of new Set([...image.topics.keys(), ...image.offsets.keys()])) {
      if (this.#catalogue.byId(topicId) === undefined) this.#forgetTopic(image, topicId);
    }
  }

  #forgetTopic(image: GroupImage, topicId: TopicId): void {
    const group = this.name;
    for (const place of image.committed()) {
      if (place.topicId !== topicId) continue;
      this.#round.records.push({ kind: "offset-gone", group, topicId, partition: place.partition });
    }
    if (image.topics.has(topicId)) this.#round.records.push({ kind: "topic-gone", group, topicId });
  }

  #tick(nowMs: number): void {
    for (const member of this.#members.absent) {
      if (member.expiresAtMs <= nowMs) this.#leave(member);
    }
    for (const holding of this.#ownership.revoking) {
      const { phase } = holding;
      if (phase.kind === "revoking" && phase.deadlineMs <= nowMs) this.#ownership.free(holding);
    }
  }

  /** Works out who shall have what, and begins to take what is in the wrong hands. */
  #retarget(nowMs: number): void {
    this.#targetStale = false;
    this.#target.update(this.#members, this.#catalogue);
    const deadlineMs = nowMs + this.#options.rebalanceTimeoutMs;
    for (const holding of this.#ownership.all()) {
      const gone = this.#catalogue.byId(holding.topicId) === undefined;
      if (!gone && this.#target.ownerOf(holding) === holding.memberId) continue;
      const session = this.#members.get(holding.memberId)?.session;
      const reading = holding.phase.kind === "reading";
      if (reading && session !== undefined) this.#round.revoke(session, holding);
      // Nothing waits for a deleted topic, nor for a member that was not told of the partition.
      if (gone || holding.phase.kind === "starting") this.#ownership.free(holding);
      else if (reading) this.#ownership.revoke(holding, this.generation, deadlineMs);
    }
  }

  /** Remembers how large the topics were that the group begins to read with this round. */
  #newTopics(): GroupRecord[] {
    const begun = new Set(
      this.#grants
        .map((grant) => grant.topicId)
        .filter((topicId) => this.#image?.topics.has(topicId) !== true),
    );
    return [...this.#target.knownPartitions(this.#members, begun)].map(
      ([topicId, partitions]): GroupRecord => ({
        kind: "topic",
        group: this.name,
        topicId,
        partitions,
      }),
    );
  }

  /**
   * Where a member begins where nothing is committed. Partitions younger than the group's interest
   * are read from their first record: "latest" would skip what came before they were assigned.
   */
  #startOf(member: Member, holding: Holding): Position {
    const known = this.#image?.topics.get(holding.topicId) ?? 0;
    return holding.partition < known ? member.start : "earliest";
  }

  /**
   * A resolved start is committed, so that a member that goes before its first commit does not
   * make "latest" mean something later. "earliest" needs no record: it cannot skip anything.
   */
  #draftStarts(): void {
    for (const holding of this.#ownership.starting) {
      const { topicId, partition, phase } = holding;
      const member = this.#members.get(holding.memberId);
      if (phase.kind !== "starting" || phase.start === undefined || member === undefined) continue;
      if (this.#startOf(member, holding) === "earliest") continue;
      if (this.#offset(topicId, partition) !== undefined) continue;
      if (this.#hasRoom(topicId, partition)) {
        this.#round.setOffset(topicId, partition, phase.start);
      }
    }
  }
}
