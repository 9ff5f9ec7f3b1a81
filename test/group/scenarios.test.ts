/** Stories of one group, in test/golden/group (I12, P9). */
import { join } from "node:path";
import { describe } from "vitest";
import type { GroupEffect, SessionId } from "../../src/group/events.ts";
import type { GroupRecord } from "../../src/group/records.ts";
import type { ErrorCode } from "../../src/model/errors.ts";
import type { PartitionOffset, TopicPartition } from "../../src/model/records.ts";
import type { Command } from "../scenario.ts";
import { scenarios } from "../scenario.ts";
import { GroupFixture, parsePosition } from "./group-fixture.ts";

const TOLD_AS = { commit: 1, reset: 2, delete: 3 } as const;

class Story {
  readonly #fixture = new GroupFixture();
  readonly #streams = new Map<string, SessionId[]>();
  readonly #names = new Map<SessionId, string>();
  #lastSession = 0;
  #lines: string[] = [];

  constructor() {
    this.#fixture.onEffect = (effect) => this.#tell(effect);
    this.#fixture.onRecords = (records) => records.forEach((record) => this.#wrote(record));
  }

  /** `queue COMMAND` only hands the event over; the next other command ends the round. */
  readonly run: Command = (name, args) => {
    this.#lines = [];
    const [first = "", ...rest] = args;
    if (name === "queue") this.#command(first, rest);
    else if (name === "describe") this.#describe();
    else {
      this.#command(name, args);
      this.#fixture.settle();
    }
    return this.#lines;
  };

  #command(name: string, args: readonly string[]): void {
    const fixture = this.#fixture;
    const flags = new Map(args.filter((arg) => arg.includes("=")).map(pair));
    const [first = ""] = args;
    switch (name) {
      case "topics":
        for (const [topic, partitions] of flags) fixture.catalogue.put(topic, Number(partitions));
        return fixture.step({ kind: "topics" });
      case "delete-topic":
        fixture.catalogue.delete(first);
        return fixture.step({ kind: "topics" });
      case "end":
        for (const [place, end] of flags) {
          const { topic, partition } = parsePlace(place);
          fixture.catalogue.setEnd(topic, partition, Number(end));
        }
        return;
      case "disk":
        fixture.failure = first === "ok" ? undefined : (first as ErrorCode);
        return;
      case "restart":
        return fixture.restart();
      case "pass":
        fixture.nowMs += Number(first);
        return fixture.step({ kind: "tick" });
      case "join":
        return this.#join(first, flags);
      case "leave":
        return fixture.step({ kind: "leave", session: this.#session(first) });
      case "disconnect": {
        const silentMs = Number(flags.get("silent") ?? 0);
        return fixture.step({ kind: "disconnect", session: this.#session(first), silentMs });
      }
      case "release": {
        const partitions = args.filter((arg) => arg.includes("/")).map(parsePlace);
        const generation = Number(flags.get("in"));
        const session = this.#session(first);
        return fixture.step({ kind: "release", session, generation, partitions });
      }
      case "commit": {
        const offsets = [...flags].filter(([key]) => key.includes("/")).map(parseOffset);
        const generation = Number(flags.get("in"));
        const [session, ticket] = [this.#session(first), TOLD_AS.commit];
        return fixture.step({ kind: "commit", session, ticket, generation, offsets });
      }
      case "reset":
        return this.#reset(args, flags);
      case "delete":
        return fixture.step({ kind: "delete", ticket: TOLD_AS.delete });
      default:
        throw new Error(`unknown command ${name}`);
    }
  }

  #join(memberId: string, flags: ReadonlyMap<string, string>): void {
    const session = ++this.#lastSession;
    const streams = [...(this.#streams.get(memberId) ?? []), session];
    this.#streams.set(memberId, streams);
    this.#names.set(session, streams.length === 1 ? memberId : `${memberId}#${streams.length}`);
    this.#fixture.step({
      kind: "join",
      session,
      memberId,
      clientId: "",
      address: "",
      topics: (flags.get("topics") ?? "t").split(","),
      start: parsePosition(flags.get("start") ?? "earliest"),
      sessionTimeoutMs: Number(flags.get("timeout") ?? 10_000),
    });
  }

  /** `a`: its latest stream; `a#1`: its first. */
  #session(name: string): SessionId {
    const [member = "", number] = name.split("#");
    const streams = this.#streams.get(member) ?? [];
    const session = number === undefined ? streams.at(-1) : streams[Number(number) - 1];
    if (session === undefined) throw new Error(`${name} never joined`);
    return session;
  }

  #reset(args: readonly string[], flags: ReadonlyMap<string, string>): void {
    const places = [...flags].map(parseOffset);
    const offsets = places.map(({ topic, partition, offset }) => {
      return { topic, topicId: this.#fixture.catalogue.byName(topic)!.id, partition, offset };
    });
    const [force, creates] = [args.includes("force"), args.includes("creates")];
    this.#fixture.step({ kind: "reset", ticket: TOLD_AS.reset, offsets, force, creates });
  }

  #wrote(record: GroupRecord): void {
    const topic = "topicId" in record ? this.#fixture.catalogue.byId(record.topicId) : undefined;
    this.#lines.push(`  log: ${recordText(record, topic?.name ?? "(deleted)")}`);
  }

  #tell(effect: GroupEffect): void {
    if (effect.kind === "reply") {
      const kind = Object.entries(TOLD_AS).find(([, ticket]) => ticket === effect.ticket)![0];
      const changes = (effect.changes ?? []).map(
        (each) => ` ${placeText(each)} ${each.before ?? "none"} to ${each.after}`,
      );
      const error = effect.error && `${effect.error.code}: ${effect.error.message}`;
      this.#lines.push(`${kind} ${error ?? `done${changes.join(",")}`}`);
      return;
    }
    this.#lines.push(`${this.#names.get(effect.session)}: ${effectText(effect)}`);
  }

