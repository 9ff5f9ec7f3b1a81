/** GroupService: tidemark.v1 ↔ the broker's words. */
import type { GroupDescription } from "../../model/descriptions.ts";
import type { ResetOffsets } from "../../model/groups.ts";
import { tidemark } from "../generated/tidemark.js";
import { nonEmpty, present } from "./decode.ts";
import { positionOf } from "./records.ts";
import { offsetsOf } from "./subscribe.ts";

export const groupMessage = (group: GroupDescription): tidemark.v1.Group.$Properties => ({
  ...group,
  mode:
    group.mode === "queue"
      ? tidemark.v1.GroupMode.GROUP_MODE_QUEUE
      : tidemark.v1.GroupMode.GROUP_MODE_STREAM,
});

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
