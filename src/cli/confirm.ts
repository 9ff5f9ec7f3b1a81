/** Asks a person before something is done that takes long or cannot be taken back. */
import { createInterface } from "node:readline";
import { UsageError } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** Where nobody can be asked, it is refused: scripts say `--yes`. */
export async function confirmed(terminal: Terminal, question: string): Promise<boolean> {
  if ((terminal.input as Partial<NodeJS.ReadStream>).isTTY !== true) {
    throw new UsageError("there is nobody to ask", "Give --yes to begin, or --dry-run to look.");
  }
  terminal.err(`${question} [y/N] `);
  const lines = createInterface({ input: terminal.input });
  const answer = await new Promise<string>((resolve) => {
    lines.once("line", resolve);
    lines.once("close", () => resolve(""));
  });
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
