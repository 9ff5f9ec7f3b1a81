/**
 * Reads every key and value of an LMDB store, so that damage kills or fails this process and no
 * other: exit code 0 says that all of it could be read. Run by lmdb-check-child; changes nothing.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { open } from "lmdb";

const EXIT_DAMAGED = 1;

/** Returns what is wrong, or undefined. */
function check(path: string): string | undefined {
  // Never used, or its folder was made and nothing else: nothing can be damaged.
  if (!existsSync(join(path, "data.mdb"))) return undefined;
  const db = open<Buffer, Buffer>({
    path,
    noSubdir: false,
    encoding: "binary",
    keyEncoding: "binary",
    readOnly: true,
  });
  const { entryCount } = db.getStats() as { entryCount: number };
  let previous: Buffer = Buffer.alloc(0);
  let entries = 0;
  let sum = 0;
  for (const { key, value } of db.getRange({ start: Buffer.from([0]) })) {
    if (entries > 0 && Buffer.compare(previous, key) >= 0) return "its keys are out of order";
    // Values were copied out of the map, so every page of them was touched.
    sum += value.length;
    previous = key;
    entries++;
  }
  if (entries !== entryCount) return `it says ${entryCount} entries and has ${entries}`;
  return Number.isSafeInteger(sum) ? undefined : "its sizes are impossible";
}

const [path] = process.argv.slice(2);
let wrong: string | undefined;
try {
  wrong = path === undefined ? "no path was given" : check(path);
} catch (error) {
  wrong = error instanceof Error ? error.message : String(error);
}
if (wrong !== undefined) process.stderr.write(`${wrong}\n`);
// Not by `close`: what is damaged may also fail that.
process.exit(wrong === undefined ? 0 : EXIT_DAMAGED);
