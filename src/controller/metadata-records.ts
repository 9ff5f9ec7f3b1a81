/**
 * The entries of the metadata log: JSON with a type and a version each, so that a newer broker can
 * add fields and an older one refuses what it does not know instead of guessing.
 */
import { assert } from "../lib/assert.ts";
import type { TopicConfig } from "../model/topic-config.ts";

export type MetadataRecord =
  /** A start of a broker. Raises the leader epoch of every partition that it leads. */
  | {
      readonly type: "broker";
      readonly id: number;
      /** A new one with each start. */
      readonly incarnation: string;
      readonly address: string;
      readonly rack: string;
    }
  | {
      readonly type: "topic";
      readonly id: string;
      readonly name: string;
      readonly config: TopicConfig;
      readonly replicationFactor: number;
    }
  | {
      readonly type: "partition";
      readonly topicId: string;
      readonly partition: number;
      /** The first is the preferred leader. */
      readonly replicas: readonly number[];
    }
  | { readonly type: "topicConfig"; readonly id: string; readonly config: TopicConfig }
  | { readonly type: "topicDeleted"; readonly id: string }
  /** Producer ids below `next` are handed out. */
  | { readonly type: "producerIds"; readonly next: number };

const VERSION = 1;
const TYPES: ReadonlySet<string> = new Set<MetadataRecord["type"]>([
  "broker",
  "topic",
  "partition",
  "topicConfig",
  "topicDeleted",
  "producerIds",
]);

export function encodeMetadata(record: MetadataRecord): Buffer {
  return Buffer.from(JSON.stringify({ v: VERSION, ...record }));
}

/** Asserts what it does not know: going on without an entry would diverge from the log. */
export function decodeMetadata(value: Uint8Array): MetadataRecord {
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("utf8");
  const { v, ...record } = JSON.parse(text) as { v: number } & MetadataRecord;
  assert(v === VERSION && TYPES.has(record.type), `unknown metadata entry: ${text.slice(0, 100)}`);
  return record;
}
