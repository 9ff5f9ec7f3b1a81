/** `tidemark consume`: records of a topic as they come, alone or as a member of a group. */
import type { Consumer, ConsumerOptions, QueueConsumerOptions } from "@tidemark/client";
import { type Command, Option } from "commander";
import { InterruptedError, UsageError } from "../failure.ts";
import { type Place, parseCount, parsePlace } from "../times.ts";
import {
  addConnectionFlags,
  collect,
  type CommandContext,
  type ConnectionFlags,
  withClient,
} from "./context.ts";
import { consumeQueue } from "./consume-queue.ts";
import { FORMATS, formatOf, type RecordFormat } from "./record-formats.ts";

interface ConsumeFlags extends ConnectionFlags {
  readonly group?: string;
  readonly mode?: "stream" | "queue";
  readonly partition?: string[];
  readonly from?: string;
  readonly until?: string;
  readonly speed?: string;
  readonly follow?: boolean;
  readonly limit?: string;
  readonly format?: string;
  readonly cursor?: boolean;
}

const PLACES = "earliest, latest, a time, -1h for an hour ago, or offsets such as 0:18,1:7";

const EXAMPLES = `
Without --group it reads what is there and ends; --follow goes on. With --group it follows, or ends
at --until, and the group's offsets are committed; --from counts only where there are none yet. With
--mode queue it takes records of a queue group and acknowledges each once it is printed.

Examples:
  tidemark consume orders                              all that is there
  tidemark consume orders --follow --from latest       what comes from now on
  tidemark consume orders --from -15m --format value   the values of the last quarter of an hour
  tidemark consume orders --partition 0 --from 0:1200 --limit 10
  tidemark consume orders --group billing --json
  tidemark consume mails --group workers --mode queue --limit 5
  tidemark consume flights --from 2026-03-01T08:00:00Z --until 2026-03-01T09:00:00Z --speed 60
                                                       an hour of records in a minute, as they came
  tidemark consume orders --json | tidemark produce copy --format json
`;

export function addConsumeCommand(program: Command, context: CommandContext): void {
  addConnectionFlags(program.command("consume"))
    .argument("<topic>")
    .description("print records")
    .option("-g, --group <GROUP>", "read as a member of this group")
    .addOption(
      new Option("--mode <MODE>", "of a group: stream, or queue").choices(["stream", "queue"]),
    )
    .option("--partition <N>", "only this partition; may be repeated", collect)
    .option("--from <WHERE>", `${PLACES} (default: earliest, with a group latest)`)
    .option("--until <WHERE>", "where to end, exclusive")
    .option("--speed <FACTOR>", "at the pace of the records' own times, so many times as fast")
    .option("-f, --follow", "go on with what comes")
    .option("-n, --limit <N>", "end after so many records")
    .addOption(new Option("--format <FORMAT>", FORMATS).default("line"))
    .option("--cursor", "say on standard error where it ended, for --from")
    .addHelpText("after", EXAMPLES)
    .action(async (topic: string, flags: ConsumeFlags) => {
      const limit =
        flags.limit === undefined
          ? Number.POSITIVE_INFINITY
          : parseCount(flags.limit, "--limit", 1, Number.MAX_SAFE_INTEGER);
      const format = formatOf(flags.json ? "json" : (flags.format ?? "line"), context.style);
      const signal = context.terminal.interrupted();
      if (flags.mode === "queue") {
        const taking = { options: queueOptions(topic, flags), limit, format, signal };
        const { terminal } = context;
        return withClient(context, flags, (client) =>
          consumeQueue(client, { ...taking, terminal }),
        );
      }
      const options = consumerOptions(topic, flags, signal);
      await withClient(context, flags, async (client) => {
        await using consumer = client.consumer(options);
        await consume(consumer, { context, flags, limit, format, signal });
      });
    });
}

