/** `tidemark schedule put|pause|resume|next`: records that are released again and again. */
import type { PutSchedule } from "@tidemark/client";
import type { Command } from "commander";
import { parseDurationMs } from "../../lib/quantity.ts";
import { TidemarkError } from "../../model/errors.ts";
import { MISFIRES, type Misfire, type RecurrenceInput } from "../../model/recurrence.ts";
import { define, recurrenceOf } from "../../schedule/recurring/define.ts";
import { nominalAfter } from "../../schedule/recurring/nominal-times.ts";
import { escapeControl } from "../../telemetry/log-line.ts";
import { UsageError } from "../failure.ts";
import { table } from "../table.ts";
import { parseCount, parseDelay, parseTime, showTime } from "../times.ts";
import {
  addConnectionFlags,
  collect,
  type CommandContext,
  type ConnectionFlags,
  parsePairs,
  printJson,
  withClient,
} from "./context.ts";
import { pendingDetails, pendingJson } from "./pending-text.ts";

interface WhenFlags {
  readonly cron?: string;
  readonly every?: string;
  readonly zone?: string;
  readonly start?: string;
  readonly end?: string;
  readonly count?: string;
}

interface PutFlags extends ConnectionFlags, WhenFlags {
  readonly misfire?: string;
  readonly paused?: boolean;
  readonly key?: string;
  readonly header?: string[];
  readonly partition?: string;
  readonly ttl?: string;
}

interface NextFlags extends Omit<WhenFlags, "cron" | "every" | "count"> {
  readonly limit?: string;
  readonly from?: string;
  readonly json?: boolean;
}

const PUT_EXAMPLES = `
Examples:
  tidemark schedule put reports daily 'make the report' --cron '0 9 * * MON-FRI' --zone Europe/Berlin
  tidemark schedule put metrics poll 'poll' --every 90s --misfire skip
  tidemark schedule put mails newsletter '{"list":7}' --cron '@monthly' --count 12 --key 7

A cron expression has five fields (minute hour day month weekday), six with seconds first, or is a name:
@hourly @daily @weekly @monthly @yearly, or '@every 90s'. L is the last day, 15W the weekday nearest the
15th, MON#1 the first Monday. The same put again changes nothing; another one starts counting anew.
See what an expression means first: tidemark schedule next '0 9 * * MON-FRI' --zone Europe/Berlin
`;

const NEXT_EXAMPLES = `
Examples:
  tidemark schedule next '0 9 * * 1-5' --zone Europe/Berlin -n 5
  tidemark schedule next '30 2 * * *' --zone America/New_York --from 2027-03-13T00:00:00Z
  tidemark schedule next 90s

No broker is asked: the time zone data is that of this machine.
`;

export function addRecurringCommands(schedule: Command, context: CommandContext): void {
  addPut(schedule, context);
  addPausing(schedule, context, true);
  addPausing(schedule, context, false);
  addNext(schedule, context);
}

function addBounds(command: Command): Command {
  return command
    .option("--zone <ZONE>", "of the cron expression, such as Europe/Berlin (default: UTC)")
    .option("--start <TIME>", "nothing fires before it")
    .option("--end <TIME>", "nothing fires at it or later");
}

function addPut(schedule: Command, context: CommandContext): void {
  const { terminal } = context;
  addBounds(addConnectionFlags(schedule.command("put")))
    .argument("<topic>")
    .argument("<id>", "its name, to change it by")
    .argument("<value>", "the value of each record")
    .description("make or replace a schedule that fires again and again")
    .option("--cron <EXPRESSION>", "when: five or six fields, or @daily and its like")
    .option("--every <DURATION>", "or: at this distance from --start, else from now")
    .option("--count <N>", "end after so many firings")
    .option("--misfire <POLICY>", "what was missed: fireOnce (default), skip, fireAll")
    .option("--paused", "make it, and let it wait for resume")
    .option("-k, --key <KEY>", "of each record; chooses the partition")
    .option("-H, --header <NAME=VALUE>", "of each record; may be repeated", collect)
    .option("--partition <N>", "overrides the choice by key, or by id")
    .option("--ttl <DURATION>", "a firing does not matter any more after this")
    .addHelpText("after", PUT_EXAMPLES)
    .action(async (topic: string, id: string, value: string, flags: PutFlags) => {
      const asked = putOf(value, flags);
      const made = await withClient(context, flags, (client) =>
        client.admin().schedules.put(topic, id, asked),
      );
      if (flags.json) printJson(terminal, pendingJson(made));
      else terminal.out(pendingDetails(made));
    });
}

