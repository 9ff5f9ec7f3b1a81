/** `tidemark cluster status`: who is there, who leads, who is behind; 1 where partitions are in trouble. */
import type { Command } from "commander";
import { healthOf, healthText, readView } from "../cluster/cluster-view.ts";
import { statusJson, statusPage } from "../cluster/status-page.ts";
import { UnhealthyError } from "../failure.ts";
import {
  addConnectionFlags,
  brokerHttp,
  type CommandContext,
  type ConnectionFlags,
  printJson,
} from "./context.ts";

interface StatusFlags extends ConnectionFlags {
  readonly watch?: boolean;
}

const WATCH_MS = 2_000;
const CLEAR_SCREEN = "\u001b[H\u001b[2J";

const EXAMPLES = `
* marks the active controller. NOT IN SYNC counts a broker's replicas that are behind, LAG their offsets;
METADATA LAG is what it has not replayed, SKEW how far its clock is ahead of the controller's.

Exit codes: 0 all is well, 1 partitions have no leader, are out of service or under-replicated, 5 no broker
answers. With --watch 0 at Ctrl-C.

Examples:
  tidemark cluster status
  tidemark cluster status --watch
  until tidemark cluster status > /dev/null; do sleep 1; done       wait until all is in sync
`;

export function addStatusCommand(cluster: Command, context: CommandContext): void {
  addConnectionFlags(cluster.command("status"))
    .description(
      "show brokers, leaders and what is not in sync; exit code 1 where something is wrong",
    )
    .option("--watch", "show it again and again, until Ctrl-C")
    .addHelpText("after", EXAMPLES)
    .action((flags: StatusFlags) => (flags.watch ? watch(flags, context) : once(flags, context)));
}

async function once(flags: StatusFlags, context: CommandContext): Promise<void> {
  const view = await readView(brokerHttp(context, flags));
  const { terminal, style } = context;
  if (flags.json) printJson(terminal, statusJson(view));
  else terminal.out(statusPage(view, style));
  const health = healthOf(view);
  if (health.troubled.length > 0) throw new UnhealthyError(healthText(health));
}

async function watch(flags: StatusFlags, context: CommandContext): Promise<void> {
  const { terminal, style } = context;
  const http = brokerHttp(context, flags);
  const interrupted = terminal.interrupted();
  const stopped = new Promise((resolve) => interrupted.addEventListener("abort", resolve));
  while (!interrupted.aborted) {
    // A broker that is away is what one watches for: it is asked again.
    const view = await readView(http).catch((error: unknown) => error as Error);
    if (view instanceof Error) terminal.err(`${view.message}\n`);
    else if (flags.json) printJson(terminal, statusJson(view));
    else terminal.out((terminal.outIsTerminal ? CLEAR_SCREEN : "") + statusPage(view, style));
    await Promise.race([new Promise((resolve) => setTimeout(resolve, WATCH_MS)), stopped]);
  }
}
