/** Settings of a node's data: where it is, how it is cut, when it is synced, how much is cached. */
import {
  BROKER_ID_MAX,
  APPEND_QUEUE_BYTES_MAX,
  CLEANER_BYTES_PER_SECOND,
  CLEANER_INTERVAL_MS,
  GROUP_COMMIT_BYTES_MAX,
  INDEX_INTERVAL_BYTES,
  RECORD_BYTES_MAX,
} from "../../model/limits.ts";
import { PATH_FORM, RACK_FORM } from "../forms.ts";
import { choice, count, duration, size, text } from "../setting.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
const DAY = 86_400_000;

export const STORAGE_SETTINGS = {
  dataDir: text({
    default: "./data",
    form: PATH_FORM,
    flag: true,
    doc: "Folder that holds everything this broker knows. One broker at a time.",
  }),
  brokerId: count({
    default: 1,
    min: 0,
    max: BROKER_ID_MAX,
    doc: "Number of this broker in its cluster; fixed once the data directory exists.",
  }),
  rack: text({
    default: "",
    form: RACK_FORM,
    doc: "Where this broker stands (machine, rack, zone): replicas of a partition are kept apart by it.",
  }),
  segmentBytes: size({
    default: 128 * MiB,
    min: 16 * KiB,
    // Index entries hold a position in 32 bits, and a segment may end in one batch above its size.
    max: 1 * GiB,
    doc: "A segment file is closed and a new one begun at this size.",
  }),
  segmentMs: duration({
    default: 7 * DAY,
    min: 1_000,
    max: 3_650 * DAY,
    doc: "A segment file is closed at the next append when it is this old.",
  }),
  retentionMs: duration({
    default: 7 * DAY,
    min: 1_000,
    max: 36_500 * DAY,
    minusOne: "for ever",
    doc: "Records older than this go, a segment at a time, where a topic says nothing else.",
  }),
  retentionBytes: size({
    default: -1,
    min: 0,
    max: 2 ** 50,
    minusOne: "any size",
    doc: "A partition that is larger than this loses its oldest segments, where a topic says nothing else.",
  }),
  cleanerIntervalMs: duration({
    default: CLEANER_INTERVAL_MS,
    min: 100,
    max: 1 * DAY,
    doc: "How often partitions are looked at for segments that may go or be compacted.",
  }),
  cleanerBytesPerSecond: size({
    default: CLEANER_BYTES_PER_SECOND,
    min: 64 * KiB,
    max: 16 * GiB,
    doc: "How fast the cleaner may read segments, in all: the disk is the producers' first.",
  }),
  indexIntervalBytes: size({
    default: INDEX_INTERVAL_BYTES,
    min: 512,
    max: 1 * MiB,
    doc: "One index entry for so many bytes of log: less finds faster, more takes less disk.",
  }),
  flush: choice({
    default: "sync",
    of: ["sync", "interval"],
    doc: "sync: on disk before it is acknowledged. interval: acknowledged first; a power cut may lose it.",
  }),
  flushIntervalMs: duration({
    default: 100,
    min: 1,
    max: 60_000,
    doc: "With flush interval: how often the log is synced.",
  }),
  groupCommitBytes: size({
    default: 4 * MiB,
    min: 64 * KiB,
    max: GROUP_COMMIT_BYTES_MAX,
    doc: "Bytes of one partition that are written and synced together at most.",
  }),
  tailCacheBytes: size({
    default: 64 * MiB,
    min: 0,
    max: 16 * GiB,
    doc: "Memory for the newest batches of all partitions, from which readers at the end are served.",
  }),
  tailCachePartitionBytes: size({
    default: 16 * MiB,
    min: 0,
    max: 1 * GiB,
    doc: "What one partition may take of tailCacheBytes; never more than all of it.",
  }),
  produceMemoryBytes: size({
    default: APPEND_QUEUE_BYTES_MAX,
    min: 8 * MiB,
    max: 4 * GiB,
    doc: "Memory for what producers sent and the disk has not taken yet. Credits shrink as it fills.",
  }),
  maxRecordBytes: size({
    default: RECORD_BYTES_MAX,
    min: 1 * KiB,
    max: RECORD_BYTES_MAX,
    doc: "Largest record that producers may send.",
  }),
};
