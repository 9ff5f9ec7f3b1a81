/**
 * The pending index as anybody would write it: the whole log in an array, folded from its beginning
 * for every question. What PartitionSchedule says must equal what this says.
 */
import type { ScheduleEvent } from "../../src/schedule/entry.ts";

export interface ModelEntry {
  readonly offset: number;
  readonly dueMs: number;
  readonly id: string | undefined;
  readonly recurring: boolean;
  /** Number of the latest firing. */
  readonly firings: number;
}

interface LoggedBatch {
  readonly events: readonly ScheduleEvent[];
  readonly base: number;
  readonly next: number;
  readonly epoch: number;
}

export class ScheduleModel {
  batches: LoggedBatch[] = [];
  highWatermark = 0;
  epoch = 1;
  /** What takeDue gave out, with the due time that it said. */
  readonly inFlight = new Map<number, number>();

  get end(): number {
    return this.batches.at(-1)?.next ?? 0;
  }

  append(events: readonly ScheduleEvent[], count: number): LoggedBatch {
    const batch = { events, base: this.end, next: this.end + count, epoch: this.epoch };
    this.batches.push(batch);
    return batch;
  }

  truncate(toOffset: number): void {
    this.batches = this.batches.filter(({ next }) => next <= toOffset);
  }

  /** Pending below an offset of the log, by due time, then offset. */
  pending(until: number): ModelEntry[] {
    const pending = new Map<number, ModelEntry>();
    for (const { events } of this.batches) {
      for (const event of events) if (event.position < until) fold(pending, event);
    }
    return [...pending.values()].sort(
      (left, right) => left.dueMs - right.dueMs || left.offset - right.offset,
    );
  }

  /** What takeDue may give out at `nowMs`, in order. */
  takeable(nowMs: number): ModelEntry[] {
    const atEnd = new Map(this.pending(this.end).map((entry) => [entry.offset, entry.dueMs]));
    const touched = new Set<number>();
    for (const { events } of this.batches) {
      for (const event of events) {
        const moves = event.kind === "rescheduled" || event.kind === "fired";
        if (event.position >= this.highWatermark && moves) touched.add(event.offset);
      }
    }
    return this.pending(this.highWatermark).filter(
      ({ offset, dueMs }) =>
        dueMs <= nowMs && atEnd.has(offset) && !touched.has(offset) && !this.inFlight.has(offset),
    );
  }
}

function fold(pending: Map<number, ModelEntry>, event: ScheduleEvent): void {
  switch (event.kind) {
    case "scheduled": {
      const { position, dueMs, id, recurring = false } = event;
      for (const entry of pending.values()) {
        if (id !== undefined && entry.id === id) pending.delete(entry.offset);
      }
      pending.set(position, { offset: position, dueMs, id, recurring, firings: 0 });
      break;
    }
    case "released":
    case "cancelled":
      pending.delete(event.offset);
      break;
    case "rescheduled": {
      const entry = pending.get(event.offset);
      const { dueMs, firings = 0 } = event;
      if (entry !== undefined) pending.set(event.offset, { ...entry, dueMs, firings });
      break;
    }
    case "fired": {
      const entry = pending.get(event.offset);
      const { dueMs, firing } = event;
      if (entry !== undefined) pending.set(event.offset, { ...entry, dueMs, firings: firing });
      break;
    }
  }
}
