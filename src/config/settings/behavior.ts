/** Settings of topics, schedules and groups where a topic or a client says nothing else. */
import {
  GROUP_REBALANCE_TIMEOUT_MS,
  GROUP_SESSION_TIMEOUT_DEFAULT_MS,
  GROUP_SESSION_TIMEOUT_MAX_MS,
  GROUP_SESSION_TIMEOUT_MIN_MS,
  PARTITIONS_PER_TOPIC_MAX,
} from "../../model/limits.ts";
import { count, duration } from "../setting.ts";

const DAY = 86_400_000;

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
  sessionTimeoutMs: duration({
    default: GROUP_SESSION_TIMEOUT_DEFAULT_MS,
    min: 100,
    max: 1 * DAY,
    doc: "A group member that is not heard of for this long loses its partitions, unless it asks for another time.",
  }),
  sessionTimeoutMinMs: duration({
    default: GROUP_SESSION_TIMEOUT_MIN_MS,
    min: 100,
    max: 1 * DAY,
    doc: "Shortest session timeout that a member may ask for.",
  }),
  sessionTimeoutMaxMs: duration({
    default: GROUP_SESSION_TIMEOUT_MAX_MS,
    min: 100,
    max: 1 * DAY,
    doc: "Longest session timeout that a member may ask for.",
  }),
  rebalanceTimeoutMs: duration({
    default: GROUP_REBALANCE_TIMEOUT_MS,
    min: 100,
    max: 1 * DAY,
    doc: "A member must let go of a partition that moves within this, or it is taken from it.",
  }),
};
