// Generated from schema/ by scripts/generate.js; do not edit.
export const messages = {
 "tidemark.v1.DescribeClusterRequest": [],
 "tidemark.v1.Cluster": [
  {
   "name": "clusterId",
   "protoName": "cluster_id",
   "kind": "string"
  },
  {
   "name": "controller",
   "protoName": "controller",
   "kind": "int32"
  },
  {
   "name": "brokers",
   "protoName": "brokers",
   "kind": "message",
   "type": "tidemark.v1.Broker",
   "repeated": true
  },
  {
   "name": "timeMs",
   "protoName": "time_ms",
   "kind": "int64"
  }
 ],
 "tidemark.v1.Broker": [
  {
   "name": "id",
   "protoName": "id",
   "kind": "int32"
  },
  {
   "name": "address",
   "protoName": "address",
   "kind": "string"
  },
  {
   "name": "rack",
   "protoName": "rack",
   "kind": "string"
  },
  {
   "name": "state",
   "protoName": "state",
   "kind": "string"
  }
 ],
 "tidemark.v1.Header": [
  {
   "name": "key",
   "protoName": "key",
   "kind": "string"
  },
  {
   "name": "value",
   "protoName": "value",
   "kind": "bytes"
  }
 ],
 "tidemark.v1.Error": [
  {
   "name": "code",
   "protoName": "code",
   "kind": "string"
  },
  {
   "name": "message",
   "protoName": "message",
   "kind": "string"
  },
  {
   "name": "retriable",
   "protoName": "retriable",
   "kind": "bool"
  },
  {
   "name": "refreshMetadata",
   "protoName": "refresh_metadata",
   "kind": "bool"
  },
  {
   "name": "leader",
   "protoName": "leader",
   "kind": "string"
  },
  {
   "name": "logStartOffset",
   "protoName": "log_start_offset",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "highWatermark",
   "protoName": "high_watermark",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "existingId",
   "protoName": "existing_id",
   "kind": "string"
  },
  {
   "name": "existingDeliverAt",
   "protoName": "existing_deliver_at",
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.TopicPartition": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  }
 ],
 "tidemark.v1.PartitionOffset": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "offset",
   "protoName": "offset",
   "kind": "int64"
  }
 ],
 "tidemark.v1.Position": [
  {
   "name": "offset",
   "protoName": "offset",
   "kind": "int64",
   "presence": true,
   "oneof": "position"
  },
  {
   "name": "timestamp",
   "protoName": "timestamp",
   "kind": "int64",
   "presence": true,
   "oneof": "position"
  },
  {
   "name": "earliest",
   "protoName": "earliest",
   "kind": "bool",
   "presence": true,
   "oneof": "position"
  },
  {
   "name": "latest",
   "protoName": "latest",
   "kind": "bool",
   "presence": true,
   "oneof": "position"
  }
 ],
 "tidemark.v1.ListGroupsRequest": [],
 "tidemark.v1.ListGroupsResponse": [
  {
   "name": "groups",
   "protoName": "groups",
   "kind": "message",
   "type": "tidemark.v1.Group",
   "repeated": true
  }
 ],
 "tidemark.v1.DescribeGroupRequest": [
  {
   "name": "group",
   "protoName": "group",
   "kind": "string"
  }
 ],
 "tidemark.v1.Group": [
  {
   "name": "name",
   "protoName": "name",
   "kind": "string"
  },
  {
   "name": "mode",
   "protoName": "mode",
   "kind": "enum",
   "type": "tidemark.v1.GroupMode"
  },
  {
   "name": "state",
   "protoName": "state",
   "kind": "string"
  },
  {
   "name": "generation",
   "protoName": "generation",
   "kind": "int32"
  },
  {
   "name": "members",
   "protoName": "members",
   "kind": "message",
   "type": "tidemark.v1.GroupMember",
   "repeated": true
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "kind": "message",
   "type": "tidemark.v1.GroupPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.GroupMember": [
  {
   "name": "id",
   "protoName": "id",
   "kind": "string"
  },
  {
   "name": "clientId",
   "protoName": "client_id",
   "kind": "string"
  },
  {
   "name": "address",
   "protoName": "address",
   "kind": "string"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "kind": "message",
   "type": "tidemark.v1.TopicPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.GroupPartition": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "committed",
   "protoName": "committed",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "highWatermark",
   "protoName": "high_watermark",
   "kind": "int64"
  },
  {
   "name": "lag",
   "protoName": "lag",
   "kind": "int64"
  },
  {
   "name": "memberId",
   "protoName": "member_id",
   "kind": "string"
  }
 ],
 "tidemark.v1.DeleteGroupRequest": [
  {
   "name": "group",
   "protoName": "group",
   "kind": "string"
  }
 ],
 "tidemark.v1.DeleteGroupResponse": [],
 "tidemark.v1.FetchOffsetsRequest": [
  {
   "name": "group",
   "protoName": "group",
   "kind": "string"
  },
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  }
 ],
 "tidemark.v1.FetchOffsetsResponse": [
  {
   "name": "offsets",
   "protoName": "offsets",
   "kind": "message",
   "type": "tidemark.v1.PartitionOffset",
   "repeated": true
  }
 ],
 "tidemark.v1.ResetOffsetsRequest": [
  {
   "name": "group",
   "protoName": "group",
   "kind": "string"
  },
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "to",
   "protoName": "to",
   "kind": "message",
   "type": "tidemark.v1.Position"
  },
  {
   "name": "offsets",
   "protoName": "offsets",
   "kind": "message",
   "type": "tidemark.v1.PartitionOffset",
   "repeated": true
  },
  {
   "name": "force",
   "protoName": "force",
   "kind": "bool"
  },
  {
   "name": "dryRun",
   "protoName": "dry_run",
   "kind": "bool"
  }
 ],
 "tidemark.v1.ResetOffsetsResponse": [
  {
   "name": "changes",
   "protoName": "changes",
   "kind": "message",
   "type": "tidemark.v1.OffsetChange",
   "repeated": true
  }
 ],
 "tidemark.v1.OffsetChange": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "before",
   "protoName": "before",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "after",
   "protoName": "after",
   "kind": "int64"
  }
 ],
 "tidemark.v1.Record": [
  {
   "name": "key",
   "protoName": "key",
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "value",
   "protoName": "value",
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "headers",
   "protoName": "headers",
   "kind": "message",
   "type": "tidemark.v1.Header",
   "repeated": true
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32",
   "presence": true
  },
  {
   "name": "messageId",
   "protoName": "message_id",
   "kind": "string",
   "presence": true
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "delayMs",
   "protoName": "delay_ms",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "scheduleId",
   "protoName": "schedule_id",
   "kind": "string",
   "presence": true
  },
  {
   "name": "onConflict",
   "protoName": "on_conflict",
   "kind": "enum",
   "type": "tidemark.v1.OnConflict"
  },
  {
   "name": "ttlMs",
   "protoName": "ttl_ms",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "timestamp",
   "protoName": "timestamp",
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.PublishRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "records",
   "protoName": "records",
   "kind": "message",
   "type": "tidemark.v1.Record",
   "repeated": true
  },
  {
   "name": "batch",
   "protoName": "batch",
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32",
   "presence": true
  },
  {
   "name": "acks",
   "protoName": "acks",
   "kind": "enum",
   "type": "tidemark.v1.Acks"
  }
 ],
 "tidemark.v1.Scheduled": [
  {
   "name": "id",
   "protoName": "id",
   "kind": "string"
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "kind": "int64"
  }
 ],
 "tidemark.v1.RecordResult": [
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "offset",
   "protoName": "offset",
   "kind": "int64"
  },
  {
   "name": "duplicate",
   "protoName": "duplicate",
   "kind": "bool"
  },
  {
   "name": "scheduled",
   "protoName": "scheduled",
   "kind": "message",
   "type": "tidemark.v1.Scheduled",
   "presence": true
  },
  {
   "name": "error",
   "protoName": "error",
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  }
 ],
 "tidemark.v1.PublishResponse": [
  {
   "name": "results",
   "protoName": "results",
   "kind": "message",
   "type": "tidemark.v1.RecordResult",
   "repeated": true
  }
 ],
 "tidemark.v1.InitProducerRequest": [
  {
   "name": "producerId",
   "protoName": "producer_id",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "producerEpoch",
   "protoName": "producer_epoch",
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.InitProducerResponse": [
  {
   "name": "producerId",
   "protoName": "producer_id",
   "kind": "int64"
  },
  {
   "name": "producerEpoch",
   "protoName": "producer_epoch",
   "kind": "int32"
  },
  {
   "name": "brokerTimeMs",
   "protoName": "broker_time_ms",
   "kind": "int64"
  }
 ],
 "tidemark.v1.ProduceRequest": [
  {
   "name": "open",
   "protoName": "open",
   "kind": "message",
   "type": "tidemark.v1.ProduceOpen",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "batch",
   "protoName": "batch",
   "kind": "message",
   "type": "tidemark.v1.ProduceBatch",
   "presence": true,
   "oneof": "request"
  }
 ],
 "tidemark.v1.ProduceOpen": [
  {
   "name": "clientId",
   "protoName": "client_id",
   "kind": "string"
  },
  {
   "name": "acks",
   "protoName": "acks",
   "kind": "enum",
   "type": "tidemark.v1.Acks"
  }
 ],
 "tidemark.v1.ProduceBatch": [
  {
   "name": "id",
   "protoName": "id",
   "kind": "uint32"
  },
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "batch",
   "protoName": "batch",
   "kind": "bytes"
  },
  {
   "name": "topicId",
   "protoName": "topic_id",
   "kind": "string"
  }
 ],
 "tidemark.v1.ProduceResponse": [
  {
   "name": "ack",
   "protoName": "ack",
   "kind": "message",
   "type": "tidemark.v1.ProduceAck",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "credit",
   "protoName": "credit",
   "kind": "message",
   "type": "tidemark.v1.ProduceCredit",
   "presence": true,
   "oneof": "response"
  }
 ],
 "tidemark.v1.ProduceAck": [
  {
   "name": "id",
   "protoName": "id",
   "kind": "uint32"
  },
  {
   "name": "baseOffset",
   "protoName": "base_offset",
   "kind": "int64"
  },
  {
   "name": "duplicate",
   "protoName": "duplicate",
   "kind": "bool"
  },
  {
   "name": "error",
   "protoName": "error",
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  },
  {
   "name": "exceptions",
   "protoName": "exceptions",
   "kind": "message",
   "type": "tidemark.v1.RecordException",
   "repeated": true
  },
  {
   "name": "brokerTimeMs",
   "protoName": "broker_time_ms",
   "kind": "int64"
  }
 ],
 "tidemark.v1.RecordException": [
  {
   "name": "index",
   "protoName": "index",
   "kind": "int32"
  },
  {
   "name": "duplicateOf",
   "protoName": "duplicate_of",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "error",
   "protoName": "error",
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  }
 ],
 "tidemark.v1.ProduceCredit": [
  {
   "name": "batches",
   "protoName": "batches",
   "kind": "uint32"
  },
  {
   "name": "bytes",
   "protoName": "bytes",
   "kind": "uint64"
  }
 ],
 "tidemark.v1.FetchRequest": [
  {
   "name": "open",
   "protoName": "open",
   "kind": "message",
   "type": "tidemark.v1.FetchOpen",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "assign",
   "protoName": "assign",
   "kind": "message",
   "type": "tidemark.v1.FetchAssign",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "unassign",
   "protoName": "unassign",
   "kind": "message",
   "type": "tidemark.v1.FetchUnassign",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "credit",
   "protoName": "credit",
   "kind": "message",
   "type": "tidemark.v1.ConsumeCredit",
   "presence": true,
   "oneof": "request"
  }
 ],
 "tidemark.v1.FetchOpen": [
  {
   "name": "clientId",
   "protoName": "client_id",
   "kind": "string"
  },
  {
   "name": "encoding",
   "protoName": "encoding",
   "kind": "enum",
   "type": "tidemark.v1.Encoding"
  },
  {
   "name": "untilEnd",
   "protoName": "until_end",
   "kind": "bool"
  }
 ],
 "tidemark.v1.FetchAssign": [
  {
   "name": "partitions",
   "protoName": "partitions",
   "kind": "message",
   "type": "tidemark.v1.FetchPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.FetchUnassign": [
  {
   "name": "partitions",
   "protoName": "partitions",
   "kind": "message",
   "type": "tidemark.v1.TopicPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.FetchPartition": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "position",
   "protoName": "position",
   "kind": "message",
   "type": "tidemark.v1.Position"
  }
 ],
 "tidemark.v1.ConsumeCredit": [
  {
   "name": "records",
   "protoName": "records",
   "kind": "uint32"
  },
  {
   "name": "bytes",
   "protoName": "bytes",
   "kind": "uint64"
  }
 ],
 "tidemark.v1.FetchResponse": [
  {
   "name": "delivery",
   "protoName": "delivery",
   "kind": "message",
   "type": "tidemark.v1.Delivery",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "error",
   "protoName": "error",
   "kind": "message",
   "type": "tidemark.v1.PartitionError",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "needed",
   "protoName": "needed",
   "kind": "message",
   "type": "tidemark.v1.ConsumeCredit",
   "presence": true,
   "oneof": "response"
  }
 ],
 "tidemark.v1.Delivery": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "batches",
   "protoName": "batches",
   "kind": "bytes",
   "repeated": true
  },
  {
   "name": "records",
   "protoName": "records",
   "kind": "message",
   "type": "tidemark.v1.ConsumedRecord",
   "repeated": true
  },
  {
   "name": "nextOffset",
   "protoName": "next_offset",
   "kind": "int64"
  },
  {
   "name": "highWatermark",
   "protoName": "high_watermark",
   "kind": "int64"
  },
  {
   "name": "logStartOffset",
   "protoName": "log_start_offset",
   "kind": "int64"
  },
  {
   "name": "recordCount",
   "protoName": "record_count",
   "kind": "uint32"
  }
 ],
 "tidemark.v1.ConsumedRecord": [
  {
   "name": "offset",
   "protoName": "offset",
   "kind": "int64"
  },
  {
   "name": "timestamp",
   "protoName": "timestamp",
   "kind": "int64"
  },
  {
   "name": "key",
   "protoName": "key",
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "value",
   "protoName": "value",
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "headers",
   "protoName": "headers",
   "kind": "message",
   "type": "tidemark.v1.Header",
   "repeated": true
  },
  {
   "name": "scheduled",
   "protoName": "scheduled",
   "kind": "message",
   "type": "tidemark.v1.ScheduledFrom",
   "presence": true
  },
  {
   "name": "deliveries",
   "protoName": "deliveries",
   "kind": "uint32"
  }
 ],
 "tidemark.v1.ScheduledFrom": [
  {
   "name": "offset",
   "protoName": "offset",
   "kind": "int64"
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "kind": "int64"
  }
 ],
 "tidemark.v1.PartitionError": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "error",
   "protoName": "error",
   "kind": "message",
   "type": "tidemark.v1.Error"
  }
 ],
 "tidemark.v1.SubscribeRequest": [
  {
   "name": "open",
   "protoName": "open",
   "kind": "message",
   "type": "tidemark.v1.SubscribeOpen",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "credit",
   "protoName": "credit",
   "kind": "message",
   "type": "tidemark.v1.ConsumeCredit",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "commit",
   "protoName": "commit",
   "kind": "message",
   "type": "tidemark.v1.CommitOffsets",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "released",
   "protoName": "released",
   "kind": "message",
   "type": "tidemark.v1.Released",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "ack",
   "protoName": "ack",
   "kind": "message",
   "type": "tidemark.v1.AckRecords",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "nack",
   "protoName": "nack",
   "kind": "message",
   "type": "tidemark.v1.NackRecords",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "extend",
   "protoName": "extend",
   "kind": "message",
   "type": "tidemark.v1.ExtendLease",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "leave",
   "protoName": "leave",
   "kind": "message",
   "type": "tidemark.v1.Leave",
   "presence": true,
   "oneof": "request"
  }
 ],
 "tidemark.v1.SubscribeOpen": [
  {
   "name": "group",
   "protoName": "group",
   "kind": "string"
  },
  {
   "name": "topics",
   "protoName": "topics",
   "kind": "string",
   "repeated": true
  },
  {
   "name": "mode",
   "protoName": "mode",
   "kind": "enum",
   "type": "tidemark.v1.GroupMode"
  },
  {
   "name": "start",
   "protoName": "start",
   "kind": "message",
   "type": "tidemark.v1.Position"
  },
  {
   "name": "clientId",
   "protoName": "client_id",
   "kind": "string"
  },
  {
   "name": "memberId",
   "protoName": "member_id",
   "kind": "string"
  },
  {
   "name": "sessionTimeoutMs",
   "protoName": "session_timeout_ms",
   "kind": "uint32"
  },
  {
   "name": "encoding",
   "protoName": "encoding",
   "kind": "enum",
   "type": "tidemark.v1.Encoding"
  }
 ],
 "tidemark.v1.CommitOffsets": [
  {
   "name": "id",
   "protoName": "id",
   "kind": "uint32"
  },
  {
   "name": "generation",
   "protoName": "generation",
   "kind": "int32"
  },
  {
   "name": "offsets",
   "protoName": "offsets",
   "kind": "message",
   "type": "tidemark.v1.PartitionOffset",
   "repeated": true
  }
 ],
 "tidemark.v1.Released": [
  {
   "name": "generation",
   "protoName": "generation",
   "kind": "int32"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "kind": "message",
   "type": "tidemark.v1.TopicPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.Leave": [],
 "tidemark.v1.AckRecords": [
  {
   "name": "records",
   "protoName": "records",
   "kind": "message",
   "type": "tidemark.v1.RecordPlace",
   "repeated": true
  }
 ],
 "tidemark.v1.NackRecords": [
  {
   "name": "records",
   "protoName": "records",
   "kind": "message",
   "type": "tidemark.v1.RecordPlace",
   "repeated": true
  },
  {
   "name": "delayMs",
   "protoName": "delay_ms",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "reason",
   "protoName": "reason",
   "kind": "string"
  }
 ],
 "tidemark.v1.ExtendLease": [
  {
   "name": "records",
   "protoName": "records",
   "kind": "message",
   "type": "tidemark.v1.RecordPlace",
   "repeated": true
  }
 ],
 "tidemark.v1.RecordPlace": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "offset",
   "protoName": "offset",
   "kind": "int64"
  }
 ],
 "tidemark.v1.SubscribeResponse": [
  {
   "name": "joined",
   "protoName": "joined",
   "kind": "message",
   "type": "tidemark.v1.Joined",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "assigned",
   "protoName": "assigned",
   "kind": "message",
   "type": "tidemark.v1.Assigned",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "revoked",
   "protoName": "revoked",
   "kind": "message",
   "type": "tidemark.v1.Revoked",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "delivery",
   "protoName": "delivery",
   "kind": "message",
   "type": "tidemark.v1.Delivery",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "commitResult",
   "protoName": "commit_result",
   "kind": "message",
   "type": "tidemark.v1.CommitResult",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "error",
   "protoName": "error",
   "kind": "message",
   "type": "tidemark.v1.PartitionError",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "needed",
   "protoName": "needed",
   "kind": "message",
   "type": "tidemark.v1.ConsumeCredit",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "leaseLost",
   "protoName": "lease_lost",
   "kind": "message",
   "type": "tidemark.v1.LeaseLost",
   "presence": true,
   "oneof": "response"
  }
 ],
 "tidemark.v1.Joined": [
  {
   "name": "memberId",
   "protoName": "member_id",
   "kind": "string"
  },
  {
   "name": "generation",
   "protoName": "generation",
   "kind": "int32"
  },
  {
   "name": "sessionTimeoutMs",
   "protoName": "session_timeout_ms",
   "kind": "uint32"
  }
 ],
 "tidemark.v1.Assigned": [
  {
   "name": "generation",
   "protoName": "generation",
   "kind": "int32"
  },
  {
   "name": "added",
   "protoName": "added",
   "kind": "message",
   "type": "tidemark.v1.PartitionOffset",
   "repeated": true
  }
 ],
 "tidemark.v1.Revoked": [
  {
   "name": "generation",
   "protoName": "generation",
   "kind": "int32"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "kind": "message",
   "type": "tidemark.v1.TopicPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.CommitResult": [
  {
   "name": "id",
   "protoName": "id",
   "kind": "uint32"
  },
  {
   "name": "error",
   "protoName": "error",
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  }
 ],
 "tidemark.v1.LeaseLost": [
  {
   "name": "records",
   "protoName": "records",
   "kind": "message",
   "type": "tidemark.v1.RecordPlace",
   "repeated": true
  }
 ],
 "tidemark.v1.ListSchedulesRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "after",
   "protoName": "after",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "before",
   "protoName": "before",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "prefix",
   "protoName": "prefix",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32",
   "presence": true
  },
  {
   "name": "limit",
   "protoName": "limit",
   "kind": "uint32"
  },
  {
   "name": "cursor",
   "protoName": "cursor",
   "kind": "string"
  }
 ],
 "tidemark.v1.ListSchedulesResponse": [
  {
   "name": "schedules",
   "protoName": "schedules",
   "kind": "message",
   "type": "tidemark.v1.PendingRecord",
   "repeated": true
  },
  {
   "name": "cursor",
   "protoName": "cursor",
   "kind": "string"
  }
 ],
 "tidemark.v1.PendingRecord": [
  {
   "name": "id",
   "protoName": "id",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "offset",
   "protoName": "offset",
   "kind": "int64"
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "kind": "int64"
  },
  {
   "name": "key",
   "protoName": "key",
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "headers",
   "protoName": "headers",
   "kind": "message",
   "type": "tidemark.v1.Header",
   "repeated": true
  },
  {
   "name": "recurring",
   "protoName": "recurring",
   "kind": "bool"
  }
 ],
 "tidemark.v1.GetScheduleRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.RescheduleRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32",
   "presence": true
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "delayMs",
   "protoName": "delay_ms",
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.CancelScheduleRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.CancelSchedulesRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "after",
   "protoName": "after",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "before",
   "protoName": "before",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "prefix",
   "protoName": "prefix",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.CancelSchedulesResponse": [
  {
   "name": "cancelled",
   "protoName": "cancelled",
   "kind": "int64"
  }
 ],
 "tidemark.v1.CreateTopicRequest": [
  {
   "name": "name",
   "protoName": "name",
   "kind": "string"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "kind": "int32"
  },
  {
   "name": "replicationFactor",
   "protoName": "replication_factor",
   "kind": "int32"
  },
  {
   "name": "config",
   "protoName": "config",
   "kind": "map"
  }
 ],
 "tidemark.v1.ListTopicsRequest": [
  {
   "name": "internal",
   "protoName": "internal",
   "kind": "bool"
  }
 ],
 "tidemark.v1.ListTopicsResponse": [
  {
   "name": "topics",
   "protoName": "topics",
   "kind": "message",
   "type": "tidemark.v1.Topic",
   "repeated": true
  }
 ],
 "tidemark.v1.DescribeTopicRequest": [
  {
   "name": "name",
   "protoName": "name",
   "kind": "string"
  }
 ],
 "tidemark.v1.AlterTopicRequest": [
  {
   "name": "name",
   "protoName": "name",
   "kind": "string"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "kind": "int32"
  },
  {
   "name": "config",
   "protoName": "config",
   "kind": "map"
  }
 ],
 "tidemark.v1.DeleteTopicRequest": [
  {
   "name": "name",
   "protoName": "name",
   "kind": "string"
  }
 ],
 "tidemark.v1.DeleteTopicResponse": [],
 "tidemark.v1.DeleteRecordsRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "before",
   "protoName": "before",
   "kind": "int64"
  }
 ],
 "tidemark.v1.DeleteRecordsResponse": [
  {
   "name": "logStartOffset",
   "protoName": "log_start_offset",
   "kind": "int64"
  }
 ],
 "tidemark.v1.Topic": [
  {
   "name": "name",
   "protoName": "name",
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "kind": "string"
  },
  {
   "name": "config",
   "protoName": "config",
   "kind": "map"
  },
  {
   "name": "pending",
   "protoName": "pending",
   "kind": "int64"
  },
  {
   "name": "nextDue",
   "protoName": "next_due",
   "kind": "int64",
   "presence": true
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "kind": "message",
   "type": "tidemark.v1.PartitionInfo",
   "repeated": true
  },
  {
   "name": "internal",
   "protoName": "internal",
   "kind": "bool"
  }
 ],
 "tidemark.v1.PartitionInfo": [
  {
   "name": "partition",
   "protoName": "partition",
   "kind": "int32"
  },
  {
   "name": "leader",
   "protoName": "leader",
   "kind": "int32"
  },
  {
   "name": "leaderEpoch",
   "protoName": "leader_epoch",
   "kind": "int32"
  },
  {
   "name": "replicas",
   "protoName": "replicas",
   "kind": "int32",
   "repeated": true
  },
  {
   "name": "isr",
   "protoName": "isr",
   "kind": "int32",
   "repeated": true
  },
  {
   "name": "logStartOffset",
   "protoName": "log_start_offset",
   "kind": "int64"
  },
  {
   "name": "highWatermark",
   "protoName": "high_watermark",
   "kind": "int64"
  },
  {
   "name": "pending",
   "protoName": "pending",
   "kind": "int64"
  },
  {
   "name": "error",
   "protoName": "error",
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  }
 ],
 "grpc.health.v1.HealthCheckRequest": [
  {
   "name": "service",
   "protoName": "service",
   "kind": "string"
  }
 ],
 "grpc.health.v1.HealthCheckResponse": [
  {
   "name": "status",
   "protoName": "status",
   "kind": "enum",
   "type": "grpc.health.v1.HealthCheckResponse.ServingStatus"
  }
 ],
 "grpc.reflection.v1.ServerReflectionRequest": [
  {
   "name": "host",
   "protoName": "host",
   "kind": "string"
  },
  {
   "name": "fileByFilename",
   "protoName": "file_by_filename",
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "fileContainingSymbol",
   "protoName": "file_containing_symbol",
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "fileContainingExtension",
   "protoName": "file_containing_extension",
   "kind": "message",
   "type": "grpc.reflection.v1.ExtensionRequest",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "allExtensionNumbersOfType",
   "protoName": "all_extension_numbers_of_type",
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "listServices",
   "protoName": "list_services",
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  }
 ],
 "grpc.reflection.v1.ExtensionRequest": [
  {
   "name": "containingType",
   "protoName": "containing_type",
   "kind": "string"
  },
  {
   "name": "extensionNumber",
   "protoName": "extension_number",
   "kind": "int32"
  }
 ],
 "grpc.reflection.v1.ServerReflectionResponse": [
  {
   "name": "validHost",
   "protoName": "valid_host",
   "kind": "string"
  },
  {
   "name": "originalRequest",
   "protoName": "original_request",
   "kind": "message",
   "type": "grpc.reflection.v1.ServerReflectionRequest"
  },
  {
   "name": "fileDescriptorResponse",
   "protoName": "file_descriptor_response",
   "kind": "message",
   "type": "grpc.reflection.v1.FileDescriptorResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "allExtensionNumbersResponse",
   "protoName": "all_extension_numbers_response",
   "kind": "message",
   "type": "grpc.reflection.v1.ExtensionNumberResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "listServicesResponse",
   "protoName": "list_services_response",
   "kind": "message",
   "type": "grpc.reflection.v1.ListServiceResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "errorResponse",
   "protoName": "error_response",
   "kind": "message",
   "type": "grpc.reflection.v1.ErrorResponse",
   "presence": true,
   "oneof": "messageResponse"
  }
 ],
 "grpc.reflection.v1.FileDescriptorResponse": [
  {
   "name": "fileDescriptorProto",
   "protoName": "file_descriptor_proto",
   "kind": "bytes",
   "repeated": true
  }
 ],
 "grpc.reflection.v1.ExtensionNumberResponse": [
  {
   "name": "baseTypeName",
   "protoName": "base_type_name",
   "kind": "string"
  },
  {
   "name": "extensionNumber",
   "protoName": "extension_number",
   "kind": "int32",
   "repeated": true
  }
 ],
 "grpc.reflection.v1.ListServiceResponse": [
  {
   "name": "service",
   "protoName": "service",
   "kind": "message",
   "type": "grpc.reflection.v1.ServiceResponse",
   "repeated": true
  }
 ],
 "grpc.reflection.v1.ServiceResponse": [
  {
   "name": "name",
   "protoName": "name",
   "kind": "string"
  }
 ],
 "grpc.reflection.v1.ErrorResponse": [
  {
   "name": "errorCode",
   "protoName": "error_code",
   "kind": "int32"
  },
  {
   "name": "errorMessage",
   "protoName": "error_message",
   "kind": "string"
  }
 ],
 "grpc.reflection.v1alpha.ServerReflectionRequest": [
  {
   "name": "host",
   "protoName": "host",
   "kind": "string"
  },
  {
   "name": "fileByFilename",
   "protoName": "file_by_filename",
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "fileContainingSymbol",
   "protoName": "file_containing_symbol",
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "fileContainingExtension",
   "protoName": "file_containing_extension",
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ExtensionRequest",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "allExtensionNumbersOfType",
   "protoName": "all_extension_numbers_of_type",
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "listServices",
   "protoName": "list_services",
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  }
 ],
 "grpc.reflection.v1alpha.ExtensionRequest": [
  {
   "name": "containingType",
   "protoName": "containing_type",
   "kind": "string"
  },
  {
   "name": "extensionNumber",
   "protoName": "extension_number",
   "kind": "int32"
  }
 ],
 "grpc.reflection.v1alpha.ServerReflectionResponse": [
  {
   "name": "validHost",
   "protoName": "valid_host",
   "kind": "string"
  },
  {
   "name": "originalRequest",
   "protoName": "original_request",
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ServerReflectionRequest"
  },
  {
   "name": "fileDescriptorResponse",
   "protoName": "file_descriptor_response",
   "kind": "message",
   "type": "grpc.reflection.v1alpha.FileDescriptorResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "allExtensionNumbersResponse",
   "protoName": "all_extension_numbers_response",
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ExtensionNumberResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "listServicesResponse",
   "protoName": "list_services_response",
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ListServiceResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "errorResponse",
   "protoName": "error_response",
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ErrorResponse",
   "presence": true,
   "oneof": "messageResponse"
  }
 ],
 "grpc.reflection.v1alpha.FileDescriptorResponse": [
  {
   "name": "fileDescriptorProto",
   "protoName": "file_descriptor_proto",
   "kind": "bytes",
   "repeated": true
  }
 ],
 "grpc.reflection.v1alpha.ExtensionNumberResponse": [
  {
   "name": "baseTypeName",
   "protoName": "base_type_name",
   "kind": "string"
  },
  {
   "name": "extensionNumber",
   "protoName": "extension_number",
   "kind": "int32",
   "repeated": true
  }
 ],
 "grpc.reflection.v1alpha.ListServiceResponse": [
  {
   "name": "service",
   "protoName": "service",
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ServiceResponse",
   "repeated": true
  }
 ],
 "grpc.reflection.v1alpha.ServiceResponse": [
  {
   "name": "name",
   "protoName": "name",
   "kind": "string"
  }
 ],
 "grpc.reflection.v1alpha.ErrorResponse": [
  {
   "name": "errorCode",
   "protoName": "error_code",
   "kind": "int32"
  },
  {
   "name": "errorMessage",
   "protoName": "error_message",
   "kind": "string"
  }
 ]
};
export const enums = {
 "tidemark.v1.OnConflict": {
  "ON_CONFLICT_REJECT": 0,
  "ON_CONFLICT_REPLACE": 1,
  "ON_CONFLICT_KEEP": 2
 },
 "tidemark.v1.Acks": {
  "ACKS_ALL": 0,
  "ACKS_LEADER": 1,
  "ACKS_NONE": 2
 },
 "tidemark.v1.Encoding": {
  "ENCODING_BATCH": 0,
  "ENCODING_RECORDS": 1
 },
 "tidemark.v1.GroupMode": {
  "GROUP_MODE_UNSPECIFIED": 0,
  "GROUP_MODE_STREAM": 1,
  "GROUP_MODE_QUEUE": 2
 },
 "grpc.health.v1.HealthCheckResponse.ServingStatus": {
  "UNKNOWN": 0,
  "SERVING": 1,
  "NOT_SERVING": 2,
  "SERVICE_UNKNOWN": 3
 }
};
export const services = [
 {
  "name": "tidemark.v1.ClusterService",
  "methods": [
   {
    "name": "DescribeCluster",
    "request": "tidemark.v1.DescribeClusterRequest",
    "response": "tidemark.v1.Cluster",
    "requestStream": false,
    "responseStream": false
   }
  ]
 },
 {
  "name": "tidemark.v1.GroupService",
  "methods": [
   {
    "name": "ListGroups",
    "request": "tidemark.v1.ListGroupsRequest",
    "response": "tidemark.v1.ListGroupsResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "DescribeGroup",
    "request": "tidemark.v1.DescribeGroupRequest",
    "response": "tidemark.v1.Group",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "DeleteGroup",
    "request": "tidemark.v1.DeleteGroupRequest",
    "response": "tidemark.v1.DeleteGroupResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "FetchOffsets",
    "request": "tidemark.v1.FetchOffsetsRequest",
    "response": "tidemark.v1.FetchOffsetsResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "ResetOffsets",
    "request": "tidemark.v1.ResetOffsetsRequest",
    "response": "tidemark.v1.ResetOffsetsResponse",
    "requestStream": false,
    "responseStream": false
   }
  ]
 },
 {
  "name": "tidemark.v1.RecordService",
  "methods": [
   {
    "name": "Publish",
    "request": "tidemark.v1.PublishRequest",
    "response": "tidemark.v1.PublishResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "InitProducer",
    "request": "tidemark.v1.InitProducerRequest",
    "response": "tidemark.v1.InitProducerResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "Produce",
    "request": "tidemark.v1.ProduceRequest",
    "response": "tidemark.v1.ProduceResponse",
    "requestStream": true,
    "responseStream": true
   },
   {
    "name": "Fetch",
    "request": "tidemark.v1.FetchRequest",
    "response": "tidemark.v1.FetchResponse",
    "requestStream": true,
    "responseStream": true
   },
   {
    "name": "Subscribe",
    "request": "tidemark.v1.SubscribeRequest",
    "response": "tidemark.v1.SubscribeResponse",
    "requestStream": true,
    "responseStream": true
   }
  ]
 },
 {
  "name": "tidemark.v1.ScheduleService",
  "methods": [
   {
    "name": "ListSchedules",
    "request": "tidemark.v1.ListSchedulesRequest",
    "response": "tidemark.v1.ListSchedulesResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "GetSchedule",
    "request": "tidemark.v1.GetScheduleRequest",
    "response": "tidemark.v1.PendingRecord",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "Reschedule",
    "request": "tidemark.v1.RescheduleRequest",
    "response": "tidemark.v1.PendingRecord",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "CancelSchedule",
    "request": "tidemark.v1.CancelScheduleRequest",
    "response": "tidemark.v1.PendingRecord",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "CancelSchedules",
    "request": "tidemark.v1.CancelSchedulesRequest",
    "response": "tidemark.v1.CancelSchedulesResponse",
    "requestStream": false,
    "responseStream": false
   }
  ]
 },
 {
  "name": "tidemark.v1.TopicService",
  "methods": [
   {
    "name": "CreateTopic",
    "request": "tidemark.v1.CreateTopicRequest",
    "response": "tidemark.v1.Topic",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "ListTopics",
    "request": "tidemark.v1.ListTopicsRequest",
    "response": "tidemark.v1.ListTopicsResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "DescribeTopic",
    "request": "tidemark.v1.DescribeTopicRequest",
    "response": "tidemark.v1.Topic",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "AlterTopic",
    "request": "tidemark.v1.AlterTopicRequest",
    "response": "tidemark.v1.Topic",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "DeleteTopic",
    "request": "tidemark.v1.DeleteTopicRequest",
    "response": "tidemark.v1.DeleteTopicResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "DeleteRecords",
    "request": "tidemark.v1.DeleteRecordsRequest",
    "response": "tidemark.v1.DeleteRecordsResponse",
    "requestStream": false,
    "responseStream": false
   }
  ]
 },
 {
  "name": "grpc.health.v1.Health",
  "methods": [
   {
    "name": "Check",
    "request": "grpc.health.v1.HealthCheckRequest",
    "response": "grpc.health.v1.HealthCheckResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "Watch",
    "request": "grpc.health.v1.HealthCheckRequest",
    "response": "grpc.health.v1.HealthCheckResponse",
    "requestStream": false,
    "responseStream": true
   }
  ]
 },
 {
  "name": "grpc.reflection.v1.ServerReflection",
  "methods": [
   {
    "name": "ServerReflectionInfo",
    "request": "grpc.reflection.v1.ServerReflectionRequest",
    "response": "grpc.reflection.v1.ServerReflectionResponse",
    "requestStream": true,
    "responseStream": true
   }
  ]
 },
 {
  "name": "grpc.reflection.v1alpha.ServerReflection",
  "methods": [
   {
    "name": "ServerReflectionInfo",
    "request": "grpc.reflection.v1alpha.ServerReflectionRequest",
    "response": "grpc.reflection.v1alpha.ServerReflectionResponse",
    "requestStream": true,
    "responseStream": true
   }
  ]
 }
];
