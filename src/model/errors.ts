/**
 * The one table of errors that clients may meet. Codes and numbers are never reused; the reference
 * page and the client's table are generated from it.
 */

/** gRPC status numbers, as in grpc/doc/statuscodes.md. */
export const GrpcStatus = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;
export type GrpcStatusName = keyof typeof GrpcStatus;

interface ErrorRow {
  /** Stable number on the wire; never reused. */
  readonly number: number;
  readonly grpc: GrpcStatusName;
  readonly http: number;
  /** The same request may succeed later without anybody changing anything. */
  readonly retriable: boolean;
  /** The client's picture of topics or leaders is old: fetch it again before retrying. */
  readonly refreshMetadata: boolean;
  readonly meaning: string;
}

const row = (
  number: number,
  grpc: GrpcStatusName,
  http: number,
  meaning: string,
  flags: { retriable?: boolean; refreshMetadata?: boolean } = {},
): ErrorRow => ({
  number,
  grpc,
  http,
  retriable: flags.retriable ?? false,
  refreshMetadata: flags.refreshMetadata ?? false,
  meaning,
});

const retriable = { retriable: true };

export const ERRORS = {
  INVALID_REQUEST: row(
    1,
    "INVALID_ARGUMENT",
    400,
    "The request is malformed or a field is out of bounds.",
  ),
  INVALID_JSON: row(
    2,
    "INVALID_ARGUMENT",
    400,
    "A body or line is not valid JSON, or nested too deeply.",
  ),
  INVALID_PROTOBUF: row(
    3,
    "INVALID_ARGUMENT",
    400,
    "A message does not decode as the method's request type.",
  ),
  UNKNOWN_METHOD: row(4, "UNIMPLEMENTED", 404, "No such path, service or method."),
  METHOD_NOT_ALLOWED: row(
    5,
    "UNIMPLEMENTED",
    405,
    "The path exists, but not with this HTTP method.",
  ),
  UNSUPPORTED_MEDIA_TYPE: row(
    6,
    "INVALID_ARGUMENT",
    415,
    "The content type is missing or not one this path takes.",
  ),
  REQUEST_TOO_LARGE: row(
    7,
    "RESOURCE_EXHAUSTED",
    413,
    "A message, body, line or header list is above its limit.",
  ),
  TRUNCATED_MESSAGE: row(8, "INVALID_ARGUMENT", 400, "The stream ended inside a message."),
  FORBIDDEN_ORIGIN: row(
    9,
    "PERMISSION_DENIED",
    403,
    "Unknown Host, or an Origin that is not in corsOrigins.",
  ),
  UNSUPPORTED_ENCODING: row(
    10,
    "UNIMPLEMENTED",
    415,
    "The message encoding is not one the broker offers.",
  ),
  NOT_SUPPORTED: row(11, "UNIMPLEMENTED", 501, "This broker version does not offer the operation."),
  WRONG_PROTOCOL: row(
    12,
    "INVALID_ARGUMENT",
    400,
    "TLS on a cleartext port, or cleartext on a TLS port.",
  ),
  INTERNAL: row(13, "INTERNAL", 500, "The broker met a fault of its own; its log has the details."),
  DEADLINE_EXCEEDED: row(
    14,
    "DEADLINE_EXCEEDED",
    504,
    "The deadline of the request passed before it was done; it may still take effect.",
    retriable,
  ),
  CANCELLED: row(15, "CANCELLED", 499, "The caller gave up."),
  SHUTTING_DOWN: row(16, "UNAVAILABLE", 503, "The broker drains before it stops.", {
    retriable: true,
    refreshMetadata: true,
  }),
  OVERLOADED: row(
    17,
    "RESOURCE_EXHAUSTED",
    429,
    "A limit on memory, streams or connections is reached; slow down.",
    retriable,
  ),
  TOO_MANY_CONNECTIONS: row(
    18,
    "RESOURCE_EXHAUSTED",
    429,
    "This address or the broker has no free connection.",
    retriable,
  ),
  STORAGE_FULL: row(
    20,
    "RESOURCE_EXHAUSTED",
    507,
    "The disk is full: nothing was appended, reading goes on.",
    retriable,
  ),
  PARTITION_DAMAGED: row(
    21,
    "DATA_LOSS",
    500,
    "The partition's log is damaged; it is out of service until a person decides.",
  ),
  UNKNOWN_SERVICE: row(
    22,
    "NOT_FOUND",
    404,
    "No service of that name can be asked for its health.",
  ),
  CONNECTION_LOST: row(
    23,
    "UNAVAILABLE",
    503,
    "The broker cannot be reached, or the connection broke before the answer. Clients make it.",
    retriable,
  ),
  CLOSED: row(
    24,
    "CANCELLED",
    499,
    "The client, producer or consumer was closed. Clients make it.",
  ),
  STARTING: row(
    25,
    "UNAVAILABLE",
    503,
    "The broker reads what is on its disk and serves as soon as that is done.",
    retriable,
  ),

  UNKNOWN_TOPIC: row(30, "NOT_FOUND", 404, "There is no topic of that name or id.", {
    refreshMetadata: true,
  }),
  UNKNOWN_PARTITION: row(31, "NOT_FOUND", 404, "The topic has no such partition.", {
    refreshMetadata: true,
  }),
  TOPIC_EXISTS: row(32, "ALREADY_EXISTS", 409, "A topic of that name exists."),
  INVALID_TOPIC_NAME: row(33, "INVALID_ARGUMENT", 400, "The name breaks the rule for topic names."),
  INVALID_CONFIG: row(
    34,
    "INVALID_ARGUMENT",
    400,
    "An unknown topic setting, or a value out of its bounds.",
  ),
  INVALID_PARTITIONS: row(
    35,
    "INVALID_ARGUMENT",
    400,
    "The partition count is out of bounds or would shrink.",
  ),
  INVALID_REPLICATION_FACTOR: row(
    36,
    "INVALID_ARGUMENT",
    400,
    "There are not as many brokers as replicas asked for.",
  ),
  INTERNAL_TOPIC: row(
    37,
    "PERMISSION_DENIED",
    403,
    "Topics that begin with __ are the broker's own.",
  ),
  NOT_LEADER: row(
    38,
    "UNAVAILABLE",
    503,
    "Another broker leads this partition; the answer names it.",
    { retriable: true, refreshMetadata: true },
  ),
  NOT_ENOUGH_REPLICAS: row(
    39,
    "UNAVAILABLE",
    503,
    "Fewer replicas are in sync than minInsyncReplicas.",
    retriable,
  ),
  STALE_EPOCH: row(40, "ABORTED", 409, "The caller's leader epoch is old.", {
    retriable: true,
    refreshMetadata: true,
  }),
  OUTCOME_UNKNOWN: row(
    41,
    "UNKNOWN",
    502,
    "The request may or may not have taken effect; only a message id makes a retry safe.",
  ),
  LEADER_NOT_READY: row(
    42,
    "UNAVAILABLE",
    503,
    "The partition's new leader has not committed an entry of its own yet, which takes a moment; or no controller has answered its leader for long, and another broker may lead by now.",
    { retriable: true, refreshMetadata: true },
  ),
  PEER_UNREACHABLE: row(
    43,
    "UNAVAILABLE",
    503,
    "Another broker that the request needs cannot be reached; nothing was done there.",
    { retriable: true, refreshMetadata: true },
  ),
  PARTITION_HAS_LEADER: row(
    44,
    "FAILED_PRECONDITION",
    409,
    "The partition has a leader: nothing of it has to be given up.",
  ),

  RECORD_TOO_LARGE: row(
    50,
    "INVALID_ARGUMENT",
    413,
    "A record or batch is above its size limit, also after decompression.",
  ),
  CORRUPT_BATCH: row(
    51,
    "INVALID_ARGUMENT",
    400,
    "The CRC, a length or a count of a batch does not match its bytes.",
  ),
  INVALID_RECORD: row(
    52,
    "INVALID_ARGUMENT",
    400,
    "A record field is not allowed or out of bounds.",
  ),
  INVALID_TIMESTAMP: row(
    53,
    "INVALID_ARGUMENT",
    400,
    "The timestamp is negative or more than an hour ahead; use deliverAt for due times.",
  ),
  UNSUPPORTED_COMPRESSION: row(
    54,
    "UNIMPLEMENTED",
    415,
    "The codec is unknown or its package is not installed.",
  ),
  OUT_OF_ORDER_SEQUENCE: row(
    55,
    "FAILED_PRECONDITION",
    409,
    "A batch of this producer is missing before this one.",
  ),
  PRODUCER_FENCED: row(56, "ABORTED", 409, "A newer instance of this producer has taken over."),
  UNKNOWN_PRODUCER: row(
    57,
    "FAILED_PRECONDITION",
    409,
    "The producer id is not known here; call InitProducer again.",
  ),
  DUPLICATE_SEQUENCE: row(
    58,
    "ALREADY_EXISTS",
    409,
    "The batch was appended before, too long ago to name its offset.",
  ),
  OFFSET_OUT_OF_RANGE: row(
    59,
    "OUT_OF_RANGE",
    416,
    "The offset is below the log start or above the high watermark.",
  ),

  INVALID_DUE_TIME: row(
    70,
    "INVALID_ARGUMENT",
    400,
    "deliverAt or delay does not parse, or both are given.",
  ),
  DUE_TIME_TOO_FAR: row(
    71,
    "INVALID_ARGUMENT",
    400,
    "The due time is further ahead than scheduleDelayMax.",
  ),
  UNKNOWN_SCHEDULE: row(72, "NOT_FOUND", 404, "Nothing pending has that schedule id."),
  ALREADY_SCHEDULED: row(73, "ALREADY_EXISTS", 409, "A record with that schedule id is pending."),
  ALREADY_RELEASED: row(
    74,
    "FAILED_PRECONDITION",
    409,
    "The record was released before the call could take effect.",
  ),
  AMBIGUOUS_SCHEDULE: row(
    75,
    "FAILED_PRECONDITION",
    409,
    "Several partitions hold that schedule id; name one.",
  ),
  INVALID_SCHEDULE_ID: row(
    76,
    "INVALID_ARGUMENT",
    400,
    "A schedule id is empty, too long, or of the form digits:digits.",
  ),
  SCHEDULE_REBUILDING: row(
    77,
    "UNAVAILABLE",
    503,
    "The pending index is being rebuilt from the log.",
    retriable,
  ),

  UNKNOWN_GROUP: row(90, "NOT_FOUND", 404, "There is no such group."),
  INVALID_GROUP: row(91, "INVALID_ARGUMENT", 400, "The name breaks the rule for group names."),
  UNKNOWN_MEMBER: row(
    92,
    "NOT_FOUND",
    404,
    "The group does not know this member; subscribe again.",
    retriable,
  ),
  STALE_GENERATION: row(
    93,
    "ABORTED",
    409,
    "The partition was given to another member since; the commit is refused.",
  ),
  GROUP_NOT_EMPTY: row(94, "FAILED_PRECONDITION", 409, "The group has active members."),
  LEASE_LOST: row(95, "ABORTED", 409, "The record is no longer held by this stream."),
  GROUP_FULL: row(96, "RESOURCE_EXHAUSTED", 429, "The group has as many members as it may have."),
  GROUP_MODE_MISMATCH: row(97, "FAILED_PRECONDITION", 409, "The group exists with the other mode."),
  MEMBER_FENCED: row(
    98,
    "ABORTED",
    409,
    "Another stream has joined with this member id; this one is over.",
  ),
  NOT_COORDINATOR: row(
    99,
    "UNAVAILABLE",
    503,
    "Another broker coordinates this group; the answer names it, if it is known.",
    { retriable: true, refreshMetadata: true },
  ),

  UNKNOWN_BROKER: row(110, "NOT_FOUND", 404, "No broker of that id is registered."),
  BROKER_NOT_EMPTY: row(
    111,
    "FAILED_PRECONDITION",
    409,
    "The broker holds replicas; they have to move before it can be removed.",
  ),
  BROKER_REPLACED: row(
    112,
    "ABORTED",
    409,
    "Another process has registered under this broker's id since.",
  ),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetails {
  /** Where the record failed: line of the request (from 1) or index in the batch (from 0). */
  readonly line?: number;
  readonly index?: number;
  /** `host:port` of the leader, with `NOT_LEADER`. */
  readonly leader?: string;
  /** Bounds, with `OFFSET_OUT_OF_RANGE`. */
  readonly logStartOffset?: number;
  readonly highWatermark?: number;
  /** Names the pending record, with `ALREADY_SCHEDULED`. */
  readonly existing?: {
    readonly id: string;
    readonly partition: number;
    readonly offset: number;
    /** Absent: a recurring schedule that is paused. */
    readonly deliverAt?: number;
  };
}

/** The one error class that reaches clients. The message says what was wrong, where, what to do. */
export class TidemarkError extends Error {
  override readonly name = "TidemarkError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  constructor(
    code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
  get retriable(): boolean {
    return ERRORS[this.code].retriable;
  }
}

/** What was thrown, as a client may hear of it: `message` where it is no error of the table. */
export function toTidemarkError(error: unknown, message: string): TidemarkError {
  if (error instanceof TidemarkError) return error;
  return new TidemarkError("INTERNAL", message, {}, { cause: error });
}

/** The JSON shape of an error on every dialect. */
export interface ErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retriable: boolean;
}
