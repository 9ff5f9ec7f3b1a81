/** `npm run bench`: measures the built broker through the built client, beside what is possible. */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Bench } from "./bench.ts";
import { CASES } from "./cases/cases.ts";
import { machine } from "./machine.ts";
import { readOptions } from "./options.ts";
import { Report } from "./results.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = readOptions(process.argv.slice(2), Object.keys(CASES));
if (options !== undefined) {
  mkdirSync(join(root, "bench/results"), { recursive: true });
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const file = options.out ?? join(root, `bench/results/${stamp}.jsonl`);
  const report = new Report(file, options.json, machine(root));
  for (const [name, run] of Object.entries(CASES)) {
    if (options.cases.length > 0 && !options.cases.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    // A broker for each case: what one leaves behind is no business of the next.
    const bench = await Bench.start(root, options, report);
    const onSignal = (): void => void bench.stop().finally(() => process.exit(130));
    process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
    try {
      await run(bench);
    } finally {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      await bench.stop();
    }
  }
  (options.json ? process.stderr : process.stdout).write(`\n${report.table()}\n`);
  process.stderr.write(`\nresult lines: ${file}\n`);
}
