/** GroupService: tidemark.v1 ↔ the broker's words. */
import type { GroupDescription } from "../../model/descriptions.ts";
import type { ResetOffsets } from "../../model/groups.ts";
import type { QueueSettingsInput } from "../../model/queue-settings.ts";
import { tidemark } from "../generated/tidemark.js";
import { invalid, nonEmpty, present } from "./decode.ts";
import { positionOf } from "./records.ts";
import { offsetsOf } from "./subscribe.ts";

const { GroupMode } = tidemark.v1;
const MODES = [undefined, "stream", "queue"] as const;

export const groupMessage = (group: GroupDescription): tidemark.v1.Group.$Properties => ({
  ...group,
  mode: group.mode === "queue" ? GroupMode.GROUP_MODE_QUEUE : GroupMode.GROUP_MODE_STREAM,
  partitions: group.partitions.map(({ queue, ...partition }) => ({ ...partition, ...queue })),
});

export function putGroupOf(message: tidemark.v1.PutGroupRequest) {
  if (!(message.mode in MODES)) throw invalid(`mode is ${message.mode}, which is not 0, 1 or 2`);
  const { settings } = message;
  return {
    group: message.group,
    mode: MODES[message.mode],
    settings: settings === null ? undefined : settingsOf(settings),
  };
}

function settingsOf(message: tidemark.v1.QueueSettings): QueueSettingsInput {
  const given = {
    ackTimeoutMs: present(message.ackTimeoutMs),
    deliveriesMax: present(message.deliveriesMax),
    retryBackoffMs: present(message.retryBackoffMs),
    retryBackoffMaxMs: present(message.retryBackoffMaxMs),
    deadLetterTopic: present(message.deadLetterTopic),
    keyOrder: present(message.keyOrder),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

export const fetchOffsetsOf = (message: tidemark.v1.FetchOffsetsRequest) => ({
  group: message.group,
  topic: nonEmpty(message.topic),
});

export const resetOffsetsOf = (message: tidemark.v1.ResetOffsetsRequest): ResetOffsets => ({
  group: message.group,
  topic: nonEmpty(message.topic),
  partitions: message.partitions.length === 0 ? undefined : message.partitions,
  to: positionOf(message.to),
  shift: present(message.shift),
  offsets: message.offsets.length === 0 ? undefined : offsetsOf(message.offsets),
  force: message.force,
  dryRun: message.dryRun,
});
