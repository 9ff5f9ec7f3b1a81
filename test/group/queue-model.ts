/**
 * What a queue group promises, in the plainest words: a table of records, looked at as a whole after
 * each step. Knows nothing of floors, chunks, wheels or rounds.
 */
import { expect } from "vitest";
import type { SessionId } from "../../src/group/events.ts";
import type { Delivery } from "../../src/model/records.ts";
import type { QueueSettings } from "../../src/model/queue-settings.ts";
import type { QueueFixture } from "./queue-fixture.ts";
import { placeKey } from "./queue-fixture.ts";

export interface ModelRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: number | undefined;
  holder: SessionId | undefined;
  deadlineMs: number;
  /** Deliveries that ended without success. */
  ended: number;
  firstMs: number;
  notBeforeMs: number;
  end: "acked" | "buried" | undefined;
  /** Taken from the log: it may be settled unseen from now on, unless it was read before. */
  cleaned: boolean;
}

interface Kept {
  readonly ended: number;
  readonly firstMs: number;
  readonly notBeforeMs: number;
  readonly end: ModelRecord["end"];
}

/** The least part of the backoff that jitter leaves; a millisecond for rounding. */
const least = (fullMs: number): number => Math.max(0, fullMs * 0.75 - 1);

export class QueueModel {
  readonly records = new Map<string, ModelRecord>();
  readonly credits = new Map<SessionId, number>();
  readonly settings: QueueSettings;
  readonly #fixture: QueueFixture;
  /** What the round in the air will make durable, and what is durable. */
  #drafted = new Map<string, Kept>();
  #durable = new Map<string, Kept>();

  constructor(fixture: QueueFixture, settings: QueueSettings) {
    this.#fixture = fixture;
    this.settings = settings;
    fixture.onDeliver = (session, delivery) => this.#delivered(session, delivery);
    fixture.onEffect = (effect) => {
      if (effect.kind === "bury") this.#buries(effect.place.partition, effect.offset);
    };
    fixture.onDraft = () => (this.#drafted = this.#keep());
  }

  published(partition: number, offset: number, key: number | undefined): void {
    this.records.set(placeKey(partition, offset), {
      partition,
      offset,
      key,
      holder: undefined,
      deadlineMs: 0,
      ended: 0,
      firstMs: 0,
      notBeforeMs: 0,
      end: undefined,
      cleaned: false,
    });
  }

  heldBy(session: SessionId): ModelRecord[] {
    return [...this.records.values()].filter(({ holder }) => holder === session);
  }

  acked(record: ModelRecord): void {
    record.holder = undefined;
    record.end = "acked";
  }

  /** `delayMs` undefined: backoff. */
  returned(record: ModelRecord, delayMs: number | undefined, atMs = this.#fixture.nowMs): void {
    const { retryBackoffMs, retryBackoffMaxMs } = this.settings;
    record.holder = undefined;
    record.ended += 1;
    const full = Math.min(retryBackoffMs * 2 ** (record.ended - 1), retryBackoffMaxMs);
    record.notBeforeMs = atMs + (delayMs ?? least(full));
  }

  /** Before the clock moves to `nowMs`. */
  timesOut(nowMs: number): void {
    for (const record of this.records.values()) {
      if (record.holder !== undefined && record.deadlineMs <= nowMs) {
        this.returned(record, undefined, record.deadlineMs);
      }
    }
  }

  left(session: SessionId): void {
    for (const record of this.heldBy(session)) this.returned(record, 0);
    this.credits.delete(session);
  }

  written(): void {
    this.#durable = this.#drafted;
  }

  /** Only what was durable is still true. */
  crashed(): void {
    this.credits.clear();
    for (const [place, record] of this.records) {
      const kept = this.#durable.get(place);
      record.holder = undefined;
      record.ended = kept?.ended ?? 0;
      record.firstMs = kept?.firstMs ?? 0;
      record.notBeforeMs = kept?.notBeforeMs ?? 0;
      record.end = kept?.end;
    }
  }

  /** Q2 to Q7, for one delivery. */
  #delivered(session: SessionId, delivery: Delivery): void {
    for (const { partition, offset, deliveries, firstDeliveredAt } of delivery.records) {
      const place = placeKey(partition, offset);
      const record = this.records.get(place)!;
      const { nowMs } = this.#fixture;
      expect(record.end, `${place} was settled`).toBeUndefined();
      expect(record.holder, `${place} is held`).toBeUndefined();
      expect(nowMs, `${place} before its delay is over`).toBeGreaterThanOrEqual(record.notBeforeMs);
      expect(deliveries, `deliveries of ${place}`).toBe(record.ended + 1);
      expect(deliveries).toBeLessThanOrEqual(this.settings.deliveriesMax);
      this.#inKeyOrder(record);
      const credit = this.credits.get(session) ?? 0;
      expect(credit, `credit of ${session}`).toBeGreaterThan(0);
      this.credits.set(session, credit - 1);
      const wallMs = this.#fixture.moment.wallMs;
      if (record.ended === 0) record.firstMs = wallMs;
      expect(firstDeliveredAt, `first delivery of ${place}`).toBe(record.firstMs);
      record.holder = session;
      record.deadlineMs = nowMs + this.settings.ackTimeoutMs;
    }
  }

  #inKeyOrder({ partition, offset, key }: ModelRecord): void {
    if (!this.settings.keyOrder || key === undefined) return;
    for (const other of this.records.values()) {
      if (other.key !== key || other.partition !== partition || other.offset >= offset) continue;
      if (other.cleaned) continue;
      expect(other.end, `${offset} before ${other.offset} of the same key`).toBeDefined();
    }
  }

  #buries(partition: number, offset: number): void {
    const record = this.records.get(placeKey(partition, offset))!;
    expect(record.end, `${offset} is buried`).toBeUndefined();
    expect(record.holder).toBeUndefined();
    expect(record.ended, `deliveries of ${offset}`).toBe(this.settings.deliveriesMax);
    if (!this.#fixture.burialFails && !record.cleaned) record.end = "buried";
  }

  #keep(): Map<string, Kept> {
    return new Map(
      [...this.records].map(([place, { ended, firstMs, notBeforeMs, end }]) => [
        place,
        { ended, firstMs: ended > 0 ? firstMs : 0, notBeforeMs, end },
      ]),
    );
  }
}
