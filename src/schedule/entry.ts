/** The nouns of the pending index: where a record lies, what is pending, what the log says of it. */

/** Where a record's bytes begin. A hint: the cleaner moves records; offset, length and CRC stay. */
export interface Place {
  readonly segmentBaseOffset: number;
  /** In the segment's file. */
  readonly position: number;
}

export interface PendingEntry {
  readonly offset: number;
  /** Epoch milliseconds: when it may be released. */
  readonly dueMs: number;
  /** Of the record, not of its batch. */
  readonly place: Place;
  /** Of the record with its length varint. */
  readonly length: number;
  /** CRC-32C of those bytes. */
  readonly crc: number;
  /** Its schedule id; without one it is known as `partition:offset`. */
  readonly id: string | undefined;
  /** It fires again and again: its record says when. */
  readonly recurring: boolean;
  /** Number of its latest firing; 0 while none was made of this record. */
  readonly firings: number;
}

/** A pending entry that is due and marked as in flight. */
export type DueEntry = PendingEntry;

/** `position`: offset of the record that says so. Positions of one `stage` call do not fall. */
export type ScheduleEvent =
  | {
      readonly kind: "scheduled";
      readonly position: number;
      readonly dueMs: number;
      readonly place: Place;
      readonly length: number;
      readonly crc: number;
      readonly id: string | undefined;
      /** Absent: it is released once. */
      readonly recurring?: boolean;
    }
  | { readonly kind: "released"; readonly position: number; readonly offset: number }
  | {
      /** Released, and due again. */
      readonly kind: "fired";
      readonly position: number;
      readonly offset: number;
      /** Of the next firing. */
      readonly dueMs: number;
      /** From 1. */
      readonly firing: number;
    }
  | { readonly kind: "cancelled"; readonly position: number; readonly offset: number }
  | {
      readonly kind: "rescheduled";
      readonly position: number;
      readonly offset: number;
      readonly dueMs: number;
      /** Of a recurring one, the number of its latest firing: the latest move says all. */
      readonly firings?: number;
    };

/** What became of a pending record since it was scheduled: the latest firing or RESCHEDULE. */
export interface Move {
  readonly dueMs: number;
  /** Offset of the record that says so: the cleaner must keep it. */
  readonly position: number;
  /** Number of the latest firing; 0: none. */
  readonly firings: number;
}
