/** A process that runs jobs of the bench for its parent, one after another. */
import { type ChildProcess, fork } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JobInput, JobName, JobOutput } from "./jobs/jobs.ts";

const here = dirname(fileURLToPath(import.meta.url));

export class ClientProcess {
  readonly #child: ChildProcess;
  #fail: ((error: Error) => void) | undefined;

  constructor(profile?: string) {
    const profiling = profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", profile];
    this.#child = fork(join(here, "client-main.ts"), [], {
      execArgv: ["--import", "tsx", ...profiling],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child.once("exit", (code) => {
      this.#fail?.(new Error(`A client process ended with ${code} in the middle of its job.`));
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  run<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<JobOutput<Name>> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#child.once("message", (answer: { output?: JobOutput<Name>; error?: string }) => {
        this.#fail = undefined;
        if (answer.error === undefined) resolve(answer.output as JobOutput<Name>);
        else reject(new Error(`Job ${name} failed: ${answer.error}`));
      });
      this.#child.send({ name, input });
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.disconnect();
    await exited;
  }
}
