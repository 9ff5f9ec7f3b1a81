/** `tidemark consume`: records of a topic as they come, alone or as a member of a group. */
import type { Consumer, ConsumerOptions, ConsumerRecord } from "@tidemark/client";
import type { Command } from "commander";
import { UsageError } from "../failure.ts";
import { escapeControl } from "../../telemetry/log-line.ts";
import { parseCount, parseTime, showTime } from "../times.ts";
import {
  addConnectionFlags,
  type CommandContext,
  type ConnectionFlags,
  printJson,
  withClient,
} from "./context.ts";

interface ConsumeFlags extends ConnectionFlags {
  readonly group?: string;
  readonly from?: string;
  readonly follow?: boolean;
  readonly limit?: string;
  readonly format?: string;
}

const EXAMPLES = `
Without --group it reads what is there and ends; --follow goes on. With --group it follows, and the
group's offsets are committed.

Examples:
  tidemark consume orders                              all that is there
  tidemark consume orders --follow --from latest       what comes from now on
  tidemark consume orders --from 2026-03-01T08:00:00Z --limit 10
  tidemark consume orders --group billing --json
`;

export function addConsumeCommand(program: Command, context: CommandContext): void {
  addConnectionFlags(program.command("consume"))
    .argument("<topic>")
    .description("print records")
    .option("-g, --group <GROUP>", "read as a member of this group")
    .option("--from <WHERE>", "earliest, latest or a time (default: earliest, with a group latest)")
    .option("-f, --follow", "go on with what comes")
    .option("-n, --limit <N>", "end after so many records")
    .option("--format <FORMAT>", "value (the value alone) or line (with place and time)", "line")
    .addHelpText("after", EXAMPLES)
    .action(async (topic: string, flags: ConsumeFlags) => {
      const limit =
        flags.limit === undefined
          ? Number.POSITIVE_INFINITY
          : parseCount(flags.limit, "--limit", 1, Number.MAX_SAFE_INTEGER);
      const print = printer(context, flags);
      const signal = context.terminal.interrupted();
      const options = consumerOptions(topic, flags, signal);
      await withClient(context, flags, async (client) => {
        await using consumer = client.consumer(options);
        await consume(consumer, limit, print, signal);
      });
    });
}

function consumerOptions(topic: string, flags: ConsumeFlags, signal: AbortSignal): ConsumerOptions {
  const { group } = flags;
  const from = flags.from === undefined ? undefined : startOf(flags.from);
  if (group !== undefined) {
    return { group, topics: topic, signal, ...(from === undefined ? {} : { from }) };
  }
  return { topic, from: from ?? "earliest", follow: flags.follow ?? false, signal };
}

function startOf(text: string): "earliest" | "latest" | Date {
  if (text === "earliest" || text === "latest") return text;
  return new Date(parseTime(text, "--from"));
}

async function consume(
  consumer: Consumer,
  limit: number,
  print: (record: ConsumerRecord) => void,
  signal: AbortSignal,
): Promise<void> {
  let count = 0;
  try {
    for await (const record of consumer) {
      print(record);
      count += 1;
      if (count >= limit) break;
    }
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!signal.aborted) throw error;
  }
}

function printer(context: CommandContext, flags: ConsumeFlags): (record: ConsumerRecord) => void {
  const { terminal } = context;
  if (flags.json) return (record) => printJson(terminal, record);
  const { format = "line" } = flags;
  if (format === "value") return (record) => terminal.out(`${record.text ?? ""}\n`);
  if (format === "line") return (record) => terminal.out(`${line(record)}\n`);
  throw new UsageError(`--format ${format} is not known`, "Give value or line.");
}

/** What others wrote must not move the cursor of who reads. */
function line(record: ConsumerRecord): string {
  const { partition, offset, timestamp, keyText, text, scheduled } = record;
  const mark = scheduled === undefined ? "" : " (scheduled)";
  const key = keyText === null ? "" : `${escapeControl(keyText)}: `;
  const value = text === null ? "(tombstone)" : escapeControl(text);
  return `${showTime(timestamp)} ${partition}:${offset}${mark} ${key}${value}`;
}
