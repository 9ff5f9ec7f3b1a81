// Loaded into a real broker before its own code (node --import): ends the process with SIGKILL at a
// named point of the release path. FAILPOINT is `name:count`, the count-th time that the point is
// reached. What it patches are the broker's own classes as they were built; nothing in them knows.
import { writeSync } from "node:fs";

const dist = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);

const [wanted = "", count = "1"] = (process.env.FAILPOINT ?? "").split(":");
let left = Number(count);

/** The process is gone before this returns. */
function reached(name) {
  if (name !== wanted || --left > 0) return;
  writeSync(2, `{"failpoint":"${name}"}\n`);
  process.kill(process.pid, "SIGKILL");
  // A signal to oneself is delivered on the way out of the call, but nobody promises that.
  for (;;);
}

/** `change(original)` in the place of a method; fails loudly where there is none any more. */
function patch(prototype, name, change) {
  const original = prototype[name];
  if (typeof original !== "function") throw new Error(`no method ${name} to patch`);
  prototype[name] = change(original);
}

const after = (name) => (original) =>
  async function passed(...parameters) {
    const result = await original.apply(this, parameters);
    reached(name);
    return result;
  };

/** Bit 8 of the attributes, which are the 22nd and 23rd byte of a batch. */
const RELEASED = 0x01;
const isReleased = (batch) => batch.length > 61 && (batch[21] & RELEASED) !== 0;
const SCHEDULE_PREFIX = "s".charCodeAt(0);
const isOfIndex = (writes) => writes.some(({ key }) => key[0] === SCHEDULE_PREFIX);

async function install() {
  const { PartitionSchedule } = await dist("schedule/partition-schedule.js");
  const { PartitionLog } = await dist("log/partition-log.js");
  const { Replica } = await dist("replication/replica.js");
  const { NodeFile } = await dist("host/node-file.js");
  const { NodeDisk } = await dist("host/node-disk.js");
  const { LmdbStore } = await dist("host/lmdb-store.js");
  const { RunMerge } = await dist("runs/run-merge.js");
  const { SCHEDULE_SIZES } = await dist("schedule/sizes.js");

  // A handful of records is enough for several commits and a merge of runs.
  Object.assign(SCHEDULE_SIZES, { sliceEvents: 3, sliceMerged: 5, sliceDeletes: 2 });

  patch(PartitionSchedule.prototype, "takeDue", (original) => {
    return function takeDue(...parameters) {
      const taken = original.apply(this, parameters);
      if (taken.length > 0) reached("after-take");
      return taken;
    };
  });
  patch(PartitionLog.prototype, "readRange", after("after-payload-read"));
  patch(Replica.prototype, "append", (original) => {
    return function append(bytes) {
      const releases = isReleased(bytes);
      if (releases) reached("before-append");
      const outcome = original.call(this, bytes);
      if (releases) reached("after-append-before-write");
      return outcome;
    };
  });
  patch(PartitionSchedule.prototype, "checkpoint", (original) => {
    return function checkpoint() {
      original.call(this);
      if (this.overlayCount > 0) setImmediate(() => reached("during-checkpoint"));
    };
  });
  patch(RunMerge.prototype, "step", (original) => {
    return function step(...parameters) {
      const ended = original.apply(this, parameters);
      reached(ended ? "after-merge" : "during-merge");
      return ended;
    };
  });
  patch(LmdbStore.prototype, "commit", (original) => {
    return async function commit(writes) {
      const ours = isOfIndex(writes);
      if (ours) reached("before-index-commit");
      const committing = original.call(this, writes);
      // The transaction is another thread's work by then, or done: both are wanted.
      if (ours) setImmediate(() => reached("during-index-commit"));
      await committing;
      if (ours) reached("after-index-commit");
    };
  });
  patch(NodeDisk.prototype, "rename", (original) => {
    return async function rename(from, to) {
      const marks = to.includes("durable");
      if (marks) reached("before-marks");
      await original.call(this, from, to);
      if (marks) reached("after-marks");
    };
  });
  patchFiles(NodeFile);
}

/** A file whose last write held a release: the next sync covers it. */
function patchFiles(NodeFile) {
  const releasing = new WeakSet();
  patch(NodeFile.prototype, "write", (original) => {
    return async function write(chunks, position) {
      const releases = this.path.endsWith(".log") && chunks.some(isReleased);
      if (releases) releasing.add(this);
      const written = await original.call(this, chunks, position);
      if (releases) reached("after-write-before-sync");
      return written;
    };
  });
  patch(NodeFile.prototype, "sync", (original) => {
    return async function sync() {
      await original.call(this);
      if (releasing.delete(this)) reached("after-sync-before-high-watermark");
    };
  });
}

if (wanted !== "") await install();
