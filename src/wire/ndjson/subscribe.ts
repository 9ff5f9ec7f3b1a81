/** Lines that a member of a group sends over a two-way stream of lines. */
import { TidemarkError } from "../../model/errors.ts";
import { QUEUE_DELAY_MAX_MS } from "../../model/limits.ts";
import { Fields, isJsonObject } from "../json/fields.ts";
import { parseJson } from "../json/parse.ts";
import { quote } from "../quote.ts";
import { withoutReturn } from "./framing.ts";

type Place = { readonly partition: number; readonly offset: number };

export type SubscribeLine =
  | { readonly kind: "credit"; readonly records: number }
  | (Place & { readonly kind: "commit" })
  | (Place & {
      readonly kind: "settle";
      readonly verb: "ack" | "nack" | "extend";
      /** With `nack`. */
      readonly delayMs: number | undefined;
      readonly reason: string | undefined;
    });

const PLAIN = ["credit", "commit", "ack", "extend"] as const;
const NACK: ReadonlySet<string> = new Set(["nack", "delay", "reason"]);
const LINES =
  'a line must be {"credit":n}, {"commit":"partition:offset"}, or in a queue group ' +
  '{"ack":"partition:offset"}, {"nack":"partition:offset","delay":"5s"} or ' +
  '{"extend":"partition:offset"}';

/** Undefined: a blank line. Throws a TidemarkError that says what is wrong with the line. */
export function subscribeLineOf(line: Buffer): SubscribeLine | undefined {
  const bytes = withoutReturn(line);
  if (bytes.toString("latin1").trim() === "") return undefined;
  const { value } = parseJson(bytes);
  if (!isJsonObject(value)) throw new TidemarkError("INVALID_REQUEST", LINES);
  if ("nack" in value) return nackOf(new Fields(value, NACK, "the line", "INVALID_REQUEST"));
  const kind = PLAIN.find((name) => name in value);
  if (kind === undefined) throw new TidemarkError("INVALID_REQUEST", LINES);
  const fields = new Fields(value, new Set([kind]), "the line", "INVALID_REQUEST");
  if (kind === "credit") {
    const records = fields.integer("credit", 1);
    if (records === undefined) throw new TidemarkError("INVALID_REQUEST", LINES);
    return { kind, records };
  }
  const place = placeOf(kind, fields.text(kind));
  if (kind === "commit") return { kind, ...place };
  return { kind: "settle", verb: kind, ...place, delayMs: undefined, reason: undefined };
}

function nackOf(fields: Fields): SubscribeLine {
  const delayMs = fields.duration("delay");
  if (delayMs !== undefined && delayMs > QUEUE_DELAY_MAX_MS)
    throw fields.refuse("delay", "is longer than a day; publish again with a delay instead");
  const place = placeOf("nack", fields.text("nack"));
  return { kind: "settle", verb: "nack", ...place, delayMs, reason: fields.text("reason") };
}

function placeOf(name: string, text: string | undefined): Place {
  const match = /^(\d{1,10}):(\d{1,16})$/.exec(text ?? "");
  const offset = Number(match?.[2]);
  if (match === null || !Number.isSafeInteger(offset))
    throw new TidemarkError(
      "INVALID_REQUEST",
      `${name} must be "partition:offset", such as "0:17", not ${quote(text ?? "")}`,
    );
  return { partition: Number(match[1]), offset };
}
