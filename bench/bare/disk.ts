/** What the disk takes: the same batches by writev and fdatasync, in groups as the broker makes. */
import { fdatasync, openSync, closeSync, writev } from "node:fs";
import { promisify } from "node:util";
import { type Measured, Stopwatch } from "../stopwatch.ts";
import { BATCH_BYTES, bareBatch } from "./batches.ts";

const GROUP_BATCHES = (4 * 1024 * 1024) / BATCH_BYTES;

/** Records a second. */
export async function bareDisk(input: {
  readonly file: string;
  readonly recordBytes: number;
  readonly durationMs: number;
}): Promise<Measured> {
  const { bytes, records } = bareBatch(input.recordBytes);
  const group = Array.from({ length: GROUP_BATCHES }, () => bytes);
  const fd = openSync(input.file, "w");
  const watch = new Stopwatch();
  let batches = 0;
  while (watch.elapsedMs < input.durationMs) {
    await promisify(writev)(fd, group, batches * bytes.length);
    await promisify(fdatasync)(fd);
    batches += group.length;
  }
  const measured = watch.read(batches * records);
  closeSync(fd);
  return measured;
}
