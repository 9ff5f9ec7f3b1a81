/** `tidemark dlq …`: dead letters: look at them, put them back, do away with them. */
import type {
  Admin,
  DeadLetter,
  DeadLetterRange,
  ReplayOptions,
  ReplayTotals,
} from "@tidemark/client";
import type { Command } from "commander";
import { escapeControl } from "../../telemetry/log-line.ts";
import { PartlyError, UsageError } from "../failure.ts";
import { ProgressLine } from "../progress.ts";
import { grouped, table } from "../table.ts";
import { type Place, parseCount, parsePlace } from "../times.ts";
import {
  addConnectionFlags,
  type CommandContext,
  type ConnectionFlags,
  printJson,
  withClient,
} from "./context.ts";
import { letterPage, letterTable } from "./dead-letter-pages.ts";
import { json } from "./record-formats.ts";

interface RangeFlags extends ConnectionFlags {
  readonly partition?: string;
  readonly from?: string;
  readonly until?: string;
  readonly limit?: string;
}

interface ReplayFlags extends RangeFlags {
  readonly to?: string;
  readonly cursor?: string;
}

interface PurgeFlags extends ConnectionFlags {
  readonly partition?: string;
  readonly before?: string;
  readonly all?: boolean;
}

const SUFFIX = ".dlq";
/** Of a table; --limit says otherwise. */
const LISTED_DEFAULT = 100;

const EXAMPLES = `
TOPIC is the topic that the records came from, or the dead-letter topic itself.

Examples:
  tidemark dlq list                        dead-letter topics, and how many they hold
  tidemark dlq list orders --from -1h      the dead letters of the last hour
  tidemark dlq show orders 0:17            one of them, with its whole story
  tidemark dlq replay orders               put all of them back; may be repeated
  tidemark dlq replay orders --from 0:17 --limit 1
  tidemark dlq purge orders --before 18    delete those below offset 18
`;

export function addDeadLetterCommands(program: Command, context: CommandContext): void {
  const dlq = program
    .command("dlq")
    .description("show dead letters, put them back, delete them")
    .addHelpText("after", EXAMPLES);
  addReads(dlq, context);
  addChanges(dlq, context);
}

const addRangeFlags = (command: Command): Command =>
  addConnectionFlags(command)
    .option("--partition <N>", "only this one")
    .option("--from <WHERE>", "a time, -1h, or offsets such as 0:17 (default: the first)")
    .option("--until <WHERE>", "where to end, exclusive (default: what is there)")
    .addHelpText("after", EXAMPLES);

function addReads(dlq: Command, context: CommandContext): void {
  const { terminal } = context;
  addRangeFlags(dlq.command("list"))
    .argument("[topic]", "without it: the topics that hold dead letters")
    .description("list dead letters, oldest first")
    .option("-n, --limit <N>", `so many (default: ${LISTED_DEFAULT}; with --json all)`)
    .action((topic: string | undefined, flags: RangeFlags) =>
      withClient(context, flags, async (client) => {
        const admin = client.admin({ signal: terminal.interrupted() });
        if (topic === undefined) return listTopics(context, flags, admin);
        return listLetters(context, flags, admin, await holding(admin, topic));
      }),
    );

  addConnectionFlags(dlq.command("show"))
    .argument("<topic>")
    .argument("<place>", "partition:offset, as list says it")
    .description("show one dead letter with everything that is known of it")
    .addHelpText("after", EXAMPLES)
    .action((topic: string, place: string, flags: ConnectionFlags) =>
      withClient(context, flags, async (client) => {
        const { partition, offset } = placeOf(place);
        const admin = client.admin();
        const letter = await admin.deadLetters.get(await holding(admin, topic), partition, offset);
        if (flags.json) terminal.out(`${json(letter.record)}\n`);
        else terminal.out(letterPage(letter, context.style));
      }),
    );
}

