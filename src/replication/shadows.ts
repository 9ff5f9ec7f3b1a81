/**
 * What a compaction keeps of a batch. Visible records without a key always stay; of the others those
 * that no later one shadows. SCHEDULED and control entries stay by the rules of what is pinned, and
 * shadow nothing. Pure.
 */
import type { ProducerStates } from "../partition/producer-states.ts";
import { emptied, type Retained, retainRecords, type Steps } from "../record/retain.ts";
import type { RecordView } from "../record/records.ts";
import type { BatchView } from "../record/view.ts";
import type { PartitionSchedule } from "../schedule/partition-schedule.ts";
import type { KeyOffsets } from "./key-offsets.ts";
import { fires, pinnedPositions, retainPinned } from "./pins.ts";

export interface ShadowsParts {
  readonly keys: KeyOffsets;
  /** Keys were gathered below it: nothing is known of what lies above. */
  readonly untilOffset: number;
  readonly logStartOffset: number;
  /** Tombstones of this segment have been seen by everybody who is to see them. */
  readonly dropsTombstones: boolean;
  readonly schedule: PartitionSchedule;
  readonly producers: ProducerStates;
}

const NONE: ReadonlySet<number> = new Set();

export class Shadows {
  readonly #parts: ShadowsParts;
  /** Tombstones that stayed. */
  tombstones = 0;

  constructor(parts: ShadowsParts) {
    this.#parts = parts;
  }

  *retain(view: BatchView): Steps<Retained> {
    const { schedule, producers } = this.#parts;
    const retained = yield* view.isVisible ? this.#visible(view) : retainPinned(schedule, view);
    const nothing = retained === "none" || (retained === "all" && view.recordCount === 0);
    if (!nothing || view.producerId < 0) return retained;
    // Its producer may still send it again: the header alone says that it was there.
    const { producerId, producerEpoch, baseOffset } = view;
    if (!producers.remembers(producerId, producerEpoch, baseOffset)) return "none";
    return view.recordCount === 0 ? "all" : emptied(view);
  }

  #visible(view: BatchView): Steps<Retained> {
    // The latest firing of a recurring schedule is a visible record, and says when it fires next.
    const pinned = fires(view) ? pinnedPositions(this.#parts.schedule, view) : NONE;
    return retainRecords(view, (record) => {
      const offset = view.baseOffset + record.index;
      const stays = pinned.has(offset) || this.#stays(offset, record);
      if (stays && record.valueLength < 0) this.tombstones++;
      return stays;
    });
  }

  #stays(offset: number, record: RecordView): boolean {
    const { keys, untilOffset, logStartOffset, dropsTombstones } = this.#parts;
    if (offset < logStartOffset) return false;
    const { key } = record;
    if (key === undefined || offset >= untilOffset) return true;
    if (keys.latest(key) > offset) return false;
    return !(dropsTombstones && record.valueLength < 0);
  }
}
