/** Child process: reads every key and value of an ordered store; exits with 0 where all can be read. */
import { openForCheck } from "./lmdb-store.ts";

const path = process.argv[2];
if (path === undefined) process.exit(2);
const db = openForCheck(path);
let bytes = 0;
for (const { key, value } of db.getRange({ snapshot: false })) bytes += key.length + value.length;
process.stdout.write(`${bytes}\n`);
await db.close();
