/**
 * The entries of the metadata log: JSON with a type and a version each, so that a newer broker can
 * add fields and an older one refuses what it does not know instead of guessing.
 *
 * Records say what became of a decision, not how it was come to: brokers of different versions that replay
 * them have the same image, even if they would decide differently.
 */
import { assert } from "../lib/assert.ts";
import type { TopicConfig } from "../model/topic-config.ts";
import type { BrokerStanding, NodeRole, PartitionState } from "./cluster-state.ts";
import type { ImageSnapshot } from "./image-snapshot.ts";

export type MetadataRecord =
  /**
   * A start of a broker. Without `state` it is active at once, and what it led it leads on, each partition
   * in a new epoch: so a single broker writes it, and always did.
   */
  | {
      readonly type: "broker";
      readonly id: number;
      /** A new one with each start. */
      readonly incarnation: string;
      readonly address: string;
      readonly rack: string;
      readonly state?: "fenced";
      /** Brokers before there were clusters did not say these. */
      readonly directoryId?: string;
      readonly featureLevel?: number;
      readonly roles?: readonly NodeRole[];
    }
  | {
      readonly type: "brokerState";
      readonly id: number;
      readonly state: BrokerStanding;
      readonly leaving: boolean;
    }
  | { readonly type: "brokerRemoved"; readonly id: number }
  | {
      readonly type: "topic";
      readonly id: string;
      readonly name: string;
      readonly config: TopicConfig;
      readonly replicationFactor: number;
    }
  /** A new partition: all its replicas are in sync, the first one leads. */
  | {
      readonly type: "partition";
      readonly topicId: string;
      readonly partition: number;
      /** The first is the preferred leader. */
      readonly replicas: readonly number[];
    }
  /** Partitions of one topic, as they are from now on. */
  | {
      readonly type: "partitions";
      readonly topicId: string;
      readonly states: readonly PartitionState[];
    }
  | { readonly type: "topicConfig"; readonly id: string; readonly config: TopicConfig }
  | {
      readonly type: "replicationFactor";
      readonly id: string;
      readonly replicationFactor: number;
    }
  | { readonly type: "topicDeleted"; readonly id: string }
  /** Producer ids below `next` are handed out. */
  | { readonly type: "producerIds"; readonly next: number }
  /** Never in the log: a snapshot took the place of all that was known. Who follows looks at everything. */
  | { readonly type: "image"; readonly image: ImageSnapshot };

const VERSION = 1;
const TYPES: Readonly<Record<MetadataRecord["type"], true>> = {
  broker: true,
  brokerState: true,
  brokerRemoved: true,
  topic: true,
  partition: true,
  partitions: true,
  topicConfig: true,
  replicationFactor: true,
  topicDeleted: true,
  producerIds: true,
  image: true,
};

/** As a single broker wrote it before there were clusters: one record is one entry. */
export function encodeMetadata(record: MetadataRecord): Buffer {
  return Buffer.from(JSON.stringify({ v: VERSION, ...record }));
}

/** Asserts what it does not know: going on without an entry would diverge from the log. */
export function decodeMetadata(value: Uint8Array): MetadataRecord {
  const [record, ...others] = decodeEntry(value);
  assert(record !== undefined && others.length === 0, "a metadata entry of several records");
  return record;
}

/** What one command came to, as one entry: all of it is committed or nothing. */
export function encodeEntry(records: readonly MetadataRecord[]): Buffer {
  return Buffer.from(JSON.stringify(records.map((record) => ({ v: VERSION, ...record }))));
}

/** Of either form. Asserts what it does not know, as above. */
export function decodeEntry(value: Uint8Array): readonly MetadataRecord[] {
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("utf8");
  const parsed = JSON.parse(text) as Versioned | readonly Versioned[];
  const all = Array.isArray(parsed) ? (parsed as readonly Versioned[]) : [parsed as Versioned];
  return all.map(({ v, ...record }) => {
    const known = v === VERSION && Object.hasOwn(TYPES, record.type);
    assert(known, `unknown metadata entry: ${text.slice(0, 100)}`);
    return record;
  });
}

type Versioned = { readonly v: number } & MetadataRecord;