function putOf(value: string, flags: PutFlags): PutSchedule {
  const { cron, every, misfire, paused, partition, ttl } = flags;
  if ((cron === undefined) === (every === undefined)) {
    throw new UsageError("when it fires is not clear", "Give either --cron or --every.");
  }
  if (misfire !== undefined && !MISFIRES.some((one) => one === misfire)) {
    throw new UsageError(`--misfire ${misfire}`, `Give one of ${MISFIRES.join(", ")}.`);
  }
  return {
    cron,
    everyMs: every === undefined ? undefined : parseDelay(every, "--every"),
    timeZone: flags.zone,
    start: timeOf(flags.start, "--start"),
    end: timeOf(flags.end, "--end"),
    maxCount:
      flags.count === undefined ? undefined : parseCount(flags.count, "--count", 1, 2 ** 32 - 1),
    misfire: misfire as Misfire | undefined,
    // Without it a schedule that is there stays as it is.
    paused,
    partition: partition === undefined ? undefined : parseCount(partition, "--partition", 0, 1e6),
    record: {
      key: flags.key,
      value,
      headers: parsePairs(flags.header, "--header"),
      ttlMs: ttl === undefined ? undefined : parseDelay(ttl, "--ttl"),
    },
  };
}

function addPausing(schedule: Command, context: CommandContext, pausing: boolean): void {
  const { terminal } = context;
  addConnectionFlags(schedule.command(pausing ? "pause" : "resume"))
    .argument("<topic>")
    .argument("<id>", "schedule id, or partition:offset")
    .description(
      pausing
        ? "let a recurring schedule fire nothing until it is resumed"
        : "let it go on, with the next of its times; what it missed is passed over",
    )
    .action(async (topic: string, id: string, flags: ConnectionFlags) => {
      const changed = await withClient(context, flags, (client) => {
        const { schedules } = client.admin();
        return pausing ? schedules.pause(topic, id) : schedules.resume(topic, id);
      });
      if (flags.json) printJson(terminal, pendingJson(changed));
      else {
        const { deliverAt } = changed;
        const now = deliverAt === undefined ? "paused" : `due ${showTime(deliverAt)}`;
        terminal.out(`${escapeControl(changed.id)} is ${now}\n`);
      }
    });
}

function addNext(schedule: Command, { terminal }: CommandContext): void {
  addBounds(schedule.command("next"))
    .argument("<expression>", "a cron expression, or a duration such as 90s")
    .description("say when an expression fires next")
    .option("--from <TIME>", "as of this time (default: now)")
    .option("-n, --limit <N>", "so many", "10")
    .option("--json", "JSON lines, for scripts")
    .addHelpText("after", NEXT_EXAMPLES)
    .action((expression: string, flags: NextFlags) => {
      const count = parseCount(flags.limit ?? "10", "--limit", 1, 1_000);
      const times = nextTimes(expression, flags, count);
      const zone = flags.zone ?? "UTC";
      if (flags.json) for (const time of times) printJson(terminal, { time });
      else {
        const rows = times.map((time) => [showTime(time), localTime(time, zone)]);
        terminal.out(table(["UTC", zone.toUpperCase()], rows));
      }
    });
}

function nextTimes(expression: string, flags: NextFlags, count: number): number[] {
  const fromMs = timeOf(flags.from, "--from") ?? Date.now();
  const everyMs = parseDurationMs(expression);
  const input: RecurrenceInput = {
    ...(everyMs === undefined ? { cron: expression } : { everyMs }),
    timeZone: flags.zone,
    start: timeOf(flags.start, "--start"),
    end: timeOf(flags.end, "--end"),
  };
  try {
    const { definition, dueMs } = define(recurrenceOf(input), false, fromMs);
    const times = [dueMs];
    while (times.length < count) {
      const next = nominalAfter(definition, times.at(-1)!);
      if (next === undefined) break;
      times.push(next);
    }
    return times;
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    throw new UsageError(error.message, "See: tidemark schedule next --help");
  }
}

/** As clocks there show it: `Mon 2026-11-23 09:00:00 GMT+1`. */
function localTime(ms: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const date = `${part["year"]}-${part["month"]}-${part["day"]}`;
  const time = `${part["hour"]}:${part["minute"]}:${part["second"]}`;
  return `${part["weekday"]} ${date} ${time} ${part["timeZoneName"]}`;
}

function timeOf(text: string | undefined, what: string): number | undefined {
  return text === undefined ? undefined : parseTime(text, what);
}
