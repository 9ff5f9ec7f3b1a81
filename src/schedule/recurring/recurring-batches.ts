/**
 * The two batches of recurring schedules: the definition that waits, and the firings that readers
 * see. A firing carries its number, the time that it stands for and the next due time, so that its
 * append is all that happens: the fold re-arms from it.
 */
import {
  HEADER_FIRING,
  HEADER_NEXT_DUE,
  HEADER_NOMINAL_TIME,
  HEADER_ON_CONFLICT,
  HEADER_RECURRENCE,
  HEADER_SCHEDULE_ID,
  HEADER_SCHEDULED_OFFSET,
  HEADER_TTL_MS,
} from "../../model/headers.ts";
import type { RecordHeader } from "../../model/records.ts";
import { BatchBuilder, buildBatch } from "../../record/build.ts";
import { IDS, RECURRING, RELEASED, SCHEDULED, TTL } from "../../record/layout.ts";
import { readRecord } from "../../record/records.ts";
import type { PendingEntry } from "../entry.ts";
import type { Defined } from "./define.ts";
import { type Definition, decodeDefinition, encodeDefinition } from "./definition.ts";
import type { Firing } from "./plan-firings.ts";

/** What each firing of a schedule brings. */
export interface Template {
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array | undefined;
  readonly headers: readonly RecordHeader[];
}

export interface DefinitionRecord {
  readonly definition: Definition;
  readonly template: Template;
}

/** Of a recurring record's bytes with their length; undefined where they hold no definition. */
export function readDefinition(bytes: Buffer): DefinitionRecord | undefined {
  const record = readRecord(bytes);
  const header = record.header(HEADER_RECURRENCE);
  const definition = header === undefined ? undefined : decodeDefinition(header);
  if (definition === undefined) return undefined;
  const { key, value } = record;
  return { definition, template: { key, value, headers: templateHeaders(record.headers()) } };
}

/** Without what the schedule itself has put there. */
export function templateHeaders(headers: readonly RecordHeader[]): readonly RecordHeader[] {
  return headers.filter(({ key }) => !OF_THE_SCHEDULE.has(key));
}

const OF_THE_SCHEDULE: ReadonlySet<string> = new Set([
  HEADER_SCHEDULE_ID,
  HEADER_ON_CONFLICT,
  HEADER_RECURRENCE,
]);

export function buildDefinitionBatch(
  id: string,
  template: Template,
  { definition, dueMs }: Defined,
  nowMs: number,
): Buffer {
  const headers = [
    ...template.headers,
    header(HEADER_SCHEDULE_ID, id),
    { key: HEADER_RECURRENCE, value: encodeDefinition(definition) },
  ];
  const record = { timestamp: dueMs, key: template.key, value: template.value, headers };
  return buildBatch([record], { attributes: SCHEDULED | RECURRING, baseTimestamp: nowMs });
}

/** A record on its way into the log, once or as a firing. */
export interface Releasing {
  readonly entry: PendingEntry;
  /** Where it was scheduled, with its length. */
  readonly bytes: Buffer;
  readonly firing?: Firing;
}

/** Its timestamp once it is visible. */
export function releaseTimeOf({ entry, firing }: Releasing): number {
  return firing?.nominalMs ?? entry.dueMs;
}

/** As `buildReleasedBatch`, where some of the records are firings. In the order given. */
export function buildFiringBatch(releasing: readonly Releasing[]): Buffer {
  const records = releasing.map((one) => ({ one, record: readRecord(one.bytes) }));
  const hasTtl = records.some(({ record }) => record.header(HEADER_TTL_MS) !== undefined);
  const attributes = RELEASED | RECURRING | IDS | (hasTtl ? TTL : 0);
  const builder = new BatchBuilder({ attributes });
  for (const { one, record } of records) {
    const from = header(HEADER_SCHEDULED_OFFSET, String(one.entry.offset));
    const change = { timestamp: releaseTimeOf(one), offsetDelta: builder.count };
    if (one.firing === undefined) builder.appendCopy(record, { ...change, headers: [from] });
    else {
      const { key, value } = record;
      const kept = record.headers().filter((own) => own.key !== HEADER_RECURRENCE);
      const headers = [...kept, from, ...firingHeaders(one.firing)];
      builder.append({ ...change, key, value, headers });
    }
  }
  return builder.build();
}

function firingHeaders({ number, nominalMs, nextDueMs }: Firing): RecordHeader[] {
  const headers = [
    header(HEADER_FIRING, String(number)),
    header(HEADER_NOMINAL_TIME, String(nominalMs)),
  ];
  if (nextDueMs !== undefined) headers.push(header(HEADER_NEXT_DUE, String(nextDueMs)));
  return headers;
}

const header = (key: string, value: string): RecordHeader => ({ key, value: Buffer.from(value) });
