/** A terminal that tests read along. */
import { Readable } from "node:stream";
import type { Terminal } from "../../src/cli/terminal.ts";

export function recordTerminal(
  input = "",
): Terminal & { readonly stdout: string; readonly stderr: string } {
  const texts = { stdout: "", stderr: "" };
  return {
    out: (text) => void (texts.stdout += Buffer.from(text).toString()),
    err: (text) => void (texts.stderr += text),
    interactive: false,
    outIsTerminal: false,
    columns: 80,
    input: Readable.from([input]),
    interrupted: () => new AbortController().signal,
    get stdout() {
      return texts.stdout;
    },
    get stderr() {
      return texts.stderr;
    },
  };
}
