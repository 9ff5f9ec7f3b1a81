/** Where a command writes, apart from the process so that tests can read along. */
export interface Terminal {
  /** Answers: what a script would read. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  /** Standard error is a terminal that a person reads. */
  readonly interactive: boolean;
}

export function processTerminal(): Terminal {
  // `tidemark … | head` ends the pipe: no reason to die in the middle of a drain.
  const ignore = (): void => {};
  process.stdout.on("error", ignore);
  process.stderr.on("error", ignore);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
  };
}
