/** One queue group without a driver: effects are answered at once, from records in memory. */
import type { SessionId } from "../../src/group/events.ts";
import { GroupsImage } from "../../src/group/image.ts";
import type { StockRecord } from "../../src/group/queue-entry.ts";
import type {
  LoadedRecord,
  Moment,
  QueueEffect,
  QueueEvent,
} from "../../src/group/queue-events.ts";
import { QueueGroup } from "../../src/group/queue-group.ts";
import type { GroupRecord } from "../../src/group/records.ts";
import { decodeGroupRecord, encodeGroupRecord } from "../../src/group/records.ts";
import { TidemarkError } from "../../src/model/errors.ts";
import { QUEUE_READ_RECORDS } from "../../src/model/limits.ts";
import type { QueueSettingsInput } from "../../src/model/queue-settings.ts";
import type { Delivery } from "../../src/model/records.ts";
import { FakeCatalogue } from "./group-fixture.ts";

export interface StoredRecord {
  readonly key: number | undefined;
  readonly sizeBytes: number;
  visible: boolean;
  /** Cleaned away. */
  gone: boolean;
}

type Load = Extract<QueueEffect, { kind: "load" }>;
type Burial = Extract<QueueEffect, { kind: "bury" }>;
export const WALL_START_MS = 1_000_000;

export class QueueFixture {
  readonly catalogue = new FakeCatalogue();
  /** By partition of topic `t`. */
  readonly stored: StoredRecord[][] = [];
  /** What is durable. */
  log: GroupRecord[] = [];
  images = new GroupsImage();
  group = new QueueGroup("g", this.images, this.catalogue);
  nowMs = 0;
  random: () => number = () => 0.5;
  /** Set: dead letters cannot be written. */
  burialFails = false;
  readonly burials: Burial[] = [];
  readonly heard: string[] = [];
  onDeliver: (session: SessionId, delivery: Delivery) => void = () => undefined;
  onEffect: (effect: QueueEffect) => void = () => undefined;
  /** Called with what the log gets, as it is written. */
  onDraft: () => void = () => undefined;
  #inAir: readonly GroupRecord[] | undefined;
  #loads: Load[] = [];

  constructor(partitions = 1, settings: QueueSettingsInput = {}) {
    this.catalogue.put("t", partitions);
    for (let each = 0; each < partitions; each++) {
      this.stored.push([]);
      this.catalogue.setEnd("t", each, 0);
    }
    if (Object.keys(settings).length === 0) return;
    this.step({ kind: "configure", ticket: 0, settings });
    this.write();
  }

  get moment(): Moment {
    const { nowMs } = this;
    return { monotonicMs: nowMs, wallMs: WALL_START_MS + nowMs, random: this.random() };
  }

  get topicId() {
    return this.catalogue.byName("t")!.id;
  }

  publish(partition: number, ...records: Partial<StoredRecord>[]): void {
    for (const each of records) {
      const defaults = { key: undefined, sizeBytes: 10, visible: true, gone: false };
      this.stored[partition]!.push({ ...defaults, ...each });
    }
    const end = this.stored[partition]!.length;
    this.catalogue.setEnd("t", partition, end);
    this.step({ kind: "advanced", topicId: this.topicId, partition, end });
  }

  step(event: QueueEvent): void {
    this.group.step(event, this.moment);
    this.settle();
  }

  /** Hands out and answers until nothing more happens. */
  settle(): void {
    for (;;) {
      const { effects, more } = this.group.turn(this.moment);
      for (const effect of effects) this.#effect(effect);
      if (effects.length > 0 || more) continue;
      // Reading single records again takes longer than everything else.
      const load = this.#loads.shift();
      if (load === undefined) return;
      this.#load(load);
    }
  }

  /** A round, from its draft to the disk. */
  write(): void {
    this.draft();
    this.written();
    this.settle();
  }

