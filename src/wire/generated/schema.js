// Generated from schema/ by scripts/generate.js; do not edit.
export const messages = {
 "tidemark.v1.DescribeClusterRequest": [],
 "tidemark.v1.Cluster": [
  {
   "name": "clusterId",
   "protoName": "cluster_id",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "controller",
   "protoName": "controller",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "brokers",
   "protoName": "brokers",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.Broker",
   "repeated": true
  },
  {
   "name": "timeMs",
   "protoName": "time_ms",
   "number": 4,
   "kind": "int64"
  },
  {
   "name": "controllers",
   "protoName": "controllers",
   "number": 5,
   "kind": "message",
   "type": "tidemark.v1.Controller",
   "repeated": true
  },
  {
   "name": "moving",
   "protoName": "moving",
   "number": 6,
   "kind": "message",
   "type": "tidemark.v1.MovingPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.Controller": [
  {
   "name": "id",
   "protoName": "id",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "voter",
   "protoName": "voter",
   "number": 2,
   "kind": "bool"
  },
  {
   "name": "lag",
   "protoName": "lag",
   "number": 3,
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.Broker": [
  {
   "name": "id",
   "protoName": "id",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "address",
   "protoName": "address",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "rack",
   "protoName": "rack",
   "number": 3,
   "kind": "string"
  },
  {
   "name": "state",
   "protoName": "state",
   "number": 4,
   "kind": "string"
  },
  {
   "name": "epoch",
   "protoName": "epoch",
   "number": 5,
   "kind": "int64"
  },
  {
   "name": "leaving",
   "protoName": "leaving",
   "number": 6,
   "kind": "bool"
  },
  {
   "name": "isController",
   "protoName": "is_controller",
   "number": 7,
   "kind": "bool"
  },
  {
   "name": "leaders",
   "protoName": "leaders",
   "number": 8,
   "kind": "int32"
  },
  {
   "name": "replicas",
   "protoName": "replicas",
   "number": 9,
   "kind": "int32"
  },
  {
   "name": "skewMs",
   "protoName": "skew_ms",
   "number": 10,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "lagEntries",
   "protoName": "lag_entries",
   "number": 11,
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.RebalanceRequest": [
  {
   "name": "drain",
   "protoName": "drain",
   "number": 1,
   "kind": "int32",
   "repeated": true
  },
  {
   "name": "dryRun",
   "protoName": "dry_run",
   "number": 2,
   "kind": "bool"
  },
  {
   "name": "atOnce",
   "protoName": "at_once",
   "number": 3,
   "kind": "int32"
  },
  {
   "name": "replicationFactor",
   "protoName": "replication_factor",
   "number": 4,
   "kind": "int32"
  }
 ],
 "tidemark.v1.RebalanceResponse": [
  {
   "name": "planned",
   "protoName": "planned",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.PlannedMove",
   "repeated": true
  },
  {
   "name": "started",
   "protoName": "started",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "moving",
   "protoName": "moving",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.MovingPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.PlannedMove": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "from",
   "protoName": "from",
   "number": 3,
   "kind": "int32",
   "repeated": true
  },
  {
   "name": "to",
   "protoName": "to",
   "number": 4,
   "kind": "int32",
   "repeated": true
  }
 ],
 "tidemark.v1.MovingPartition": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "from",
   "protoName": "from",
   "number": 3,
   "kind": "int32",
   "repeated": true
  },
  {
   "name": "to",
   "protoName": "to",
   "number": 4,
   "kind": "int32",
   "repeated": true
  },
  {
   "name": "arrived",
   "protoName": "arrived",
   "number": 5,
   "kind": "int32",
   "repeated": true
  },
  {
   "name": "copies",
   "protoName": "copies",
   "number": 6,
   "kind": "message",
   "type": "tidemark.v1.ReplicaCopy",
   "repeated": true
  },
  {
   "name": "bytesPerSecondMax",
   "protoName": "bytes_per_second_max",
   "number": 7,
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.ReplicaCopy": [
  {
   "name": "broker",
   "protoName": "broker",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "copiedBytes",
   "protoName": "copied_bytes",
   "number": 2,
   "kind": "int64"
  },
  {
   "name": "totalBytes",
   "protoName": "total_bytes",
   "number": 3,
   "kind": "int64"
  }
 ],
 "tidemark.v1.DrainBrokerRequest": [
  {
   "name": "broker",
   "protoName": "broker",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "cancel",
   "protoName": "cancel",
   "number": 2,
   "kind": "bool"
  }
 ],
 "tidemark.v1.DrainBrokerResponse": [],
 "tidemark.v1.RemoveBrokerRequest": [
  {
   "name": "broker",
   "protoName": "broker",
   "number": 1,
   "kind": "int32"
  }
 ],
 "tidemark.v1.RemoveBrokerResponse": [],
 "tidemark.v1.AcceptLossRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "leader",
   "protoName": "leader",
   "number": 3,
   "kind": "int32",
   "presence": true
  },
  {
   "name": "loseRecords",
   "protoName": "lose_records",
   "number": 4,
   "kind": "bool"
  }
 ],
 "tidemark.v1.AcceptLossResponse": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "leader",
   "protoName": "leader",
   "number": 3,
   "kind": "int32"
  },
  {
   "name": "accepted",
   "protoName": "accepted",
   "number": 4,
   "kind": "bool"
  },
  {
   "name": "replicas",
   "protoName": "replicas",
   "number": 5,
   "kind": "message",
   "type": "tidemark.v1.ReplicaEnd",
   "repeated": true
  }
 ],
 "tidemark.v1.ReplicaEnd": [
  {
   "name": "broker",
   "protoName": "broker",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "inSync",
   "protoName": "in_sync",
   "number": 2,
   "kind": "bool"
  },
  {
   "name": "lostDisk",
   "protoName": "lost_disk",
   "number": 3,
   "kind": "bool"
  },
  {
   "name": "endOffset",
   "protoName": "end_offset",
   "number": 4,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "lastEpoch",
   "protoName": "last_epoch",
   "number": 5,
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.ElectPreferredRequest": [],
 "tidemark.v1.ElectPreferredResponse": [
  {
   "name": "elected",
   "protoName": "elected",
   "number": 1,
   "kind": "int32"
  }
 ],
 "tidemark.v1.Header": [
  {
   "name": "key",
   "protoName": "key",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "value",
   "protoName": "value",
   "number": 2,
   "kind": "bytes"
  }
 ],
 "tidemark.v1.Error": [
  {
   "name": "code",
   "protoName": "code",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "message",
   "protoName": "message",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "retriable",
   "protoName": "retriable",
   "number": 3,
   "kind": "bool"
  },
  {
   "name": "refreshMetadata",
   "protoName": "refresh_metadata",
   "number": 4,
   "kind": "bool"
  },
  {
   "name": "leader",
   "protoName": "leader",
   "number": 5,
   "kind": "string"
  },
  {
   "name": "logStartOffset",
   "protoName": "log_start_offset",
   "number": 6,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "highWatermark",
   "protoName": "high_watermark",
   "number": 7,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "existingId",
   "protoName": "existing_id",
   "number": 8,
   "kind": "string"
  },
  {
   "name": "existingDeliverAt",
   "protoName": "existing_deliver_at",
   "number": 9,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "existingPartition",
   "protoName": "existing_partition",
   "number": 10,
   "kind": "int32",
   "presence": true
  },
  {
   "name": "existingOffset",
   "protoName": "existing_offset",
   "number": 11,
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.TopicPartition": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  }
 ],
 "tidemark.v1.PartitionOffset": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "offset",
   "protoName": "offset",
   "number": 3,
   "kind": "int64"
  }
 ],
 "tidemark.v1.Position": [
  {
   "name": "offset",
   "protoName": "offset",
   "number": 1,
   "kind": "int64",
   "presence": true,
   "oneof": "position"
  },
  {
   "name": "timestamp",
   "protoName": "timestamp",
   "number": 2,
   "kind": "int64",
   "presence": true,
   "oneof": "position"
  },
  {
   "name": "earliest",
   "protoName": "earliest",
   "number": 3,
   "kind": "bool",
   "presence": true,
   "oneof": "position"
  },
  {
   "name": "latest",
   "protoName": "latest",
   "number": 4,
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
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.Group",
   "repeated": true
  }
 ],
 "tidemark.v1.DescribeGroupRequest": [
  {
   "name": "group",
   "protoName": "group",
   "number": 1,
   "kind": "string"
  }
 ],
 "tidemark.v1.Group": [
  {
   "name": "name",
   "protoName": "name",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "mode",
   "protoName": "mode",
   "number": 2,
   "kind": "enum",
   "type": "tidemark.v1.GroupMode"
  },
  {
   "name": "state",
   "protoName": "state",
   "number": 3,
   "kind": "string"
  },
  {
   "name": "generation",
   "protoName": "generation",
   "number": 4,
   "kind": "int32"
  },
  {
   "name": "members",
   "protoName": "members",
   "number": 5,
   "kind": "message",
   "type": "tidemark.v1.GroupMember",
   "repeated": true
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 6,
   "kind": "message",
   "type": "tidemark.v1.GroupPartition",
   "repeated": true
  },
  {
   "name": "settings",
   "protoName": "settings",
   "number": 7,
   "kind": "message",
   "type": "tidemark.v1.QueueSettings"
  }
 ],
 "tidemark.v1.QueueSettings": [
  {
   "name": "ackTimeoutMs",
   "protoName": "ack_timeout_ms",
   "number": 1,
   "kind": "uint32",
   "presence": true
  },
  {
   "name": "deliveriesMax",
   "protoName": "deliveries_max",
   "number": 2,
   "kind": "uint32",
   "presence": true
  },
  {
   "name": "retryBackoffMs",
   "protoName": "retry_backoff_ms",
   "number": 3,
   "kind": "uint32",
   "presence": true
  },
  {
   "name": "retryBackoffMaxMs",
   "protoName": "retry_backoff_max_ms",
   "number": 4,
   "kind": "uint32",
   "presence": true
  },
  {
   "name": "deadLetterTopic",
   "protoName": "dead_letter_topic",
   "number": 5,
   "kind": "string",
   "presence": true
  },
  {
   "name": "keyOrder",
   "protoName": "key_order",
   "number": 6,
   "kind": "bool",
   "presence": true
  }
 ],
 "tidemark.v1.PutGroupRequest": [
  {
   "name": "group",
   "protoName": "group",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "mode",
   "protoName": "mode",
   "number": 2,
   "kind": "enum",
   "type": "tidemark.v1.GroupMode"
  },
  {
   "name": "settings",
   "protoName": "settings",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.QueueSettings"
  }
 ],
 "tidemark.v1.GroupMember": [
  {
   "name": "id",
   "protoName": "id",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "clientId",
   "protoName": "client_id",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "address",
   "protoName": "address",
   "number": 3,
   "kind": "string"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.TopicPartition",
   "repeated": true
  },
  {
   "name": "inFlight",
   "protoName": "in_flight",
   "number": 5,
   "kind": "uint32"
  }
 ],
 "tidemark.v1.GroupPartition": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "committed",
   "protoName": "committed",
   "number": 3,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "highWatermark",
   "protoName": "high_watermark",
   "number": 4,
   "kind": "int64"
  },
  {
   "name": "lag",
   "protoName": "lag",
   "number": 5,
   "kind": "int64"
  },
  {
   "name": "memberId",
   "protoName": "member_id",
   "number": 6,
   "kind": "string"
  },
  {
   "name": "lagMs",
   "protoName": "lag_ms",
   "number": 7,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "inFlight",
   "protoName": "in_flight",
   "number": 8,
   "kind": "uint32"
  },
  {
   "name": "waiting",
   "protoName": "waiting",
   "number": 9,
   "kind": "uint32"
  },
  {
   "name": "redelivered",
   "protoName": "redelivered",
   "number": 10,
   "kind": "uint64"
  },
  {
   "name": "deadLettered",
   "protoName": "dead_lettered",
   "number": 11,
   "kind": "uint64"
  },
  {
   "name": "expired",
   "protoName": "expired",
   "number": 12,
   "kind": "uint64"
  }
 ],
 "tidemark.v1.DeleteGroupRequest": [
  {
   "name": "group",
   "protoName": "group",
   "number": 1,
   "kind": "string"
  }
 ],
 "tidemark.v1.DeleteGroupResponse": [],
 "tidemark.v1.FetchOffsetsRequest": [
  {
   "name": "group",
   "protoName": "group",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "topic",
   "protoName": "topic",
   "number": 2,
   "kind": "string"
  }
 ],
 "tidemark.v1.FetchOffsetsResponse": [
  {
   "name": "offsets",
   "protoName": "offsets",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.PartitionOffset",
   "repeated": true
  }
 ],
 "tidemark.v1.ResetOffsetsRequest": [
  {
   "name": "group",
   "protoName": "group",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "topic",
   "protoName": "topic",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "to",
   "protoName": "to",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.Position"
  },
  {
   "name": "offsets",
   "protoName": "offsets",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.PartitionOffset",
   "repeated": true
  },
  {
   "name": "force",
   "protoName": "force",
   "number": 5,
   "kind": "bool"
  },
  {
   "name": "dryRun",
   "protoName": "dry_run",
   "number": 6,
   "kind": "bool"
  },
  {
   "name": "shift",
   "protoName": "shift",
   "number": 7,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 8,
   "kind": "int32",
   "repeated": true
  }
 ],
 "tidemark.v1.ResetOffsetsResponse": [
  {
   "name": "changes",
   "protoName": "changes",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.OffsetChange",
   "repeated": true
  }
 ],
 "tidemark.v1.OffsetChange": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "before",
   "protoName": "before",
   "number": 3,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "after",
   "protoName": "after",
   "number": 4,
   "kind": "int64"
  }
 ],
 "tidemark.v1.Record": [
  {
   "name": "key",
   "protoName": "key",
   "number": 1,
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "value",
   "protoName": "value",
   "number": 2,
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "headers",
   "protoName": "headers",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.Header",
   "repeated": true
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 4,
   "kind": "int32",
   "presence": true
  },
  {
   "name": "messageId",
   "protoName": "message_id",
   "number": 5,
   "kind": "string",
   "presence": true
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "number": 6,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "delayMs",
   "protoName": "delay_ms",
   "number": 7,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "scheduleId",
   "protoName": "schedule_id",
   "number": 8,
   "kind": "string",
   "presence": true
  },
  {
   "name": "onConflict",
   "protoName": "on_conflict",
   "number": 9,
   "kind": "enum",
   "type": "tidemark.v1.OnConflict"
  },
  {
   "name": "ttlMs",
   "protoName": "ttl_ms",
   "number": 10,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "timestamp",
   "protoName": "timestamp",
   "number": 11,
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.PublishRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "records",
   "protoName": "records",
   "number": 2,
   "kind": "message",
   "type": "tidemark.v1.Record",
   "repeated": true
  },
  {
   "name": "batch",
   "protoName": "batch",
   "number": 3,
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 4,
   "kind": "int32",
   "presence": true
  },
  {
   "name": "acks",
   "protoName": "acks",
   "number": 5,
   "kind": "enum",
   "type": "tidemark.v1.Acks"
  }
 ],
 "tidemark.v1.Scheduled": [
  {
   "name": "id",
   "protoName": "id",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "number": 2,
   "kind": "int64"
  }
 ],
 "tidemark.v1.RecordResult": [
  {
   "name": "partition",
   "protoName": "partition",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "offset",
   "protoName": "offset",
   "number": 2,
   "kind": "int64"
  },
  {
   "name": "duplicate",
   "protoName": "duplicate",
   "number": 3,
   "kind": "bool"
  },
  {
   "name": "scheduled",
   "protoName": "scheduled",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.Scheduled",
   "presence": true
  },
  {
   "name": "error",
   "protoName": "error",
   "number": 5,
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  }
 ],
 "tidemark.v1.PublishResponse": [
  {
   "name": "results",
   "protoName": "results",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.RecordResult",
   "repeated": true
  }
 ],
 "tidemark.v1.InitProducerRequest": [
  {
   "name": "producerId",
   "protoName": "producer_id",
   "number": 1,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "producerEpoch",
   "protoName": "producer_epoch",
   "number": 2,
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.InitProducerResponse": [
  {
   "name": "producerId",
   "protoName": "producer_id",
   "number": 1,
   "kind": "int64"
  },
  {
   "name": "producerEpoch",
   "protoName": "producer_epoch",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "brokerTimeMs",
   "protoName": "broker_time_ms",
   "number": 3,
   "kind": "int64"
  }
 ],
 "tidemark.v1.ProduceRequest": [
  {
   "name": "open",
   "protoName": "open",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.ProduceOpen",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "batch",
   "protoName": "batch",
   "number": 2,
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
   "number": 1,
   "kind": "string"
  },
  {
   "name": "acks",
   "protoName": "acks",
   "number": 2,
   "kind": "enum",
   "type": "tidemark.v1.Acks"
  }
 ],
 "tidemark.v1.ProduceBatch": [
  {
   "name": "id",
   "protoName": "id",
   "number": 1,
   "kind": "uint32"
  },
  {
   "name": "topic",
   "protoName": "topic",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 3,
   "kind": "int32"
  },
  {
   "name": "batch",
   "protoName": "batch",
   "number": 4,
   "kind": "bytes"
  },
  {
   "name": "topicId",
   "protoName": "topic_id",
   "number": 5,
   "kind": "string"
  }
 ],
 "tidemark.v1.ProduceResponse": [
  {
   "name": "ack",
   "protoName": "ack",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.ProduceAck",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "credit",
   "protoName": "credit",
   "number": 2,
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
   "number": 1,
   "kind": "uint32"
  },
  {
   "name": "baseOffset",
   "protoName": "base_offset",
   "number": 2,
   "kind": "int64"
  },
  {
   "name": "duplicate",
   "protoName": "duplicate",
   "number": 3,
   "kind": "bool"
  },
  {
   "name": "error",
   "protoName": "error",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  },
  {
   "name": "exceptions",
   "protoName": "exceptions",
   "number": 5,
   "kind": "message",
   "type": "tidemark.v1.RecordException",
   "repeated": true
  },
  {
   "name": "brokerTimeMs",
   "protoName": "broker_time_ms",
   "number": 6,
   "kind": "int64"
  }
 ],
 "tidemark.v1.RecordException": [
  {
   "name": "index",
   "protoName": "index",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "duplicateOf",
   "protoName": "duplicate_of",
   "number": 2,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "error",
   "protoName": "error",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  }
 ],
 "tidemark.v1.ProduceCredit": [
  {
   "name": "batches",
   "protoName": "batches",
   "number": 1,
   "kind": "uint32"
  },
  {
   "name": "bytes",
   "protoName": "bytes",
   "number": 2,
   "kind": "uint64"
  }
 ],
 "tidemark.v1.FetchRequest": [
  {
   "name": "open",
   "protoName": "open",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.FetchOpen",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "assign",
   "protoName": "assign",
   "number": 2,
   "kind": "message",
   "type": "tidemark.v1.FetchAssign",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "unassign",
   "protoName": "unassign",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.FetchUnassign",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "credit",
   "protoName": "credit",
   "number": 4,
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
   "number": 1,
   "kind": "string"
  },
  {
   "name": "encoding",
   "protoName": "encoding",
   "number": 2,
   "kind": "enum",
   "type": "tidemark.v1.Encoding"
  },
  {
   "name": "untilEnd",
   "protoName": "until_end",
   "number": 3,
   "kind": "bool"
  },
  {
   "name": "speed",
   "protoName": "speed",
   "number": 4,
   "kind": "double"
  }
 ],
 "tidemark.v1.FetchAssign": [
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.FetchPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.FetchUnassign": [
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.TopicPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.FetchPartition": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "position",
   "protoName": "position",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.Position"
  },
  {
   "name": "until",
   "protoName": "until",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.Position"
  }
 ],
 "tidemark.v1.ConsumeCredit": [
  {
   "name": "records",
   "protoName": "records",
   "number": 1,
   "kind": "uint32"
  },
  {
   "name": "bytes",
   "protoName": "bytes",
   "number": 2,
   "kind": "uint64"
  }
 ],
 "tidemark.v1.FetchResponse": [
  {
   "name": "delivery",
   "protoName": "delivery",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.Delivery",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "error",
   "protoName": "error",
   "number": 2,
   "kind": "message",
   "type": "tidemark.v1.PartitionError",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "needed",
   "protoName": "needed",
   "number": 3,
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
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "batches",
   "protoName": "batches",
   "number": 3,
   "kind": "bytes",
   "repeated": true
  },
  {
   "name": "records",
   "protoName": "records",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.ConsumedRecord",
   "repeated": true
  },
  {
   "name": "nextOffset",
   "protoName": "next_offset",
   "number": 5,
   "kind": "int64"
  },
  {
   "name": "highWatermark",
   "protoName": "high_watermark",
   "number": 6,
   "kind": "int64"
  },
  {
   "name": "logStartOffset",
   "protoName": "log_start_offset",
   "number": 7,
   "kind": "int64"
  },
  {
   "name": "recordCount",
   "protoName": "record_count",
   "number": 8,
   "kind": "uint32"
  },
  {
   "name": "sizeBytes",
   "protoName": "size_bytes",
   "number": 9,
   "kind": "uint64"
  }
 ],
 "tidemark.v1.ConsumedRecord": [
  {
   "name": "offset",
   "protoName": "offset",
   "number": 1,
   "kind": "int64"
  },
  {
   "name": "timestamp",
   "protoName": "timestamp",
   "number": 2,
   "kind": "int64"
  },
  {
   "name": "key",
   "protoName": "key",
   "number": 3,
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "value",
   "protoName": "value",
   "number": 4,
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "headers",
   "protoName": "headers",
   "number": 5,
   "kind": "message",
   "type": "tidemark.v1.Header",
   "repeated": true
  },
  {
   "name": "scheduled",
   "protoName": "scheduled",
   "number": 6,
   "kind": "message",
   "type": "tidemark.v1.ScheduledFrom",
   "presence": true
  },
  {
   "name": "deliveries",
   "protoName": "deliveries",
   "number": 7,
   "kind": "uint32"
  },
  {
   "name": "firstDeliveredAt",
   "protoName": "first_delivered_at",
   "number": 8,
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.ScheduledFrom": [
  {
   "name": "offset",
   "protoName": "offset",
   "number": 1,
   "kind": "int64"
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "number": 2,
   "kind": "int64"
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 3,
   "kind": "string",
   "presence": true
  },
  {
   "name": "firing",
   "protoName": "firing",
   "number": 4,
   "kind": "uint32",
   "presence": true
  }
 ],
 "tidemark.v1.PartitionError": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "error",
   "protoName": "error",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.Error"
  }
 ],
 "tidemark.v1.SubscribeRequest": [
  {
   "name": "open",
   "protoName": "open",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.SubscribeOpen",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "credit",
   "protoName": "credit",
   "number": 2,
   "kind": "message",
   "type": "tidemark.v1.ConsumeCredit",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "commit",
   "protoName": "commit",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.CommitOffsets",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "released",
   "protoName": "released",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.Released",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "ack",
   "protoName": "ack",
   "number": 5,
   "kind": "message",
   "type": "tidemark.v1.AckRecords",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "nack",
   "protoName": "nack",
   "number": 6,
   "kind": "message",
   "type": "tidemark.v1.NackRecords",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "extend",
   "protoName": "extend",
   "number": 7,
   "kind": "message",
   "type": "tidemark.v1.ExtendLease",
   "presence": true,
   "oneof": "request"
  },
  {
   "name": "leave",
   "protoName": "leave",
   "number": 8,
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
   "number": 1,
   "kind": "string"
  },
  {
   "name": "topics",
   "protoName": "topics",
   "number": 2,
   "kind": "string",
   "repeated": true
  },
  {
   "name": "mode",
   "protoName": "mode",
   "number": 3,
   "kind": "enum",
   "type": "tidemark.v1.GroupMode"
  },
  {
   "name": "start",
   "protoName": "start",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.Position"
  },
  {
   "name": "clientId",
   "protoName": "client_id",
   "number": 5,
   "kind": "string"
  },
  {
   "name": "memberId",
   "protoName": "member_id",
   "number": 6,
   "kind": "string"
  },
  {
   "name": "sessionTimeoutMs",
   "protoName": "session_timeout_ms",
   "number": 7,
   "kind": "uint32"
  },
  {
   "name": "encoding",
   "protoName": "encoding",
   "number": 8,
   "kind": "enum",
   "type": "tidemark.v1.Encoding"
  },
  {
   "name": "until",
   "protoName": "until",
   "number": 9,
   "kind": "message",
   "type": "tidemark.v1.Position"
  },
  {
   "name": "speed",
   "protoName": "speed",
   "number": 10,
   "kind": "double"
  }
 ],
 "tidemark.v1.CommitOffsets": [
  {
   "name": "id",
   "protoName": "id",
   "number": 1,
   "kind": "uint32"
  },
  {
   "name": "generation",
   "protoName": "generation",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "offsets",
   "protoName": "offsets",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.PartitionOffset",
   "repeated": true
  }
 ],
 "tidemark.v1.Released": [
  {
   "name": "generation",
   "protoName": "generation",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 2,
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
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.RecordPlace",
   "repeated": true
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 2,
   "kind": "uint32"
  }
 ],
 "tidemark.v1.NackRecords": [
  {
   "name": "records",
   "protoName": "records",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.RecordPlace",
   "repeated": true
  },
  {
   "name": "delayMs",
   "protoName": "delay_ms",
   "number": 2,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "reason",
   "protoName": "reason",
   "number": 3,
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 4,
   "kind": "uint32"
  }
 ],
 "tidemark.v1.ExtendLease": [
  {
   "name": "records",
   "protoName": "records",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.RecordPlace",
   "repeated": true
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 2,
   "kind": "uint32"
  }
 ],
 "tidemark.v1.RecordPlace": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "offset",
   "protoName": "offset",
   "number": 3,
   "kind": "int64"
  }
 ],
 "tidemark.v1.SubscribeResponse": [
  {
   "name": "joined",
   "protoName": "joined",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.Joined",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "assigned",
   "protoName": "assigned",
   "number": 2,
   "kind": "message",
   "type": "tidemark.v1.Assigned",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "revoked",
   "protoName": "revoked",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.Revoked",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "delivery",
   "protoName": "delivery",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.Delivery",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "commitResult",
   "protoName": "commit_result",
   "number": 5,
   "kind": "message",
   "type": "tidemark.v1.CommitResult",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "error",
   "protoName": "error",
   "number": 6,
   "kind": "message",
   "type": "tidemark.v1.PartitionError",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "needed",
   "protoName": "needed",
   "number": 7,
   "kind": "message",
   "type": "tidemark.v1.ConsumeCredit",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "leaseLost",
   "protoName": "lease_lost",
   "number": 8,
   "kind": "message",
   "type": "tidemark.v1.LeaseLost",
   "presence": true,
   "oneof": "response"
  },
  {
   "name": "ended",
   "protoName": "ended",
   "number": 9,
   "kind": "message",
   "type": "tidemark.v1.Ended",
   "presence": true,
   "oneof": "response"
  }
 ],
 "tidemark.v1.Ended": [],
 "tidemark.v1.Joined": [
  {
   "name": "memberId",
   "protoName": "member_id",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "generation",
   "protoName": "generation",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "sessionTimeoutMs",
   "protoName": "session_timeout_ms",
   "number": 3,
   "kind": "uint32"
  },
  {
   "name": "ackTimeoutMs",
   "protoName": "ack_timeout_ms",
   "number": 4,
   "kind": "uint32"
  }
 ],
 "tidemark.v1.Assigned": [
  {
   "name": "generation",
   "protoName": "generation",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "added",
   "protoName": "added",
   "number": 2,
   "kind": "message",
   "type": "tidemark.v1.PartitionOffset",
   "repeated": true
  }
 ],
 "tidemark.v1.Revoked": [
  {
   "name": "generation",
   "protoName": "generation",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 2,
   "kind": "message",
   "type": "tidemark.v1.TopicPartition",
   "repeated": true
  }
 ],
 "tidemark.v1.CommitResult": [
  {
   "name": "id",
   "protoName": "id",
   "number": 1,
   "kind": "uint32"
  },
  {
   "name": "error",
   "protoName": "error",
   "number": 2,
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  }
 ],
 "tidemark.v1.LeaseLost": [
  {
   "name": "records",
   "protoName": "records",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.RecordPlace",
   "repeated": true
  }
 ],
 "tidemark.v1.ListSchedulesRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "after",
   "protoName": "after",
   "number": 2,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "before",
   "protoName": "before",
   "number": 3,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "prefix",
   "protoName": "prefix",
   "number": 4,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 5,
   "kind": "int32",
   "presence": true
  },
  {
   "name": "limit",
   "protoName": "limit",
   "number": 6,
   "kind": "uint32"
  },
  {
   "name": "cursor",
   "protoName": "cursor",
   "number": 7,
   "kind": "string"
  }
 ],
 "tidemark.v1.ListSchedulesResponse": [
  {
   "name": "schedules",
   "protoName": "schedules",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.PendingRecord",
   "repeated": true
  },
  {
   "name": "cursor",
   "protoName": "cursor",
   "number": 2,
   "kind": "string"
  }
 ],
 "tidemark.v1.PendingRecord": [
  {
   "name": "id",
   "protoName": "id",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "offset",
   "protoName": "offset",
   "number": 3,
   "kind": "int64"
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "number": 4,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "key",
   "protoName": "key",
   "number": 5,
   "kind": "bytes",
   "presence": true
  },
  {
   "name": "headers",
   "protoName": "headers",
   "number": 6,
   "kind": "message",
   "type": "tidemark.v1.Header",
   "repeated": true
  },
  {
   "name": "recurring",
   "protoName": "recurring",
   "number": 7,
   "kind": "bool"
  },
  {
   "name": "recurrence",
   "protoName": "recurrence",
   "number": 8,
   "kind": "message",
   "type": "tidemark.v1.Recurrence",
   "presence": true
  }
 ],
 "tidemark.v1.Recurrence": [
  {
   "name": "cron",
   "protoName": "cron",
   "number": 1,
   "kind": "string",
   "presence": true
  },
  {
   "name": "everyMs",
   "protoName": "every_ms",
   "number": 2,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "timeZone",
   "protoName": "time_zone",
   "number": 3,
   "kind": "string",
   "presence": true
  },
  {
   "name": "start",
   "protoName": "start",
   "number": 4,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "end",
   "protoName": "end",
   "number": 5,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "maxCount",
   "protoName": "max_count",
   "number": 6,
   "kind": "uint32",
   "presence": true
  },
  {
   "name": "misfire",
   "protoName": "misfire",
   "number": 7,
   "kind": "enum",
   "type": "tidemark.v1.Misfire"
  },
  {
   "name": "paused",
   "protoName": "paused",
   "number": 8,
   "kind": "bool",
   "presence": true
  },
  {
   "name": "firings",
   "protoName": "firings",
   "number": 9,
   "kind": "uint32"
  },
  {
   "name": "nextDue",
   "protoName": "next_due",
   "number": 10,
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.PutScheduleRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 3,
   "kind": "int32",
   "presence": true
  },
  {
   "name": "recurrence",
   "protoName": "recurrence",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.Recurrence"
  },
  {
   "name": "record",
   "protoName": "record",
   "number": 5,
   "kind": "message",
   "type": "tidemark.v1.Record"
  }
 ],
 "tidemark.v1.PutScheduleResponse": [
  {
   "name": "schedule",
   "protoName": "schedule",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.PendingRecord"
  },
  {
   "name": "created",
   "protoName": "created",
   "number": 2,
   "kind": "bool"
  }
 ],
 "tidemark.v1.PauseScheduleRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 3,
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.ResumeScheduleRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 3,
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.GetScheduleRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 3,
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.RescheduleRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 3,
   "kind": "int32",
   "presence": true
  },
  {
   "name": "deliverAt",
   "protoName": "deliver_at",
   "number": 4,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "delayMs",
   "protoName": "delay_ms",
   "number": 5,
   "kind": "int64",
   "presence": true
  }
 ],
 "tidemark.v1.CancelScheduleRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 3,
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.CancelSchedulesRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "after",
   "protoName": "after",
   "number": 2,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "before",
   "protoName": "before",
   "number": 3,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "prefix",
   "protoName": "prefix",
   "number": 4,
   "kind": "string",
   "presence": true
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 5,
   "kind": "int32",
   "presence": true
  }
 ],
 "tidemark.v1.CancelSchedulesResponse": [
  {
   "name": "cancelled",
   "protoName": "cancelled",
   "number": 1,
   "kind": "int64"
  }
 ],
 "tidemark.v1.CreateTopicRequest": [
  {
   "name": "name",
   "protoName": "name",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "replicationFactor",
   "protoName": "replication_factor",
   "number": 3,
   "kind": "int32"
  },
  {
   "name": "config",
   "protoName": "config",
   "number": 4,
   "kind": "map"
  }
 ],
 "tidemark.v1.ListTopicsRequest": [
  {
   "name": "internal",
   "protoName": "internal",
   "number": 1,
   "kind": "bool"
  }
 ],
 "tidemark.v1.ListTopicsResponse": [
  {
   "name": "topics",
   "protoName": "topics",
   "number": 1,
   "kind": "message",
   "type": "tidemark.v1.Topic",
   "repeated": true
  }
 ],
 "tidemark.v1.DescribeTopicRequest": [
  {
   "name": "name",
   "protoName": "name",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "leadersOnly",
   "protoName": "leaders_only",
   "number": 2,
   "kind": "bool"
  }
 ],
 "tidemark.v1.AlterTopicRequest": [
  {
   "name": "name",
   "protoName": "name",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "config",
   "protoName": "config",
   "number": 3,
   "kind": "map"
  }
 ],
 "tidemark.v1.DeleteTopicRequest": [
  {
   "name": "name",
   "protoName": "name",
   "number": 1,
   "kind": "string"
  }
 ],
 "tidemark.v1.DeleteTopicResponse": [],
 "tidemark.v1.DeleteRecordsRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "before",
   "protoName": "before",
   "number": 3,
   "kind": "int64"
  }
 ],
 "tidemark.v1.DeleteRecordsResponse": [
  {
   "name": "logStartOffset",
   "protoName": "log_start_offset",
   "number": 1,
   "kind": "int64"
  }
 ],
 "tidemark.v1.Topic": [
  {
   "name": "name",
   "protoName": "name",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "id",
   "protoName": "id",
   "number": 2,
   "kind": "string"
  },
  {
   "name": "config",
   "protoName": "config",
   "number": 3,
   "kind": "map"
  },
  {
   "name": "pending",
   "protoName": "pending",
   "number": 4,
   "kind": "int64"
  },
  {
   "name": "nextDue",
   "protoName": "next_due",
   "number": 5,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "partitions",
   "protoName": "partitions",
   "number": 6,
   "kind": "message",
   "type": "tidemark.v1.PartitionInfo",
   "repeated": true
  },
  {
   "name": "internal",
   "protoName": "internal",
   "number": 7,
   "kind": "bool"
  },
  {
   "name": "overdue",
   "protoName": "overdue",
   "number": 8,
   "kind": "int64"
  }
 ],
 "tidemark.v1.PartitionInfo": [
  {
   "name": "partition",
   "protoName": "partition",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "leader",
   "protoName": "leader",
   "number": 2,
   "kind": "int32"
  },
  {
   "name": "leaderEpoch",
   "protoName": "leader_epoch",
   "number": 3,
   "kind": "int32"
  },
  {
   "name": "replicas",
   "protoName": "replicas",
   "number": 4,
   "kind": "int32",
   "repeated": true
  },
  {
   "name": "isr",
   "protoName": "isr",
   "number": 5,
   "kind": "int32",
   "repeated": true
  },
  {
   "name": "logStartOffset",
   "protoName": "log_start_offset",
   "number": 6,
   "kind": "int64"
  },
  {
   "name": "highWatermark",
   "protoName": "high_watermark",
   "number": 7,
   "kind": "int64"
  },
  {
   "name": "pending",
   "protoName": "pending",
   "number": 8,
   "kind": "int64"
  },
  {
   "name": "error",
   "protoName": "error",
   "number": 9,
   "kind": "message",
   "type": "tidemark.v1.Error",
   "presence": true
  },
  {
   "name": "scheduleStartOffset",
   "protoName": "schedule_start_offset",
   "number": 10,
   "kind": "int64"
  },
  {
   "name": "sizeBytes",
   "protoName": "size_bytes",
   "number": 11,
   "kind": "int64"
  },
  {
   "name": "pinnedBytes",
   "protoName": "pinned_bytes",
   "number": 12,
   "kind": "int64"
  },
  {
   "name": "nextDue",
   "protoName": "next_due",
   "number": 13,
   "kind": "int64",
   "presence": true
  },
  {
   "name": "overdue",
   "protoName": "overdue",
   "number": 14,
   "kind": "int64"
  },
  {
   "name": "replicaLag",
   "protoName": "replica_lag",
   "number": 15,
   "kind": "message",
   "type": "tidemark.v1.FollowerLag",
   "repeated": true
  }
 ],
 "tidemark.v1.FollowerLag": [
  {
   "name": "broker",
   "protoName": "broker",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "lagOffsets",
   "protoName": "lag_offsets",
   "number": 2,
   "kind": "int64"
  },
  {
   "name": "lagMs",
   "protoName": "lag_ms",
   "number": 3,
   "kind": "int64"
  }
 ],
 "tidemark.v1.ReplayDeadLettersRequest": [
  {
   "name": "topic",
   "protoName": "topic",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "partition",
   "protoName": "partition",
   "number": 2,
   "kind": "int32",
   "presence": true
  },
  {
   "name": "from",
   "protoName": "from",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.Position"
  },
  {
   "name": "until",
   "protoName": "until",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.Position"
  },
  {
   "name": "limit",
   "protoName": "limit",
   "number": 5,
   "kind": "int32"
  },
  {
   "name": "to",
   "protoName": "to",
   "number": 6,
   "kind": "string"
  },
  {
   "name": "cursor",
   "protoName": "cursor",
   "number": 7,
   "kind": "string"
  }
 ],
 "tidemark.v1.ReplayDeadLettersResponse": [
  {
   "name": "replayed",
   "protoName": "replayed",
   "number": 1,
   "kind": "int64"
  },
  {
   "name": "duplicates",
   "protoName": "duplicates",
   "number": 2,
   "kind": "int64"
  },
  {
   "name": "refused",
   "protoName": "refused",
   "number": 3,
   "kind": "int64"
  },
  {
   "name": "refusals",
   "protoName": "refusals",
   "number": 4,
   "kind": "message",
   "type": "tidemark.v1.ReplayRefusal",
   "repeated": true
  },
  {
   "name": "cursor",
   "protoName": "cursor",
   "number": 5,
   "kind": "string"
  }
 ],
 "tidemark.v1.ReplayRefusal": [
  {
   "name": "partition",
   "protoName": "partition",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "offset",
   "protoName": "offset",
   "number": 2,
   "kind": "int64"
  },
  {
   "name": "error",
   "protoName": "error",
   "number": 3,
   "kind": "message",
   "type": "tidemark.v1.Error"
  }
 ],
 "grpc.health.v1.HealthCheckRequest": [
  {
   "name": "service",
   "protoName": "service",
   "number": 1,
   "kind": "string"
  }
 ],
 "grpc.health.v1.HealthCheckResponse": [
  {
   "name": "status",
   "protoName": "status",
   "number": 1,
   "kind": "enum",
   "type": "grpc.health.v1.HealthCheckResponse.ServingStatus"
  }
 ],
 "grpc.reflection.v1.ServerReflectionRequest": [
  {
   "name": "host",
   "protoName": "host",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "fileByFilename",
   "protoName": "file_by_filename",
   "number": 3,
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "fileContainingSymbol",
   "protoName": "file_containing_symbol",
   "number": 4,
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "fileContainingExtension",
   "protoName": "file_containing_extension",
   "number": 5,
   "kind": "message",
   "type": "grpc.reflection.v1.ExtensionRequest",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "allExtensionNumbersOfType",
   "protoName": "all_extension_numbers_of_type",
   "number": 6,
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "listServices",
   "protoName": "list_services",
   "number": 7,
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  }
 ],
 "grpc.reflection.v1.ExtensionRequest": [
  {
   "name": "containingType",
   "protoName": "containing_type",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "extensionNumber",
   "protoName": "extension_number",
   "number": 2,
   "kind": "int32"
  }
 ],
 "grpc.reflection.v1.ServerReflectionResponse": [
  {
   "name": "validHost",
   "protoName": "valid_host",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "originalRequest",
   "protoName": "original_request",
   "number": 2,
   "kind": "message",
   "type": "grpc.reflection.v1.ServerReflectionRequest"
  },
  {
   "name": "fileDescriptorResponse",
   "protoName": "file_descriptor_response",
   "number": 4,
   "kind": "message",
   "type": "grpc.reflection.v1.FileDescriptorResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "allExtensionNumbersResponse",
   "protoName": "all_extension_numbers_response",
   "number": 5,
   "kind": "message",
   "type": "grpc.reflection.v1.ExtensionNumberResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "listServicesResponse",
   "protoName": "list_services_response",
   "number": 6,
   "kind": "message",
   "type": "grpc.reflection.v1.ListServiceResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "errorResponse",
   "protoName": "error_response",
   "number": 7,
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
   "number": 1,
   "kind": "bytes",
   "repeated": true
  }
 ],
 "grpc.reflection.v1.ExtensionNumberResponse": [
  {
   "name": "baseTypeName",
   "protoName": "base_type_name",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "extensionNumber",
   "protoName": "extension_number",
   "number": 2,
   "kind": "int32",
   "repeated": true
  }
 ],
 "grpc.reflection.v1.ListServiceResponse": [
  {
   "name": "service",
   "protoName": "service",
   "number": 1,
   "kind": "message",
   "type": "grpc.reflection.v1.ServiceResponse",
   "repeated": true
  }
 ],
 "grpc.reflection.v1.ServiceResponse": [
  {
   "name": "name",
   "protoName": "name",
   "number": 1,
   "kind": "string"
  }
 ],
 "grpc.reflection.v1.ErrorResponse": [
  {
   "name": "errorCode",
   "protoName": "error_code",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "errorMessage",
   "protoName": "error_message",
   "number": 2,
   "kind": "string"
  }
 ],
 "grpc.reflection.v1alpha.ServerReflectionRequest": [
  {
   "name": "host",
   "protoName": "host",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "fileByFilename",
   "protoName": "file_by_filename",
   "number": 3,
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "fileContainingSymbol",
   "protoName": "file_containing_symbol",
   "number": 4,
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "fileContainingExtension",
   "protoName": "file_containing_extension",
   "number": 5,
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ExtensionRequest",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "allExtensionNumbersOfType",
   "protoName": "all_extension_numbers_of_type",
   "number": 6,
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  },
  {
   "name": "listServices",
   "protoName": "list_services",
   "number": 7,
   "kind": "string",
   "presence": true,
   "oneof": "messageRequest"
  }
 ],
 "grpc.reflection.v1alpha.ExtensionRequest": [
  {
   "name": "containingType",
   "protoName": "containing_type",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "extensionNumber",
   "protoName": "extension_number",
   "number": 2,
   "kind": "int32"
  }
 ],
 "grpc.reflection.v1alpha.ServerReflectionResponse": [
  {
   "name": "validHost",
   "protoName": "valid_host",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "originalRequest",
   "protoName": "original_request",
   "number": 2,
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ServerReflectionRequest"
  },
  {
   "name": "fileDescriptorResponse",
   "protoName": "file_descriptor_response",
   "number": 4,
   "kind": "message",
   "type": "grpc.reflection.v1alpha.FileDescriptorResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "allExtensionNumbersResponse",
   "protoName": "all_extension_numbers_response",
   "number": 5,
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ExtensionNumberResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "listServicesResponse",
   "protoName": "list_services_response",
   "number": 6,
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ListServiceResponse",
   "presence": true,
   "oneof": "messageResponse"
  },
  {
   "name": "errorResponse",
   "protoName": "error_response",
   "number": 7,
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
   "number": 1,
   "kind": "bytes",
   "repeated": true
  }
 ],
 "grpc.reflection.v1alpha.ExtensionNumberResponse": [
  {
   "name": "baseTypeName",
   "protoName": "base_type_name",
   "number": 1,
   "kind": "string"
  },
  {
   "name": "extensionNumber",
   "protoName": "extension_number",
   "number": 2,
   "kind": "int32",
   "repeated": true
  }
 ],
 "grpc.reflection.v1alpha.ListServiceResponse": [
  {
   "name": "service",
   "protoName": "service",
   "number": 1,
   "kind": "message",
   "type": "grpc.reflection.v1alpha.ServiceResponse",
   "repeated": true
  }
 ],
 "grpc.reflection.v1alpha.ServiceResponse": [
  {
   "name": "name",
   "protoName": "name",
   "number": 1,
   "kind": "string"
  }
 ],
 "grpc.reflection.v1alpha.ErrorResponse": [
  {
   "name": "errorCode",
   "protoName": "error_code",
   "number": 1,
   "kind": "int32"
  },
  {
   "name": "errorMessage",
   "protoName": "error_message",
   "number": 2,
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
 "tidemark.v1.Misfire": {
  "MISFIRE_FIRE_ONCE": 0,
  "MISFIRE_SKIP": 1,
  "MISFIRE_FIRE_ALL": 2
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
   },
   {
    "name": "Rebalance",
    "request": "tidemark.v1.RebalanceRequest",
    "response": "tidemark.v1.RebalanceResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "DrainBroker",
    "request": "tidemark.v1.DrainBrokerRequest",
    "response": "tidemark.v1.DrainBrokerResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "RemoveBroker",
    "request": "tidemark.v1.RemoveBrokerRequest",
    "response": "tidemark.v1.RemoveBrokerResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "AcceptLoss",
    "request": "tidemark.v1.AcceptLossRequest",
    "response": "tidemark.v1.AcceptLossResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "ElectPreferred",
    "request": "tidemark.v1.ElectPreferredRequest",
    "response": "tidemark.v1.ElectPreferredResponse",
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
    "name": "PutGroup",
    "request": "tidemark.v1.PutGroupRequest",
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
    "name": "PutSchedule",
    "request": "tidemark.v1.PutScheduleRequest",
    "response": "tidemark.v1.PutScheduleResponse",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "PauseSchedule",
    "request": "tidemark.v1.PauseScheduleRequest",
    "response": "tidemark.v1.PendingRecord",
    "requestStream": false,
    "responseStream": false
   },
   {
    "name": "ResumeSchedule",
    "request": "tidemark.v1.ResumeScheduleRequest",
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
   },
   {
    "name": "ReplayDeadLetters",
    "request": "tidemark.v1.ReplayDeadLettersRequest",
    "response": "tidemark.v1.ReplayDeadLettersResponse",
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
