/**
 * One record that was handed out, or has to be, and is not settled. Its states and who moves it
 * between them are drawn in docs/queue-groups.md.
 */
import type { TopicId } from "../model/ids.ts";
import type { ConsumedRecord } from "../model/records.ts";
import type { QueueConsumer } from "./queue-consumer.ts";
import type { QueuePartition } from "./queue-partition.ts";

export interface QueuePlace {
  readonly topicId: TopicId;
  readonly topic: string;
  readonly partition: number;
}

export type QueuePhase =
  /** To be delivered; `record` is there once it was read (again). */
  | { readonly kind: "ready"; readonly loading: boolean; readonly record: StockRecord | undefined }
  | { readonly kind: "blocked" }
  /** `alarm`: its deadline. */
  | { readonly kind: "held"; readonly by: QueueConsumer }
  | { readonly kind: "waiting" }
  /** `writing`: false while it waits to try again. */
  | { readonly kind: "dying"; readonly writing: boolean }
  | { readonly kind: "settling" };

/** A record that was read and waits for a consumer. */
export interface StockRecord {
  readonly record: ConsumedRecord;
  /** What it spends of a consumer's credit of bytes. */
  readonly sizeBytes: number;
  /** `undefined`: it has no key. */
  readonly keyHash: number | undefined;
}

export class QueueEntry {
  readonly partition: QueuePartition;
  readonly offset: number;
  phase: QueuePhase;
  /** Grows when it is handed out. */
  deliveries = 0;
  /** Epoch milliseconds. */
  firstDeliveryMs = 0;
  /** A delivery of it came back: the log has to know. */
  returned = false;
  /** Epoch milliseconds; 0: at once. */
  notBeforeMs = 0;
  /** What the consumer said that rejected it last. */
  reason = "";
  /** Its node in the wheel, −1: none. */
  alarm = -1;
  /** With key order. `undefined`: not known yet, or no key. */
  keyHash: number | undefined;
  /** The next record of the same key. */
  nextOfKey: QueueEntry | undefined;

  constructor(partition: QueuePartition, offset: number, phase: QueuePhase) {
    this.partition = partition;
    this.offset = offset;
    this.phase = phase;
  }
}

export const UNREAD: QueuePhase = { kind: "ready", loading: false, record: undefined };
