/** The command line: what there is, and help that teaches by example. */
import { Command, CommanderError, Option } from "commander";
import { VERSION } from "../host/version.ts";
import type { Assembly } from "./assembly.ts";
import { EXIT } from "./exit-codes.ts";
import { describeFailure, type Failure } from "./failure.ts";
import { addClusterCommands } from "./commands/cluster.ts";
import { addConsumeCommand } from "./commands/consume.ts";
import { addDeadLetterCommands } from "./commands/dead-letters.ts";
import { addGroupCommands } from "./commands/group.ts";
import { addProduceCommand } from "./commands/produce.ts";
import { addScheduleCommands } from "./commands/schedule.ts";
import { addTopicCommands } from "./commands/topic.ts";
import { addServeFlags, type Environment, type ServeFlags } from "./serve-flags.ts";
import { serve } from "./serve.ts";
import { styleOf } from "./style.ts";
import type { Terminal } from "./terminal.ts";

const EXAMPLES = `
Examples:
  tidemark serve                               a broker on 127.0.0.1:9470, data in ./data
  tidemark serve --listen 127.0.0.1:9471 --data-dir /var/lib/tidemark

  tidemark topic create hello
  tidemark produce hello 'see you in a minute' --delay 1m
  tidemark schedule list hello
  tidemark consume hello --follow

  tidemark cluster dev                         three brokers on this machine, to try a cluster with

Each command has its own help, with examples: tidemark help produce
Which broker: --server HOST:PORT or TIDEMARK_SERVER. For scripts: --json, and exit codes that say
what happened (docs/cli.md).
`;

const SERVE_EXAMPLES = `
Every setting can also come from the environment (TIDEMARK_DATA_DIR=/data) or a YAML file
(dataDir: /data); flags win over the environment, and that over the file.

Examples:
  tidemark serve --data-dir /var/lib/tidemark --set segmentBytes=64MiB
  tidemark serve --listen 0.0.0.0:9470 --tls-cert cert.pem --tls-key key.pem
  tidemark serve --config /etc/tidemark.yaml --log-level debug
  tidemark serve --otlp-endpoint http://127.0.0.1:4318

Signals: SIGTERM and SIGINT stop it after a drain, a second one at once; SIGHUP reloads the file and
the TLS files. Exit codes: 0 stopped, 1 refused to start, 2 wrong settings, 70 a fault.
`;

/** Runs one command line and returns the exit code. Never throws. */
export async function run(
  argv: readonly string[],
  environment: Environment,
  terminal: Terminal,
  assembly: Assembly,
): Promise<number> {
  const program = createProgram(environment, terminal, assembly);
  try {
    await program.parseAsync(argv, { from: "user" });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const failure = describeFailure(error);
    tell(failure, argv.includes("--json"), terminal, environment);
    return failure.exitCode;
  }
}

/** On standard error; where a script reads along, as a line of JSON. */
function tell(failure: Failure, json: boolean, terminal: Terminal, environment: Environment): void {
  const { text, code, exitCode } = failure;
  if (json) {
    terminal.err(`${JSON.stringify({ error: { code: code ?? null, message: text }, exitCode })}\n`);
    return;
  }
  const { bad } = styleOf(terminal.interactive, environment);
  terminal.err(`${bad("tidemark:")} ${text}\n`);
}

function createProgram(environment: Environment, terminal: Terminal, assembly: Assembly): Command {
  const program = new Command("tidemark")
    .description("A message broker whose log knows what time it is.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => {
        write(`tidemark: ${text.replace(/^error: /, "")}  Run tidemark --help.\n`);
      },
    })
    .exitOverride();
  const serving = program
    .command("serve")
    .description("run a broker in the foreground")
    .addHelpText("after", SERVE_EXAMPLES)
    .addOption(new Option("--exit-with-parent").hideHelp())
    .action((flags: ServeFlags) => serve(flags, environment, terminal, assembly));
  addServeFlags(serving);
  const context = { terminal, environment, style: styleOf(terminal.outIsTerminal, environment) };
  addTopicCommands(program, context);
  addProduceCommand(program, context);
  addConsumeCommand(program, context);
  addScheduleCommands(program, context);
  addGroupCommands(program, context);
  addDeadLetterCommands(program, context);
  addClusterCommands(program, context);
  program
    .command("version")
    .description("print the version, and that of Node")
    .action(() => {
      terminal.out(`tidemark ${VERSION} (node ${process.versions.node}, ${process.platform})\n`);
    });
  return program;
}