function consumerOptions(topic: string, flags: ConsumeFlags, signal: AbortSignal): ConsumerOptions {
  const partitions = flags.partition?.map((text) => parseCount(text, "--partition", 0, 1e6));
  const only = partitions?.length === 1 ? partitions[0] : undefined;
  const place = (text: string | undefined, what: string): Place | undefined =>
    text === undefined ? undefined : parsePlace(text, what, { nowMs: Date.now(), partition: only });
  const from = place(flags.from, "--from");
  const until = place(flags.until, "--until");
  const speed = flags.speed === undefined ? undefined : parseSpeed(flags.speed);
  const common = { signal, ...(speed === undefined ? {} : { speed }) };
  const { group, follow } = flags;
  if (group === undefined) {
    if (until === "earliest") throw new UsageError("--until earliest reads nothing", USAGE_HINT);
    return {
      ...common,
      topic,
      from: from ?? "earliest",
      ...(until === undefined ? { follow: follow ?? false } : { until, follow: follow ?? false }),
      ...(partitions === undefined ? {} : { partitions }),
    };
  }
  if (partitions !== undefined) {
    throw new UsageError("--partition does not go with --group", "The group shares them out.");
  }
  return {
    ...common,
    group,
    topics: topic,
    ...(from === undefined ? {} : { from: timeOrEnd(from, "--from") }),
    ...(until === undefined ? {} : { until: untilOf(until) }),
  };
}

function queueOptions(topic: string, flags: ConsumeFlags): QueueConsumerOptions {
  const { group, partition, until, speed, cursor } = flags;
  if (group === undefined) throw new UsageError("--mode queue needs a group", "Give --group.");
  if ((partition ?? until ?? speed ?? cursor) !== undefined) {
    throw new UsageError(
      "--partition, --until, --speed and --cursor do not go with --mode queue",
      "Records of a queue group come until each is acknowledged; --limit ends it.",
    );
  }
  if (flags.from === undefined) return { group, topics: topic };
  const from = parsePlace(flags.from, "--from", { nowMs: Date.now(), partition: undefined });
  return { group, topics: topic, from: timeOrEnd(from, "--from") };
}

const USAGE_HINT = "Give a later place.";

function timeOrEnd(place: Place, what: string): "earliest" | "latest" | Date {
  if (typeof place === "string" || place instanceof Date) return place;
  throw new UsageError(
    `${what} by offsets does not go with --group`,
    "Give a time, or set the group's offsets: tidemark group reset --help.",
  );
}

function untilOf(place: Place): "latest" | Date {
  const until = timeOrEnd(place, "--until");
  if (until === "earliest") throw new UsageError("--until earliest reads nothing", USAGE_HINT);
  return until;
}

function parseSpeed(text: string): number {
  const speed = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (speed >= 0.001 && speed <= 1_000_000) return speed;
  throw new UsageError(`--speed ${text} does not fit`, "Give a number from 0.001 to 1000000.");
}

interface Consuming {
  readonly context: CommandContext;
  readonly flags: ConsumeFlags;
  readonly limit: number;
  readonly format: RecordFormat;
  readonly signal: AbortSignal;
}

async function consume(consumer: Consumer, reading: Consuming): Promise<void> {
  const { context, flags, limit, format, signal } = reading;
  const { terminal } = context;
  let count = 0;
  try {
    for await (const record of consumer) {
      terminal.out(format(record));
      count += 1;
      if (count < limit) continue;
      // What was printed is done with: asked again, the group goes on behind it.
      if (flags.group !== undefined) await consumer.commit();
      break;
    }
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!signal.aborted) throw error;
    const follows = flags.follow === true || (flags.group !== undefined && !flags.until);
    if (!follows) throw new InterruptedError(`interrupted after ${count} records`);
  } finally {
    if (flags.cursor) terminal.err(`cursor: ${cursorOf(consumer)}\n`);
  }
}

const cursorOf = (consumer: Consumer): string =>
  consumer.positions.map(({ partition, offset }) => `${partition}:${offset}`).join(",");
