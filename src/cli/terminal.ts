/** Where a command reads and writes, apart from the process so that tests can play along. */
import type { Readable } from "node:stream";

export interface Terminal {
  /** Answers: what a script would read. */
  out(text: string | Uint8Array): void;
  /** Everything else. */
  err(text: string): void;
  /** Standard error is a terminal that a person reads. */
  readonly interactive: boolean;
  /** So is standard output. */
  readonly outIsTerminal: boolean;
  /** Characters in a line of standard error. */
  readonly columns: number;
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
    outIsTerminal: process.stdout.isTTY,
    columns: process.stderr.columns ?? 80,
    input: process.stdin,
    interrupted: () => {
      // Once: a second Ctrl-C ends the process as usual.
      process.once("SIGINT", interrupt);
      process.once("SIGTERM", interrupt);
      return controller.signal;
    },
  };
}
