/**
 * Records of the internal groups log. One key a thing, so that compaction, which keeps the last
 * record of each key, loses nothing; a record without value says that the thing is gone.
 *
 *   key (UTF-8)                        value (JSON)                             says
 *   g:GROUP                            {"v":1,"mode":"stream","generation":7}   the group exists
 *   t:TOPICID:GROUP                    {"v":1,"partitions":4}                   see TopicRecord
 *   o:TOPICID:PARTITION:GROUP          {"v":1,"offset":42}                      committed offset
 *   s:GROUP                            {"v":1,"settings":{…}}                   a queue group's settings
 *   u:TOPICID:PARTITION:CHUNK:GROUP    {"v":1,"bits":"…","tries":[…]}           see UnsettledChunk
 *
 * Offsets belong to topic ids: a topic created again under an old name starts afresh. The group's
 * name comes last because it may hold colons.
 */
import type { TopicId } from "../model/ids.ts";
import { topicId } from "../model/ids.ts";
import type { QueueSettingsInput } from "../model/queue-settings.ts";
import { checkQueueSettings } from "../model/queue-settings.ts";
import { chunkJson, type ChunkState, parseChunk } from "./queue-chunk.ts";

const VERSION = 1;

/** As the log stores it. `undefined` value: a tombstone. */
export interface LogRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

export type GroupMode = "stream" | "queue";

export interface MetadataRecord {
  readonly kind: "group";
  readonly group: string;
  readonly mode: GroupMode;
  readonly generation: number;
}

/**
 * How many partitions the topic had when the group began to read it. Partitions beyond it are
 * younger than the group, so it reads them from their first record whatever its start position.
 */
export interface TopicRecord {
  readonly kind: "topic";
  readonly group: string;
  readonly topicId: TopicId;
  readonly partitions: number;
}

export interface OffsetRecord {
  readonly kind: "offset";
  readonly group: string;
  readonly topicId: TopicId;
  readonly partition: number;
  /** In a queue group all below it is settled, except what chunks name. */
  readonly offset: number;
  /** Of queue groups. */
  readonly counts?: QueueCounts;
}

/** What has become of records of one partition in one queue group, since it began. */
export interface QueueCounts {
  /** Deliveries after the first. */
  readonly redelivered: number;
  readonly deadLettered: number;
  /** Settled unseen: cleaned away, deleted or past their lifetime. */
  readonly expired: number;
}

export const NO_COUNTS: QueueCounts = { redelivered: 0, deadLettered: 0, expired: 0 };

/** Unsettled records of a queue group below the partition's offset, by chunk. */
export interface UnsettledChunk {
  readonly kind: "chunk";
  readonly group: string;
  readonly topicId: TopicId;
  readonly partition: number;
  readonly chunk: number;
  readonly state: ChunkState;
}

export type GroupRecord =
  | MetadataRecord
  | TopicRecord
  | OffsetRecord
  | UnsettledChunk
  | { readonly kind: "settings"; readonly group: string; readonly settings: QueueSettingsInput }
  | { readonly kind: "settings-gone"; readonly group: string }
  | (Omit<UnsettledChunk, "kind" | "state"> & { readonly kind: "chunk-gone" })
  | { readonly kind: "group-gone"; readonly group: string }
  | { readonly kind: "topic-gone"; readonly group: string; readonly topicId: TopicId }
  | {
      readonly kind: "offset-gone";
      readonly group: string;
      readonly topicId: TopicId;
      readonly partition: number;
    };

export function encodeGroupRecord(record: GroupRecord): LogRecord {
  switch (record.kind) {
    case "group":
      return entry(`g:${record.group}`, { mode: record.mode, generation: record.generation });
    case "group-gone":
      return entry(`g:${record.group}`, undefined);
    case "topic":
      return entry(`t:${record.topicId}:${record.group}`, { partitions: record.partitions });
    case "topic-gone":
      return entry(`t:${record.topicId}:${record.group}`, undefined);
    case "offset":
      return entry(`o:${record.topicId}:${record.partition}:${record.group}`, {
        offset: record.offset,
        ...record.counts,
      });
    case "offset-gone":
      return entry(`o:${record.topicId}:${record.partition}:${record.group}`, undefined);
    case "settings":
      return entry(`s:${record.group}`, { settings: record.settings });
    case "settings-gone":
      return entry(`s:${record.group}`, undefined);
    case "chunk":
      return entry(chunkKey(record), chunkJson(record.state));
    case "chunk-gone":
      return entry(chunkKey(record), undefined);
  }
}

