/** Where a command reads and writes, apart from the process so that tests can play along. */
import type { Readable } from "node:stream";

export interface Terminal {
  /** Answers: what a script would read. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  /** Standard error is a terminal that a person reads. */
  readonly interactive: boolean;
  readonly input: Readable;
  /** Aborted by Ctrl-C, and when nobody reads the answers any more. Not for `serve`. */
  interrupted(): AbortSignal;
}

export function processTerminal(): Terminal {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  // `tidemark consume … | head` ends the pipe; a broker, though, goes on without its listener.
  process.stdout.on("error", interrupt);
  process.stderr.on("error", () => {});
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
    input: process.stdin,
    interrupted: () => {
      // Once: a second Ctrl-C ends the process as usual.
      process.once("SIGINT", interrupt);
      process.once("SIGTERM", interrupt);
      return controller.signal;
    },
  };
}
