/** Branded ids and offsets: plain numbers and strings at run time, not interchangeable in types. */

declare const brand: unique symbol;
type Brand<T, B extends string> = T & { readonly [brand]: B };

/** A record's place in its partition: 0, 1, 2 … Safe integers only; checked where decoded. */
export type Offset = Brand<number, "Offset">;
/** Grows by one at each change of a partition's leader; also Raft's term for metadata. */
export type LeaderEpoch = Brand<number, "LeaderEpoch">;
/** 32 lower-case hex digits; never reused, unlike a name. */
export type TopicId = Brand<string, "TopicId">;
export type BrokerId = Brand<number, "BrokerId">;
export type ProducerId = Brand<number, "ProducerId">;

export const offset = (value: number): Offset => value as Offset;
export const leaderEpoch = (value: number): LeaderEpoch => value as LeaderEpoch;
export const topicId = (value: string): TopicId => value as TopicId;
export const brokerId = (value: number): BrokerId => value as BrokerId;
export const producerId = (value: number): ProducerId => value as ProducerId;

/** One partition of one topic incarnation. */
export interface PartitionId {
  readonly topicId: TopicId;
  readonly partition: number;
}

/** The key under which maps hold a partition: `topicId-partition`, also its folder name. */
export function partitionKey(id: PartitionId): string {
  return `${id.topicId}-${id.partition}`;
}
