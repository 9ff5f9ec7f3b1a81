/** Groups as JSON: how they are shown, how their offsets are reset. */
import type { GroupDescription } from "../../model/descriptions.ts";
import { TidemarkError } from "../../model/errors.ts";
import type { ResetOffsets } from "../../model/groups.ts";
import type { QueueSettingsInput } from "../../model/queue-settings.ts";
import { QUEUE_SETTING_NAMES } from "../../model/queue-settings.ts";
import type { PartitionOffset } from "../../model/records.ts";
import { Fields } from "./fields.ts";
import { positionField } from "./positions.ts";

const RESET: ReadonlySet<string> = new Set([
  "topic",
  "partitions",
  "to",
  "shift",
  "offsets",
  "force",
  "dryRun",
]);
const OFFSET: ReadonlySet<string> = new Set(["topic", "partition", "offset"]);

export function resetOffsetsOf(value: unknown): Omit<ResetOffsets, "group"> {
  const fields = new Fields(value, RESET, "the reset", "INVALID_REQUEST");
  const topic = fields.text("topic");
  const to = positionField(fields, "to");
  const shift = fields.integer("shift", Number.MIN_SAFE_INTEGER);
  const offsets = offsetsOf(fields, topic);
  if (topic === undefined && offsets === undefined) throw fields.refuse("topic", "is missing");
  const ways = [to, shift, offsets].filter((way) => way !== undefined).length;
  if (ways === 0)
    throw fields.refuse(
      "to",
      'or shift or offsets must be given: {"to":"earliest"}, {"shift":-100} or ' +
        '{"offsets":[{"partition":0,"offset":17}]}',
    );
  if (ways > 1) throw fields.refuse("to", "and shift and offsets exclude each other; choose one");
  return {
    topic,
    partitions: partitionsOf(fields),
    to,
    shift,
    offsets,
    force: fields.flag("force") ?? false,
    dryRun: fields.flag("dryRun") ?? false,
  };
}

function partitionsOf(fields: Fields): number[] | undefined {
  const partitions = fields.get("partitions");
  if (partitions === undefined || partitions === null) return undefined;
  const whole = (each: unknown): each is number => Number.isSafeInteger(each);
  if (Array.isArray(partitions) && partitions.length > 0 && partitions.every(whole))
    return partitions;
  throw fields.refuse("partitions", "must be an array of partition numbers");
}

function offsetsOf(fields: Fields, topic = ""): PartitionOffset[] | undefined {
  const offsets = fields.get("offsets");
  if (offsets === undefined || offsets === null) return undefined;
  if (!Array.isArray(offsets)) throw fields.refuse("offsets", "must be an array");
  return offsets.map((entry: unknown, index) => {
    const one = new Fields(entry, OFFSET, `offsets[${index}]`, "INVALID_REQUEST");
    const partition = one.integer("partition", 0);
    const offset = one.integer("offset", 0);
    if (partition === undefined || offset === undefined)
      throw new TidemarkError(
        "INVALID_REQUEST",
        `offsets[${index}] must have partition and offset`,
      );
    return { topic: one.text("topic") ?? topic, partition, offset };
  });
}

const SETTINGS: ReadonlySet<string> = new Set(["mode", ...QUEUE_SETTING_NAMES]);

export interface PutGroup {
  readonly mode: "stream" | "queue" | undefined;
  /** `undefined`: none was named. */
  readonly settings: QueueSettingsInput | undefined;
}

export function putGroupOf(value: unknown): PutGroup {
  const fields = new Fields(value, SETTINGS, "the group", "INVALID_CONFIG");
  const given = {
    ackTimeoutMs: fields.duration("ackTimeoutMs"),
    deliveriesMax: fields.integer("deliveriesMax", 1),
    retryBackoffMs: fields.duration("retryBackoffMs"),
    retryBackoffMaxMs: fields.duration("retryBackoffMaxMs"),
    deadLetterTopic: fields.text("deadLetterTopic"),
    keyOrder: fields.flag("keyOrder"),
  };
  const named = Object.entries(given).filter(([, setting]) => setting !== undefined);
  return {
    mode: fields.oneOf("mode", ["stream", "queue"]),
    settings: named.length === 0 ? undefined : Object.fromEntries(named),
  };
}

export const groupJson = (group: GroupDescription) => ({
  name: group.name,
  mode: group.mode,
  state: group.state,
  generation: group.generation,
  members: group.members,
  partitions: group.partitions.map((partition) => ({
    topic: partition.topic,
    partition: partition.partition,
    committed: partition.committed ?? null,
    highWatermark: partition.highWatermark,
    lag: partition.lag,
    lagMs: partition.lagMs ?? null,
    memberId: partition.memberId ?? null,
    ...partition.queue,
  })),
  ...(group.settings === undefined
    ? {}
    : { settings: { ...group.settings, deadLetterTopic: group.settings.deadLetterTopic ?? null } }),
});
