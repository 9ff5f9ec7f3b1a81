/** `tidemark produce`: one record from the command line, or one for each line of standard input. */
import { createInterface } from "node:readline";
import type { Message, Producer, SendResult } from "@tidemark/client";
import type { Command } from "commander";
import { UsageError } from "../failure.ts";
import { parseCount, parseDelay, parseTime, showTime } from "../times.ts";
import {
  addConnectionFlags,
  collect,
  type CommandContext,
  type ConnectionFlags,
  parsePairs,
  printJson,
  withClient,
} from "./context.ts";

interface ProduceFlags extends ConnectionFlags {
  readonly key?: string;
  readonly header?: string[];
  readonly partition?: string;
  readonly delay?: string;
  readonly at?: string;
  readonly scheduleId?: string;
  readonly messageId?: string;
}

/** Sends that may be under way: enough to fill batches, and a bound on what a fast pipe can pile up. */
const UNDER_WAY_MAX = 10_000;

const EXAMPLES = `
Examples:
  tidemark produce orders '{"id":1}' --key customer-7
  tidemark produce orders 'your trial ends' --delay 14d --schedule-id trial-7
  tidemark produce orders 'happy new year' --at 2027-01-01T00:00:00+01:00
  cat lines.txt | tidemark produce orders
`;

export function addProduceCommand(program: Command, context: CommandContext): void {
  addConnectionFlags(program.command("produce"))
    .argument("<topic>")
    .argument("[value]", "the record's value; without it each line of standard input is one")
    .description("send records")
    .option("-k, --key <KEY>", "chooses the partition and stays with the record")
    .option("-H, --header <NAME=VALUE>", "a header; may be repeated", collect)
    .option("--partition <N>", "overrides the choice by key")
    .option("--delay <DURATION>", "nobody sees it before this has passed, such as 90s")
    .option("--at <TIME>", "nobody sees it before this time, such as 2027-01-01T00:00:00Z")
    .option("--schedule-id <ID>", "its name while it waits")
    .option(
      "--message-id <ID>",
      "an id that stays with the record; without a key it chooses the partition",
    )
    .addHelpText("after", EXAMPLES)
    .action(async (topic: string, value: string | undefined, flags: ProduceFlags) => {
      const base = messageBase(topic, flags);
      const single = flags.scheduleId ?? flags.messageId;
      if (value === undefined && single !== undefined) {
        throw new UsageError(
          "an id names one record, and standard input may hold many",
          "Give the value on the command line: tidemark produce TOPIC VALUE --schedule-id ID.",
        );
      }
      await withClient(context, flags, async (client) => {
        const producer = client.producer();
        if (value !== undefined) {
          report(context, flags, await producer.send({ ...base, value }));
        } else await sendLines(context, flags, producer, base);
      });
    });
}

function messageBase(topic: string, flags: ProduceFlags): Message {
  if (flags.delay !== undefined && flags.at !== undefined) {
    throw new UsageError("--delay and --at are both given", "Give one of them.");
  }
  const { key, scheduleId, messageId } = flags;
  return {
    topic,
    key,
    scheduleId,
    messageId,
    headers: parsePairs(flags.header, "--header"),
    partition:
      flags.partition === undefined
        ? undefined
        : parseCount(flags.partition, "--partition", 0, 1e6),
    delayMs: flags.delay === undefined ? undefined : parseDelay(flags.delay, "--delay"),
    deliverAt: flags.at === undefined ? undefined : parseTime(flags.at, "--at"),
  };
}

async function sendLines(
  context: CommandContext,
  flags: ProduceFlags,
  producer: Producer,
  base: Message,
): Promise<void> {
  const { terminal } = context;
  let sent = 0;
  let under: Promise<SendResult>[] = [];
  const settle = async (): Promise<void> => {
    const results = await Promise.all(under);
    sent += results.length;
    under = [];
    if (flags.json) for (const result of results) report(context, flags, result);
  };
  const lines = createInterface({ input: terminal.input, crlfDelay: Infinity });
  terminal.interrupted().addEventListener("abort", () => lines.close());
  for await (const value of lines) {
    const sending = producer.send({ ...base, value });
    // Its failure is met in `settle`; until then it must not count as unhandled.
    sending.catch(() => {});
    under.push(sending);
    if (under.length >= UNDER_WAY_MAX) await settle();
  }
  await settle();
  if (!flags.json) terminal.err(`sent ${sent} records\n`);
}

function report(context: CommandContext, flags: ProduceFlags, result: SendResult): void {
  const { terminal } = context;
  if (flags.json) {
    printJson(terminal, result);
    return;
  }
  const { partition, offset, scheduled, duplicate } = result;
  const place = `partition ${partition}, offset ${offset}`;
  if (scheduled !== undefined) {
    terminal.out(`scheduled ${scheduled.id} for ${showTime(scheduled.deliverAt)} (${place})\n`);
  } else terminal.out(`${duplicate ? "duplicate of" : "sent:"} ${place}\n`);
}