function chunkKey(record: Omit<UnsettledChunk, "kind" | "state">): string {
  return `u:${record.topicId}:${record.partition}:${record.chunk}:${record.group}`;
}

function entry(key: string, value: object | undefined): LogRecord {
  const text = value === undefined ? undefined : JSON.stringify({ v: VERSION, ...value });
  return { key: Buffer.from(key), value: text === undefined ? undefined : Buffer.from(text) };
}

/** Throws an `Error` that says what cannot be read: the broker must not start over such a log. */
export function decodeGroupRecord(record: LogRecord): GroupRecord {
  const key = Buffer.from(record.key).toString();
  const match =
    /^(?:(?<group>g)|(?<settings>s)|(?<topic>t):(?<t>[0-9a-f]{32})|(?<offset>o):(?<o>[0-9a-f]{32}):(?<p>\d+)|u:(?<u>[0-9a-f]{32}):(?<q>\d+):(?<chunk>\d+)):(?<name>.+)$/.exec(
      key,
    )?.groups;
  const name = match?.["name"];
  if (match === undefined || name === undefined)
    throw unreadable(key, "its key is of no known kind");
  const value = record.value === undefined ? undefined : parse(key, record.value);
  const count = (field: string): number => {
    const found = value?.[field];
    if (Number.isSafeInteger(found) && (found as number) >= 0) return found as number;
    throw unreadable(key, `its field ${field} is not a count`);
  };
  if (match["group"] !== undefined) {
    if (value === undefined) return { kind: "group-gone", group: name };
    const mode = value["mode"];
    if (mode !== "stream" && mode !== "queue") throw unreadable(key, "its mode is unknown");
    return { kind: "group", group: name, mode, generation: count("generation") };
  }
  if (match["topic"] !== undefined) {
    const id = topicId(match["t"]!);
    if (value === undefined) return { kind: "topic-gone", group: name, topicId: id };
    return { kind: "topic", group: name, topicId: id, partitions: count("partitions") };
  }
  if (match["settings"] !== undefined) {
    if (value === undefined) return { kind: "settings-gone", group: name };
    return { kind: "settings", group: name, settings: settingsOf(key, value) };
  }
  if (match["chunk"] !== undefined) {
    const place = { topicId: topicId(match["u"]!), partition: Number(match["q"]) };
    const chunk = { group: name, ...place, chunk: Number(match["chunk"]) };
    if (value === undefined) return { kind: "chunk-gone", ...chunk };
    const state = parseChunk(value);
    if (state === undefined) throw unreadable(key, "it is no chunk of unsettled records");
    return { kind: "chunk", ...chunk, state };
  }
  const place = { group: name, topicId: topicId(match["o"]!), partition: Number(match["p"]) };
  if (value === undefined) return { kind: "offset-gone", ...place };
  const offset = { kind: "offset", ...place, offset: count("offset") } as const;
  if (value["redelivered"] === undefined) return offset;
  const counts = {
    redelivered: count("redelivered"),
    deadLettered: count("deadLettered"),
    expired: count("expired"),
  };
  return { ...offset, counts };
}

function settingsOf(key: string, value: Record<string, unknown>): QueueSettingsInput {
  try {
    return checkQueueSettings(value["settings"] ?? {});
  } catch (error) {
    throw unreadable(key, error instanceof Error ? error.message : String(error));
  }
}

function parse(key: string, bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw unreadable(key, "its value is not JSON");
  }
  if (typeof value !== "object" || value === null) throw unreadable(key, "its value is no object");
  const fields = value as Record<string, unknown>;
  if (fields["v"] !== VERSION) {
    throw unreadable(key, `version ${String(fields["v"])} is not known to this broker version`);
  }
  return fields;
}

function unreadable(key: string, reason: string): Error {
  return new Error(`groups log: record ${JSON.stringify(key)} cannot be read: ${reason}`);
}
