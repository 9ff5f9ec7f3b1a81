/** Lines of a file or of standard input as records to send. */
import { createReadStream, statSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { MessageBody } from "@tidemark/client";
import { BROKER_HEADERS } from "../../model/headers.ts";
import type { RecordInput } from "../../model/records.ts";
import { isJsonObject } from "../../wire/json/fields.ts";
import { parseJson } from "../../wire/json/parse.ts";
import { recordOf } from "../../wire/json/records.ts";
import { UsageError } from "../failure.ts";

export interface Input {
  readonly stream: Readable;
  /** Undefined: not known before its end. */
  readonly sizeBytes: number | undefined;
}

/** `-`, or none: standard input. */
export function openInput(file: string | undefined, standard: Readable): Input {
  if (file === undefined || file === "-") return { stream: standard, sizeBytes: undefined };
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) throw new UsageError(`${file} is a folder`, "Give a file.");
    return { stream: createReadStream(file), sizeBytes: stat.isFile() ? stat.size : undefined };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${file}: ${code ?? "unreadable"}`, "Check --file.");
  }
}

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** Ends with the input, or at once where the signal is aborted. */
export async function* linesOf(input: Readable, signal: AbortSignal): AsyncGenerator<Line> {
  const reading = createInterface({ input, crlfDelay: Infinity });
  const stop = (): void => reading.close();
  signal.addEventListener("abort", stop, { once: true });
  let number = 0;
  try {
    for await (const text of reading) {
      number += 1;
      yield { number, text };
    }
  } finally {
    signal.removeEventListener("abort", stop);
    reading.close();
  }
}

/** What a line says of a record; a throw names what is wrong with it. */
export type LineFormat = (text: string) => MessageBody | undefined;

export const INPUT_FORMATS = "value, key-value, json";

export function lineFormatOf(name: string, separator: string): LineFormat {
  switch (name) {
    case "value":
      return (text) => ({ value: text });
    case "key-value":
      return (text) => keyAndValue(text, separator);
    case "json":
      return (text) => (text.trim() === "" ? undefined : recordIn(text));
    default:
      throw new UsageError(`--format ${name} is not known`, `Give one of ${INPUT_FORMATS}.`);
  }
}

function keyAndValue(text: string, separator: string): MessageBody {
  const at = text.indexOf(separator);
  if (at < 0) return { value: text };
  return { key: text.slice(0, at), value: text.slice(at + separator.length) };
}

/** Of a record that was consumed; it gets a place of its own. */
const PLACE: readonly string[] = ["topic", "partition", "offset", "scheduled", "deliveries"];

/** A record as the broker's HTTP takes it, or as `consume --json` printed it. */
function recordIn(text: string): MessageBody {
  const json = parseJson(Buffer.from(text));
  const { value } = json;
  if (!isJsonObject(value) || value["offset"] === undefined) return messageOf(recordOf(json));
  const own = Object.fromEntries(Object.entries(value).filter(([name]) => !PLACE.includes(name)));
  const record = recordOf({ value: own, text: json.text });
  // What the broker said of a record that it released: nobody else may.
  const headers = record.headers?.filter(({ key }) => !BROKER_HEADERS.has(key));
  return messageOf({ ...record, headers });
}

function messageOf(record: RecordInput): MessageBody {
  const { key, value, headers, partition, timestamp, deliverAt, delayMs } = record;
  const { scheduleId, messageId, ttlMs, onConflict } = record;
  return {
    key,
    value,
    headers: headers?.map((header): [string, Uint8Array] => [header.key, header.value]),
    partition,
    timestamp,
    deliverAt,
    delayMs,
    scheduleId,
    messageId,
    ttlMs,
    onConflict,
  };
}
