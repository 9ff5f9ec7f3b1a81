/** The other end of client-process.ts: does what it is told, answers once each, ends with its parent. */
import { JOBS, type JobName } from "./jobs/jobs.ts";

process.on("message", ({ name, input }: { name: JobName; input: never }) => {
  void (async () => {
    try {
      process.send!({ output: await JOBS[name](input) });
    } catch (error) {
      process.send!({ error: error instanceof Error ? error.stack : String(error) });
    }
  })();
});
process.on("disconnect", () => process.exit(0));
