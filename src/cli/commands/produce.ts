/** `tidemark produce`: one record from the command line, or one for each line of an input. */
import type { Message, Producer, SendResult, Tidemark } from "@tidemark/client";
import type { Command } from "commander";
import { describeFailure, InterruptedError, PartlyError, UsageError } from "../failure.ts";
import { ProgressLine } from "../progress.ts";
import { showSize } from "../quantities.ts";
import { grouped } from "../table.ts";
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
import {
  INPUT_FORMATS,
  type LineFormat,
  lineFormatOf,
  linesOf,
  openInput,
} from "./produce-input.ts";

interface ProduceFlags extends ConnectionFlags {
  readonly key?: string;
  readonly header?: string[];
  readonly partition?: string;
  readonly delay?: string;
  readonly at?: string;
  readonly scheduleId?: string;
  readonly messageId?: string;
  readonly ttl?: string;
  readonly file?: string;
  readonly format: string;
  readonly separator: string;
}

/** Sends that may be under way: enough to fill batches, and a bound on what a fast pipe can pile up. */
const UNDER_WAY_MAX = 10_000;
/** Refused lines that are named; the rest are counted. */
const REFUSALS_TOLD_MAX = 10;

const EXAMPLES = `
Examples:
  tidemark produce orders '{"id":1}' --key customer-7
  tidemark produce orders 'your trial ends' --delay 14d --schedule-id trial-7
  tidemark produce orders 'happy new year' --at 2027-01-01T00:00:00+01:00
  cat lines.txt | tidemark produce orders
  tidemark produce orders --file orders.tsv --format key-value --separator ';'
  tidemark produce orders --file records.ndjson --format json

With --format json a line is a record as over HTTP ({"key","value","headers","delay",...}), or one
that consume --json printed. A line that is refused is named, and the others go on: exit code 6.
`;

export function addProduceCommand(program: Command, context: CommandContext): void {
  addConnectionFlags(program.command("produce"))
    .argument("<topic>")
    .argument("[value]", "the record's value; without it each line of the input is one")
    .description("send records")
    .option("-k, --key <KEY>", "chooses the partition and stays with the record")
    .option("-H, --header <NAME=VALUE>", "a header; may be repeated", collect)
    .option("--partition <N>", "overrides the choice by key")
    .option("--delay <DURATION>", "nobody sees it before this has passed, such as 90s")
    .option("--at <TIME>", "nobody sees it before this time, such as 2027-01-01T00:00:00Z")
    .option("--schedule-id <ID>", "its name while it waits")
    .option(
      "--message-id <ID>",
      "sent twice it is one record; without a key it chooses the partition",
    )
    .option("--ttl <DURATION>", "it does not matter any more after this")
    .option("--file <FILE>", "lines of this file instead of standard input")
    .option("--format <FORMAT>", `of a line: ${INPUT_FORMATS}`, "value")
    .option("--separator <TEXT>", "between key and value (default: a tab)", "\t")
    .addHelpText("after", EXAMPLES)
    .action(async (topic: string, value: string | undefined, flags: ProduceFlags) => {
      const base = messageBase(topic, flags);
      const format = lineFormatOf(flags.format, flags.separator);
      checkSingle(value, flags);
      await withClient(context, flags, async (client) => {
        const producer = client.producer();
        if (value !== undefined) {
          report(context, flags, await producer.send({ ...base, value }));
        } else await new LineSender({ context, flags, client, producer, base, format }).run();
      });
    });
}

function checkSingle(value: string | undefined, flags: ProduceFlags): void {
  if (value !== undefined && flags.file !== undefined) {
    throw new UsageError("a value and --file are both given", "Give one of them.");
  }
  if (value === undefined && (flags.scheduleId ?? flags.messageId) !== undefined) {
    throw new UsageError(
      "an id names one record, and the input may hold many",
      "Give the value on the command line: tidemark produce TOPIC VALUE --schedule-id ID.",
    );
  }
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
    ttlMs: flags.ttl === undefined ? undefined : parseDelay(flags.ttl, "--ttl"),
  };
}

