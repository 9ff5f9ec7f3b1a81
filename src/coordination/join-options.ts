/** What a member asks for when it joins, and when that is refused before its group hears of it. */
import type { GroupMode } from "../group/records.ts";
import { TidemarkError } from "../model/errors.ts";
import {
  GROUP_MEMBER_TOPICS_MAX,
  GROUP_SESSION_TIMEOUT_DEFAULT_MS,
  GROUP_SESSION_TIMEOUT_MAX_MS,
  GROUP_SESSION_TIMEOUT_MIN_MS,
  GROUPS_MAX,
} from "../model/limits.ts";
import { GROUP_NAME_RULE, isGroupName, isMemberId, MEMBER_ID_RULE } from "../model/names.ts";
import type { Position } from "../model/records.ts";

/** What a member may ask for, and what it gets where it asks for nothing. */
export interface SessionTimeouts {
  readonly defaultMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export const SESSION_TIMEOUTS: SessionTimeouts = {
  defaultMs: GROUP_SESSION_TIMEOUT_DEFAULT_MS,
  minMs: GROUP_SESSION_TIMEOUT_MIN_MS,
  maxMs: GROUP_SESSION_TIMEOUT_MAX_MS,
};

export interface JoinOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly mode: "stream" | "queue" | undefined;
  /** Where to start where the group has committed nothing. */
  readonly start: Position;
  /**
   * To come back as this member. One that the group does not know (any more) is taken as a new
   * member of that name, so that a name survives a restart of the broker. Absent: a new one.
   */
  readonly memberId?: string | undefined;
  readonly sessionTimeoutMs?: number | undefined;
  readonly clientId?: string | undefined;
  readonly address: string;
}

/** Throws the `TidemarkError` that refuses it. */
export function checkJoin(
  options: JoinOptions,
  known: GroupMode | undefined,
  timeouts: SessionTimeouts,
): void {
  const { group, topics, memberId, mode } = options;
  checkGroupName(group);
  checkMode(group, mode, known);
  if (topics.length === 0 || topics.length > GROUP_MEMBER_TOPICS_MAX) {
    throw invalid(`a member names 1 to ${GROUP_MEMBER_TOPICS_MAX} topics, not ${topics.length}`);
  }
  if (memberId && !isMemberId(memberId)) {
    throw invalid(`member id ${JSON.stringify(memberId.slice(0, 80))}: want ${MEMBER_ID_RULE}`);
  }
  const timeoutMs = sessionTimeoutOf(options, timeouts);
  const { minMs, maxMs } = timeouts;
  if (!(timeoutMs >= minMs && timeoutMs <= maxMs)) {
    throw invalid(`a session timeout of ${timeoutMs} ms: want ${minMs} to ${maxMs} ms`);
  }
}

/** A group is a stream group or a queue group for as long as it is there. */
export function checkMode(
  group: string,
  wanted: GroupMode | undefined,
  known: GroupMode | undefined,
): void {
  if (known === undefined || wanted === undefined || known === wanted) return;
  const message = `group ${group} is a ${known} group; pick that mode or another name`;
  throw new TidemarkError("GROUP_MODE_MISMATCH", message);
}

export function noSettings(group: string): TidemarkError {
  const message = `group ${group} is a stream group, which has no settings; they are of queue groups`;
  return new TidemarkError("INVALID_REQUEST", message);
}

export function checkGroupName(group: string): void {
  if (isGroupName(group)) return;
  const message = `group name ${JSON.stringify(group)}: want ${GROUP_NAME_RULE}`;
  throw new TidemarkError("INVALID_GROUP", message);
}

/** 0 and absent: the broker's default. */
export function sessionTimeoutOf(
  { sessionTimeoutMs }: JoinOptions,
  { defaultMs }: SessionTimeouts,
): number {
  return sessionTimeoutMs || defaultMs;
}

/** A name that is new needs room for one more group. */
export function checkRoomForGroup(group: string, names: ReadonlySet<string>): void {
  if (names.has(group) || names.size < GROUPS_MAX) return;
  throw new TidemarkError(
    "OVERLOADED",
    `there are ${GROUPS_MAX} groups, as many as may be; delete unused ones`,
  );
}

function invalid(message: string): TidemarkError {
  return new TidemarkError("INVALID_REQUEST", message);
}