  draft(): void {
    if (this.#inAir !== undefined || !this.group.isDirty) return;
    const records = this.group.draft();
    this.onDraft();
    if (records.length > 0) this.#inAir = records;
  }

  get isWriting(): boolean {
    return this.#inAir !== undefined;
  }

  written(): void {
    const records = this.#inAir;
    this.#inAir = undefined;
    if (records === undefined) return;
    const decoded = records.map((record) => decodeGroupRecord(encodeGroupRecord(record)));
    this.log.push(...decoded);
    this.group.written(decoded);
  }

  notWritten(): void {
    if (this.#inAir === undefined) return;
    this.#inAir = undefined;
    this.group.notWritten(new TidemarkError("STORAGE_FULL", "no room"), this.moment);
    this.settle();
  }

  advance(ms: number): void {
    this.nowMs += ms;
    this.step({ kind: "tick" });
  }

  /** The broker dies and comes back with what is durable, sometimes compacted. */
  restart(compacted = false): void {
    this.#inAir = undefined;
    this.#loads = [];
    if (compacted) {
      const last = new Map<string, GroupRecord>();
      for (const record of this.log) {
        const key = Buffer.from(encodeGroupRecord(record).key).toString();
        last.delete(key);
        last.set(key, record);
      }
      this.log = [...last.values()].filter(({ kind }) => !kind.endsWith("-gone"));
    }
    this.images = new GroupsImage();
    for (const record of this.log) this.images.replay(record);
    this.group = new QueueGroup("g", this.images, this.catalogue);
  }

  #effect(effect: QueueEffect): void {
    this.onEffect(effect);
    switch (effect.kind) {
      case "resolve": {
        const { topicId, partition, topic } = effect.place;
        const { position } = effect;
        const start = { topic, topicId, partition, sinceGeneration: 0, position };
        const offset = this.catalogue.startOf(start);
        return this.group.step({ kind: "started", topicId, partition, offset }, this.moment);
      }
      case "follow": {
        const { topicId, partition } = effect.place;
        const end = this.stored[partition]!.length;
        return this.group.step({ kind: "advanced", topicId, partition, end }, this.moment);
      }
      case "read":
        return this.#read(effect);
      case "load":
        // Sources rely on it: one that is passed over would count as gone.
        if (effect.offsets.some((offset, index) => offset <= (effect.offsets[index - 1] ?? -1))) {
          throw new Error(`offsets to load do not ascend: ${effect.offsets.join(" ")}`);
        }
        return void this.#loads.push(effect);
      case "bury": {
        const { topicId, partition } = effect.place;
        const { offset } = effect;
        if (!this.burialFails) this.burials.push(effect);
        const gone = this.stored[partition]![offset]!.gone;
        const outcome = this.burialFails ? "failed" : gone ? "gone" : "written";
        const event = { kind: "buried", topicId, partition, offset, outcome } as const;
        return this.group.step(event, this.moment);
      }
      case "deliver":
        return this.onDeliver(effect.session, effect.delivery);
      case "lost": {
        const places = effect.records.map((each) => `${each.partition}:${each.offset}`);
        return void this.heard.push(`${effect.session} lost ${places.join(" ")}`);
      }
      case "ended":
        return void this.heard.push(`${effect.session} ended ${effect.error.code}`);
      case "reply":
        return void this.heard.push(`reply ${effect.ticket} ${effect.error?.code ?? "done"}`);
      case "joined":
        return void this.heard.push(`${effect.session} joined`);
      case "needed":
        this.heard.push(`${effect.session} needs ${effect.bytes}`);
    }
  }

  #read({ place, from }: Extract<QueueEffect, { kind: "read" }>): void {
    const { topicId, partition } = place;
    const all = this.stored[partition]!;
    const stock: StockRecord[] = [];
    let expired = 0;
    let next = from;
    for (; next < all.length && stock.length < QUEUE_READ_RECORDS; next++) {
      if (all[next]!.gone) expired++;
      else if (all[next]!.visible) stock.push(this.#stock(partition, next));
    }
    const answer = { kind: "fetched", topicId, partition, from, stock, nextOffset: next } as const;
    this.group.step({ ...answer, expired }, this.moment);
  }

  #load({ place, offsets: asked }: Load): void {
    const { topicId, partition } = place;
    const records = asked.map((offset): LoadedRecord => {
      const { gone } = this.stored[partition]![offset]!;
      return { offset, stock: gone ? undefined : this.#stock(partition, offset) };
    });
    this.group.step({ kind: "loaded", topicId, partition, asked, records }, this.moment);
  }

  #stock(partition: number, offset: number): StockRecord {
    const { key: keyHash, sizeBytes } = this.stored[partition]![offset]!;
    const plain = { topic: "t", partition, offset, timestamp: 0, headers: [] };
    return { record: { ...plain, key: undefined, value: undefined }, sizeBytes, keyHash };
  }
}

export const placeKey = (partition: number, offset: number): string => `${partition}:${offset}`;
