/** `tidemark schedule …`: what waits for its time: list, show, move, cancel. What recurs is beside it. */
import type { PendingRecord, ScheduleFilter } from "@tidemark/client";
import type { Command } from "commander";
import { escapeControl } from "../../telemetry/log-line.ts";
import { UsageError } from "../failure.ts";
import { parseCount, parseDelay, parseTime, showTime } from "../times.ts";
import {
  addConnectionFlags,
  type CommandContext,
  type ConnectionFlags,
  printJson,
  withClient,
} from "./context.ts";
import { pendingDetails, pendingJson, pendingTable } from "./pending-text.ts";
import { addRecurringCommands } from "./schedule-recurring.ts";

interface WindowFlags extends ConnectionFlags {
  readonly prefix?: string;
  readonly after?: string;
  readonly before?: string;
  readonly limit?: string;
}

interface MoveFlags extends ConnectionFlags {
  readonly delay?: string;
  readonly at?: string;
}

interface CancelFlags extends WindowFlags {
  readonly all?: boolean;
}

export function addScheduleCommands(program: Command, context: CommandContext): void {
  const schedule = program
    .command("schedule")
    .description("list, show, move and cancel what waits for its time; make what recurs");
  addListing(schedule, context);
  addChanges(schedule, context);
  addRecurringCommands(schedule, context);
}

function addWindowFlags(command: Command): Command {
  return addConnectionFlags(command)
    .option("--prefix <TEXT>", "ids that begin so")
    .option("--after <TIME>", "due at or after")
    .option("--before <TIME>", "due before");
}

function addListing(schedule: Command, context: CommandContext): void {
  const { terminal } = context;
  addWindowFlags(schedule.command("list"))
    .argument("<topic>")
    .description("list pending records by due time")
    .option("-n, --limit <N>", "at most so many", "100")
    .action(async (topic: string, flags: WindowFlags) => {
      const limit = parseCount(flags.limit ?? "100", "--limit", 1, 1e9);
      const found: PendingRecord[] = [];
      let count = 0;
      await withClient(context, flags, async (client) => {
        for await (const pending of client.admin().schedules.list(topic, filterOf(flags))) {
          if (flags.json) printJson(terminal, pendingJson(pending));
          else found.push(pending);
          count += 1;
          if (count >= limit) break;
        }
      });
      if (!flags.json) terminal.out(pendingTable(found));
    });

  addConnectionFlags(schedule.command("show"))
    .alias("get")
    .argument("<topic>")
    .argument("<id>", "schedule id, or partition:offset")
    .description("show one pending record")
    .action(async (topic: string, id: string, flags: ConnectionFlags) => {
      const pending = await withClient(context, flags, (client) =>
        client.admin().schedules.get(topic, id),
      );
      if (flags.json) printJson(terminal, pendingJson(pending));
      else terminal.out(pendingDetails(pending));
    });
}

function addChanges(schedule: Command, context: CommandContext): void {
  const { terminal } = context;
  addConnectionFlags(schedule.command("move"))
    .argument("<topic>")
    .argument("<id>", "schedule id, or partition:offset")
    .description("give a pending record another due time; of a recurring one, its next firing")
    .option("--delay <DURATION>", "so long from now")
    .option("--at <TIME>", "at this time")
    .action(async (topic: string, id: string, flags: MoveFlags) => {
      if ((flags.delay === undefined) === (flags.at === undefined)) {
        throw new UsageError("where to is not clear", "Give either --delay or --at.");
      }
      const to =
        flags.delay === undefined
          ? { deliverAt: parseTime(flags.at ?? "", "--at") }
          : { delayMs: parseDelay(flags.delay, "--delay") };
      const moved = await withClient(context, flags, (client) =>
        client.admin().schedules.reschedule(topic, id, to),
      );
      if (flags.json) printJson(terminal, pendingJson(moved));
      else terminal.out(`${escapeControl(moved.id)} is due ${showTime(moved.deliverAt)}\n`);
    });

  addWindowFlags(schedule.command("cancel"))
    .argument("<topic>")
    .argument("[id]", "schedule id, or partition:offset; without it many, by the options")
    .description("cancel one pending record, or many")
    .option("--all", "cancel all that the topic has pending")
    .action(async (topic: string, id: string | undefined, flags: CancelFlags) => {
      if (id === undefined) await cancelMany(context, topic, flags);
      else {
        const cancelled = await withClient(context, flags, (client) =>
          client.admin().schedules.cancel(topic, id),
        );
        if (flags.json) printJson(terminal, pendingJson(cancelled));
        else terminal.out(`cancelled ${escapeControl(cancelled.id)}\n`);
      }
    });
}

async function cancelMany(
  context: CommandContext,
  topic: string,
  flags: CancelFlags,
): Promise<void> {
  const filter = filterOf(flags);
  if (Object.keys(filter).length === 0 && !flags.all) {
    throw new UsageError(
      "this would cancel everything",
      "Give an id, --prefix, --after or --before; or --all if you mean it.",
    );
  }
  const count = await withClient(context, flags, (client) =>
    client.admin().schedules.cancelMany(topic, flags.all ? { prefix: "", ...filter } : filter),
  );
  if (flags.json) printJson(context.terminal, { cancelled: count });
  else context.terminal.out(`cancelled ${count}\n`);
}

function filterOf(flags: WindowFlags): ScheduleFilter {
  const { prefix, after, before } = flags;
  return {
    ...(prefix === undefined ? {} : { prefix }),
    ...(after === undefined ? {} : { after: parseTime(after, "--after") }),
    ...(before === undefined ? {} : { before: parseTime(before, "--before") }),
  };
}
