/**
 * What is said on a `session` stream: between the broker that a member is connected to and the one that
 * coordinates its group. One stream a member; a parcel (routing/parcel.ts) for each message. Records
 * travel on it only for queue groups, whose coordinator hands them out.
 */
import type { QueueMembership } from "../../coordination/group-coordinator.ts";
import type { JoinOptions } from "../../coordination/group-coordinator.ts";
import type { TidemarkError } from "../../model/errors.ts";
import type { Delivery, PartitionOffset, TopicPartition } from "../../model/records.ts";
import { decodeParcel, encodeParcel } from "../routing/parcel.ts";

export type MemberSays =
  /** First, once. `watches`: it wants to hear whether the group is stable. */
  | {
      readonly kind: "join";
      readonly mode: "stream" | "queue";
      readonly options: JoinOptions;
      readonly watches: boolean;
    }
  | {
      readonly kind: "commit";
      readonly id: number;
      readonly generation: number | undefined;
      readonly offsets: readonly PartitionOffset[];
    }
  | {
      readonly kind: "released";
      readonly generation: number;
      readonly partitions: readonly TopicPartition[];
    }
  | { readonly kind: "credit"; readonly records: number; readonly bytes: number }
  | { readonly kind: "pause"; readonly paused: boolean }
  | {
      readonly kind: "settle";
      readonly id: number;
      readonly request: Parameters<QueueMembership["settle"]>[0];
    }
  | { readonly kind: "close"; readonly clean: boolean; readonly silentMs: number };

export type CoordinatorSays =
  | {
      readonly kind: "joined";
      readonly memberId: string;
      readonly generation: number;
      readonly sessionTimeoutMs: number;
    }
  | { readonly kind: "joinedQueue"; readonly memberId: string; readonly ackTimeoutMs: number }
  | {
      readonly kind: "assigned";
      readonly generation: number;
      readonly added: readonly PartitionOffset[];
    }
  | {
      readonly kind: "revoked";
      readonly generation: number;
      readonly partitions: readonly TopicPartition[];
    }
  | {
      readonly kind: "partitionError";
      readonly topic: string;
      readonly partition: number;
      readonly error: TidemarkError;
    }
  /** To a commit or a settlement, by its id. */
  | { readonly kind: "answer"; readonly id: number; readonly error: TidemarkError | undefined }
  | { readonly kind: "deliver"; readonly delivery: Delivery }
  | { readonly kind: "needed"; readonly bytes: number }
  | { readonly kind: "lost"; readonly records: readonly PartitionOffset[] }
  | { readonly kind: "stable"; readonly stable: boolean }
  /** Last. */
  | { readonly kind: "end"; readonly error: TidemarkError };

export const encodeMemberSays = (message: MemberSays): Uint8Array => encodeParcel(message);
export const encodeCoordinatorSays = (message: CoordinatorSays): Uint8Array =>
  encodeParcel(message);

/** Brokers believe each other: what was not encoded here throws, and ends the stream. */
export const decodeMemberSays = (bytes: Buffer): MemberSays => decodeParcel(bytes) as MemberSays;
export const decodeCoordinatorSays = (bytes: Buffer): CoordinatorSays =>
  decodeParcel(bytes) as CoordinatorSays;
