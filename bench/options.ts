/** What the command line of the bench says. */
import { parseArgs } from "node:util";

export interface BenchOptions {
  /** Names of cases to run; empty: all. */
  readonly cases: readonly string[];
  /** One round of half a second each, little waits: a look, not a measurement. */
  readonly quick: boolean;
  /** Result lines also on stdout, the table on stderr. */
  readonly json: boolean;
  /** Where the result lines go. */
  readonly out: string | undefined;
  /** Folder for V8 CPU profiles of the broker and of every client process. */
  readonly profile: string | undefined;
  readonly rounds: number;
  /** Records that wait while the case `schedule` measures. */
  readonly pending: number;
  /** Of one measurement in one round. */
  readonly durationMs: number;
}

const HELP = `npm run bench -- [case …] [--quick] [--json] [--out FILE] [--profile DIR] [--rounds N]
                             [--pending N]

Starts a broker and clients in processes of their own, on loopback, with data below .tmp/ of this
repository, and measures each result beside its ceilings, in interleaved rounds.

Cases: `;

/** Undefined: help was asked for and given. */
export function readOptions(
  argv: readonly string[],
  known: readonly string[],
): BenchOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      out: { type: "string" },
      profile: { type: "string" },
      rounds: { type: "string" },
      pending: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}${known.join(", ")}\n`);
    return undefined;
  }
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no case ${unknown}; there are: ${known.join(", ")}.`);
  }
  return {
    cases: positionals,
    quick: values.quick,
    json: values.json,
    out: values.out,
    profile: values.profile,
    rounds: Number(values.rounds ?? (values.quick ? 1 : 5)),
    pending: Number(values.pending ?? (values.quick ? 100_000 : 10_000_000)),
    durationMs: values.quick ? 500 : 1_000,
  };
}
