/**
 * Has moves carried out to the end by asking again and again what comes next. The cluster remembers what it
 * is at: stopping here stops after what is being copied.
 */
import { TidemarkError } from "../../model/errors.ts";
import { InterruptedError, UnreachableError } from "../failure.ts";
import type { Terminal } from "../terminal.ts";
import type { BrokerHttp } from "./broker-http.ts";
import type { Rebalancing } from "./move-plan.ts";

const ASK_MS = 500;
/** Leaders and controllers may change meanwhile; a cluster that is away for longer is somebody's business. */
const AWAY_MAX_MS = 60_000;
const CLEAR_LINE = "\r\u001b[K";

/** `total`: of the plan that was shown. Answers that do not come are asked for again. */
export async function carryOut(
  http: BrokerHttp,
  asked: object,
  total: number,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const interrupted = terminal.interrupted();
  const stopped = new Promise((resolve) => interrupted.addEventListener("abort", resolve));
  let answeredMs = performance.now();
  let told = "";
  for (;;) {
    const answer = await ask(http, asked);
    if (answer instanceof Error) {
      if (performance.now() - answeredMs > AWAY_MAX_MS) throw answer;
    } else {
      answeredMs = performance.now();
      const { planned, moving } = answer;
      const left = planned.length + moving.length;
      const done = Math.max(total - left, 0);
      const text = `${done} of ${total} partitions moved, ${moving.length} being copied`;
      if (!json && text !== told) tell(terminal, left === 0 ? "" : text);
      told = text;
      if (left === 0) break;
    }
    await Promise.race([new Promise((resolve) => setTimeout(resolve, ASK_MS)), stopped]);
    if (!interrupted.aborted) continue;
    throw new InterruptedError(`stopped: ${told}; the same command goes on`);
  }
  if (!json && total > 0) terminal.out(`${total} partitions moved\n`);
}

async function ask(http: BrokerHttp, asked: object): Promise<Rebalancing | Error> {
  try {
    return (await http.post("/v1/cluster/rebalance", asked)) as Rebalancing;
  } catch (error) {
    const passes =
      error instanceof UnreachableError || (error instanceof TidemarkError && error.retriable);
    if (!passes) throw error;
    return error;
  }
}

function tell(terminal: Terminal, text: string): void {
  if (terminal.interactive) terminal.err(`${CLEAR_LINE}${text}`);
  else if (text !== "") terminal.err(`${text}\n`);
}
