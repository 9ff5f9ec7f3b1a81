/** Unary methods of all services: what each does with a decoded request. No dialect is known here. */
import type { BrokerApi, RequestContext } from "../../broker/api.ts";
import { asBuffer } from "../../lib/bytes.ts";
import { TidemarkError } from "../../model/errors.ts";
import { PUBLISH_RECORDS_MAX } from "../../model/limits.ts";
import type { ProduceBatchResult, RecordResult } from "../../model/records.ts";
import { HEADER_BYTES } from "../../record/layout.ts";
import { BatchView } from "../../record/view.ts";
import type { tidemark } from "../../wire/generated/tidemark.js";
import { acceptLossOf, rebalanceOf } from "../../wire/grpc/cluster.ts";
import { replayMessage, replayOf } from "../../wire/grpc/dead-letters.ts";
import {
  fetchOffsetsOf,
  groupMessage,
  putGroupOf,
  resetOffsetsOf,
} from "../../wire/grpc/groups.ts";
import { producerOf, publishRequestOf, resultMessage } from "../../wire/grpc/records.ts";
import {
  cancelSchedulesOf,
  listSchedulesOf,
  pendingMessage,
  putScheduleOf,
  rescheduleOf,
  selectorOf,
} from "../../wire/grpc/schedules.ts";
import { alterTopicOf, createTopicOf, topicMessage } from "../../wire/grpc/topics.ts";
import { publishAll } from "../publish.ts";

/** Takes a message of the request type, answers one of the response type. */
export type UnaryMethod = (context: RequestContext, request: object) => Promise<object>;

const method =
  <Request, Response extends object>(
    handle: (context: RequestContext, request: Request) => Promise<Response>,
  ): UnaryMethod =>
  (context, request) =>
    handle(context, request as Request);

type Methods = Readonly<Record<string, UnaryMethod>>;

/** How many records a batch says it holds; what is no batch is for the broker to refuse. */
function batchRecordCount(batch: Uint8Array): number {
  if (batch.length < HEADER_BYTES) return 0;
  const count = new BatchView(asBuffer(batch)).recordCount;
  if (count > PUBLISH_RECORDS_MAX)
    throw new TidemarkError(
      "REQUEST_TOO_LARGE",
      `${count} records in one Publish; at most ${PUBLISH_RECORDS_MAX} are taken, Produce takes any number`,
    );
  return count;
}

/** One result for each record, in order: those without an exception took effect. */
function batchResults(
  partition: number,
  recordCount: number,
  { baseOffset, duplicate, exceptions }: ProduceBatchResult,
): RecordResult[] {
  const results = Array.from({ length: recordCount }, (_, index): RecordResult => {
    const offset = baseOffset + index;
    return duplicate ? { partition, offset, duplicate } : { partition, offset };
  });
  for (const { index, duplicateOf, error } of exceptions)
    results[index] =
      error === undefined
        ? { partition, offset: duplicateOf ?? baseOffset + index, duplicate: true }
        : { error };
  return results;
}

const recordMethods = (broker: BrokerApi): Methods => ({
  Publish: method(async (context, message: tidemark.v1.PublishRequest) => {
    const request = publishRequestOf(message);
    if (request.kind === "batch") {
      const recordCount = batchRecordCount(request.batch);
      const result = await broker.records.produceBatch(context, request);
      return { results: batchResults(request.partition, recordCount, result).map(resultMessage) };
    }
    const { topic, records, acks } = request;
    const results = await publishAll(broker, context, topic, records, acks);
    return { results: results.map(resultMessage) };
  }),
  InitProducer: method((context, message: tidemark.v1.InitProducerRequest) =>
    broker.records.initProducer(context, producerOf(message)),
  ),
});

const topicMethods = ({ topics, deadLetters }: BrokerApi): Methods => ({
  CreateTopic: method(async (context, message: tidemark.v1.CreateTopicRequest) =>
    topicMessage(await topics.create(context, createTopicOf(message))),
  ),
  ListTopics: method(async (context, message: tidemark.v1.ListTopicsRequest) => ({
    topics: (await topics.list(context, { internal: message.internal })).map(topicMessage),
  })),
  DescribeTopic: method(async (context, message: tidemark.v1.DescribeTopicRequest) =>
    topicMessage(
      await topics.describe(context, message.name, { leadersOnly: message.leadersOnly }),
    ),
  ),
  AlterTopic: method(async (context, message: tidemark.v1.AlterTopicRequest) =>
    topicMessage(await topics.alter(context, alterTopicOf(message))),
  ),
  DeleteTopic: method(async (context, message: tidemark.v1.DeleteTopicRequest) => {
    await topics.delete(context, message.name);
    return {};
  }),
  DeleteRecords: method(async (context, message: tidemark.v1.DeleteRecordsRequest) => ({
    logStartOffset: await topics.deleteRecords(context, message),
  })),
  ReplayDeadLetters: method(async (context, message: tidemark.v1.ReplayDeadLettersRequest) =>
    replayMessage(await deadLetters.replay(context, replayOf(message))),
  ),
});

