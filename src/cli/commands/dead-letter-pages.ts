/** Dead letters as people read them: many in a table, one with its whole story. */
import type { DeadLetter } from "@tidemark/client";
import { escapeControl } from "../../telemetry/log-line.ts";
import { showDuration, showSize } from "../quantities.ts";
import type { Style } from "../style.ts";
import { table } from "../table.ts";
import { showTime } from "../times.ts";

/** What a row shows of an error. */
const ERROR_CHARACTERS = 60;
/** Width of the names at the left of a page. */
const NAME_CHARACTERS = 11;

type Place = {
  readonly topic?: string | undefined;
  readonly partition?: number | undefined;
  readonly offset?: number | undefined;
};

const placeText = ({ topic = "?", partition, offset }: Place): string =>
  `${topic} ${partition ?? "?"}:${offset ?? "?"}`;

export function letterTable(letters: readonly DeadLetter[], style: Style): string {
  const rows = letters.map(({ record, origin, reason, group, error, deliveries, time }) => [
    `${record.partition}:${record.offset}`,
    showTime(time ?? record.timestamp),
    reason ?? "?",
    escapeControl(group ?? "-"),
    escapeControl(placeText(origin)),
    deliveries,
    escapeControl((error ?? "").slice(0, ERROR_CHARACTERS)),
  ]);
  const header = ["PLACE", "DIED", "REASON", "GROUP", "ORIGIN", "DELIVERIES", "ERROR"];
  return table(header, rows, style);
}

export function letterPage(letter: DeadLetter, style: Style): string {
  const { record, origin, timestamp, time, deliveries, firstDelivery } = letter;
  const waited =
    firstDelivery === undefined || time === undefined
      ? ""
      : ` over ${showDuration(time - firstDelivery)}`;
  const facts: [string, string | undefined][] = [
    ["place", placeText(record)],
    ["origin", placeText(origin)],
    ["of", showTime(timestamp)],
    ["died", showTime(time)],
    ["reason", letter.reason],
    ["group", letter.group],
    ["deliveries", deliveries === undefined ? undefined : `${deliveries}${waited}`],
    ["error", letter.error],
    ["key", record.keyText ?? undefined],
  ];
  for (const { key, value } of record.headers) {
    if (key.startsWith("tidemark-")) continue;
    facts.push(["header", `${key}: ${Buffer.from(value).toString("utf8")}`]);
  }
  for (const attempt of letter.attempts) {
    const { reason = "?", error = "" } = attempt;
    const when = showTime(attempt.time) ?? "?";
    facts.push(["before", `${when} ${reason} ${placeText(attempt)} ${error}`.trimEnd()]);
  }
  const lines = facts.flatMap(([name, text]) =>
    text === undefined
      ? []
      : [`${style.faint(name.padEnd(NAME_CHARACTERS))} ${escapeControl(text)}\n`],
  );
  const size = showSize(record.value?.length ?? 0);
  const value = record.text === null ? style.faint("(tombstone)") : escapeControl(record.text);
  return `${lines.join("")}${style.faint(`value (${size})`)}\n${value}\n`;
}
