/** `tidemark cluster accept-loss`: a partition that nobody can lead goes on with what one replica has. */
import type { Command } from "commander";
import { lossPage, type PossibleLoss } from "../cluster/loss-page.ts";
import { parseCount } from "../times.ts";
import {
  addConnectionFlags,
  brokerHttp,
  type CommandContext,
  type ConnectionFlags,
  printJson,
} from "./context.ts";

interface AcceptLossFlags extends ConnectionFlags {
  readonly leader?: string;
  readonly loseRecords?: boolean;
}

const ID_MAX = 2 ** 31 - 1;

const EXAMPLES = `
For a partition without a leader whose replicas that have everything do not come back: their disks are gone. Bring a
broker or its disk back instead, if there is any way. Without --lose-records it only shows who has what.

What only the others had is lost, acknowledged or not; offsets are used again. Replicas that differ from the new
leader copy all from it, and what they had is kept in the folder quarantine of their data directory.

Examples:
  tidemark cluster accept-loss orders 3
  tidemark cluster accept-loss orders 3 --lose-records
`;

export function addAcceptLossCommand(cluster: Command, context: CommandContext): void {
  addConnectionFlags(cluster.command("accept-loss"))
    .argument("<topic>")
    .argument("<partition>")
    .description("let a partition that nobody can lead go on with what is left of it")
    .option("--leader <ID>", "who begins with what it has (default: whoever has most)")
    .option("--lose-records", "do it: what no replica that is there has is lost for good")
    .addHelpText("after", EXAMPLES)
    .action((topic: string, partition: string, flags: AcceptLossFlags) =>
      acceptLoss(topic, parseCount(partition, "partition", 0, ID_MAX), flags, context),
    );
}

async function acceptLoss(
  topic: string,
  partition: number,
  flags: AcceptLossFlags,
  context: CommandContext,
): Promise<void> {
  const { leader, loseRecords = false } = flags;
  const asked = {
    topic,
    partition,
    ...(leader === undefined ? {} : { leader: parseCount(leader, "--leader", 0, ID_MAX) }),
    ...(loseRecords ? { loseRecords } : {}),
  };
  const { terminal, style } = context;
  const answer = await brokerHttp(context, flags).post("/v1/cluster/accept-loss", asked);
  if (flags.json) printJson(terminal, answer);
  else terminal.out(lossPage(answer as PossibleLoss, style));
}
