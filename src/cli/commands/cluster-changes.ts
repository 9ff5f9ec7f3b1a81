/** `tidemark cluster rebalance|drain|remove|elect-preferred`: who holds what, and who leads. */
import type { Command } from "commander";
import type { BrokerHttp } from "../cluster/broker-http.ts";
import { carryOut } from "../cluster/carry-out.ts";
import { type ClusterLine, healthOf, readView } from "../cluster/cluster-view.ts";
import {
  planPage,
  pricedMoves,
  type PricedMove,
  type Rebalancing,
  stuckText,
} from "../cluster/move-plan.ts";
import { confirmed } from "../confirm.ts";
import { TidemarkError } from "../../model/errors.ts";
import { ConflictError, UsageError } from "../failure.ts";
import { parseCount } from "../times.ts";
import {
  addConnectionFlags,
  brokerHttp,
  collect,
  type CommandContext,
  type ConnectionFlags,
  printJson,
} from "./context.ts";

interface MoveFlags extends ConnectionFlags {
  readonly atOnce?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

interface RebalanceFlags extends MoveFlags {
  readonly drain?: string[];
  readonly replicationFactor?: string;
}

interface DrainFlags extends MoveFlags {
  readonly cancel?: boolean;
}

/** What a request to rebalance says. */
interface Asked {
  readonly drain?: readonly number[];
  readonly replicationFactor?: number;
  readonly atOnce?: number;
}

const BROKER_ID_MAX = 2 ** 31 - 1;

const REBALANCE_EXAMPLES = `
Shows which replicas would move and how much is copied, and asks before it begins. Copies take at most
moveBytesPerSecond of each broker (a setting); readers and writers go on meanwhile. Ctrl-C stops after what is
being copied; the same command goes on later.

Examples:
  tidemark cluster rebalance --dry-run
  tidemark cluster rebalance                               after brokers were added
  tidemark cluster rebalance --replication-factor 3 --yes   every partition, the broker's own topics too
`;

const DRAIN_EXAMPLES = `
The broker gives its leaderships away at once and takes nothing new; then its replicas move to the others. It may
be stopped and removed once it holds nothing. What was begun is taken back with --cancel.

Examples:
  tidemark cluster drain 2
  tidemark cluster drain 2 --cancel
`;

const REMOVE_NOTE = `
One that runs still ends with exit code 70. Whatever starts it again then makes it a member anew.
`;

export function addChangeCommands(cluster: Command, context: CommandContext): void {
  addMoveFlags(cluster.command("rebalance"))
    .description("even out replicas and leaders over the brokers")
    .option("--drain <ID>", "a broker that is to hold nothing; may be repeated", collect)
    .option("--replication-factor <N>", "give every partition so many replicas instead")
    .addHelpText("after", REBALANCE_EXAMPLES)
    .action((flags: RebalanceFlags) => rebalance(flags, context));
  addMoveFlags(cluster.command("drain"))
    .argument("<id>")
    .description("empty a broker, so that it can be taken away")
    .option("--cancel", "it stays after all")
    .addHelpText("after", DRAIN_EXAMPLES)
    .action((id: string, flags: DrainFlags) => drain(brokerId(id), flags, context));
  addConnectionFlags(cluster.command("remove"))
    .argument("<id>")
    .description("forget a broker that holds nothing; stop it first")
    .addHelpText("after", REMOVE_NOTE)
    .action((id: string, flags: ConnectionFlags) => remove(brokerId(id), flags, context));
  addConnectionFlags(cluster.command("elect-preferred"))
    .description("make the first replica of every partition its leader, where it is in sync")
    .action((flags: ConnectionFlags) => electPreferred(flags, context));
}

function addMoveFlags(command: Command): Command {
  return addConnectionFlags(command)
    .option("--at-once <N>", "partitions that are copied at a time (default 10)")
    .option("--dry-run", "say what would move, and move nothing")
    .option("-y, --yes", "do not ask");
}

const brokerId = (text: string): number => parseCount(text, "broker", 0, BROKER_ID_MAX);

async function rebalance(flags: RebalanceFlags, context: CommandContext): Promise<void> {
  const { replicationFactor } = flags;
  if (replicationFactor !== undefined && flags.drain !== undefined) {
    throw new UsageError("--drain and --replication-factor do not go together", "One at a time.");
  }
  const asked: Asked = {
    ...(flags.drain === undefined ? {} : { drain: flags.drain.map(brokerId) }),
    ...(replicationFactor === undefined
      ? {}
      : { replicationFactor: parseCount(replicationFactor, "--replication-factor", 1, 15) }),
    ...atOnceOf(flags),
  };
  const http = brokerHttp(context, flags);
  const moves = await showPlan(http, asked, flags, context);
  if (moves === undefined || !(await goesOn(flags, context))) return;
  await carryOut(http, asked, moves, context.terminal, flags.json === true);
}

async function drain(id: number, flags: DrainFlags, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const http = brokerHttp(context, flags);
  if (flags.cancel) {
    await http.post("/v1/cluster/drain", { broker: id, cancel: true });
    if (flags.json) printJson(terminal, { broker: id, draining: false });
    else terminal.out(`broker ${id} stays\n`);
    return;
  }
  const asked: Asked = { drain: [id], ...atOnceOf(flags) };
  const moves = await showPlan(http, asked, flags, context);
  if (!(await goesOn(flags, context))) return;
  await http.post("/v1/cluster/drain", { broker: id });
  await carryOut(http, asked, moves ?? [], terminal, flags.json === true);
  const held = healthOf(await readView(http)).brokers.get(id)?.replicas ?? 0;
  if (held > 0) {
    throw new ConflictError(
      `broker ${id} holds ${held} replicas still: there are not enough other brokers for them`,
      "Add a broker, or give topics fewer replicas: tidemark cluster rebalance --replication-factor.",
    );
  }
  if (flags.json) printJson(terminal, { broker: id, drained: true });
  else terminal.out(`broker ${id} holds nothing: stop it, then tidemark cluster remove ${id}\n`);
}

async function remove(id: number, flags: ConnectionFlags, context: CommandContext): Promise<void> {
  const http = brokerHttp(context, flags);
  const { brokers } = (await http.get("/v1/cluster")) as ClusterLine;
  // To the controller one that is not there is removed already; to a person it is a slip.
  if (!brokers.some((broker) => broker.id === id)) {
    const known = brokers.map((broker) => broker.id).join(", ");
    throw new TidemarkError("UNKNOWN_BROKER", `there is no broker ${id}; there are ${known}`);
  }
  await http.post("/v1/cluster/remove", { broker: id });
  if (flags.json) printJson(context.terminal, { removed: id });
  else context.terminal.out(`broker ${id} is forgotten\n`);
}

async function electPreferred(flags: ConnectionFlags, context: CommandContext): Promise<void> {
  const answer = await brokerHttp(context, flags).post("/v1/cluster/elect", {});
  const { elected } = answer as { elected: number };
  if (flags.json) printJson(context.terminal, { elected });
  else {
    const partitions = elected === 1 ? "1 partition has" : `${elected} partitions have`;
    context.terminal.out(`${partitions} another leader\n`);
  }
}

const atOnceOf = ({ atOnce }: MoveFlags): Pick<Asked, "atOnce"> =>
  atOnce === undefined ? {} : { atOnce: parseCount(atOnce, "--at-once", 1, 1_000) };

/** Undefined: there is nothing to move. */
async function showPlan(
  http: BrokerHttp,
  asked: Asked,
  flags: MoveFlags,
  { terminal, style }: CommandContext,
): Promise<readonly PricedMove[] | undefined> {
  const [answer, { topics }] = await Promise.all([
    http.post("/v1/cluster/rebalance", { ...asked, dryRun: true }),
    readView(http),
  ]);
  const { planned, moving } = answer as Rebalancing;
  const moves = pricedMoves(planned, topics);
  if (flags.json) printJson(terminal, { planned: moves, moving });
  else if (moves.length > 0) terminal.out(planPage(moves, style));
  if (!flags.json && moving.length > 0) {
    terminal.out(`${moving.length} partitions are being copied already\n`);
  }
  const stuck =
    asked.drain === undefined ? "" : stuckText(asked.drain, topics, [...moves, ...moving]);
  if (!flags.json) terminal.out(stuck);
  if (moves.length + moving.length === 0) {
    if (!flags.json) terminal.out("nothing has to move\n");
    return undefined;
  }
  return moves;
}

/** Whether to begin. */
async function goesOn(flags: MoveFlags, { terminal }: CommandContext): Promise<boolean> {
  if (flags.dryRun) {
    if (!flags.json) terminal.out("nothing was changed: leave out --dry-run to do it\n");
    return false;
  }
  if (flags.yes) return true;
  return confirmed(terminal, "Begin?");
}
