/**
 * Has moves carried out to the end by asking again and again what comes next. The cluster remembers what it
 * is at: stopping here stops after what is being copied.
 */
import { TidemarkError } from "../../model/errors.ts";
import { InterruptedError, UnreachableError } from "../failure.ts";
import type { Terminal } from "../terminal.ts";
import type { BrokerHttp } from "./broker-http.ts";
import type { PricedMove, Rebalancing } from "./move-plan.ts";
import { carriedOut, copyingText } from "./move-progress.ts";

const ASK_MS = 500;
/** Leaders and controllers may change meanwhile; a cluster that is away for longer is somebody's business. */
const AWAY_MAX_MS = 60_000;
/** Where nobody watches, bytes alone are worth a line only so often. */
const BYTES_TOLD_MS = 10_000;
const CLEAR_LINE = "\r\u001b[K";

/** `plan`: as it was shown. Answers that do not come are asked for again. */
export async function carryOut(
  http: BrokerHttp,
  asked: object,
  plan: readonly PricedMove[],
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const interrupted = terminal.interrupted();
  const stopped = new Promise((resolve) => interrupted.addEventListener("abort", resolve));
  const told = new Told(terminal, json);
  let answeredMs = performance.now();
  let moved = "";
  for (;;) {
    const answer = await ask(http, asked);
    if (answer instanceof Error) {
      if (performance.now() - answeredMs > AWAY_MAX_MS) throw answer;
    } else {
      answeredMs = performance.now();
      const { planned, moving } = answer;
      const left = planned.length + moving.length;
      if (left === 0) break;
      const done = Math.max(plan.length - left, 0);
      moved = `${done} of ${plan.length} partitions moved, ${moving.length} being copied`;
      told.progress(moved, copyingText(carriedOut(plan, answer), moving));
    }
    await Promise.race([new Promise((resolve) => setTimeout(resolve, ASK_MS)), stopped]);
    if (!interrupted.aborted) continue;
    throw new InterruptedError(`stopped: ${moved}; the same command goes on`);
  }
  told.clear();
  const partitions = plan.length === 1 ? "1 partition" : `${plan.length} partitions`;
  if (!json && plan.length > 0) terminal.out(`${partitions} moved\n`);
}

/** One line that is written over at a terminal; elsewhere a line where something changed. */
class Told {
  readonly #terminal: Terminal;
  readonly #silent: boolean;
  #moved = "";
  #atMs = 0;

  constructor(terminal: Terminal, silent: boolean) {
    this.#terminal = terminal;
    this.#silent = silent;
  }

  progress(moved: string, copied: string): void {
    if (this.#silent) return;
    const text = copied === "" ? moved : `${moved}: ${copied}`;
    if (this.#terminal.interactive) return this.#terminal.err(`${CLEAR_LINE}${text}`);
    const nowMs = performance.now();
    if (moved === this.#moved && nowMs - this.#atMs < BYTES_TOLD_MS) return;
    this.#moved = moved;
    this.#atMs = nowMs;
    this.#terminal.err(`${text}\n`);
  }

  clear(): void {
    if (!this.#silent && this.#terminal.interactive) this.#terminal.err(CLEAR_LINE);
  }
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
