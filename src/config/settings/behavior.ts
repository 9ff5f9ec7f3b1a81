/** Settings of topics, schedules and groups where a topic or a client says nothing else. */
import { PARTITIONS_PER_TOPIC_MAX } from "../../model/limits.ts";
import { count, duration } from "../setting.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 86_400 * SECOND;

export const BEHAVIOR_SETTINGS = {
  defaultPartitions: count({
    default: 1,
    min: 1,
    max: PARTITIONS_PER_TOPIC_MAX,
    doc: "Partitions of a topic that is created without saying how many.",
  }),
  scheduleDelayMax: duration({
    default: 3_650 * DAY,
    min: 0,
    // Year 9999 is the last that ISO 8601 writes without a sign.
    max: 8_000 * 365 * DAY,
    doc: "How far ahead a due time may lie.",
  }),
  scheduleNearHorizonMs: duration({
    default: 10 * MINUTE,
    min: 1 * SECOND,
    max: 1 * DAY,
    doc: "Records due within this wait in memory, later ones in the index on disk.",
  }),
  sessionTimeoutMs: duration({
    default: 10 * SECOND,
    min: 100,
    max: 1 * DAY,
    doc: "A group member that is not heard of for this long loses its partitions, unless it asks for another time.",
  }),
  sessionTimeoutMinMs: duration({
    default: 1 * SECOND,
    min: 100,
    max: 1 * DAY,
    doc: "Shortest session timeout that a member may ask for.",
  }),
  sessionTimeoutMaxMs: duration({
    default: 5 * MINUTE,
    min: 100,
    max: 1 * DAY,
    doc: "Longest session timeout that a member may ask for.",
  }),
  rebalanceTimeoutMs: duration({
    default: 30 * SECOND,
    min: 100,
    max: 1 * DAY,
    doc: "A member must let go of a partition that moves within this, or is put out of the group.",
  }),
};
