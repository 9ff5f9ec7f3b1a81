/** `tidemark cluster …`: several brokers as one. */
import type { Command } from "commander";
import { addDevCommand } from "./cluster-dev.ts";
import type { CommandContext } from "./context.ts";

export function addClusterCommands(program: Command, context: CommandContext): void {
  const cluster = program.command("cluster").description("run several brokers as one");
  addDevCommand(cluster, context);
}
