// Generated from src/model/errors.ts by scripts/generate-errors.js; do not edit.
/** Every error code, with what it means and whether the same request may succeed later. */
export const ERROR_CODES = {
  /** The request is malformed or a field is out of bounds. */
  INVALID_REQUEST: { number: 1, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** A body or line is not valid JSON, or nested too deeply. */
  INVALID_JSON: { number: 2, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** A message does not decode as the method's request type. */
  INVALID_PROTOBUF: { number: 3, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** No such path, service or method. */
  UNKNOWN_METHOD: { number: 4, grpcStatus: "UNIMPLEMENTED", retriable: false, refreshMetadata: false },
  /** The path exists, but not with this HTTP method. */
  METHOD_NOT_ALLOWED: { number: 5, grpcStatus: "UNIMPLEMENTED", retriable: false, refreshMetadata: false },
  /** The content type is missing or not one this path takes. */
  UNSUPPORTED_MEDIA_TYPE: { number: 6, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** A message, body, line or header list is above its limit. */
  REQUEST_TOO_LARGE: { number: 7, grpcStatus: "RESOURCE_EXHAUSTED", retriable: false, refreshMetadata: false },
  /** The stream ended inside a message. */
  TRUNCATED_MESSAGE: { number: 8, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** Unknown Host, or an Origin that is not in corsOrigins. */
  FORBIDDEN_ORIGIN: { number: 9, grpcStatus: "PERMISSION_DENIED", retriable: false, refreshMetadata: false },
  /** The message encoding is not one the broker offers. */
  UNSUPPORTED_ENCODING: { number: 10, grpcStatus: "UNIMPLEMENTED", retriable: false, refreshMetadata: false },
  /** This broker version does not offer the operation. */
  NOT_SUPPORTED: { number: 11, grpcStatus: "UNIMPLEMENTED", retriable: false, refreshMetadata: false },
  /** TLS on a cleartext port, or cleartext on a TLS port. */
  WRONG_PROTOCOL: { number: 12, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** The broker met a fault of its own; its log has the details. */
  INTERNAL: { number: 13, grpcStatus: "INTERNAL", retriable: false, refreshMetadata: false },
  /** The deadline of the request passed before it was done; it may still take effect. */
  DEADLINE_EXCEEDED: { number: 14, grpcStatus: "DEADLINE_EXCEEDED", retriable: true, refreshMetadata: false },
  /** The caller gave up. */
  CANCELLED: { number: 15, grpcStatus: "CANCELLED", retriable: false, refreshMetadata: false },
  /** The broker drains before it stops. */
  SHUTTING_DOWN: { number: 16, grpcStatus: "UNAVAILABLE", retriable: true, refreshMetadata: true },
  /** A limit on memory, streams or connections is reached; slow down. */
  OVERLOADED: { number: 17, grpcStatus: "RESOURCE_EXHAUSTED", retriable: true, refreshMetadata: false },
  /** This address or the broker has no free connection. */
  TOO_MANY_CONNECTIONS: { number: 18, grpcStatus: "RESOURCE_EXHAUSTED", retriable: true, refreshMetadata: false },
  /** The disk is full: nothing was appended, reading goes on. */
  STORAGE_FULL: { number: 20, grpcStatus: "RESOURCE_EXHAUSTED", retriable: true, refreshMetadata: false },
  /** The partition's log is damaged; it is out of service until a person decides. */
  PARTITION_DAMAGED: { number: 21, grpcStatus: "DATA_LOSS", retriable: false, refreshMetadata: false },
  /** No service of that name can be asked for its health. */
  UNKNOWN_SERVICE: { number: 22, grpcStatus: "NOT_FOUND", retriable: false, refreshMetadata: false },
  /** The broker cannot be reached, or the connection broke before the answer. Clients make it. */
  CONNECTION_LOST: { number: 23, grpcStatus: "UNAVAILABLE", retriable: true, refreshMetadata: false },
  /** The client, producer or consumer was closed. Clients make it. */
  CLOSED: { number: 24, grpcStatus: "CANCELLED", retriable: false, refreshMetadata: false },
  /** The broker reads what is on its disk and serves as soon as that is done. */
  STARTING: { number: 25, grpcStatus: "UNAVAILABLE", retriable: true, refreshMetadata: false },
  /** There is no topic of that name or id. */
  UNKNOWN_TOPIC: { number: 30, grpcStatus: "NOT_FOUND", retriable: false, refreshMetadata: true },
  /** The topic has no such partition. */
  UNKNOWN_PARTITION: { number: 31, grpcStatus: "NOT_FOUND", retriable: false, refreshMetadata: true },
  /** A topic of that name exists. */
  TOPIC_EXISTS: { number: 32, grpcStatus: "ALREADY_EXISTS", retriable: false, refreshMetadata: false },
  /** The name breaks the rule for topic names. */
  INVALID_TOPIC_NAME: { number: 33, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** An unknown topic setting, or a value out of its bounds. */
  INVALID_CONFIG: { number: 34, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** The partition count is out of bounds or would shrink. */
  INVALID_PARTITIONS: { number: 35, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** There are not as many brokers as replicas asked for. */
  INVALID_REPLICATION_FACTOR: { number: 36, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** Topics that begin with __ are the broker's own. */
  INTERNAL_TOPIC: { number: 37, grpcStatus: "PERMISSION_DENIED", retriable: false, refreshMetadata: false },
  /** Another broker leads this partition; the answer names it. */
  NOT_LEADER: { number: 38, grpcStatus: "UNAVAILABLE", retriable: true, refreshMetadata: true },
  /** Fewer replicas are in sync than minInsyncReplicas. */
  NOT_ENOUGH_REPLICAS: { number: 39, grpcStatus: "UNAVAILABLE", retriable: true, refreshMetadata: false },
  /** The caller's leader epoch is old. */
  STALE_EPOCH: { number: 40, grpcStatus: "ABORTED", retriable: true, refreshMetadata: true },
  /** The request may or may not have taken effect; only a message id makes a retry safe. */
  OUTCOME_UNKNOWN: { number: 41, grpcStatus: "UNKNOWN", retriable: false, refreshMetadata: false },
  /** The partition's new leader has not committed an entry of its own yet, which takes a moment; or no controller has answered its leader for long, and another broker may lead by now. */
  LEADER_NOT_READY: { number: 42, grpcStatus: "UNAVAILABLE", retriable: true, refreshMetadata: true },
  /** Another broker that the request needs cannot be reached; nothing was done there. */
  PEER_UNREACHABLE: { number: 43, grpcStatus: "UNAVAILABLE", retriable: true, refreshMetadata: true },
  /** The partition has a leader: nothing of it has to be given up. */
  PARTITION_HAS_LEADER: { number: 44, grpcStatus: "FAILED_PRECONDITION", retriable: false, refreshMetadata: false },
  /** A record or batch is above its size limit, also after decompression. */
  RECORD_TOO_LARGE: { number: 50, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** The CRC, a length or a count of a batch does not match its bytes. */
  CORRUPT_BATCH: { number: 51, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** A record field is not allowed or out of bounds. */
  INVALID_RECORD: { number: 52, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** The timestamp is negative or more than an hour ahead; use deliverAt for due times. */
  INVALID_TIMESTAMP: { number: 53, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** The codec is unknown or its package is not installed. */
  UNSUPPORTED_COMPRESSION: { number: 54, grpcStatus: "UNIMPLEMENTED", retriable: false, refreshMetadata: false },
  /** A batch of this producer is missing before this one. */
  OUT_OF_ORDER_SEQUENCE: { number: 55, grpcStatus: "FAILED_PRECONDITION", retriable: false, refreshMetadata: false },
  /** A newer instance of this producer has taken over. */
  PRODUCER_FENCED: { number: 56, grpcStatus: "ABORTED", retriable: false, refreshMetadata: false },
  /** The producer id is not known here; call InitProducer again. */
  UNKNOWN_PRODUCER: { number: 57, grpcStatus: "FAILED_PRECONDITION", retriable: false, refreshMetadata: false },
  /** The batch was appended before, too long ago to name its offset. */
  DUPLICATE_SEQUENCE: { number: 58, grpcStatus: "ALREADY_EXISTS", retriable: false, refreshMetadata: false },
  /** The offset is below the log start or above the high watermark. */
  OFFSET_OUT_OF_RANGE: { number: 59, grpcStatus: "OUT_OF_RANGE", retriable: false, refreshMetadata: false },
  /** deliverAt or delay does not parse, or both are given. */
  INVALID_DUE_TIME: { number: 70, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** The due time is further ahead than scheduleDelayMax. */
  DUE_TIME_TOO_FAR: { number: 71, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** Nothing pending has that schedule id. */
  UNKNOWN_SCHEDULE: { number: 72, grpcStatus: "NOT_FOUND", retriable: false, refreshMetadata: false },
  /** A record with that schedule id is pending. */
  ALREADY_SCHEDULED: { number: 73, grpcStatus: "ALREADY_EXISTS", retriable: false, refreshMetadata: false },
  /** The record was released before the call could take effect. */
  ALREADY_RELEASED: { number: 74, grpcStatus: "FAILED_PRECONDITION", retriable: false, refreshMetadata: false },
  /** Several partitions hold that schedule id; name one. */
  AMBIGUOUS_SCHEDULE: { number: 75, grpcStatus: "FAILED_PRECONDITION", retriable: false, refreshMetadata: false },
  /** A schedule id is empty, too long, or of the form digits:digits. */
  INVALID_SCHEDULE_ID: { number: 76, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** The pending index is being rebuilt from the log. */
  SCHEDULE_REBUILDING: { number: 77, grpcStatus: "UNAVAILABLE", retriable: true, refreshMetadata: false },
  /** There is no such group. */
  UNKNOWN_GROUP: { number: 90, grpcStatus: "NOT_FOUND", retriable: false, refreshMetadata: false },
  /** The name breaks the rule for group names. */
  INVALID_GROUP: { number: 91, grpcStatus: "INVALID_ARGUMENT", retriable: false, refreshMetadata: false },
  /** The group does not know this member; subscribe again. */
  UNKNOWN_MEMBER: { number: 92, grpcStatus: "NOT_FOUND", retriable: true, refreshMetadata: false },
  /** The partition was given to another member since; the commit is refused. */
  STALE_GENERATION: { number: 93, grpcStatus: "ABORTED", retriable: false, refreshMetadata: false },
  /** The group has active members. */
  GROUP_NOT_EMPTY: { number: 94, grpcStatus: "FAILED_PRECONDITION", retriable: false, refreshMetadata: false },
  /** The record is no longer held by this stream. */
  LEASE_LOST: { number: 95, grpcStatus: "ABORTED", retriable: false, refreshMetadata: false },
  /** The group has as many members as it may have. */
  GROUP_FULL: { number: 96, grpcStatus: "RESOURCE_EXHAUSTED", retriable: false, refreshMetadata: false },
  /** The group exists with the other mode. */
  GROUP_MODE_MISMATCH: { number: 97, grpcStatus: "FAILED_PRECONDITION", retriable: false, refreshMetadata: false },
  /** Another stream has joined with this member id; this one is over. */
  MEMBER_FENCED: { number: 98, grpcStatus: "ABORTED", retriable: false, refreshMetadata: false },
  /** Another broker coordinates this group; the answer names it, if it is known. */
  NOT_COORDINATOR: { number: 99, grpcStatus: "UNAVAILABLE", retriable: true, refreshMetadata: true },
  /** No broker of that id is registered. */
  UNKNOWN_BROKER: { number: 110, grpcStatus: "NOT_FOUND", retriable: false, refreshMetadata: false },
  /** The broker holds replicas; they have to move before it can be removed. */
  BROKER_NOT_EMPTY: { number: 111, grpcStatus: "FAILED_PRECONDITION", retriable: false, refreshMetadata: false },
  /** Another process has registered under this broker's id since. */
  BROKER_REPLACED: { number: 112, grpcStatus: "ABORTED", retriable: false, refreshMetadata: false },
} as const;
