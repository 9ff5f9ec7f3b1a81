/** `tidemark cluster dev`: several brokers on this machine until Ctrl-C, to try a cluster with. */
import type { Command } from "commander";
import { createInterface } from "node:readline";
import { BrokerHttp } from "../cluster/broker-http.ts";
import { type ClusterView, readView } from "../cluster/cluster-view.ts";
import { BROKERS_MAX, DevCluster } from "../cluster/dev-cluster.ts";
import { screenText, summaryLine } from "../cluster/dev-screen.ts";
import type { Terminal } from "../terminal.ts";
import { parseCount } from "../times.ts";
import { collect, type CommandContext, parsePairs, printJson } from "./context.ts";

interface DevFlags {
  readonly brokers: string;
  readonly basePort?: string;
  readonly dataDir?: string;
  readonly set?: string[];
  readonly json?: boolean;
}

const REDRAW_MS = 1_000;
/** A question that takes longer than a redraw is old news. */
const ASK_TIMEOUT_MS = 2_000;

const EXAMPLES = `
The first three are controllers, too. With --data-dir everything is found again the next time; without,
it is in a temporary folder that goes at the end. A broker that ends is shown and stays down: r and
Enter start it again. TIDEMARK_… variables hold for every broker, and so does --set.

Examples:
  tidemark cluster dev
  tidemark cluster dev --brokers 5 --base-port 9600 --data-dir ./cluster
  tidemark cluster dev --json --base-port 0         {"id":1,"pid":…,"address":…} a line, then it stays
  kill -9 PID                                       and watch what happens
`;

export function addDevCommand(cluster: Command, context: CommandContext): void {
  cluster
    .command("dev")
    .description("run several brokers on this machine, each a process, until Ctrl-C")
    .option("-b, --brokers <N>", `how many, 1 to ${BROKERS_MAX}`, "3")
    .option("--base-port <P>", "port of the first; 0: any that are free (default 9470)")
    .option("--data-dir <DIR>", "folder to keep everything in")
    .option("--set <NAME=VALUE>", "a setting of every broker; may be repeated", collect)
    .option("--json", "a line for each broker once all are ready, and nothing else")
    .addHelpText("after", EXAMPLES)
    .action((flags: DevFlags) => dev(flags, context));
}

async function dev(flags: DevFlags, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { basePort, dataDir } = flags;
  const interrupted = terminal.interrupted();
  const cluster = await DevCluster.start({
    brokers: parseCount(flags.brokers, "--brokers", 1, BROKERS_MAX),
    basePort: basePort === undefined ? undefined : parseCount(basePort, "--base-port", 0, 65_000),
    folder: dataDir,
    settings: Object.fromEntries(parsePairs(flags.set, "--set")),
  });
  // A second Ctrl-C ends this process: no broker and no temporary folder may stay.
  const killAll = (): void => cluster.kill();
  process.once("exit", killAll);
  try {
    if (flags.json) await announce(cluster, terminal, interrupted);
    else await show(cluster, context, interrupted);
  } finally {
    if (!flags.json) terminal.err("stopping …\n");
    await cluster.stop();
    process.off("exit", killAll);
  }
}

async function announce(
  cluster: DevCluster,
  terminal: Terminal,
  interrupted: AbortSignal,
): Promise<void> {
  await Promise.race([cluster.ready(), aborted(interrupted)]);
  if (interrupted.aborted) return;
  for (const { id, pid, address } of cluster.brokers) printJson(terminal, { id, pid, address });
  await aborted(interrupted);
}

/** A table that is drawn over itself; where nobody watches, a line when something changes. */
async function show(
  cluster: DevCluster,
  { terminal, style }: CommandContext,
  interrupted: AbortSignal,
): Promise<void> {
  const { brokers } = cluster;
  terminal.out(`${brokers.length} brokers in ${cluster.folder}\n`);
  const ready = cluster.ready();
  const failed = ready.then(
    () => new Promise<never>(() => undefined),
    (error: unknown) => Promise.reject(error as Error),
  );
  failed.catch(() => undefined);
  const stopListening = listenForKeys(cluster, terminal);
  const stopped = aborted(interrupted);
  const draw = terminal.outIsTerminal
    ? overItself(terminal)
    : whenChanged((text) => terminal.out(text));
  try {
    while (!interrupted.aborted) {
      const view = await viewOf(cluster);
      const text = terminal.outIsTerminal
        ? screenText(brokers, view, style)
        : `${summaryLine(brokers, view)}\n`;
      draw(text);
      await Promise.race([pause(REDRAW_MS), stopped, failed]);
    }
  } finally {
    stopListening();
  }
}

async function viewOf({ brokers }: DevCluster): Promise<ClusterView | undefined> {
  const up = brokers.filter(({ state }) => state.kind === "up");
  if (up.length === 0) return undefined;
  const servers = up.map(({ address }) => address);
  return readView(new BrokerHttp(servers, undefined, ASK_TIMEOUT_MS)).catch(() => undefined);
}

/** Only at a person's terminal: a script's standard input is the script's. */
function listenForKeys(cluster: DevCluster, terminal: Terminal): () => void {
  const { input } = terminal;
  if ((input as Partial<NodeJS.ReadStream>).isTTY !== true) return () => undefined;
  const lines = createInterface({ input });
  lines.on("line", (line) => {
    if (line.trim() !== "r") return;
    for (const broker of cluster.brokers) {
      broker.startAgain();
      void broker.ready();
    }
  });
  return () => lines.close();
}

function overItself(terminal: Terminal): (text: string) => void {
  let lines = 0;
  return (text) => {
    const back = lines === 0 ? "" : `\u001b[${lines}A\u001b[J`;
    terminal.out(back + text);
    lines = text.split("\n").length - 1;
  };
}

function whenChanged(write: (text: string) => void): (text: string) => void {
  let last = "";
  return (text) => {
    if (text !== last) write(text);
    last = text;
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
}
