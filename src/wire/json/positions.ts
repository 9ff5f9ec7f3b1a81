/** A place to read from or to, as a field of a JSON body. */
import type { Position } from "../../model/records.ts";
import { Fields } from "./fields.ts";
import { isProblem, parseInstant } from "./times.ts";

const PLACE: ReadonlySet<string> = new Set(["offset", "timestamp"]);

/** `"earliest"`, `"latest"`, an ISO time, `{"offset":n}` or `{"timestamp":ms}`. */
export function positionField(fields: Fields, name: string): Position | undefined {
  const value = fields.get(name);
  if (value === undefined || value === null) return undefined;
  if (value === "earliest" || value === "latest") return value;
  if (typeof value === "string") {
    const timestamp = parseInstant(value);
    if (!isProblem(timestamp)) return { timestamp };
    throw fields.refuse(name, `must be earliest, latest or a time: it ${timestamp.problem}`);
  }
  const place = new Fields(value, PLACE, name, "INVALID_REQUEST");
  const offset = place.integer("offset", 0);
  const timestamp = place.instant("timestamp");
  if (offset !== undefined && timestamp === undefined) return { offset };
  if (timestamp !== undefined && offset === undefined) return { timestamp };
  throw fields.refuse(name, 'must be {"offset":n} or {"timestamp":ms}');
}