function addChanges(dlq: Command, context: CommandContext): void {
  addRangeFlags(dlq.command("replay"))
    .argument("<topic>")
    .description("put dead letters back where they came from; what is back already is left out")
    .option("-n, --limit <N>", "so many at most")
    .option("--to <TOPIC>", "there instead")
    .option("--cursor <CURSOR>", "go on where an earlier replay with --limit ended")
    .action((topic: string, flags: ReplayFlags) =>
      withClient(context, flags, async (client) => {
        const admin = client.admin({ signal: context.terminal.interrupted() });
        await replay(context, flags, admin, await holding(admin, topic));
      }),
    );

  addConnectionFlags(dlq.command("purge"))
    .argument("<topic>")
    .description("delete dead letters for good")
    .option("--partition <N>", "only of this one")
    .option("--before <OFFSET>", "those below this offset")
    .option("--all", "all that are there")
    .addHelpText("after", EXAMPLES)
    .action((topic: string, flags: PurgeFlags) =>
      withClient(context, flags, async (client) => {
        const admin = client.admin();
        const range = purgeRange(flags);
        const purged = await admin.deadLetters.purge(await holding(admin, topic), range);
        for (const { topic: name, partition, offset } of purged) {
          if (flags.json)
            printJson(context.terminal, { topic: name, partition, logStartOffset: offset });
          else context.terminal.out(`${name} ${partition} begins at offset ${offset} now\n`);
        }
      }),
    );
}

/** The topic that holds the dead letters of `name`: `name.dlq` where there is one. */
async function holding(admin: Admin, name: string): Promise<string> {
  if (name.endsWith(SUFFIX)) return name;
  const names = (await admin.listTopics()).map((topic) => topic.name);
  if (names.includes(name + SUFFIX)) return name + SUFFIX;
  if (names.includes(name)) return name;
  return name + SUFFIX;
}

async function listTopics(
  { terminal, style }: CommandContext,
  flags: ConnectionFlags,
  admin: Admin,
): Promise<void> {
  const topics = (await admin.listTopics()).filter(({ name }) => name.endsWith(SUFFIX));
  const counted = topics.map(({ name, partitions }) => ({
    topic: name,
    records: partitions.reduce((sum, each) => sum + each.highWatermark - each.logStartOffset, 0),
  }));
  if (flags.json) {
    for (const each of counted) printJson(terminal, each);
    return;
  }
  const rows = counted.map(({ topic, records }) => [
    topic,
    records === 0 ? records : { text: records, paint: style.notable },
  ]);
  terminal.out(table(["TOPIC", "DEAD LETTERS"], rows, style));
}

async function listLetters(
  context: CommandContext,
  flags: RangeFlags,
  admin: Admin,
  topic: string,
): Promise<void> {
  const { terminal, style } = context;
  const limit = limitOf(flags) ?? (flags.json ? Number.POSITIVE_INFINITY : LISTED_DEFAULT);
  const found: DeadLetter[] = [];
  let count = 0;
  for await (const letter of admin.deadLetters.list(topic, rangeOf(flags))) {
    count += 1;
    if (count > limit) break;
    if (flags.json) terminal.out(`${json(letter.record)}\n`);
    else found.push(letter);
  }
  if (flags.json) return;
  terminal.out(letterTable(found, style));
  if (count > limit) terminal.err(`and more: --limit shows them, --from goes on\n`);
}

