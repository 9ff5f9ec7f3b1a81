/** The end of a process that must not go on: one line, exit code 70, nothing flushed. */
import { writeSync } from "node:fs";

/** EX_SOFTWARE of sysexits.h: an internal fault, told apart from refusals (1) and usage (2). */
export const EXIT_FATAL = 70;

/**
 * Why the process must end: the disk lied or an invariant broke, and every further write could turn
 * one wrong byte into many. The next start recovers from what is known to be durable.
 */
export function fatal(reason: string, cause?: unknown): never {
  const detail = cause === undefined ? "" : `: ${describe(cause)}`;
  try {
    writeSync(2, `tidemark: fatal: ${reason}${detail}\n`);
  } catch {
    // Standard error is closed or full: the exit code alone has to say it.
  }
  process.exit(EXIT_FATAL);
}

/** On one line, so that line-based log collectors keep it whole. */
function describe(cause: unknown): string {
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return text.replaceAll(/\s*\n\s*/g, " | ");
}
