/** `tidemark cluster …`: several brokers as one. */
import type { Command } from "commander";
import { addAcceptLossCommand } from "./cluster-accept-loss.ts";
import { addChangeCommands } from "./cluster-changes.ts";
import { addDevCommand } from "./cluster-dev.ts";
import { addStatusCommand } from "./cluster-status.ts";
import type { CommandContext } from "./context.ts";

export function addClusterCommands(program: Command, context: CommandContext): void {
  const cluster = program.command("cluster").description("run several brokers as one");
  addDevCommand(cluster, context);
  addStatusCommand(cluster, context);
  addChangeCommands(cluster, context);
  addAcceptLossCommand(cluster, context);
}