async function replay(
  { terminal }: CommandContext,
  flags: ReplayFlags,
  admin: Admin,
  topic: string,
): Promise<void> {
  const progress = new ProgressLine(terminal, undefined);
  const limit = limitOf(flags);
  const totals = await admin.deadLetters.replay(topic, {
    ...replayRange(flags),
    ...(limit === undefined ? {} : { limit }),
    ...(flags.to === undefined ? {} : { to: flags.to }),
    ...(flags.cursor === undefined ? {} : { cursor: flags.cursor }),
    onProgress: ({ replayed, duplicates, refused }) =>
      progress.update({ records: replayed + duplicates + refused, bytes: 0 }),
  });
  progress.clear();
  if (flags.json) printJson(terminal, { ...totals, cursor: totals.cursor ?? null });
  else terminal.out(`${summary(totals)}\n`);
  if (totals.refused === 0) return;
  for (const { partition, offset, error } of flags.json ? [] : totals.refusals) {
    terminal.err(`${partition}:${offset}: ${escapeControl(error.message)} [${error.code}]\n`);
  }
  throw new PartlyError(`${grouped(totals.refused)} could not be put back`);
}

function summary({ replayed, duplicates, refused, cursor }: ReplayTotals): string {
  const parts = [`put back ${grouped(replayed)}`];
  if (duplicates > 0) parts.push(`${grouped(duplicates)} were back already`);
  if (refused > 0) parts.push(`${grouped(refused)} refused`);
  if (cursor !== undefined) parts.push(`there are more: --cursor ${cursor}`);
  return parts.join(", ");
}

function partitionOf(flags: { readonly partition?: string }): number | undefined {
  return flags.partition === undefined
    ? undefined
    : parseCount(flags.partition, "--partition", 0, 1e6);
}

const limitOf = ({ limit }: RangeFlags): number | undefined =>
  limit === undefined ? undefined : parseCount(limit, "--limit", 1, 1e9);

function bounds(flags: RangeFlags): { from: Place | undefined; until: Place | undefined } {
  const options = { nowMs: Date.now(), partition: partitionOf(flags) };
  const place = (text: string | undefined, what: string) =>
    text === undefined ? undefined : parsePlace(text, what, options);
  return { from: place(flags.from, "--from"), until: place(flags.until, "--until") };
}

function rangeOf(flags: RangeFlags): DeadLetterRange {
  const { from, until } = bounds(flags);
  const partition = partitionOf(flags);
  return {
    ...(partition === undefined ? {} : { partition }),
    ...(from === undefined || from === "latest" ? {} : { from }),
    ...(until === undefined || typeof until === "string" ? {} : { until }),
  };
}

/** The broker takes an offset of one partition: `--from 0:17` names both. */
function replayRange(flags: RangeFlags): ReplayOptions {
  const { from, until } = bounds(flags);
  let partition = partitionOf(flags);
  const single = (place: Place | undefined, what: string): Date | number | undefined => {
    if (place === undefined || typeof place === "string") return undefined;
    if (place instanceof Date) return place;
    const [[number, offset] = ["", 0], ...others] = Object.entries(place);
    if (others.length > 0 || (partition !== undefined && partition !== Number(number))) {
      throw new UsageError(`${what} names several partitions`, "Replay them one by one.");
    }
    partition = Number(number);
    return offset;
  };
  const [first, last] = [single(from, "--from"), single(until, "--until")];
  return {
    ...(first === undefined ? {} : { from: first }),
    ...(last === undefined ? {} : { until: last }),
    ...(partition === undefined ? {} : { partition }),
  };
}

function purgeRange(flags: PurgeFlags): { partition?: number; before?: number } {
  if ((flags.before === undefined) === !flags.all) {
    throw new UsageError("what to delete is not clear", "Give either --before OFFSET or --all.");
  }
  const partition = partitionOf(flags);
  return {
    ...(partition === undefined ? {} : { partition }),
    ...(flags.before === undefined
      ? {}
      : { before: parseCount(flags.before, "--before", 0, Number.MAX_SAFE_INTEGER) }),
  };
}

function placeOf(text: string): { partition: number; offset: number } {
  const match = /^(\d{1,9}):(\d{1,15})$/.exec(text);
  if (match !== null) return { partition: Number(match[1]), offset: Number(match[2]) };
  throw new UsageError(`${text} is no place`, "Give partition:offset, such as 0:17.");
}
