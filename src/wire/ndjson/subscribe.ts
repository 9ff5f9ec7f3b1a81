/** Lines that a member of a group sends over a two-way stream of lines. */
import { TidemarkError } from "../../model/errors.ts";
import { Fields, isJsonObject } from "../json/fields.ts";
import { parseJson } from "../json/parse.ts";
import { quote } from "../quote.ts";
import { withoutReturn } from "./framing.ts";

export type SubscribeLine =
  | { readonly kind: "credit"; readonly records: number }
  | { readonly kind: "commit"; readonly partition: number; readonly offset: number }
  | { readonly kind: "queue"; readonly name: "ack" | "nack" | "extend" };

const CREDIT: ReadonlySet<string> = new Set(["credit"]);
const COMMIT: ReadonlySet<string> = new Set(["commit"]);
const LINES = 'a line must be {"credit":n} or {"commit":"partition:offset"}';

/** Undefined: a blank line. Throws a TidemarkError that says what is wrong with the line. */
export function subscribeLineOf(line: Buffer): SubscribeLine | undefined {
  const bytes = withoutReturn(line);
  if (bytes.toString("latin1").trim() === "") return undefined;
  const { value } = parseJson(bytes);
  if (!isJsonObject(value)) throw new TidemarkError("INVALID_REQUEST", LINES);
  if ("credit" in value) {
    const records = new Fields(value, CREDIT, "the line", "INVALID_REQUEST").integer("credit", 1);
    if (records === undefined) throw new TidemarkError("INVALID_REQUEST", LINES);
    return { kind: "credit", records };
  }
  if ("commit" in value) {
    const place = new Fields(value, COMMIT, "the line", "INVALID_REQUEST").text("commit");
    return { kind: "commit", ...placeOf(place) };
  }
  for (const name of ["ack", "nack", "extend"] as const)
    if (name in value) return { kind: "queue", name };
  throw new TidemarkError("INVALID_REQUEST", LINES);
}

function placeOf(text: string | undefined): { partition: number; offset: number } {
  const match = /^(\d{1,10}):(\d{1,16})$/.exec(text ?? "");
  const offset = Number(match?.[2]);
  if (match === null || !Number.isSafeInteger(offset))
    throw new TidemarkError(
      "INVALID_REQUEST",
      `commit must be "partition:offset", such as "0:17", not ${quote(text ?? "")}`,
    );
  return { partition: Number(match[1]), offset };
}
