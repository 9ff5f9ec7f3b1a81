/** `tidemark group reset|export|import`: a group's offsets, moved and carried about. */
import { readFileSync } from "node:fs";
import type { OffsetChange, PartitionOffset, ResetOffsets } from "@tidemark/client";
import type { Command } from "commander";
import { UsageError } from "../failure.ts";
import { table } from "../table.ts";
import { parseCount, parsePlace } from "../times.ts";
import {
  addConnectionFlags,
  collect,
  type CommandContext,
  type ConnectionFlags,
  printJson,
  withClient,
} from "./context.ts";

interface ChangeFlags extends ConnectionFlags {
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

interface ResetFlags extends ChangeFlags {
  readonly topic: string;
  readonly to?: string;
  readonly shift?: string;
  readonly partition?: string[];
}

interface ImportFlags extends ChangeFlags {
  readonly file?: string;
}

const RESET_EXAMPLES = `
Refused while the group has members (exit code 4), unless --force: they go on from the new offsets.

Examples:
  tidemark group reset billing --topic orders --to earliest --dry-run
  tidemark group reset billing --topic orders --to 2026-03-01T08:00:00Z
  tidemark group reset billing --topic orders --to -1h
  tidemark group reset billing --topic orders --to 0:1200,1:900
  tidemark group reset billing --topic orders --shift -100 --partition 3
`;

const CARRY_EXAMPLES = `
Examples:
  tidemark group export billing > billing.json
  tidemark group import billing-copy < billing.json
  tidemark group import billing --file billing.json --dry-run
`;

export function addGroupOffsetCommands(group: Command, context: CommandContext): void {
  const { terminal } = context;

  addChangeFlags(group.command("reset"))
    .argument("<group>")
    .requiredOption("--topic <TOPIC>", "whose offsets")
    .description("set where a group goes on")
    .option("--to <WHERE>", "earliest, latest, a time, -1h, or offsets such as 0:18,1:7")
    .option("--shift <N>", "so many records forwards, or backwards below 0")
    .option("--partition <N>", "only this one; may be repeated", collect)
    .addHelpText("after", RESET_EXAMPLES)
    .action(async (name: string, flags: ResetFlags) => {
      const reset = resetOf(name, flags);
      const changes = await withClient(context, flags, (client) =>
        client.admin().resetOffsets(reset),
      );
      showChanges(context, flags, changes);
    });

  addConnectionFlags(group.command("export"))
    .argument("<group>")
    .description("print what a group has committed, as import takes it")
    .addHelpText("after", CARRY_EXAMPLES)
    .action(async (name: string, flags: ConnectionFlags) => {
      const offsets = await withClient(context, flags, (client) =>
        client.admin().exportOffsets(name),
      );
      printJson(terminal, { offsets });
    });

  addChangeFlags(group.command("import"))
    .argument("<group>")
    .description("set offsets that were exported, all or none; makes the group where there is none")
    .option("--file <FILE>", "instead of standard input")
    .addHelpText("after", CARRY_EXAMPLES)
    .action(async (name: string, flags: ImportFlags) => {
      const offsets = offsetsIn(await textOf(flags.file, context));
      const { dryRun = false, force = false } = flags;
      const changes = await withClient(context, flags, (client) =>
        client.admin().importOffsets(name, offsets, { dryRun, force }),
      );
      showChanges(context, flags, changes);
    });
}

const addChangeFlags = (command: Command): Command =>
  addConnectionFlags(command)
    .option("--dry-run", "only say what would change")
    .option("--force", "also while the group has members");

function resetOf(group: string, flags: ResetFlags): ResetOffsets {
  const { topic, dryRun = false, force = false } = flags;
  if ((flags.to === undefined) === (flags.shift === undefined)) {
    throw new UsageError("where to is not clear", "Give either --to or --shift.");
  }
  const partitions = flags.partition?.map((text) => parseCount(text, "--partition", 0, 1e6));
  const common = { group, topic, dryRun, force };
  const some = partitions === undefined ? {} : { partitions };
  if (flags.shift !== undefined) return { ...common, ...some, shift: parseShift(flags.shift) };
  const only = partitions?.length === 1 ? partitions[0] : undefined;
  const to = parsePlace(flags.to ?? "", "--to", { nowMs: Date.now(), partition: only });
  const byOffset = typeof to === "object" && !(to instanceof Date);
  return { ...common, ...(byOffset ? {} : some), to };
}

function parseShift(text: string): number {
  const shift = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(shift)) return shift;
  throw new UsageError(`--shift ${text} is no number of records`, "Give a whole number.");
}

async function textOf(file: string | undefined, { terminal }: CommandContext): Promise<string> {
  if (file === undefined || file === "-") {
    let text = "";
    for await (const chunk of terminal.input) text += String(chunk);
    return text;
  }
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${file}: ${code ?? "unreadable"}`, "Check --file.");
  }
}

function offsetsIn(text: string): PartitionOffset[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError("the input is not JSON", "Give what tidemark group export printed.");
  }
  const { offsets } = (value ?? {}) as { offsets?: unknown };
  const isOffset = (each: unknown): each is PartitionOffset => {
    const { topic, partition, offset } = (each ?? {}) as Partial<PartitionOffset>;
    return typeof topic === "string" && Number.isInteger(partition) && Number.isInteger(offset);
  };
  if (Array.isArray(offsets) && offsets.every(isOffset)) return offsets;
  throw new UsageError(
    'the input is not {"offsets":[{"topic","partition","offset"}]}',
    "Give what tidemark group export printed.",
  );
}

function showChanges(
  { terminal, style }: CommandContext,
  flags: ChangeFlags,
  changes: readonly OffsetChange[],
): void {
  if (flags.json) {
    const dryRun = flags.dryRun ?? false;
    for (const change of changes)
      printJson(terminal, { ...change, before: change.before ?? null, dryRun });
    return;
  }
  const rows = changes.map(({ topic, partition, before, after }) => {
    const by = after - (before ?? after);
    const text = before === undefined ? "new" : by === 0 ? "-" : by > 0 ? `+${by}` : String(by);
    return [
      topic,
      partition,
      before,
      after,
      { text, paint: by < 0 ? style.notable : style.strong },
    ];
  });
  terminal.out(table(["TOPIC", "PARTITION", "BEFORE", "AFTER", "BY"], rows, style));
  if (flags.dryRun) terminal.err("nothing was changed: leave out --dry-run to do it\n");
}
