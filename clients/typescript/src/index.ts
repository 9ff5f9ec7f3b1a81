/** The client of Tidemark. */
export { Admin, type AdminOptions } from "./admin/admin.ts";
export { deadLetterOf, DeadLetters } from "./admin/dead-letters.ts";
export { Schedules, type ScheduleSelector } from "./admin/schedules.ts";
export type {
  AlterTopic,
  ClusterDescription,
  CreateTopic,
  DeadLetter,
  DeadLetterAttempt,
  DeadLetterRange,
  GroupDescription,
  GroupPartition,
  OffsetChange,
  PartitionDescription,
  Misfire,
  PendingRecord,
  PutGroup,
  QueueSettings,
  PutSchedule,
  Recurrence,
  RecurrenceState,
  ResetOffsets,
  ReplayOptions,
  ReplayTotals,
  ResetSwitches,
  ScheduleFilter,
  TopicDescription,
} from "./admin/types.ts";
export { Consumer, type Iteration } from "./consumer/consumer.ts";
export { RecordBatch } from "./consumer/record-batch.ts";
export type {
  ConsumerOptions,
  GroupConsumerOptions,
  PartitionOffset,
  ReaderOptions,
  TopicPartition,
} from "./consumer/types.ts";
export { type ErrorCode, type ErrorDetails, TidemarkError } from "./errors.ts";
export { Producer } from "./producer/producer.ts";
export type {
  Message,
  MessageBody,
  ProducerOptions,
  SendManyResult,
  SendOptions,
  SendResult,
  SentBatch,
} from "./producer/types.ts";
export { QueueConsumer } from "./queue/queue-consumer.ts";
export { QueueMessage } from "./queue/queue-message.ts";
export type { NackOptions, ProcessOptions, QueueConsumerOptions } from "./queue/types.ts";
export type { Compression } from "./record/compression.ts";
export { ConsumerRecord, type ScheduledFrom } from "./record/consumer-record.ts";
export type { HeadersInput, RecordHeader } from "./record/headers.ts";
export { Tidemark, type TidemarkOptions } from "./tidemark.ts";
export type { TlsOptions } from "./transport/connection.ts";
