/** A terminal that tests read along. */
import type { Terminal } from "../../src/cli/terminal.ts";

export function recordTerminal(): Terminal & { readonly stdout: string; readonly stderr: string } {
  const texts = { stdout: "", stderr: "" };
  return {
    out: (text) => void (texts.stdout += text),
    err: (text) => void (texts.stderr += text),
    interactive: false,
    get stdout() {
      return texts.stdout;
    },
    get stderr() {
      return texts.stderr;
    },
  };
}
