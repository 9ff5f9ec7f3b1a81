/**
 * Records of the internal groups log. One key a thing, so that compaction, which keeps the last
 * record of each key, loses nothing; a record without value says that the thing is gone.
 *
 *   key (UTF-8)                        value (JSON)                             says
 *   g:GROUP                            {"v":1,"mode":"stream","generation":7}   the group exists
 *   t:TOPICID:GROUP                    {"v":1,"partitions":4}                   see TopicRecord
 *   o:TOPICID:PARTITION:GROUP          {"v":1,"offset":42}                      committed offset
 *
 * Offsets belong to topic ids: a topic created again under an old name starts afresh. The group's
 * name comes last because it may hold colons.
 */
import type { TopicId } from "../model/ids.ts";
import { topicId } from "../model/ids.ts";

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
  readonly offset: number;
}

export type GroupRecord =
  | MetadataRecord
  | TopicRecord
  | OffsetRecord
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
      });
    case "offset-gone":
      return entry(`o:${record.topicId}:${record.partition}:${record.group}`, undefined);
  }
}

function entry(key: string, value: object | undefined): LogRecord {
  const text = value === undefined ? undefined : JSON.stringify({ v: VERSION, ...value });
  return { key: Buffer.from(key), value: text === undefined ? undefined : Buffer.from(text) };
}

/** Throws an `Error` that says what cannot be read: the broker must not start over such a log. */
export function decodeGroupRecord(record: LogRecord): GroupRecord {
  const key = Buffer.from(record.key).toString();
  const match =
    /^(?:(?<group>g)|(?<topic>t):(?<t>[0-9a-f]{32})|(?<offset>o):(?<o>[0-9a-f]{32}):(?<p>\d+)):(?<name>.+)$/.exec(
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
  const place = { group: name, topicId: topicId(match["o"]!), partition: Number(match["p"]) };
  if (value === undefined) return { kind: "offset-gone", ...place };
  return { kind: "offset", ...place, offset: count("offset") };
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
