/**
 * Golden scenarios: stories of commands and what came of them, in text files.
 *
 *   # A comment tells why.
 *   command arguments
 *   another command
 *   ----
 *   what they printed
 *
 * A block ends at an empty line. With REWRITE=1 the outputs are written anew; read the difference
 * before you keep it. A block without `----` is malformed and fails, rewriting or not.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** Runs one command and returns the lines that it printed. */
export type Command = (name: string, args: readonly string[]) => readonly string[];

interface Block {
  readonly comments: readonly string[];
  readonly commands: readonly string[];
  readonly output: readonly string[];
}

const RULE = "----";

/** One test for each `.txt` file of `folder`; `start` makes a fresh system for each. */
export function scenarios(folder: string, start: () => Command): void {
  const files = readdirSync(folder).filter((file) => file.endsWith(".txt"));
  it("has scenarios", () => expect(files).not.toEqual([]));
  for (const file of files.sort()) {
    it(file.replace(/\.txt$/, "").replaceAll("-", " "), () => runFile(join(folder, file), start()));
  }
}

function runFile(path: string, run: Command): void {
  const text = readFileSync(path, "utf8");
  const actual = parseScenario(text, path).map((block) => {
    const output = block.commands.flatMap((line) => {
      const [name = "", ...args] = line.split(/\s+/);
      return run(name, args);
    });
    return formatBlock({ ...block, output });
  });
  const rewritten = `${actual.join("\n\n")}\n`;
  if (process.env["REWRITE"] === "1") writeFileSync(path, rewritten);
  else expect(rewritten).toBe(text);
}

export function parseScenario(text: string, path: string): Block[] {
  return text
    .trim()
    .split(/\n\n+/)
    .map((paragraph) => {
      const lines = paragraph.split("\n");
      const rule = lines.indexOf(RULE);
      const isComment = (line: string): boolean => line.startsWith("#");
      const before = rule < 0 ? lines : lines.slice(0, rule);
      const commands = before.filter((line) => !isComment(line));
      const comments = before.filter(isComment);
      const output = rule < 0 ? [] : lines.slice(rule + 1);
      const remarkOnly = rule < 0 && commands.length === 0;
      if (!remarkOnly && (rule < 0 || commands.length === 0 || output.includes(RULE))) {
        throw new Error(`${path}: malformed block, want commands, ----, output:\n${paragraph}`);
      }
      return { comments, commands, output };
    });
}

function formatBlock({ comments, commands, output }: Block): string {
  if (commands.length === 0) return comments.join("\n");
  return [...comments, ...commands, RULE, ...output].join("\n");
}
