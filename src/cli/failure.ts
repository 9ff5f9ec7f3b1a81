/** What a person sees when something cannot be done: one clear line, a hint, an exit code. */
import { ConfigError } from "../config/config-error.ts";
import { StartRefusedError } from "../host/start-refused-error.ts";
import { escapeControl } from "../telemetry/log-line.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";

/** A command line that cannot be meant. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly hint: string;
  constructor(message: string, hint = "Run tidemark --help.") {
    super(message);
    this.hint = hint;
  }
}

/** Some of it is done, and the rest was refused; each refusal has been told. */
export class PartlyError extends Error {
  override readonly name = "PartlyError";
}

/** Ctrl-C, before it was done. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** The answer is there, and says that something is wrong. */
export class UnhealthyError extends Error {
  override readonly name = "UnhealthyError";
}

abstract class HintedError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** What is there forbids it. */
export class ConflictError extends HintedError {
  override readonly name = "ConflictError";
}

/** No broker where one was looked for. */
export class UnreachableError extends HintedError {
  override readonly name = "UnreachableError";
}

export interface Failure {
  /** Whole lines for standard error, without a prefix. */
  readonly text: string;
  /** Of the error table, where it is one of it. */
  readonly code?: string;
  readonly exitCode: number;
}

/** Mistakes of people never show a stack; a stack therefore always means a fault of ours. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ConfigError) return { text: configText(error), exitCode: EXIT.usage };
  if (error instanceof UsageError) {
    return { text: withHint(error.message, error.hint), exitCode: EXIT.usage };
  }
  if (error instanceof StartRefusedError) {
    return { text: withHint(error.message, error.hint), exitCode: EXIT.failed };
  }
  if (error instanceof UnreachableError) {
    return { text: withHint(error.message, error.hint), exitCode: EXIT.tryAgain };
  }
  if (error instanceof ConflictError) {
    return { text: withHint(error.message, error.hint), exitCode: EXIT.conflict };
  }
  if (error instanceof UnhealthyError) return { text: error.message, exitCode: EXIT.failed };
  if (error instanceof PartlyError) return { text: error.message, exitCode: EXIT.partly };
  if (error instanceof InterruptedError) return { text: error.message, exitCode: EXIT.interrupted };
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    const text = oneLine(`${error.message} [${error.code}]`);
    return { text, code: error.code, exitCode: exitCodeOf(error.code) };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `unexpected fault, please report it: ${stack}`, exitCode: EXIT.fault };
}

function configText(error: ConfigError): string {
  const count = error.problems.length;
  const head = count === 1 ? "a setting cannot be used:" : `${count} settings cannot be used:`;
  const lines = error.problems.map((problem) => `  ${oneLine(problem)}`);
  return [head, ...lines, "  See tidemark serve --help and docs/configuration.md."].join("\n");
}

function withHint(message: string, hint: string): string {
  return `${oneLine(message)}\n  ${oneLine(hint)}`;
}

/** Values and names from outside stand in it. */
function oneLine(text: string): string {
  return escapeControl(text.replaceAll(/\s*\n\s*/g, " "));
}
