/** P7: calls about topics, schedules and groups that cannot be answered, over gRPC, Connect and REST. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../src/model/errors.ts";
import {
  expectRefusal,
  Ground,
  GROUPS,
  RECORDS,
  type RestRow,
  SCHEDULES,
  TOPICS,
  type UnaryRow,
} from "./ground.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await Ground.prepare();
  await ground.topic("t", 2);
  const group = await ground.http.request("/v1/topics/t/records?group=g");
  expect(group.status).toBe(200);
});
afterAll(() => ground.leave());
afterEach(() => ground.livesOn());

interface Row {
  readonly what: string;
  readonly code: ErrorCode;
  readonly message: RegExp;
  readonly unary?: UnaryRow;
  readonly rest?: RestRow;
}

const record = { value: "x" };
const unknownTopic = { code: "UNKNOWN_TOPIC", message: /no topic "?nowhere"?/ } as const;
const unknownSchedule = { code: "UNKNOWN_SCHEDULE", message: /nothing pending .*"ghost"/ } as const;
const ghost = { topic: "t", id: "ghost" };
const ghostPath = "/v1/topics/t/schedules/ghost";

const topics: readonly Row[] = [
  {
    what: "publish to an unknown topic",
    ...unknownTopic,
    unary: [`${RECORDS}/Publish`, { topic: "nowhere", records: [{}] }],
    rest: ["POST", "/v1/topics/nowhere/records", record],
  },
  {
    what: "describe an unknown topic",
    ...unknownTopic,
    unary: [`${TOPICS}/DescribeTopic`, { name: "nowhere" }],
    rest: ["GET", "/v1/topics/nowhere"],
  },
  {
    what: "change an unknown topic",
    ...unknownTopic,
    unary: [`${TOPICS}/AlterTopic`, { name: "nowhere", partitions: 3 }],
    rest: ["PATCH", "/v1/topics/nowhere", { partitions: 3 }],
  },
  {
    what: "delete an unknown topic",
    ...unknownTopic,
    unary: [`${TOPICS}/DeleteTopic`, { name: "nowhere" }],
    rest: ["DELETE", "/v1/topics/nowhere"],
  },
  { what: "read an unknown topic", ...unknownTopic, rest: ["GET", "/v1/topics/nowhere/records"] },
  {
    what: "follow an unknown topic",
    ...unknownTopic,
    rest: ["GET", "/v1/topics/nowhere/records?follow=true"],
  },
  {
    what: "read an unknown topic as a group",
    ...unknownTopic,
    rest: ["GET", "/v1/topics/nowhere/records?group=g"],
  },
  {
    what: "list the schedules of an unknown topic",
    ...unknownTopic,
    unary: [`${SCHEDULES}/ListSchedules`, { topic: "nowhere" }],
    rest: ["GET", "/v1/topics/nowhere/schedules"],
  },
  {
    what: "a duplicate topic",
    code: "TOPIC_EXISTS",
    message: /"t" exists/,
    unary: [`${TOPICS}/CreateTopic`, { name: "t" }],
    rest: ["POST", "/v1/topics", { name: "t" }],
  },
  {
    what: "a bad topic name",
    code: "INVALID_TOPIC_NAME",
    message: /a-z A-Z 0-9 \. _ -/,
    unary: [`${TOPICS}/CreateTopic`, { name: "no spaces" }],
    rest: ["POST", "/v1/topics", { name: "no/slashes" }],
  },
  {
    what: "a topic name of the broker's own",
    code: "INTERNAL_TOPIC",
    message: /begin with __/,
    unary: [`${TOPICS}/CreateTopic`, { name: "__mine" }],
    rest: ["POST", "/v1/topics", { name: "__mine" }],
  },
  {
    what: "records for a topic of the broker's own",
    code: "INTERNAL_TOPIC",
    message: /broker's own/,
    unary: [`${RECORDS}/Publish`, { topic: "__group_offsets", records: [{}] }],
    rest: ["POST", "/v1/topics/__group_offsets/records", record],
  },
  {
    what: "the end of a topic of the broker's own",
    code: "INTERNAL_TOPIC",
    message: /broker's/,
    unary: [`${TOPICS}/DeleteTopic`, { name: "__group_offsets" }],
    rest: ["DELETE", "/v1/topics/__group_offsets"],
  },
  {
    what: "too many partitions",
    code: "INVALID_PARTITIONS",
    message: /1 to 1024/,
    unary: [`${TOPICS}/CreateTopic`, { name: "wide", partitions: 5_000 }],
    rest: ["POST", "/v1/topics", { name: "wide", partitions: 5_000 }],
  },
  {
    what: "fewer partitions",
    code: "INVALID_PARTITIONS",
    message: /2/,
    unary: [`${TOPICS}/AlterTopic`, { name: "t", partitions: 1 }],
    rest: ["PATCH", "/v1/topics/t", { partitions: 1 }],
  },
  {
    what: "partitions that are no number",
    code: "INVALID_REQUEST",
    message: /partitions must be an integer$/,
    rest: ["POST", "/v1/topics", { name: "x", partitions: "two" }],
  },
  {
    what: "more replicas than brokers",
    code: "INVALID_REPLICATION_FACTOR",
    message: /3 needs as many brokers; there .* 1/,
    unary: [`${TOPICS}/CreateTopic`, { name: "safe", replicationFactor: 3 }],
    rest: ["POST", "/v1/topics", { name: "safe", replicationFactor: 3 }],
  },
  {
    what: "an unknown topic setting",
    code: "INVALID_CONFIG",
    message: /"colour" .*segmentBytes/,
    unary: [`${TOPICS}/CreateTopic`, { name: "x", config: { colour: "red" } }],
    rest: ["POST", "/v1/topics", { name: "x", config: { colour: "red" } }],
  },
  {
    what: "a topic setting out of bounds",
    code: "INVALID_CONFIG",
    message: /maxRecordBytes .*\d+ to \d+/,
    unary: [`${TOPICS}/AlterTopic`, { name: "t", config: { maxRecordBytes: "1" } }],
    rest: ["PATCH", "/v1/topics/t", { config: { maxRecordBytes: 1 } }],
  },
  {
    what: "records deleted in a partition that is not there",
    code: "UNKNOWN_PARTITION",
    message: /0 to 1, not 7/,
    unary: [`${TOPICS}/DeleteRecords`, { topic: "t", partition: 7, before: 1 }],
    rest: ["POST", "/v1/topics/t/records/delete", { partition: 7, before: 1 }],
  },
  {
    what: "records deleted beyond the end",
    code: "OFFSET_OUT_OF_RANGE",
    message: /holds 0 to 0/,
    unary: [`${TOPICS}/DeleteRecords`, { topic: "t", partition: 0, before: 99 }],
    rest: ["POST", "/v1/topics/t/records/delete", { partition: 0, before: 99 }],
  },
  {
    what: "a partition to read that is not there",
    code: "UNKNOWN_PARTITION",
    message: /0 to 1, not 9/,
    rest: ["GET", "/v1/topics/t/records?partition=9"],
  },
  {
    what: "an offset to read that is not there",
    code: "OFFSET_OUT_OF_RANGE",
    message: /offset 99 .* 0 to 0; read from earliest, latest/,
    rest: ["GET", "/v1/topics/t/records?partition=0&from=99"],
  },
  {
    what: "an offset without its partition",
    code: "INVALID_REQUEST",
    message: /give partition/,
    rest: ["GET", "/v1/topics/t/records?from=0"],
  },
  {
    what: "a place to start that is none",
    code: "INVALID_REQUEST",
    message: /from must be .*"soonish"/,
    rest: ["GET", "/v1/topics/t/records?from=soonish"],
  },
  {
    what: "an unknown format",
    code: "INVALID_REQUEST",
    message: /format must be one of json, value/,
    rest: ["GET", "/v1/topics/t/records?format=xml"],
  },
];

const schedules: readonly Row[] = [
  {
    what: "get an unknown schedule",
    ...unknownSchedule,
    unary: [`${SCHEDULES}/GetSchedule`, ghost],
    rest: ["GET", ghostPath],
  },
  {
    what: "move an unknown schedule",
    ...unknownSchedule,
    unary: [`${SCHEDULES}/Reschedule`, { ...ghost, delayMs: 5 }],
    rest: ["PATCH", ghostPath, { delay: "5s" }],
  },
  {
    what: "cancel an unknown schedule",
    ...unknownSchedule,
    unary: [`${SCHEDULES}/CancelSchedule`, ghost],
    rest: ["DELETE", ghostPath],
  },
  {
    what: "an unknown schedule by its place",
    code: "UNKNOWN_SCHEDULE",
    message: /nothing pending .*"0:5"/,
    unary: [`${SCHEDULES}/GetSchedule`, { topic: "t", id: "0:5" }],
    rest: ["GET", "/v1/topics/t/schedules/0:5"],
  },
  {
    what: "move a schedule without a time",
    code: "INVALID_DUE_TIME",
    message: /deliverAt or delay/,
    unary: [`${SCHEDULES}/Reschedule`, ghost],
    rest: ["PATCH", ghostPath, {}],
  },
  {
    what: "move a schedule too far",
    code: "DUE_TIME_TOO_FAR",
    message: /scheduleDelayMaxMs/,
    unary: [`${SCHEDULES}/Reschedule`, { ...ghost, deliverAt: 7_952_342_400_000 }],
    rest: ["PATCH", ghostPath, { deliverAt: "2222-01-01T00:00:00Z" }],
  },
  {
    what: "move a schedule to nonsense",
    code: "INVALID_DUE_TIME",
    message: /2030-01-31T09:00:00Z/,
    rest: ["PATCH", ghostPath, { deliverAt: "tomorrow" }],
  },
  {
    what: "cancel without saying what",
    code: "INVALID_REQUEST",
    message: /prefix, after or before/,
    rest: ["DELETE", "/v1/topics/t/schedules"],
  },
  {
    what: "a cursor that nobody gave",
    code: "INVALID_REQUEST",
    message: /cursor/,
    unary: [`${SCHEDULES}/ListSchedules`, { topic: "t", cursor: "made-up" }],
    rest: ["GET", "/v1/topics/t/schedules?cursor=made-up"],
  },
  {
    what: "a recurring schedule without a time",
    code: "INVALID_REQUEST",
    message: /cron or every/,
    unary: [`${SCHEDULES}/PutSchedule`, { topic: "t", id: "r", recurrence: {}, record: {} }],
    rest: ["PUT", "/v1/topics/t/schedules/r", { record: { value: 1 } }],
  },
  {
    what: "a recurring schedule without a record",
    code: "INVALID_REQUEST",
    message: /record is missing/,
    unary: [`${SCHEDULES}/PutSchedule`, { topic: "t", id: "r", recurrence: { everyMs: 1_000 } }],
    rest: ["PUT", "/v1/topics/t/schedules/r", { every: "1h" }],
  },
  {
    what: "an expression with an impossible minute",
    code: "INVALID_REQUEST",
    message: /^cron .*minute: 61/,
    unary: [
      `${SCHEDULES}/PutSchedule`,
      { topic: "t", id: "r", recurrence: { cron: "61 * * * *" }, record: {} },
    ],
    rest: ["PUT", "/v1/topics/t/schedules/r", { cron: "61 * * * *", record: { value: 1 } }],
  },
  {
    what: "a zone that nobody knows",
    code: "INVALID_REQUEST",
    message: /^timeZone /,
    unary: [
      `${SCHEDULES}/PutSchedule`,
      { topic: "t", id: "r", recurrence: { cron: "@daily", timeZone: "Mars/Base" }, record: {} },
    ],
    rest: [
      "PUT",
      "/v1/topics/t/schedules/r",
      { cron: "@daily", timeZone: "Mars/Base", record: { value: 1 } },
    ],
  },
  {
    what: "an interval below a second",
    code: "INVALID_REQUEST",
    message: /^every .*1000 ms/,
    unary: [
      `${SCHEDULES}/PutSchedule`,
      { topic: "t", id: "r", recurrence: { everyMs: 999 }, record: {} },
    ],
    rest: ["PUT", "/v1/topics/t/schedules/r", { every: "999ms", record: { value: 1 } }],
  },
  {
    what: "a template with a due time of its own",
    code: "INVALID_REQUEST",
    message: /record\.deliverAt/,
    unary: [
      `${SCHEDULES}/PutSchedule`,
      { topic: "t", id: "r", recurrence: { everyMs: 1_000 }, record: { deliverAt: 5 } },
    ],
    rest: ["PUT", "/v1/topics/t/schedules/r", { every: "1s", record: { value: 1, deliverAt: 5 } }],
  },
];

const groups: readonly Row[] = [
  {
    what: "describe an unknown group",
    code: "UNKNOWN_GROUP",
    message: /"nobody"/,
    unary: [`${GROUPS}/DescribeGroup`, { group: "nobody" }],
    rest: ["GET", "/v1/groups/nobody"],
  },
  {
    what: "delete an unknown group",
    code: "UNKNOWN_GROUP",
    message: /"nobody"/,
    unary: [`${GROUPS}/DeleteGroup`, { group: "nobody" }],
    rest: ["DELETE", "/v1/groups/nobody"],
  },
  {
    what: "reset an unknown group",
    code: "UNKNOWN_GROUP",
    message: /"nobody"/,
    unary: [`${GROUPS}/ResetOffsets`, { group: "nobody", topic: "t", to: { earliest: true } }],
    rest: ["PUT", "/v1/groups/nobody/offsets", { topic: "t", to: "earliest" }],
  },
  {
    what: "reset a group on an unknown topic",
    ...unknownTopic,
    unary: [`${GROUPS}/ResetOffsets`, { group: "g", topic: "nowhere", to: { earliest: true } }],
    rest: ["PUT", "/v1/groups/g/offsets", { topic: "nowhere", to: "earliest" }],
  },
  {
    what: "reset a group to nowhere",
    code: "INVALID_REQUEST",
    message: /to|offsets/,
    unary: [`${GROUPS}/ResetOffsets`, { group: "g", topic: "t" }],
    rest: ["PUT", "/v1/groups/g/offsets", { topic: "t" }],
  },
  {
    what: "shift a group by a part of a record",
    code: "INVALID_REQUEST",
    message: /shift/,
    rest: ["PUT", "/v1/groups/g/offsets", { topic: "t", shift: 0.5 }],
  },
  {
    what: "reset a group in two ways at once",
    code: "INVALID_REQUEST",
    message: /shift/,
    unary: [`${GROUPS}/ResetOffsets`, { group: "g", topic: "t", shift: "1", to: { latest: true } }],
    rest: ["PUT", "/v1/groups/g/offsets", { topic: "t", shift: 1, to: "latest" }],
  },
  {
    what: "import offsets of an unknown topic",
    ...unknownTopic,
    unary: [`${GROUPS}/ResetOffsets`, { group: "g", offsets: [{ topic: "nowhere", offset: "1" }] }],
    rest: [
      "PUT",
      "/v1/groups/g/offsets",
      { offsets: [{ topic: "nowhere", partition: 0, offset: 1 }] },
    ],
  },
  {
    what: "export the offsets of an unknown group",
    code: "UNKNOWN_GROUP",
    message: /"nobody"/,
    rest: ["GET", "/v1/groups/nobody/offsets"],
  },
  {
    what: "replay dead letters of an unknown topic",
    ...unknownTopic,
    unary: ["/tidemark.v1.TopicService/ReplayDeadLetters", { topic: "nowhere" }],
    rest: ["POST", "/v1/topics/nowhere/replay", {}],
  },
  {
    what: "replay too many dead letters at once",
    code: "INVALID_REQUEST",
    message: /10000/,
    unary: ["/tidemark.v1.TopicService/ReplayDeadLetters", { topic: "t", limit: 10_001 }],
    rest: ["POST", "/v1/topics/t/replay", { limit: 10_001 }],
  },
  {
    what: "replay from a cursor that is none",
    code: "INVALID_REQUEST",
    message: /cursor/,
    unary: ["/tidemark.v1.TopicService/ReplayDeadLetters", { topic: "t", cursor: "here" }],
    rest: ["POST", "/v1/topics/t/replay", { cursor: "here" }],
  },
  {
    what: "read at a pace that is none",
    code: "INVALID_REQUEST",
    message: /speed/,
    rest: ["GET", "/v1/topics/t/records?speed=0"],
  },
  {
    what: "a bad group name",
    code: "INVALID_GROUP",
    message: /no spaces/,
    rest: ["GET", "/v1/topics/t/records?group=no%20spaces"],
  },
];

describe.each([
  ["topics", topics],
  ["schedules", schedules],
  ["groups", groups],
] as const)("%s", (_of, rows) => {
  describe.each(rows)("$what", ({ code, message, unary, rest }) => {
    if (unary !== undefined) {
      it("over gRPC", async () => {
        expectRefusal(await ground.overGrpc(unary), code, message, "grpc");
      });
      it("over Connect", async () => {
        expectRefusal(await ground.overConnect(unary), code, message, "grpc");
      });
    }
    if (rest !== undefined) {
      it("as JSON", async () => {
        expectRefusal(await ground.overRest(rest), code, message, "http");
      });
    }
  });
});
