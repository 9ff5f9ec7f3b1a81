/** `tidemark group …`: list, describe, delete; offsets are in group-offsets.ts. */
import type { GroupDescription } from "@tidemark/client";
import type { Command } from "commander";
import type { Style } from "../style.ts";
import { type PaintedCell, table } from "../table.ts";
import {
  addConnectionFlags,
  type CommandContext,
  type ConnectionFlags,
  printJson,
  withClient,
} from "./context.ts";
import { addGroupOffsetCommands } from "./group-offsets.ts";
import { addGroupSetCommand } from "./group-set.ts";

const EXAMPLES = `
Examples:
  tidemark group list
  tidemark group describe billing                      members, committed offsets, lag
  tidemark group set workers --mode queue --deliveries-max 3
  tidemark group reset billing --topic orders --to -1h --dry-run
  tidemark group export billing > billing.json
  tidemark group import billing-copy < billing.json
`;

export function addGroupCommands(program: Command, context: CommandContext): void {
  const group = program
    .command("group")
    .description("list, show, set, move and remove consumer groups")
    .addHelpText("after", EXAMPLES);
  const { terminal, style } = context;
  addGroupOffsetCommands(group, context);
  addGroupSetCommand(group, context);

  addConnectionFlags(group.command("list"))
    .description("list all groups")
    .action(async (flags: ConnectionFlags) => {
      const groups = await withClient(context, flags, (client) => client.admin().listGroups());
      if (flags.json) for (const each of groups) printJson(terminal, each);
      else terminal.out(groupTable(groups, style));
    });

  addConnectionFlags(group.command("describe"))
    .argument("<group>")
    .description("show members, committed offsets and lag")
    .action(async (name: string, flags: ConnectionFlags) => {
      const found = await withClient(context, flags, (client) =>
        client.admin().describeGroup(name),
      );
      if (flags.json) printJson(terminal, found);
      else terminal.out(groupPage(found, style));
    });

  addConnectionFlags(group.command("delete"))
    .argument("<group>")
    .description("remove a group that has no members, with its offsets")
    .action(async (name: string, flags: ConnectionFlags) => {
      await withClient(context, flags, (client) => client.admin().deleteGroup(name));
      if (flags.json) printJson(terminal, { deleted: name });
      else terminal.out(`deleted ${name}\n`);
    });
}

function groupTable(groups: readonly GroupDescription[], style: Style): string {
  return table(
    ["GROUP", "MODE", "STATE", "MEMBERS", "LAG"],
    groups.map(({ name, mode, state, members, partitions }) => [
      name,
      mode,
      state,
      members.length,
      lagCell(
        partitions.reduce((sum, { lag }) => sum + lag, 0),
        style,
      ),
    ]),
    style,
  );
}

const lagCell = (lag: number, style: Style): PaintedCell => ({
  text: lag,
  paint: lag > 0 ? style.notable : style.good,
});

function groupPage(group: GroupDescription, style: Style): string {
  if (group.mode === "queue") return queuePage(group, style);
  const members = new Map(group.members.map(({ id, address }) => [id, address]));
  const partitions = table(
    ["TOPIC", "PARTITION", "COMMITTED", "END", "LAG", "MEMBER", "ADDRESS"],
    group.partitions.map((each) => [
      each.topic,
      each.partition,
      each.committed,
      each.highWatermark,
      lagCell(each.lag, style),
      each.memberId,
      members.get(each.memberId ?? ""),
    ]),
    style,
  );
  const { name, mode, state, generation } = group;
  return `${name}: ${mode} group, ${state}, generation ${generation}, ${group.members.length} members\n\n${partitions}`;
}

function queuePage(group: GroupDescription, style: Style): string {
  const partitions = table(
    ["TOPIC", "PARTITION", "SETTLED TO", "END", "LAG", "IN FLIGHT", "WAITING", "AGAIN", "DEAD"],
    group.partitions.map((each) => [
      each.topic,
      each.partition,
      each.committed,
      each.highWatermark,
      lagCell(each.lag, style),
      each.inFlight,
      each.waiting,
      each.redelivered,
      each.deadLettered,
    ]),
    style,
  );
  const members = table(
    ["MEMBER", "CLIENT", "ADDRESS", "HOLDS"],
    group.members.map(({ id, clientId, address, inFlight }) => [id, clientId, address, inFlight]),
    style,
  );
  const { name, members: all } = group;
  return `${name}: queue group, ${all.length} members\n\n${partitions}${all.length === 0 ? "" : `\n${members}`}`;
}