  #describe(): void {
    const group = this.#fixture.group.describe();
    if (group === undefined) return void this.#lines.push("no such group");
    this.#lines.push(`${group.state}, generation ${group.generation}`);
    for (const { topic, partition, committed, lag, memberId } of group.partitions) {
      const at = committed === undefined ? "nothing committed" : `committed ${committed}`;
      this.#lines.push(`  ${topic}/${partition} ${memberId ?? "-"} ${at}, lag ${lag}`);
    }
  }
}

function recordText(record: GroupRecord, topic: string): string {
  switch (record.kind) {
    case "group":
      return `generation ${record.generation}`;
    case "group-gone":
      return "group gone";
    case "topic":
      return `${topic} had ${record.partitions} partitions`;
    case "topic-gone":
      return `${topic} gone`;
    case "offset":
      return `${topic}/${record.partition} at ${record.offset}`;
    case "offset-gone":
      return `${topic}/${record.partition} gone`;
    case "chunk":
    case "chunk-gone":
    case "settings":
    case "settings-gone":
      throw new Error(`a stream group wrote a record of kind ${record.kind}`);
  }
}

function effectText(effect: Exclude<GroupEffect, { kind: "reply" }>): string {
  switch (effect.kind) {
    case "joined":
      return `joined in generation ${effect.generation}`;
    case "assigned": {
      const list = effect.added.map((each) => `${placeText(each)} from ${each.offset}`);
      return `assigned in ${effect.generation}: ${list.join(", ")}`;
    }
    case "revoked":
      return `revoked in ${effect.generation}: ${effect.partitions.map(placeText).join(", ")}`;
    case "resolve": {
      const list = effect.starts.map((each) => {
        const { position } = each;
        const text = typeof position === "string" ? position : JSON.stringify(position);
        return `${placeText(each)} ${text}`;
      });
      return `starts at: ${list.join(", ")}`;
    }
    case "ended":
      return `ended, ${effect.error.code}: ${effect.error.message}`;
  }
}

const placeText = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

function pair(argument: string): [string, string] {
  const [key = "", value = ""] = argument.split("=");
  return [key, value];
}

function parsePlace(text: string): TopicPartition {
  const [topic = "", partition] = text.split("/");
  return { topic, partition: Number(partition) };
}

function parseOffset([place, offset]: [string, string]): PartitionOffset {
  return { ...parsePlace(place), offset: Number(offset) };
}

describe("stream group stories", () => {
  scenarios(join(import.meta.dirname, "../golden/group"), () => new Story().run);
});
