/**
 * What a set of replicas has promised, and whether it kept it: everybody's committed log is the same
 * (P2, P3), what was acknowledged is in it (P1), each epoch has one leader (P8), what was scheduled becomes
 * visible once and not before its time (P4), and what replicas folded is the same.
 */
import { HEADER_MESSAGE_ID, HEADER_SCHEDULED_OFFSET } from "../../../src/model/headers.ts";
import { TidemarkError } from "../../../src/model/errors.ts";
import { CONTROL_CANCEL, CONTROL_LEADER, readControlRecords } from "../../../src/record/control.ts";
import { forEachRecord } from "../../../src/record/records.ts";
import type { BatchView } from "../../../src/record/view.ts";
import type { Replica } from "../../../src/replication/replica.ts";
import { cancelledOffset } from "../../../src/schedule/control-payload.ts";
import type { SetBroker } from "./set-broker.ts";

interface CommittedBatch {
  readonly text: string;
  readonly nextOffset: number;
}

/** Of the committed log, by offset of the record. */
export interface Records {
  readonly plain: Map<number, string>;
  readonly scheduled: Map<number, { readonly value: string; readonly dueMs: number }>;
  readonly released: Map<number, number>;
  readonly cancelled: Set<number>;
}

export class SetOracle {
  /** By base offset. */
  readonly #committed = new Map<number, CommittedBatch>();
  readonly #checkedTo = new Map<SetBroker, number>();
  readonly #acked = new Map<number, string>();
  readonly #leaders = new Map<number, number>();
  readonly records: Records = {
    plain: new Map(),
    scheduled: new Map(),
    released: new Map(),
    cancelled: new Set(),
  };
  readonly #sequences = new Map<string, number>();
  readonly #messageIds = new Map<string, number>();
  #end = 0;

  get committedEnd(): number {
    return this.#end;
  }

  /** The record at `offset` was acknowledged as committed. */
  acknowledged(offset: number, value: string): void {
    const before = this.#acked.get(offset);
    if (before !== undefined && before !== value) {
      throw new Error(`P2: ${offset} was acknowledged for ${before} and for ${value}`);
    }
    this.#acked.set(offset, value);
  }

  released(dueMs: readonly number[], visibleAtMs: number): void {
    for (const due of dueMs) {
      if (due > visibleAtMs) throw new Error(`P4: due at ${due}, visible at ${visibleAtMs}`);
    }
  }

  forget(broker: SetBroker): void {
    this.#checkedTo.delete(broker);
  }

  /** Looks at what each replica calls committed since the last look. */
  async check(broker: SetBroker): Promise<void> {
    const { replica, life } = broker;
    if (replica === undefined || broker.beginsAnew) return;
    const { log } = replica;
    const until = replica.highWatermark;
    const from = Math.max(this.#checkedTo.get(broker) ?? 0, replica.log.firstOffset);
    let at = from;
    const see = (view: BatchView): void => {
      if (view.baseOffset < from || view.nextOffset > until) return;
      // Below it the cleaner left out what is settled.
      if (view.baseOffset !== at && view.baseOffset > replica.log.cleanedOffset) {
        throw new Error(`P1: broker ${broker.id} has ${at} committed, and lacks it`);
      }
      this.#see(broker.id, view);
      at = view.nextOffset;
    };
    try {
      await log.scan(from, see);
    } catch (error) {
      // It went while it was read.
      const went = life.dead || broker.beginsAnew || broker.replica?.log !== log;
      if (!went || !(error instanceof TidemarkError)) throw error;
      return;
    }
    if (!life.dead) this.#checkedTo.set(broker, Math.max(at, from));
  }

  #see(brokerId: number, view: BatchView): void {
    const { baseOffset, nextOffset } = view;
    const text = view.bytes.toString("base64");
    const before = this.#committed.get(baseOffset);
    // What the cleaner left, and its word on how far a segment reached.
    if (view.isCleaned || (view.isControl && view.recordCount === 0)) return;
    if (before === undefined) {
      if (baseOffset < this.#end) {
        throw new Error(`P2: broker ${brokerId} committed a batch at ${baseOffset} of its own`);
      }
      if (baseOffset > this.#end) {
        throw new Error(`P1: broker ${brokerId} lacks ${this.#end} to ${baseOffset}`);
      }
      this.#committed.set(baseOffset, { text, nextOffset });
      this.#end = nextOffset;
      this.#fold(view);
    } else if (before.text !== text) {
      throw new Error(`P2: broker ${brokerId} has another batch committed at ${baseOffset}`);
    }
  }

