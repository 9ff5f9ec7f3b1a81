/** `tidemark topic …`: create, list, describe, delete. */
import type { TopicDescription } from "@tidemark/client";
import type { Command } from "commander";
import { table } from "../table.ts";
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

export function addTopicCommands(program: Command, context: CommandContext): void {
  const topic = program.command("topic").description("make, list, show and remove topics");
  const { terminal } = context;

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
      else terminal.out(topicTable(topics));
    });

  addConnectionFlags(topic.command("describe"))
    .argument("<name>")
    .description("show a topic's partitions, settings and what is pending")
    .action(async (name: string, flags: ConnectionFlags) => {
      const found = await withClient(context, flags, (client) =>
        client.admin().describeTopic(name),
      );
      if (flags.json) printJson(terminal, found);
      else terminal.out(topicPage(found));
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

function topicTable(topics: readonly TopicDescription[]): string {
  return table(
    ["TOPIC", "PARTITIONS", "RECORDS", "PENDING", "NEXT DUE"],
    topics.map(({ name, partitions, pending, nextDue }) => [
      name,
      partitions.length,
      // Offsets of scheduled and control entries count too: an upper bound, cheap to know.
      partitions.reduce((sum, each) => sum + each.highWatermark - each.logStartOffset, 0),
      pending,
      showTime(nextDue),
    ]),
  );
}

function topicPage(topic: TopicDescription): string {
  const settings = Object.entries(topic.config).map(([name, value]) => `  ${name} = ${value}\n`);
  const partitions = table(
    ["PARTITION", "LEADER", "START", "HIGH WATERMARK", "PENDING", "STATE"],
    topic.partitions.map((each) => [
      each.partition,
      each.leader,
      each.logStartOffset,
      each.highWatermark,
      each.pending,
      each.error?.message ?? "ok",
    ]),
  );
  const next = topic.nextDue === undefined ? "" : `, next due ${showTime(topic.nextDue)}`;
  return `${topic.name} (id ${topic.id}), ${topic.pending} pending${next}\n${settings.join("")}\n${partitions}`;
}