const scheduleMethods = ({ schedules }: BrokerApi): Methods => ({
  ListSchedules: method(async (context, message: tidemark.v1.ListSchedulesRequest) => {
    const page = await schedules.list(context, listSchedulesOf(message));
    return { schedules: page.schedules.map(pendingMessage), cursor: page.cursor ?? "" };
  }),
  GetSchedule: method(async (context, message: tidemark.v1.GetScheduleRequest) =>
    pendingMessage(await schedules.get(context, selectorOf(message))),
  ),
  PutSchedule: method(async (context, message: tidemark.v1.PutScheduleRequest) => {
    const { schedule, created } = await schedules.put(context, putScheduleOf(message));
    return { schedule: pendingMessage(schedule), created };
  }),
  PauseSchedule: method(async (context, message: tidemark.v1.PauseScheduleRequest) =>
    pendingMessage(await schedules.setPaused(context, { ...selectorOf(message), paused: true })),
  ),
  ResumeSchedule: method(async (context, message: tidemark.v1.ResumeScheduleRequest) =>
    pendingMessage(await schedules.setPaused(context, { ...selectorOf(message), paused: false })),
  ),
  Reschedule: method(async (context, message: tidemark.v1.RescheduleRequest) =>
    pendingMessage(await schedules.reschedule(context, rescheduleOf(message))),
  ),
  CancelSchedule: method(async (context, message: tidemark.v1.CancelScheduleRequest) =>
    pendingMessage(await schedules.cancel(context, selectorOf(message))),
  ),
  CancelSchedules: method(async (context, message: tidemark.v1.CancelSchedulesRequest) => ({
    cancelled: await schedules.cancelMany(context, cancelSchedulesOf(message)),
  })),
});

const groupMethods = ({ groups }: BrokerApi): Methods => ({
  ListGroups: method(async (context) => ({
    groups: (await groups.list(context)).map(groupMessage),
  })),
  DescribeGroup: method(async (context, message: tidemark.v1.DescribeGroupRequest) =>
    groupMessage(await groups.describe(context, message.group)),
  ),
  PutGroup: method(async (context, message: tidemark.v1.PutGroupRequest) =>
    groupMessage(await groups.put(context, putGroupOf(message))),
  ),
  DeleteGroup: method(async (context, message: tidemark.v1.DeleteGroupRequest) => {
    await groups.delete(context, message.group);
    return {};
  }),
  FetchOffsets: method(async (context, message: tidemark.v1.FetchOffsetsRequest) => ({
    offsets: await groups.fetchOffsets(context, fetchOffsetsOf(message)),
  })),
  ResetOffsets: method(async (context, message: tidemark.v1.ResetOffsetsRequest) => ({
    changes: await groups.resetOffsets(context, resetOffsetsOf(message)),
  })),
});

const clusterMethods = (broker: BrokerApi): Methods => ({
  DescribeCluster: method((context) => broker.describeCluster(context)),
  Rebalance: method((context, message: tidemark.v1.RebalanceRequest) =>
    broker.cluster.rebalance(context, rebalanceOf(message)),
  ),
  DrainBroker: method(async (context, message: tidemark.v1.DrainBrokerRequest) => {
    const { broker: id, cancel } = message;
    await broker.cluster.drain(context, { broker: id, drain: !cancel });
    return {};
  }),
  RemoveBroker: method(async (context, message: tidemark.v1.RemoveBrokerRequest) => {
    await broker.cluster.remove(context, { broker: message.broker });
    return {};
  }),
  AcceptLoss: method((context, message: tidemark.v1.AcceptLossRequest) =>
    broker.cluster.acceptLoss(context, acceptLossOf(message)),
  ),
  ElectPreferred: method(async (context) => ({
    elected: await broker.cluster.electPreferred(context),
  })),
});

/** By service, then method. */
export const unaryMethods = (broker: BrokerApi): Readonly<Record<string, Methods>> => ({
  "tidemark.v1.RecordService": recordMethods(broker),
  "tidemark.v1.TopicService": topicMethods(broker),
  "tidemark.v1.ScheduleService": scheduleMethods(broker),
  "tidemark.v1.GroupService": groupMethods(broker),
  "tidemark.v1.ClusterService": clusterMethods(broker),
});
