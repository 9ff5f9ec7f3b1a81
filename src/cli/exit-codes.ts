/** What a command leaves with, so that scripts can tell: one table, which docs/cli.md repeats. */
import { ERRORS, type GrpcStatusName } from "../model/errors.ts";

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  tryAgain: 5,
  partly: 6,
  fault: 70,
  interrupted: 130,
} as const satisfies Record<string, number>;

export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: "done; following ended with Ctrl-C",
  failed: "refused for a reason that has no code of its own; the message says why",
  usage: "the command line, or a value in it, is wrong",
  notFound: "there is no such topic, partition, group, record or schedule",
  conflict: "what is there forbids it: it exists, it has members, it was released already",
  tryAgain: "no broker answers, or what is wrong may pass: the same command may work later",
  partly: "some of the records were refused; the others are done",
  fault: "a fault of Tidemark: please report it",
  interrupted: "Ctrl-C came before it was done",
};

const BY_STATUS: Partial<Record<GrpcStatusName, number>> = {
  INVALID_ARGUMENT: EXIT.usage,
  NOT_FOUND: EXIT.notFound,
  OUT_OF_RANGE: EXIT.notFound,
  ALREADY_EXISTS: EXIT.conflict,
  FAILED_PRECONDITION: EXIT.conflict,
  ABORTED: EXIT.conflict,
};

/** Of an error of the table, by its code; of anything else with a code, `failed`. */
export function exitCodeOf(code: string): number {
  if (!Object.hasOwn(ERRORS, code)) return EXIT.failed;
  const { retriable, grpc } = ERRORS[code as keyof typeof ERRORS];
  if (retriable) return EXIT.tryAgain;
  return BY_STATUS[grpc] ?? EXIT.failed;
}