  #fold(view: BatchView): void {
    if (view.producerId >= 0) this.#foldProducer(view);
    if (view.isControl) return this.#foldControl(view);
    const { plain, scheduled, released } = this.records;
    forEachRecord(view, (record) => {
      const offset = view.baseOffset + record.index;
      const value = record.value?.toString() ?? "";
      if (view.isReleased) {
        const of = Number(record.header(HEADER_SCHEDULED_OFFSET)?.toString());
        if (released.has(of)) throw new Error(`P4: ${of} was released twice, again at ${offset}`);
        if (!scheduled.has(of)) throw new Error(`P4: ${offset} releases ${of}, never scheduled`);
        if (this.records.cancelled.has(of)) throw new Error(`P4: ${of} was cancelled and released`);
        released.set(of, offset);
        return;
      }
      const id = record.header(HEADER_MESSAGE_ID)?.toString();
      if (id !== undefined) {
        const first = this.#messageIds.get(id);
        if (first !== undefined) throw new Error(`message id ${id} is at ${first} and ${offset}`);
        this.#messageIds.set(id, offset);
      }
      if (view.isScheduled) scheduled.set(offset, { value, dueMs: record.timestamp });
      else plain.set(offset, value);
    });
  }

  #foldProducer(view: BatchView): void {
    const sequence = `${view.producerId}/${view.producerEpoch}/${view.baseSequence}`;
    const first = this.#sequences.get(sequence);
    if (first !== undefined) {
      throw new Error(`sequence ${sequence} is at ${first} and ${view.baseOffset}`);
    }
    this.#sequences.set(sequence, view.baseOffset);
  }

  #foldControl(view: BatchView): void {
    for (const { type, payload } of readControlRecords(view)) {
      if (type === CONTROL_CANCEL) this.records.cancelled.add(cancelledOffset(payload)!);
      if (type !== CONTROL_LEADER) continue;
      const leader = payload.readUInt32BE(0);
      const before = this.#leaders.get(view.leaderEpoch) ?? leader;
      if (before !== leader) {
        throw new Error(`P8: ${before} and ${leader} both led epoch ${view.leaderEpoch}`);
      }
      this.#leaders.set(view.leaderEpoch, leader);
    }
  }

  /** At the end, when all is healed and nothing waits. */
  settle(replicas: readonly Replica[]): void {
    const { plain, scheduled, released, cancelled } = this.records;
    for (const [offset, value] of this.#acked) {
      const found = plain.get(offset) ?? scheduled.get(offset)?.value;
      if (found !== value) throw new Error(`P1: ${offset} was acknowledged for ${value}: ${found}`);
    }
    for (const [offset, { dueMs }] of scheduled) {
      const settled = released.has(offset) || cancelled.has(offset);
      const waits = replicas.map(({ schedule }) => schedule.isPending(offset));
      if (waits.some((one) => one === settled)) {
        throw new Error(
          `P4: ${offset}, due at ${dueMs}: settled ${settled}, pending ${waits.join(" ")}`,
        );
      }
    }
    const [first, ...others] = replicas.map((replica) => this.#folds(replica));
    for (const other of others) {
      if (other !== first) throw new Error(`replicas folded differently:\n${first}\n${other}`);
    }
  }

  /** Everything that a replica folded, as text. */
  #folds({ schedule, producers, log }: Replica): string {
    const waiting: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = schedule.list({ cursor });
      for (const { offset, dueMs, id } of page.entries) waiting.push(`${offset}@${dueMs} ${id}`);
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    const known: string[] = [];
    for (const { id, epoch, batches } of producers.entries()) {
      if (batches.length === 0) continue;
      const last = batches.slice(-5).map((batch) => JSON.stringify(batch));
      known.push(`${id}/${epoch}: ${last.join(" ")}`);
    }
    const lines = [`end ${log.endOffset}`, ...waiting, ...known.sort()];
    return lines.join("\n");
  }

  /** Where each message id is, by the log. */
  get messageIds(): ReadonlyMap<string, number> {
    return this.#messageIds;
  }
}