interface LineSenderParts {
  readonly context: CommandContext;
  readonly flags: ProduceFlags;
  readonly client: Tidemark;
  readonly producer: Producer;
  readonly base: Message;
  readonly format: LineFormat;
}

/** Sends what comes, a bounded number at a time; results are told in the order of the lines. */
class LineSender {
  readonly #parts: LineSenderParts;
  #under: { readonly line: number; readonly sending: Promise<SendResult> }[] = [];
  #sent = 0;
  #bytes = 0;
  #refused = 0;

  constructor(parts: LineSenderParts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    const { context, flags, format } = this.#parts;
    const { terminal } = context;
    const input = openInput(flags.file, terminal.input);
    const signal = terminal.interrupted();
    const progress = new ProgressLine(terminal, input.sizeBytes);
    for await (const { number, text } of linesOf(input.stream, signal)) {
      this.#bytes += Buffer.byteLength(text) + 1;
      this.#send(number, text, format);
      progress.update({ records: this.#sent + this.#under.length, bytes: this.#bytes });
      if (this.#under.length >= UNDER_WAY_MAX) await this.#settle(progress);
    }
    await this.#settle(progress);
    progress.clear();
    this.#conclude(signal);
  }

  #send(line: number, text: string, format: LineFormat): void {
    const { base, producer } = this.#parts;
    let sending: Promise<SendResult>;
    try {
      const record = format(text);
      if (record === undefined) return;
      sending = producer.send(merged(base, record));
    } catch (error) {
      sending = Promise.reject(error);
    }
    // Its failure is met in `settle`; until then it must not count as unhandled.
    sending.catch(() => {});
    this.#under.push({ line, sending });
  }

  async #settle(progress: ProgressLine): Promise<void> {
    const { context, flags } = this.#parts;
    const under = this.#under;
    const results = await Promise.allSettled(under.map(({ sending }) => sending));
    this.#under = [];
    for (const [index, result] of results.entries()) {
      if (result.status === "rejected")
        this.#refusedAt(under[index]!.line, result.reason, progress);
      else {
        this.#sent += 1;
        if (flags.json) report(context, flags, result.value);
      }
    }
  }

  #refusedAt(line: number, reason: unknown, progress: ProgressLine): void {
    const { text, code, exitCode } = describeFailure(reason);
    // A broker that is gone, or a topic that is not there, refuses every line alike.
    if (code === undefined || code === "UNKNOWN_TOPIC" || code === "CLOSED") throw reason;
    if (code === "DEADLINE_EXCEEDED" || code === "CONNECTION_LOST") throw reason;
    this.#refused += 1;
    const { terminal } = this.#parts.context;
    if (this.#parts.flags.json) {
      const error = { code, message: text };
      printJson(terminal, { error, line, exitCode });
    } else if (this.#refused <= REFUSALS_TOLD_MAX) {
      progress.clear();
      terminal.err(`line ${line}: ${text}\n`);
    }
  }

  #conclude(signal: AbortSignal): void {
    const { context, flags } = this.#parts;
    const sent = `sent ${grouped(this.#sent)} records (${showSize(this.#bytes)})`;
    if (signal.aborted) throw new InterruptedError(`interrupted: ${sent}`);
    if (this.#refused > 0) {
      throw new PartlyError(`${sent}; ${grouped(this.#refused)} were refused`);
    }
    if (!flags.json) context.terminal.err(`${sent}\n`);
  }
}

/** A line's own word wins over the command line's; headers add up. */
function merged(base: Message, record: Partial<Message>): Message {
  const own = Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as Partial<Message>;
  const headers = [...pairsOf(base.headers), ...pairsOf(own.headers)];
  const timed = own.deliverAt !== undefined || own.delayMs !== undefined;
  const { delayMs, deliverAt, ...rest } = base;
  return { ...rest, ...(timed ? {} : { delayMs, deliverAt }), ...own, headers };
}

const pairsOf = (headers: Message["headers"]): (readonly [string, string | Uint8Array])[] =>
  headers === undefined ? [] : [...(headers as Iterable<readonly [string, string | Uint8Array]>)];

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
