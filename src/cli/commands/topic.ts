/** `tidemark topic …`: create, list, describe, alter, trim, delete. */
import type { TopicDescription } from "@tidemark/client";
import type { Command } from "commander";
import { UsageError } from "../failure.ts";
import { showDuration, showSize } from "../quantities.ts";
import type { Style } from "../style.ts";
import { table } from "../table.ts";
import { escapeControl } from "../../telemetry/log-line.ts";
import { parseCount, showTime } from "../times.ts";
import {
  addConnectionFlags,
  collect,
  type CommandContext,
  type ConnectionFlags,
  parsePairs,
  printJson,
  withClient,
} from "./context.ts";

interface CreateFlags extends ConnectionFlags {
  readonly partitions?: string;
  readonly config?: string[];
}

interface ListFlags extends ConnectionFlags {
  readonly internal?: boolean;
}

interface AlterFlags extends ConnectionFlags {
  readonly partitions?: string;
  readonly config?: string[];
}

interface TrimFlags extends ConnectionFlags {
  readonly partition: string;
  readonly before: string;
}

const EXAMPLES = `
Examples:
  tidemark topic create orders --partitions 4 --config segmentBytes=67108864
  tidemark topic describe orders
  tidemark topic alter orders --config segmentBytes=       back to the broker's own
  tidemark topic alter orders --partitions 8               more, never fewer
  tidemark topic trim orders --partition 0 --before 1200   forget what lies below an offset
`;

export function addTopicCommands(program: Command, context: CommandContext): void {
  const topic = program
    .command("topic")
    .description("make, list, show, change and remove topics")
    .addHelpText("after", EXAMPLES);
  const { terminal, style } = context;
  addChanges(topic, context);

  addConnectionFlags(topic.command("create"))
    .argument("<name>")
    .description("make a topic")
    .option("-p, --partitions <N>", "how many partitions (default: the broker's defaultPartitions)")
    .option("-c, --config <NAME=VALUE>", "a setting of the topic; may be repeated", collect)
    .action(async (name: string, flags: CreateFlags) => {
      const { partitions } = flags;
      const created = await withClient(context, flags, (client) =>
        client.admin().createTopic({
          name,
          config: Object.fromEntries(parsePairs(flags.config, "--config")),
          ...(partitions === undefined
            ? {}
            : { partitions: parseCount(partitions, "--partitions", 1, 1_024) }),
        }),
      );
      if (flags.json) printJson(terminal, created);
      else {
        const count = created.partitions.length;
        terminal.out(`created ${created.name} (${count} partition${count === 1 ? "" : "s"})\n`);
      }
    });

  addConnectionFlags(topic.command("list"))
    .description("list all topics")
    .option("--internal", "also the broker's own")
    .action(async (flags: ListFlags) => {
      const internal = flags.internal ?? false;
      const topics = await withClient(context, flags, (client) =>
        client.admin().listTopics({ internal }),
      );
      if (flags.json) for (const each of topics) printJson(terminal, each);
      else terminal.out(topicTable(topics, style));
    });

  addConnectionFlags(topic.command("describe"))
    .argument("<name>")
    .description("show a topic's partitions, settings and what is pending")
    .action(async (name: string, flags: ConnectionFlags) => {
      const found = await withClient(context, flags, (client) =>
        client.admin().describeTopic(name),
      );
      if (flags.json) printJson(terminal, found);
      else terminal.out(topicPage(found, style));
    });

  addConnectionFlags(topic.command("delete"))
    .argument("<name>")
    .description("remove a topic with all its records, also those that wait")
    .action(async (name: string, flags: ConnectionFlags) => {
      await withClient(context, flags, (client) => client.admin().deleteTopic(name));
      if (flags.json) printJson(terminal, { deleted: name });
      else terminal.out(`deleted ${name}\n`);
    });
}

