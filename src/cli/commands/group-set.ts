/** `tidemark group set`: how a queue group works. */
import type { PutGroup } from "@tidemark/client";
import { type Command, Option } from "commander";
import { UsageError } from "../failure.ts";
import { parseCount, parseDelay } from "../times.ts";
import {
  addConnectionFlags,
  type CommandContext,
  type ConnectionFlags,
  printJson,
  withClient,
} from "./context.ts";

interface SetFlags extends ConnectionFlags {
  readonly mode?: "stream" | "queue";
  readonly ackTimeout?: string;
  readonly deliveriesMax?: string;
  readonly retryBackoff?: string;
  readonly retryBackoffMax?: string;
  readonly deadLetterTopic?: string;
  readonly keyOrder?: boolean;
}

const EXAMPLES = `
Replaces all settings: what is left out goes back to its default. Makes the group if it is new.

Examples:
  tidemark group set workers --mode queue
  tidemark group set workers --deliveries-max 3 --ack-timeout 2m --dead-letter-topic graveyard
`;

export function addGroupSetCommand(group: Command, context: CommandContext): void {
  const { terminal } = context;
  addConnectionFlags(group.command("set"))
    .argument("<group>")
    .description("say how a queue group works")
    .addOption(new Option("--mode <MODE>", "of a new group").choices(["stream", "queue"]))
    .option("--ack-timeout <TIME>", "how long a consumer may hold a record (default 30s)")
    .option("--deliveries-max <N>", "deliveries of one record in all (default 5)")
    .option("--retry-backoff <TIME>", "delay after the first that failed; it doubles (default 1s)")
    .option("--retry-backoff-max <TIME>", "the longest delay (default 5m)")
    .option("--dead-letter-topic <TOPIC>", "where records go that never work (default TOPIC.dlq)")
    .option("--key-order", "records of one key one after the other")
    .addHelpText("after", EXAMPLES)
    .action(async (name: string, flags: SetFlags) => {
      const put = putOf(name, flags);
      const found = await withClient(context, flags, (client) => client.admin().putGroup(put));
      if (flags.json) return printJson(terminal, found);
      const settings = Object.entries(found.settings ?? {}).filter(
        ([, value]) => value !== undefined,
      );
      const shown = settings.map(([setting, value]) => `  ${setting} ${String(value)}\n`).join("");
      terminal.out(`${name}: ${found.mode} group\n${shown}`);
    });
}

function putOf(group: string, flags: SetFlags): PutGroup {
  const time = (text: string | undefined, what: string) =>
    text === undefined ? undefined : parseDelay(text, what);
  const { mode, deliveriesMax, deadLetterTopic, keyOrder } = flags;
  const settings = {
    ackTimeoutMs: time(flags.ackTimeout, "--ack-timeout"),
    deliveriesMax:
      deliveriesMax === undefined
        ? undefined
        : parseCount(deliveriesMax, "--deliveries-max", 1, 1_000),
    retryBackoffMs: time(flags.retryBackoff, "--retry-backoff"),
    retryBackoffMaxMs: time(flags.retryBackoffMax, "--retry-backoff-max"),
    deadLetterTopic,
    keyOrder,
  };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  if (mode === undefined && given.length === 0) {
    throw new UsageError("nothing to set", "Give --mode, or a setting: tidemark group set --help.");
  }
  return {
    group,
    ...(mode === undefined ? {} : { mode }),
    ...(given.length === 0 ? {} : { settings: Object.fromEntries(given) }),
  };
}
