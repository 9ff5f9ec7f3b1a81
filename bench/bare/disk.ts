/** What the disk takes: the same batches by writev and fdatasync, in groups as the broker makes. */
import { fdatasync, openSync, closeSync, writev } from "node:fs";
import { promisify } from "node:util";
import { sharedMs, sleep } from "../clock.ts";
import { type Percentiles, percentiles } from "../statistics.ts";
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

/** How long a write of `bytes` and its sync take, `perSecond` of them. */
export async function bareSyncs(input: {
  readonly file: string;
  readonly bytes: number;
  readonly perSecond: number;
  readonly durationMs: number;
}): Promise<Percentiles> {
  const group = Buffer.alloc(input.bytes, 1);
  const fd = openSync(input.file, "w");
  const startMs = sharedMs();
  const times: number[] = [];
  for (let written = 0; sharedMs() - startMs < input.durationMs; written++) {
    const turnMs = startMs + (written * 1_000) / input.perSecond;
    const waitMs = turnMs - sharedMs();
    if (waitMs > 1) await sleep(waitMs);
    const begunMs = sharedMs();
    await promisify(writev)(fd, [group], written * group.length);
    await promisify(fdatasync)(fd);
    times.push(sharedMs() - begunMs);
  }
  closeSync(fd);
  return percentiles(times);
}