function addChanges(topic: Command, context: CommandContext): void {
  const { terminal, style } = context;
  addConnectionFlags(topic.command("alter"))
    .argument("<name>")
    .description("change settings, or add partitions")
    .option("-p, --partitions <N>", "how many there should be; more than now")
    .option("-c, --config <NAME=VALUE>", "a setting; empty: back to the default", collect)
    .addHelpText("after", EXAMPLES)
    .action(async (name: string, flags: AlterFlags) => {
      const { partitions } = flags;
      const config = Object.fromEntries(
        parsePairs(flags.config, "--config").map(([key, value]) => [key, value || null]),
      );
      if (partitions === undefined && flags.config === undefined) {
        throw new UsageError("there is nothing to change", "Give --partitions or --config.");
      }
      const altered = await withClient(context, flags, (client) =>
        client.admin().alterTopic(name, {
          config,
          ...(partitions === undefined
            ? {}
            : { partitions: parseCount(partitions, "--partitions", 1, 1_024) }),
        }),
      );
      if (flags.json) printJson(terminal, altered);
      else terminal.out(topicPage(altered, style));
    });

  addConnectionFlags(topic.command("trim"))
    .argument("<name>")
    .description("make the records of a partition below an offset unreadable, and free their space")
    .requiredOption("--partition <N>", "of which partition")
    .requiredOption("--before <OFFSET>", "the first offset to keep")
    .addHelpText("after", EXAMPLES)
    .action(async (name: string, flags: TrimFlags) => {
      const partition = parseCount(flags.partition, "--partition", 0, 1e6);
      const before = parseCount(flags.before, "--before", 0, Number.MAX_SAFE_INTEGER);
      const logStartOffset = await withClient(context, flags, (client) =>
        client.admin().deleteRecords(name, partition, before),
      );
      if (flags.json) printJson(terminal, { topic: name, partition, logStartOffset });
      else terminal.out(`${name} ${partition} begins at offset ${logStartOffset} now\n`);
    });
}

function topicTable(topics: readonly TopicDescription[], style: Style): string {
  return table(
    ["TOPIC", "PARTITIONS", "RECORDS", "PENDING", "OVERDUE", "NEXT DUE"],
    topics.map(({ name, partitions, pending, overdue, nextDue }) => [
      name,
      partitions.length,
      // Offsets of scheduled and control entries count too: an upper bound, cheap to know.
      partitions.reduce((sum, each) => sum + each.highWatermark - each.logStartOffset, 0),
      pending,
      overdue,
      showTime(nextDue),
    ]),
    style,
  );
}

function topicPage(topic: TopicDescription, style: Style): string {
  const settings = Object.entries(topic.config).map(
    ([name, value]) => `  ${style.faint(name)} = ${value}${readable(name, value)}\n`,
  );
  const partitions = table(
    [
      "PARTITION",
      "LEADER",
      "START",
      "HIGH WATERMARK",
      "PENDING",
      "OVERDUE",
      "SIZE",
      "PINNED",
      "STATE",
    ],
    topic.partitions.map((each) => [
      each.partition,
      each.leader,
      each.logStartOffset,
      each.highWatermark,
      each.pending,
      each.overdue,
      showSize(each.sizeBytes),
      showSize(each.pinnedBytes),
      each.error === undefined
        ? { text: "ok", paint: style.good }
        : { text: escapeControl(each.error.message), paint: style.bad },
    ]),
    style,
  );
  const next = topic.nextDue === undefined ? "" : `, next due ${showTime(topic.nextDue)}`;
  return `${style.strong(topic.name)} (id ${topic.id}), ${topic.pending} pending${next}\n${settings.join("")}\n${partitions}`;
}

/** What the number means, where it is long enough to be hard to read. */
function readable(name: string, value: string): string {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1_024) return "";
  if (name.endsWith("Ms")) return ` (${showDuration(number)})`;
  return name.endsWith("Bytes") ? ` (${showSize(number)})` : "";
}
